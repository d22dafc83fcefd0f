/*
 * Certificates as a stranger made them: read within bounds, and for no name
 * that they do not carry. Input: DER.
 */
#include "fuzz/fuzz.h"

#include "tls/certificate.h"
#include "tls/reason.h"

#include <string.h>

enum { MEMORY_MAX = 4 << 20 };

static void
check_text(const char *text)
{
	promise(text != NULL && strlen(text) <= TEXT_MAX, "texts are bounded");
}

static void
check(const struct tls_certificate *c, struct arena *a)
{
	struct tls_facts facts = { .chain = c, .chain_count = 1 };

	check_text(c->subject);
	check_text(c->issuer);
	check_text(c->key);
	promise(strlen(c->sha256) == 64, "a fingerprint has 64 digits");
	promise(c->name_count <= NAMES_MAX, "names are bounded");
	for (size_t i = 0; i < c->name_count; i++)
		check_text(c->names[i]);
	reason_wrong_name(&facts, "mx.example.test", a);
	for (long code = 1; code < 80; code++)
		promise(reason_untrusted(code, &facts, 1700000000, a) != NULL,
		    "there is a reason");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const unsigned char *at = data;
	struct tls_certificate c;
	struct arena *a;
	X509 *x509;

	if (size > 1 << 16)
		return 0;
	x509 = d2i_X509(NULL, &at, (long)size);
	if (x509 == NULL)
		return 0;
	a = arena_new(MEMORY_MAX);
	if (a != NULL) {
		certificate_read(x509, a, &c);
		promise(!arena_failed(a), "memory is bounded");
		check(&c, a);
		promise(!certificate_is_for(x509, "mx.example.test") ||
			    c.name_count > 0,
		    "a certificate is for names of the SAN alone");
		certificate_is_for(x509, "192.0.2.1");
		certificate_is_for(x509, "2001:db8::1");
		certificate_is_for(x509, ".example.test");
	}
	arena_free(a);
	X509_free(x509);
	return 0;
}
