/*
 * authority: keys and certificates made on the spot, good and bad ones, for
 * tests of TLS. What cannot be made ends the program: it is a test's.
 */
#ifndef TESTS_PEER_AUTHORITY_H
#define TESTS_PEER_AUTHORITY_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <stdint.h>

struct issued {
	X509 *x509;
	EVP_PKEY *key;
};

struct issue {
	const char *name; /* the subject's CN */
	/* subjectAltName: names and IP addresses, parted by spaces; `\0` stands
	 * for a NUL; "" for none */
	const char *names;
	const struct issued *issuer;   /* NULL: signed by itself */
	bool authority;                /* may issue others */
	bool for_clients;              /* extended key usage: clients only */
	int64_t not_before, not_after; /* seconds since 1970; 0 and 0: the
					  years from 2000 to 2100 */
	const char *key;               /* "EC" (NULL too), "RSA", "ED25519" */
};

struct issued *issued_new(const struct issue *wanted);
void issued_free(struct issued *i);

/* Writes them as PEM into a new file below /tmp, whose name goes to path. */
void issued_write(const struct issued *const *all, size_t count, char path[64]);

#endif
