/*
 * machine: what must be known of the machine we run on: its name, its
 * addresses, the families it can send from, chance and the time.
 */
#ifndef PROBE_NET_MACHINE_H
#define PROBE_NET_MACHINE_H

#include "base/arena.h"
#include "base/ip.h"

/*
 * The fully qualified name of this machine: its hostname when that has a dot,
 * else the canonical name that /etc/hosts has for it; the empty span when
 * there is none, or only a local one ("localhost", "*.localdomain"). Never
 * asks the network.
 */
struct span machine_name(struct arena *a);

/* The addresses of all interfaces that are up; *count gets their number. */
const struct ip *machine_addresses(struct arena *a, size_t *count);

/* Whether the system would send to public addresses of the family. */
bool machine_has_route(enum ip_family family);

/* The address that the system would send from to public addresses of the
 * family; false when there is none. */
bool machine_outgoing(enum ip_family family, struct ip *ip);

/* Unpredictable. */
uint64_t machine_chance(void);

/* Seconds since 1970. */
int64_t machine_time(void);

#endif
