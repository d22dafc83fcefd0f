#include "net/connection.h"

#include "base/buf.h"
#include "base/memory.h"
#include "net/socket_address.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { UNSENT_MAX = 1 << 20, READ_SIZE = 16384 };

struct connection {
	uv_tcp_t tcp;
	uv_connect_t connect;
	uv_write_t write;
	const struct connection_events *events;
	void *owner; /* NULL once closed: nobody listens */
	struct buf unsent, in_flight;
	bool writing;
	char input[READ_SIZE];
};

static enum network_error
error_of(int status)
{
	switch (status) {
	case UV_ECONNREFUSED:
		return NETWORK_REFUSED;
	case UV_ETIMEDOUT:
		return NETWORK_TIMEOUT;
	case UV_ENETUNREACH:
	case UV_EHOSTUNREACH:
	case UV_ENETDOWN:
	case UV_EAFNOSUPPORT:
		return NETWORK_UNREACHABLE;
	case UV_ECONNRESET:
	case UV_EPIPE:
		return NETWORK_RESET;
	case UV_EACCES:
	case UV_EPERM:
		return NETWORK_DENIED;
	case UV_EADDRNOTAVAIL:
	case UV_EADDRINUSE:
	case UV_EINVAL:
		return NETWORK_NO_LOCAL;
	default:
		return NETWORK_OTHER;
	}
}

static void
on_gone(uv_handle_t *handle)
{
	struct connection *c = handle->data;

	buf_free(&c->unsent);
	buf_free(&c->in_flight);
	memory_free(c);
}

void
connection_close(struct connection *c)
{
	if (c == NULL)
		return;
	c->owner = NULL;
	if (!uv_is_closing((uv_handle_t *)&c->tcp))
		uv_close((uv_handle_t *)&c->tcp, on_gone);
}

static void
tell_closed(struct connection *c)
{
	uv_read_stop((uv_stream_t *)&c->tcp);
	if (c->owner != NULL)
		c->events->closed(c->owner);
}

static void
on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *room)
{
	struct connection *c = handle->data;

	(void)wanted;
	*room = uv_buf_init(c->input, READ_SIZE);
}

/*
 * Acknowledges at once what came. A server that has Nagle's algorithm on (RFC
 * 1122 4.2.3.4) keeps its next reply back until then: Postfix has, and behind
 * the session tickets of TLS 1.3 its answer to EHLO waited for the 40 ms of a
 * delayed acknowledgement. The kernel forgets the wish, so each read renews it.
 */
static void
acknowledge(const struct connection *c)
{
#ifdef TCP_QUICKACK
	uv_os_fd_t fd;
	int one = 1;

	if (uv_fileno((const uv_handle_t *)&c->tcp, &fd) == 0)
		setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
#else
	(void)c;
#endif
}

static void
on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *room)
{
	struct connection *c = stream->data;

	if (size < 0)
		tell_closed(c);
	if (size <= 0)
		return;
	acknowledge(c);
	if (c->owner != NULL)
		c->events->received(
		    c->owner, (struct span){ room->base, (size_t)size });
}

static void
on_connect(uv_connect_t *request, int status)
{
	struct connection *c = request->data;
	struct sockaddr_storage name = { 0 };
	int size = sizeof name;
	struct ip local;

	if (c->owner == NULL)
		return;
	if (status == 0)
		status =
		    uv_read_start((uv_stream_t *)&c->tcp, on_room, on_read);
	if (status != 0) {
		c->events->failed(c->owner, error_of(status));
		return;
	}
	uv_tcp_nodelay(&c->tcp, 1);
	uv_tcp_getsockname(&c->tcp, (struct sockaddr *)&name, &size);
	local = socket_address_ip((struct sockaddr *)&name);
	c->events->connected(c->owner, &local);
}

static int
begin(struct connection *c, const struct ip *ip, uint16_t port,
    const struct ip *local)
{
	struct sockaddr_storage from, to;
	int status = 0;

	socket_address_of(ip, port, &to);
	if (local->family != IP_NONE) {
		socket_address_of(local, 0, &from);
		status = uv_tcp_bind(&c->tcp, (struct sockaddr *)&from, 0);
	}
	if (status == 0)
		status = uv_tcp_connect(
		    &c->connect, &c->tcp, (struct sockaddr *)&to, on_connect);
	return status;
}

struct connection *
connection_open(uv_loop_t *loop, const struct ip *ip, uint16_t port,
    const struct ip *local, const struct connection_events *events, void *owner,
    enum network_error *error)
{
	struct connection *c = memory_get(sizeof *c);
	int status;

	*error = NETWORK_OTHER;
	if (c == NULL)
		return NULL;
	if (uv_tcp_init(loop, &c->tcp) != 0) {
		memory_free(c);
		return NULL;
	}
	c->tcp.data = c;
	c->connect.data = c;
	c->write.data = c;
	c->events = events;
	c->owner = owner;
	buf_init(&c->unsent, UNSENT_MAX);
	buf_init(&c->in_flight, UNSENT_MAX);
	status = begin(c, ip, port, local);
	if (status == 0)
		return c;
	*error = error_of(status);
	connection_close(c);
	return NULL;
}

static void flush(struct connection *c);

static void
on_written(uv_write_t *request, int status)
{
	struct connection *c = request->data;

	c->writing = false;
	buf_clear(&c->in_flight);
	if (uv_is_closing((uv_handle_t *)&c->tcp))
		return;
	if (status != 0)
		tell_closed(c);
	else
		flush(c);
}

/* At once what the system takes; the rest as a write of its own. */
static void
flush(struct connection *c)
{
	uv_stream_t *stream = (uv_stream_t *)&c->tcp;
	struct buf swap = c->in_flight;
	uv_buf_t out;
	int sent;

	if (c->writing || c->unsent.size == 0)
		return;
	out = uv_buf_init(c->unsent.data, (unsigned int)c->unsent.size);
	sent = uv_try_write(stream, &out, 1);
	if (sent > 0)
		buf_drop(&c->unsent, (size_t)sent);
	if (c->unsent.size == 0)
		return;
	c->in_flight = c->unsent;
	c->unsent = swap;
	out = uv_buf_init(c->in_flight.data, (unsigned int)c->in_flight.size);
	c->writing = uv_write(&c->write, stream, &out, 1, on_written) == 0;
}

void
connection_send(struct connection *c, struct span octets)
{
	buf_add(&c->unsent, octets);
	flush(c);
}
