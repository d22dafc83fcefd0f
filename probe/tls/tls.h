/*
 * tls: a TLS client session on memory BIOs: octets in, octets out; and what
 * there is to know about the peer's certificate. OpenSSL; no sockets.
 * RFC 8446, RFC 5280, RFC 6125.
 */
#ifndef PROBE_TLS_TLS_H
#define PROBE_TLS_TLS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/trouble.h"

/* Shared by the sessions of one thread. */
struct tls_context;

/*
 * ca_path: a PEM file or a hashed directory; NULL for the system's roots. NULL
 * with trouble when it cannot be read.
 */
struct tls_context *tls_context_new(const char *ca_path, struct trouble *t);
void tls_context_free(struct tls_context *c);

struct tls_certificate {
	const char *subject; /* RFC 2253 text, UTF-8 */
	const char *issuer;
	const char *const
	    *names; /* dNSName and iPAddress of the SAN, as text */
	size_t name_count;
	int64_t not_before, not_after; /* seconds since 1970, UTC */
	const char *key;               /* "RSA 2048", "EC P-256", "ED25519" */
	const char *sha256;            /* of the DER form, lower-case hex */
	bool self_signed;
};

/* Filled in when the handshake is done, and as far as it came when it failed.
 * Texts live in the session's arena. */
struct tls_facts {
	bool established;
	const char *version; /* "TLSv1.3" */
	const char *cipher;
	const char *group;   /* "X25519"; "" when not known */
	bool trusted;        /* the chain leads to a root at `wall` time */
	bool name_matches;   /* the leaf is for one of the names (RFC 6125: SAN,
				wildcard in the leftmost label only) */
	const char *reason;  /* in words, why it is not trusted or does not
				match; "" when both are well */
	const char *failure; /* in words, why the handshake failed; "" when it
				did not */
	const struct tls_certificate *chain; /* as sent, the leaf first */
	size_t chain_count;
	bool resumed;
};

struct tls_session;

/*
 * names: reference identities, any may match; one that begins with '.' stands
 * for any subdomain; an IP address matches iPAddress. sni: "" for none. wall:
 * seconds since 1970, at which certificates are judged. The peer is never
 * refused for its certificate: the facts tell, the caller decides. The arena
 * must outlive the session. NULL when there is no memory.
 */
struct tls_session *tls_session_new(struct tls_context *c,
    const char *const *names, size_t name_count, const char *sni, int64_t wall,
    struct arena *a);
void tls_session_free(struct tls_session *s);

enum tls_status {
	TLS_HANDSHAKING,
	TLS_OPEN,
	TLS_CLOSED, /* the peer said close_notify */
	TLS_FAILED, /* facts->failure says why */
};

/* Ciphertext that came; may be empty, to begin. Plaintext is added to *plain.
 */
enum tls_status tls_receive(
    struct tls_session *s, struct span octets, struct buf *plain);

/* The connection ended: a handshake that was under way has failed. */
void tls_receive_end(struct tls_session *s);

/* Plaintext to send; TLS_OPEN only. */
void tls_send(struct tls_session *s, struct span plain);

/* Says close_notify. */
void tls_close(struct tls_session *s);

/* Moves the ciphertext that waits to be sent to the end of *out. */
void tls_output(struct tls_session *s, struct buf *out);

/* In the arena: they outlive the session. */
const struct tls_facts *tls_session_facts(const struct tls_session *s);

#endif
