/*
 * tls_peer: the server's end of a TLS session in memory, with a certificate
 * that is made on the spot.
 */
#ifndef TESTS_FUZZ_TLS_PEER_H
#define TESTS_FUZZ_TLS_PEER_H

#include "base/buf.h"

struct tls_peer;

struct tls_peer *tls_peer_new(void);
void tls_peer_free(struct tls_peer *p);

/* What the client sent; its plaintext is added to *said. */
void tls_peer_receive(struct tls_peer *p, struct span octets, struct buf *said);

bool tls_peer_is_open(const struct tls_peer *p);

/* Plaintext for the client; only when it is open. */
void tls_peer_say(struct tls_peer *p, struct span text);

/* Moves what waits for the client to the end of *out. */
void tls_peer_output(struct tls_peer *p, struct buf *out);

#endif
