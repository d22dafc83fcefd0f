/*
 * sim_random: worlds by chance, for runs by the thousand: zones with faults,
 * servers that answer with whatever comes to their mind, at any pace, cut,
 * dripping or without an end, and any options. The same seed, the same world.
 */
#ifndef TESTS_SIM_SIM_RANDOM_H
#define TESTS_SIM_SIM_RANDOM_H

#include "sim/sim.h"

struct sim_random {
	struct sim_world world; /* tables, tls and wall: the caller's */
	struct inquiry_options options;
	struct span address;
	/* what they borrow */
	uint64_t chance;
	struct buf zone, scenes[SIM_SERVERS_MAX];
	struct tls_server_setup setups[SIM_SERVERS_MAX];
};

/* leaves: the certificates that servers may have. */
void sim_random_init(struct sim_random *r, uint64_t seed,
    const struct issued *const *leaves, size_t leaf_count);
void sim_random_free(struct sim_random *r);

#endif
