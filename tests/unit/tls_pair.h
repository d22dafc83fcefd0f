/*
 * tls_pair: the client under test and a server, with the octets between them
 * carried in pieces of any size, and cut or spoilt where a test wants it.
 */
#ifndef TESTS_UNIT_TLS_PAIR_H
#define TESTS_UNIT_TLS_PAIR_H

#include "peer/tls_server.h"
#include "tls/tls.h"

enum { NAMES_OF_CLIENT = 2 };

struct tls_pair {
	/* set before tls_pair_begin() */
	struct tls_context *context;
	struct tls_server_setup server_setup;
	const char *names[NAMES_OF_CLIENT]; /* reference identities */
	size_t name_count;
	const char *sni;
	int64_t wall;
	size_t piece; /* octets at a time to the client; 0: all there are */
	size_t cut;   /* the server's octets end after so many; 0: never */
	size_t
	    spoilt; /* the number of a server's octet that is flipped; 0: none
		     */
	/* what became of it */
	struct arena *arena;
	struct tls_session *client;
	struct tls_server *server;
	enum tls_status status;
	struct buf at_client, at_server; /* plaintext that arrived */
	size_t carried;                  /* the server's octets so far */
};

/* A context with these roots, and a moment that all certificates allow. */
void tls_pair_init(struct tls_pair *p, const struct issued *root);

/* The same context, another session: after an _end(). */
void tls_pair_begin(struct tls_pair *p);
void tls_pair_end(struct tls_pair *p);
void tls_pair_free(struct tls_pair *p);

/* Carries octets both ways until nothing moves. */
void tls_pair_carry(struct tls_pair *p);

/* _begin() and _carry(). */
const struct tls_facts *tls_pair_shake_hands(struct tls_pair *p);

#endif
