/*
 * session: one connection's dialogue and its TLS, joined: octets in, octets
 * and a deadline out. No I/O, no clock.
 */
#ifndef PROBE_INQUIRY_SESSION_H
#define PROBE_INQUIRY_SESSION_H

#include "inquiry/inquiry.h"

struct session;

/* What a session needs to know; borrowed for its life. */
struct session_setup {
	const struct inquiry_options *options;
	struct tls_context *tls;
	struct span helo;
	const char *host;   /* for SNI, findings, verification */
	const char *domain; /* the recipient's, for level secure; "" for none */
	struct arena *arena;
	struct findings *findings;
	struct attempt *attempt; /* filled in as it goes */
	int64_t wall;
};

/* Begins at once, with its first wait. NULL when there is no memory. */
struct session *session_new(const struct session_setup *setup, int64_t now);
void session_free(struct session *s);

enum session_wish {
	SESSION_LISTEN,
	SESSION_DECIDE, /* session_begin() or session_quit() */
	SESSION_CLOSE,  /* over: attempt->end tells why */
};

void session_received(struct session *s, struct span octets, int64_t now);
void session_closed(struct session *s, int64_t now);
void session_timed_out(struct session *s, int64_t now);
void session_begin(struct session *s, struct transaction *t, int64_t now);
void session_quit(struct session *s, int64_t now);

enum session_wish session_wish(const struct session *s);

/* Until when the present stage may last. */
int64_t session_deadline(const struct session *s);

/* What is to be sent; the caller clears it. */
struct buf *session_output(struct session *s);

#endif
