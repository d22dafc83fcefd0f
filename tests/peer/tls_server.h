/*
 * tls_server: the other side of a TLS session, on memory BIOs: octets in,
 * octets out. No sockets.
 */
#ifndef TESTS_PEER_TLS_SERVER_H
#define TESTS_PEER_TLS_SERVER_H

#include "base/buf.h"
#include "peer/authority.h"

struct tls_server;

struct tls_server_setup {
	const struct issued *leaf;         /* NULL: no certificate at all */
	const struct issued *const *chain; /* sent behind it */
	size_t chain_count;
	int version;         /* TLS1_2_VERSION and so on; 0: any */
	const char *ciphers; /* of TLS 1.2 and before; NULL: all */
	bool rejects_names;  /* a fatal alert for any SNI */
	bool wants_client_certificate;
};

struct tls_server *tls_server_new(const struct tls_server_setup *setup);
void tls_server_free(struct tls_server *s);

/* Ciphertext that came; plaintext is added to *plain. False once it failed or
 * was closed. */
bool tls_server_receive(
    struct tls_server *s, struct span octets, struct buf *plain);

/* The handshake is done. */
bool tls_server_is_open(const struct tls_server *s);

void tls_server_send(struct tls_server *s, struct span plain);

/* Says close_notify. */
void tls_server_close(struct tls_server *s);

/* Moves the ciphertext that waits to the end of *out. */
void tls_server_output(struct tls_server *s, struct buf *out);

/* The name asked for, or "". */
const char *tls_server_name(const struct tls_server *s);

#endif
