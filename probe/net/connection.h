/*
 * connection: one TCP connection on a libuv loop. Octets go out in the order
 * given, one write in flight. It frees itself after its last handle closed.
 */
#ifndef PROBE_NET_CONNECTION_H
#define PROBE_NET_CONNECTION_H

#include "base/ip.h"
#include "inquiry/network.h"

#include <uv.h>

struct connection;

/* The owner's ears; none is called after connection_close(). */
struct connection_events {
	void (*connected)(void *owner, const struct ip *local);
	void (*failed)(void *owner, enum network_error error);
	void (*received)(void *owner, struct span octets);
	void (*closed)(void *owner); /* by the peer, or broken */
};

/* local: the address to bind to, or family IP_NONE. NULL with *error set. */
struct connection *connection_open(uv_loop_t *loop, const struct ip *ip,
    uint16_t port, const struct ip *local,
    const struct connection_events *events, void *owner,
    enum network_error *error);

/* Copies the octets. */
void connection_send(struct connection *c, struct span octets);

/* What was sent before still leaves when the system takes it at once. */
void connection_close(struct connection *c);

#endif
