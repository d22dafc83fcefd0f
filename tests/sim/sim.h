/*
 * sim: whole inquiries in virtual time. It carries out the wishes of an
 * inquiry with a zone for the DNS and scripted servers at some addresses, and
 * watches over manners: one connection at a time, nothing said but what a
 * probe may say, no waiting beyond the time budget. Nothing sleeps; the same
 * world gives the same run. Times are microseconds.
 */
#ifndef TESTS_SIM_SIM_H
#define TESTS_SIM_SIM_H

#include "inquiry/trials.h"
#include "peer/tls_server.h"
#include "peer/zone.h"

enum { SIM_SERVERS_MAX = 12 };

/* What becomes of a handshake. */
enum sim_handshake {
	HANDSHAKE_DONE,   /* as the setup has it */
	HANDSHAKE_SILENT, /* no answer to it */
	HANDSHAKE_CUT,    /* the connection ends instead of an answer */
	HANDSHAKE_HALF,   /* it ends in the middle of the server's answer */
};

/* What is to be found at an address. Without one: connection refused. */
struct sim_server {
	struct ip ip;
	uint16_t port;
	enum network_error network; /* NETWORK_TIMEOUT: no answer at all */
	struct span scene;          /* rows of peer/scene.h */
	bool wrapped;               /* TLS from the start */
	enum sim_handshake handshake;
	const struct tls_server_setup *tls;
};

struct sim_world {
	struct zone *zone;
	struct sim_server servers[SIM_SERVERS_MAX];
	size_t server_count;
	int64_t rtt; /* of every connection */
	int64_t dns_delay, dns_timeout;
	size_t piece;  /* octets that arrive at a time; 0: all there are */
	uint64_t seed; /* of the inquiry */
	int64_t wall;
	long memory; /* allocations of the inquiry; -1: as many as it likes */
	const struct tables *tables;
	struct tls_context *tls;
};

struct sim_event;
struct sim_peer;

struct sim {
	const struct sim_world *world;
	struct trials *trials;
	int64_t began_at, now, ends_at;
	struct sim_event *first, *last; /* what is to come, by time */
	struct sim_peer *peer;          /* NULL: no connection stands */
	unsigned int connection; /* the number of the present one; 0: none */
	unsigned int connects, questions;
	bool hung_up; /* the server ended the present connection */
	long memory;
	/* what the client said, a line each, the connection's number before */
	struct buf said;
	const char *fault; /* the first offence against manners, or NULL */
};

/* Runs to the end. The options must be those of the world's inquiry. */
void sim_run(struct sim *s, const struct sim_world *w,
    const struct inquiry_options *o, struct span address);

/* NULL when memory ran out. Lives until sim_end(). */
const struct result *sim_result(const struct sim *s);
void sim_end(struct sim *s);

/* For the servers: octets arrive at the client, or the end does, at a time. */
void sim_arrives(struct sim *s, int64_t at, struct span octets);
void sim_ends(struct sim *s, int64_t at);

/* A whole line that the client said, without its end. */
void sim_heard(struct sim *s, struct span line);
void sim_fault(struct sim *s, const char *fault);

#endif
