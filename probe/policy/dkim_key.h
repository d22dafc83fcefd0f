/*
 * dkim_key: the key that a DKIM selector names (RFC 6376 3.6), and what is
 * wrong with it. A pure function of a view of the DNS; nothing is verified with
 * the key.
 */
#ifndef PROBE_POLICY_DKIM_KEY_H
#define PROBE_POLICY_DKIM_KEY_H

#include "base/finding.h"
#include "dns/view.h"

/* X(id, word): JSON values, never to change. */
#define DKIM_KEY_STATUSES(X)                                                   \
	X(DKIM_KEY_OK, "ok")                                                   \
	X(DKIM_KEY_MISSING, "missing")                                         \
	X(DKIM_KEY_REVOKED, "revoked") /* p= is empty */                       \
	X(DKIM_KEY_BAD, "bad")         /* nothing can be verified with it */   \
	X(DKIM_KEY_TEMPERROR, "temperror")

enum dkim_key_status {
#define X(id, word) id,
	DKIM_KEY_STATUSES(X)
#undef X
};

const char *dkim_key_status_word(enum dkim_key_status status);

/* RFC 8301 3.2: below the least a key is not to be used; the other is what
 * signers should have. */
enum { DKIM_RSA_LEAST = 1024, DKIM_RSA_WANTED = 2048 };

struct dkim_key {
	enum dkim_key_status status;
	const char *name;   /* where it stands */
	const char *record; /* the text; "" */
	const char *type;   /* k=, "rsa" when not said */
	unsigned int bits;  /* of the key, 0 when it cannot be read */
	bool testing;       /* t=y */
	bool strict;        /* t=s: not for domains below */
};

/*
 * False while answers are missing (the view knows which): fetch and call again.
 * The result lives in the arena; on false, *key is of no use and *findings is
 * as it was.
 */
bool dkim_key_find(struct view *v, struct span selector, struct span domain,
    struct arena *a, struct dkim_key *key, struct findings *findings);

/*
 * The size of the RSA key in DER: SubjectPublicKeyInfo (RFC 5280 4.1), or the
 * bare RSAPublicKey that RFC 6376 3.6.1 speaks of. 0 when it is neither.
 */
unsigned int dkim_rsa_bits(struct span der);

#endif
