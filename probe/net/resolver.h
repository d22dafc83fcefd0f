/*
 * resolver: questions to name servers and their raw answers, by c-ares as
 * transport on a libuv loop. Servers are asked in turn; one that stays silent
 * is remembered and asked last for a while; a late one is asked again. TCP
 * when an answer is cut. Answers to another question are thrown away.
 */
#ifndef PROBE_NET_RESOLVER_H
#define PROBE_NET_RESOLVER_H

#include "base/trouble.h"
#include "dns/message.h"

#include <uv.h>

struct endpoint {
	struct ip ip;
	uint16_t port;
};

enum {
	SERVERS_MAX = 8,
	DNS_PORT = 53,
	DNS_TIMEOUT = 2000, /* milliseconds that one server gets */
	DNS_ROUNDS = 3,     /* how often each server is asked */
};

/* message is empty when `failure` says what became of it; both borrowed. */
typedef void (*resolver_done)(void *context, const struct question *question,
    struct span message, enum answer_status failure);

struct resolver;

/*
 * servers: count of them, or count 0 for those of the system's resolv.conf.
 * NULL with trouble. The loop must outlive it and run once more after
 * resolver_free(), so that its handles close.
 */
struct resolver *resolver_new(uv_loop_t *loop, const struct endpoint *servers,
    size_t count, struct trouble *t);
void resolver_free(struct resolver *r);

/* Calls `done` exactly once, perhaps before it returns. */
void resolver_ask(struct resolver *r, const struct question *question,
    resolver_done done, void *context);

/* No `done` with this context is called any more. */
void resolver_forget(struct resolver *r, const void *context);

#endif
