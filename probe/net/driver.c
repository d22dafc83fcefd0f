#include "net/driver.h"

#include "base/memory.h"
#include "net/connection.h"

/*
 * An errand is one machine on its way. pump() carries out wishes until there
 * is nothing left but to wait; every event ends in a pump. An event that comes
 * while pumping (a look-up that fails at once) is seen by the same pump.
 */
struct errand {
	struct driver *driver;
	const struct machine_class *class;
	void *machine;
	struct connection *connection;
	uv_timer_t *timer;
	bool pumping;
	bool again;
	bool done;
};

struct driver {
	uv_loop_t loop;
	uv_async_t interrupt;
	struct resolver *resolver;
	struct driver_options options;
	bool interrupted;
};

int64_t
driver_now(const struct driver *d)
{
	(void)d;
	return (int64_t)(uv_hrtime() / 1000);
}

static void pump(struct errand *e);

static void
on_resolved(void *context, const struct question *question, struct span message,
    enum answer_status failure)
{
	struct errand *e = context;

	e->class->answered(e->machine, question, message, failure);
	pump(e);
}

static void
on_connected(void *owner, const struct ip *local)
{
	struct errand *e = owner;

	e->class->connected(e->machine, local, driver_now(e->driver));
	pump(e);
}

static void
on_failed(void *owner, enum network_error error)
{
	struct errand *e = owner;

	e->class->failed(e->machine, error, driver_now(e->driver));
	pump(e);
}

static void
on_received(void *owner, struct span octets)
{
	struct errand *e = owner;

	e->class->received(e->machine, octets, driver_now(e->driver));
	pump(e);
}

static void
on_closed(void *owner)
{
	struct errand *e = owner;

	e->class->closed(e->machine, driver_now(e->driver));
	pump(e);
}

static const struct connection_events connection_events = {
	.connected = on_connected,
	.failed = on_failed,
	.received = on_received,
	.closed = on_closed,
};

static void
on_due(uv_timer_t *timer)
{
	pump(timer->data);
}

static void
drop_connection(struct errand *e)
{
	connection_close(e->connection);
	e->connection = NULL;
}

static void
connect_to(struct errand *e, const struct wish *w)
{
	const struct driver_options *o = &e->driver->options;
	const struct ip *local =
	    w->ip.family == IP_V6 ? &o->local_v6 : &o->local_v4;
	enum network_error error;

	drop_connection(e);
	e->connection = connection_open(&e->driver->loop, &w->ip, w->port,
	    local, &connection_events, e, &error);
	if (e->connection == NULL)
		e->class->failed(e->machine, error, driver_now(e->driver));
}

/* Rounded up, so that the deadline has come when the timer rings. */
static void
wait_until(struct errand *e, int64_t deadline)
{
	int64_t left = deadline - driver_now(e->driver);

	uv_update_time(&e->driver->loop);
	uv_timer_start(
	    e->timer, on_due, left > 0 ? (uint64_t)left / 1000 + 1 : 0, 0);
}

static void
end_errand(struct errand *e)
{
	drop_connection(e);
	uv_timer_stop(e->timer);
	e->done = true;
	uv_stop(&e->driver->loop);
}

/* False when there is nothing more to do now. */
static bool
carry_out(struct errand *e, const struct wish *w)
{
	switch (w->kind) {
	case WISH_RESOLVE:
		resolver_ask(e->driver->resolver, w->question, on_resolved, e);
		return true;
	case WISH_CONNECT:
		connect_to(e, w);
		return true;
	case WISH_SEND:
		if (e->connection != NULL)
			connection_send(e->connection, w->octets);
		return true;
	case WISH_CLOSE:
		drop_connection(e);
		return true;
	case WISH_WAIT:
		wait_until(e, w->deadline);
		return false;
	case WISH_DONE:
		end_errand(e);
		return false;
	}
	return false;
}

static void
pump(struct errand *e)
{
	struct wish w;

	e->again = true;
	if (e->pumping || e->done)
		return;
	e->pumping = true;
	while (e->again && !e->done) {
		e->again = false;
		do {
			e->class->wish(e->machine, driver_now(e->driver), &w);
		} while (carry_out(e, &w));
	}
	e->pumping = false;
}

static void
on_interrupt(uv_async_t *async)
{
	struct driver *d = async->data;

	d->interrupted = true;
	uv_stop(&d->loop);
}

static void
free_handle(uv_handle_t *handle)
{
	memory_free(handle);
}

bool
driver_run(struct driver *d, const struct machine_class *class, void *machine)
{
	struct errand e = { .driver = d, .class = class, .machine = machine };

	e.timer = memory_get(sizeof *e.timer);
	if (e.timer == NULL)
		return false;
	uv_timer_init(&d->loop, e.timer);
	e.timer->data = &e;
	pump(&e);
	while (!e.done && !d->interrupted)
		uv_run(&d->loop, UV_RUN_DEFAULT);
	drop_connection(&e);
	resolver_forget(d->resolver, &e);
	uv_close((uv_handle_t *)e.timer, free_handle);
	uv_run(&d->loop, UV_RUN_NOWAIT);
	return e.done;
}

struct driver *
driver_new(const struct driver_options *o, struct trouble *t)
{
	struct driver *d = memory_get(sizeof *d);

	if (d == NULL || uv_loop_init(&d->loop) != 0) {
		memory_free(d);
		trouble_set(t, "no memory for an event loop");
		return NULL;
	}
	d->options = *o;
	uv_async_init(&d->loop, &d->interrupt, on_interrupt);
	d->interrupt.data = d;
	d->resolver = resolver_new(&d->loop, o->servers, o->server_count, t);
	if (d->resolver == NULL) {
		driver_free(d);
		return NULL;
	}
	return d;
}

/* Every handle's close callback must have run before the loop may go. */
void
driver_free(struct driver *d)
{
	if (d == NULL)
		return;
	resolver_free(d->resolver);
	uv_close((uv_handle_t *)&d->interrupt, NULL);
	uv_run(&d->loop, UV_RUN_DEFAULT);
	uv_loop_close(&d->loop);
	memory_free(d);
}

void
driver_interrupt(struct driver *d)
{
	uv_async_send(&d->interrupt);
}
