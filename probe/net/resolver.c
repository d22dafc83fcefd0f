#include "net/resolver.h"

#include "base/memory.h"

#include <ares.h>
#include <arpa/inet.h>
#include <string.h>
#include <sys/random.h>

/* ares_send() and ares_get_servers_ports() are what 1.18 and 1.34 share. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

/* Newer versions keep answers unless told not to (for 0 seconds): a probe
 * wants to know what is so now. */
#ifdef ARES_OPT_QUERY_CACHE
#define NO_CACHE ARES_OPT_QUERY_CACHE
#else
#define NO_CACHE 0
#endif

/*
 * One channel a server, each told to try once: which server comes next, and
 * how often, is decided here, in one place, so that a dead server costs the
 * first questions its time-out and the later ones nothing.
 */
enum {
	TICK = 50,            /* milliseconds between looks at time-outs */
	DEAD_AFTER = 2,       /* silences in a row */
	DEAD_FOR = 30 * 1000, /* milliseconds */
	RECEIVE_BUFFER = 1 << 20,
	PAYLOAD = 1232,
};

struct nameserver {
	struct resolver *resolver;
	ares_channel channel;
	struct endpoint endpoint;
	unsigned int silences; /* in a row */
	uint64_t dead_until;   /* uv_now() */
};

/* A socket of c-ares under the loop's eyes. */
struct watcher {
	uv_poll_t poll;
	struct nameserver *server;
	struct watcher *next;
	ares_socket_t fd;
};

struct ask {
	struct resolver *resolver;
	struct ask *next;
	struct question question;
	struct nameserver *server;
	bool tried[SERVERS_MAX]; /* in this round */
	unsigned int round;
	bool servfail;      /* a server said so: better than silence */
	resolver_done done; /* NULL when forgotten */
	void *context;
};

struct resolver {
	uv_loop_t *loop;
	uv_timer_t *tick;
	struct nameserver servers[SERVERS_MAX];
	size_t count;
	struct watcher *watchers;
	struct ask *asks;
	bool ending;
};

static void
free_handle(uv_handle_t *handle)
{
	memory_free(handle);
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct watcher *w = (struct watcher *)poll;
	ares_socket_t in = ARES_SOCKET_BAD, out = ARES_SOCKET_BAD;

	if (status < 0 || (events & UV_READABLE))
		in = w->fd;
	if (status < 0 || (events & UV_WRITABLE))
		out = w->fd;
	ares_process_fd(w->server->channel, in, out);
}

static struct watcher **
find_watcher(struct nameserver *server, ares_socket_t fd)
{
	struct watcher **at = &server->resolver->watchers;

	while (*at != NULL && ((*at)->fd != fd || (*at)->server != server))
		at = &(*at)->next;
	return at;
}

static struct watcher *
add_watcher(struct nameserver *server, ares_socket_t fd)
{
	struct watcher *w = memory_get(sizeof *w);

	if (w == NULL)
		return NULL;
	if (uv_poll_init_socket(server->resolver->loop, &w->poll, fd) != 0) {
		memory_free(w);
		return NULL;
	}
	w->server = server;
	w->fd = fd;
	w->next = server->resolver->watchers;
	server->resolver->watchers = w;
	return w;
}

/* c-ares tells which of its sockets wait for what; neither: it closes it. */
static void
on_socket(void *context, ares_socket_t fd, int readable, int writable)
{
	struct nameserver *server = context;
	struct watcher **at = find_watcher(server, fd), *w = *at;

	if (!readable && !writable) {
		if (w == NULL)
			return;
		*at = w->next;
		uv_poll_stop(&w->poll);
		uv_close((uv_handle_t *)&w->poll, free_handle);
		return;
	}
	if (w == NULL)
		w = add_watcher(server, fd);
	if (w != NULL)
		uv_poll_start(&w->poll,
		    (readable ? UV_READABLE : 0) | (writable ? UV_WRITABLE : 0),
		    on_readable);
}

