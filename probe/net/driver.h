/*
 * driver: runs machines on a libuv loop: the only place that knows sockets,
 * time and name servers, with four verbs: resolve, connect, move octets, wait.
 */
#ifndef PROBE_NET_DRIVER_H
#define PROBE_NET_DRIVER_H

#include "inquiry/machine.h"
#include "net/resolver.h"

struct driver;

struct driver_options {
	const struct endpoint *servers; /* name servers */
	size_t server_count;            /* 0: those of resolv.conf */
	struct ip local_v4, local_v6;   /* to bind to, or family IP_NONE */
};

/* NULL with trouble. */
struct driver *driver_new(const struct driver_options *o, struct trouble *t);
void driver_free(struct driver *d);

/* Microseconds of a steady clock, as of now. */
int64_t driver_now(const struct driver *d);

/* Until the machine is done; false when it was interrupted. */
bool driver_run(
    struct driver *d, const struct machine_class *class, void *machine);

/* Ends driver_run() soon. May be called from a signal handler or thread. */
void driver_interrupt(struct driver *d);

#endif
