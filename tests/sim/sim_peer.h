/*
 * sim_peer: one connection to a scripted server, for sim alone. Octets take
 * half a round trip each way, so what it answers arrives a round trip after
 * the question; it answers one thing after the other.
 */
#ifndef TESTS_SIM_SIM_PEER_H
#define TESTS_SIM_SIM_PEER_H

#include "sim/sim.h"

/* It begins to speak when the connection stands, at that time. */
struct sim_peer *sim_peer_new(
    struct sim *s, const struct sim_server *server, int64_t at);
void sim_peer_free(struct sim_peer *p);

void sim_peer_received(struct sim_peer *p, struct span octets);

/* The client closes: fine after QUIT, or where nothing can be said. */
void sim_peer_closed(struct sim_peer *p);

const struct sim_server *sim_peer_server(const struct sim_peer *p);

#endif