static void
on_tick(uv_timer_t *timer)
{
	struct resolver *r = timer->data;

	for (size_t i = 0; i < r->count; i++)
		ares_process_fd(
		    r->servers[i].channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static void
keep_ticking(struct resolver *r)
{
	if (r->asks == NULL)
		uv_timer_stop(r->tick);
	else if (!uv_is_active((uv_handle_t *)r->tick))
		uv_timer_start(r->tick, on_tick, TICK, TICK);
}

static void
finish(struct ask *ask, struct span message, enum answer_status failure)
{
	struct resolver *r = ask->resolver;
	struct ask **at = &r->asks;

	while (*at != ask)
		at = &(*at)->next;
	*at = ask->next;
	if (!r->ending)
		keep_ticking(r);
	if (ask->done != NULL)
		ask->done(ask->context, &ask->question, message, failure);
	memory_free(ask);
}

static bool
is_dead(const struct nameserver *server)
{
	return uv_now(server->resolver->loop) < server->dead_until;
}

/* The first server of this round that lives; else the first that is left. */
static struct nameserver *
choose_server(const struct ask *ask)
{
	struct resolver *r = ask->resolver;
	struct nameserver *dead = NULL;

	for (size_t i = 0; i < r->count; i++) {
		if (ask->tried[i])
			continue;
		if (!is_dead(&r->servers[i]))
			return &r->servers[i];
		if (dead == NULL)
			dead = &r->servers[i];
	}
	return dead;
}

static void send_ask(struct ask *ask, struct nameserver *server);

static void
ask_next(struct ask *ask)
{
	struct nameserver *server = choose_server(ask);

	if (server == NULL) {
		memset(ask->tried, 0, sizeof ask->tried);
		ask->round++;
		server = choose_server(ask);
	}
	if (server == NULL || ask->round >= DNS_ROUNDS || ask->resolver->ending)
		finish(ask, SPAN_NONE,
		    ask->servfail ? ANSWER_SERVFAIL : ANSWER_TIMEOUT);
	else
		send_ask(ask, server);
}

static void
note_silence(struct nameserver *server)
{
	if (++server->silences >= DEAD_AFTER)
		server->dead_until = uv_now(server->resolver->loop) + DEAD_FOR;
}

/* RCODE 2 and 5: this server will not or cannot; another one may. */
static bool
is_unwilling(struct span message)
{
	int code = message.data[3] & 0x0f;

	return code == 2 || code == 5;
}

static uint16_t
message_id(struct span message)
{
	return (uint16_t)((unsigned char)message.data[0] << 8 |
			  (unsigned char)message.data[1]);
}

/* c-ares has matched the id, which newer versions choose themselves; the
 * question is ours to compare (RFC 5452 9.1). */
static bool
is_ours(const struct ask *ask, struct span message)
{
	return message.size >= 12 &&
	       message_answers(message, &ask->question, message_id(message));
}

static void
on_answer(
    void *context, int status, int timeouts, unsigned char *data, int size)
{
	struct ask *ask = context;
	struct span message = SPAN_NONE;

	(void)timeouts;
	if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED) {
		finish(ask, SPAN_NONE, ANSWER_TIMEOUT);
		return;
	}
	if (data != NULL && size > 0)
		message = (struct span){ (const char *)data, (size_t)size };
	if (message.size == 0 || !is_ours(ask, message)) {
		note_silence(ask->server);
		ask_next(ask);
		return;
	}
	ask->server->silences = 0;
	ask->server->dead_until = 0;
	if (is_unwilling(message)) {
		ask->servfail = true;
		ask->round = DNS_ROUNDS - 1; /* the others once, then enough */
		ask_next(ask);
		return;
	}
	finish(ask, message, ANSWER_OK);
}

static uint16_t
random_id(void)
{
	uint16_t id = 0;

	if (getrandom(&id, sizeof id, 0) != (ssize_t)sizeof id)
		return 1;
	return id;
}

static void
send_ask(struct ask *ask, struct nameserver *server)
{
	unsigned char query[QUERY_MAX];
	size_t size = query_build(&ask->question, random_id(), query);

	ask->server = server;
	ask->tried[server - ask->resolver->servers] = true;
	ares_send(server->channel, query, (int)size, on_answer, ask);
}

void
resolver_ask(struct resolver *r, const struct question *question,
    resolver_done done, void *context)
{
	struct ask *ask = memory_get(sizeof *ask);

	if (ask == NULL) {
		done(context, question, SPAN_NONE, ANSWER_SERVFAIL);
		return;
	}
	*ask = (struct ask){
		.resolver = r,
		.next = r->asks,
		.question = *question,
		.done = done,
		.context = context,
	};
	r->asks = ask;
	uv_update_time(r->loop);
	keep_ticking(r);
	ask_next(ask);
}

void
resolver_forget(struct resolver *r, const void *context)
{
	for (struct ask *ask = r->asks; ask != NULL; ask = ask->next) {
		if (ask->context == context)
			ask->done = NULL;
	}
}

static bool
open_channel(struct nameserver *server, struct trouble *t)
{
	struct ares_options options = {
		.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH |
			 ARES_FLAG_NOALIASES | ARES_FLAG_EDNS,
		.timeout = DNS_TIMEOUT,
		.tries = 1,
		.ednspsz = PAYLOAD,
		.socket_receive_buffer_size = RECEIVE_BUFFER,
		.sock_state_cb = on_socket,
		.sock_state_cb_data = server,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		   ARES_OPT_EDNSPSZ | ARES_OPT_SOCK_RCVBUF |
		   ARES_OPT_SOCK_STATE_CB | NO_CACHE;
	char ip[IP_TEXT_MAX], text[IP_TEXT_MAX + 16];
	bool v6 = server->endpoint.ip.family == IP_V6;
	int status = ares_init_options(&server->channel, &options, mask);

	if (status != ARES_SUCCESS) {
		server->channel = NULL;
		trouble_set(t, "DNS: %s", ares_strerror(status));
		return false;
	}
	ip_format(&server->endpoint.ip, ip);
	snprintf(text, sizeof text, v6 ? "[%s]:%u" : "%s:%u", ip,
	    (unsigned int)server->endpoint.port);
	status = ares_set_servers_ports_csv(server->channel, text);
	if (status != ARES_SUCCESS)
		trouble_set(
		    t, "DNS server %s: %s", text, ares_strerror(status));
	return status == ARES_SUCCESS;
}

static struct endpoint
endpoint_of(const struct ares_addr_port_node *node)
{
	struct endpoint e = { .port = DNS_PORT };

	e.ip.family = node->family == AF_INET ? IP_V4 : IP_V6;
	if (node->family == AF_INET)
		memcpy(e.ip.octets, &node->addr, 4);
	else
		memcpy(e.ip.octets, &node->addr, 16);
	if (node->udp_port > 0)
		e.port = (uint16_t)node->udp_port;
	return e;
}

/* What resolv.conf names, in its order. */
static size_t
system_servers(struct endpoint servers[SERVERS_MAX])
{
	struct ares_addr_port_node *nodes = NULL;
	ares_channel channel;
	size_t count = 0;

	if (ares_init(&channel) != ARES_SUCCESS)
		return 0;
	if (ares_get_servers_ports(channel, &nodes) == ARES_SUCCESS) {
		for (struct ares_addr_port_node *n = nodes;
		     n != NULL && count < SERVERS_MAX; n = n->next)
			servers[count++] = endpoint_of(n);
		ares_free_data(nodes);
	}
	ares_destroy(channel);
	return count;
}

struct resolver *
resolver_new(uv_loop_t *loop, const struct endpoint *servers, size_t count,
    struct trouble *t)
{
	struct resolver *r = memory_get(sizeof *r);
	struct endpoint found[SERVERS_MAX];

	if (r == NULL)
		return NULL;
	ares_library_init(ARES_LIB_INIT_ALL);
	if (count == 0) {
		count = system_servers(found);
		servers = found;
	}
	r->loop = loop;
	r->tick = memory_get(sizeof *r->tick);
	if (r->tick == NULL) {
		ares_library_cleanup();
		memory_free(r);
		return NULL;
	}
	uv_timer_init(loop, r->tick);
	r->tick->data = r;
	for (size_t i = 0; i < count && i < SERVERS_MAX; i++) {
		r->servers[i] = (struct nameserver){
			.resolver = r,
			.endpoint = servers[i],
		};
		r->count++;
		if (!open_channel(&r->servers[i], t)) {
			resolver_free(r);
			return NULL;
		}
	}
	if (r->count == 0) {
		trouble_set(t, "no name server: /etc/resolv.conf names none; "
			       "give one with --dns-server IP[:PORT]");
		resolver_free(r);
		return NULL;
	}
	return r;
}

void
resolver_free(struct resolver *r)
{
	if (r == NULL)
		return;
	r->ending = true;
	uv_timer_stop(r->tick);
	for (size_t i = 0; i < r->count; i++) {
		if (r->servers[i].channel != NULL)
			ares_destroy(r->servers[i].channel);
	}
	ares_library_cleanup();
	uv_close((uv_handle_t *)r->tick, free_handle);
	memory_free(r);
}
