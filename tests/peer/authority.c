#include "peer/authority.h"

#include "base/ip.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FROM_2000 = 946684800, NAME_MAX_OCTETS = 512 };
static const int64_t until_2100 = 4102444800;

/* Everything here works, or the test machine is broken. */
static void
must(bool well, const char *what)
{
	if (well)
		return;
	fprintf(stderr, "authority: no %s\n", what);
	abort();
}

static EVP_PKEY *
make_key(const char *kind)
{
	EVP_PKEY *key;

	if (kind != NULL && strcmp(kind, "RSA") == 0)
		key = EVP_RSA_gen(2048);
	else if (kind != NULL && strcmp(kind, "ED25519") == 0)
		key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else
		key = EVP_EC_gen("P-256");
	must(key != NULL, "key");
	return key;
}

static void
set_names(X509 *x509, const struct issue *wanted)
{
	X509_NAME *name = X509_get_subject_name(x509);
	const X509_NAME *issuer = name;

	must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
		 (const unsigned char *)wanted->name, -1, -1, 0) == 1,
	    "subject");
	if (wanted->issuer != NULL)
		issuer = X509_get_subject_name(wanted->issuer->x509);
	must(X509_set_issuer_name(x509, issuer) == 1, "issuer");
}

static void
set_times(X509 *x509, const struct issue *wanted)
{
	bool usual = wanted->not_before == 0 && wanted->not_after == 0;
	int64_t from = usual ? FROM_2000 : wanted->not_before;
	int64_t until = usual ? until_2100 : wanted->not_after;

	must(ASN1_TIME_set(X509_getm_notBefore(x509), (time_t)from) != NULL &&
		 ASN1_TIME_set(X509_getm_notAfter(x509), (time_t)until) != NULL,
	    "validity");
}

static void
add_extension(X509 *x509, int id, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, id, value);

	must(
	    extension != NULL && X509_add_ext(x509, extension, -1) == 1, value);
	X509_EXTENSION_free(extension);
}

/* Any octets, a NUL among them. */
static GENERAL_NAME *
alternative_name(struct span text)
{
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_STRING *value;
	char octets[NAME_MAX_OCTETS];
	size_t size = 0;
	struct ip ip;
	bool is_ip = ip_parse(text, &ip);

	if (is_ip) {
		size = ip.family == IP_V4 ? 4 : 16;
		memcpy(octets, ip.octets, size);
	}
	for (size_t i = 0; !is_ip && i < text.size; i++) {
		bool nul = text.data[i] == '\\';

		octets[size++] = nul ? '\0' : text.data[i];
		i += nul;
	}
	value = is_ip ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
	must(name != NULL && ASN1_STRING_set(value, octets, (int)size) == 1,
	    "alternative name");
	GENERAL_NAME_set0_value(name, is_ip ? GEN_IPADD : GEN_DNS, value);
	return name;
}

static void
add_alternative_names(X509 *x509, struct span text)
{
	GENERAL_NAMES *all = GENERAL_NAMES_new();

	while (text.size > 0)
		sk_GENERAL_NAME_push(
		    all, alternative_name(span_next(&text, ' ')));
	must(X509_add1_ext_i2d(x509, NID_subject_alt_name, all, 0, 0) == 1,
	    "alternative names");
	GENERAL_NAMES_free(all);
}

static void
sign(X509 *x509, const struct issued *issuer)
{
	bool plain = EVP_PKEY_is_a(issuer->key, "ED25519");

	must(X509_sign(x509, issuer->key, plain ? NULL : EVP_sha256()) > 0,
	    "signature");
}

struct issued *
issued_new(const struct issue *wanted)
{
	static long serial = 1;
	struct issued *i = calloc(1, sizeof *i);

	must(i != NULL, "memory");
	i->key = make_key(wanted->key);
	i->x509 = X509_new();
	must(
	    i->x509 != NULL && X509_set_version(i->x509, 2) == 1 &&
		X509_set_pubkey(i->x509, i->key) == 1 &&
		ASN1_INTEGER_set(X509_get_serialNumber(i->x509), serial++) == 1,
	    "certificate");
	set_names(i->x509, wanted);
	set_times(i->x509, wanted);
	add_extension(i->x509, NID_basic_constraints,
	    wanted->authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
	if (wanted->for_clients)
		add_extension(i->x509, NID_ext_key_usage, "clientAuth");
	if (wanted->names != NULL && wanted->names[0] != '\0')
		add_alternative_names(i->x509, span_of(wanted->names));
	sign(i->x509, wanted->issuer ? wanted->issuer : i);
	return i;
}

void
issued_free(struct issued *i)
{
	if (i == NULL)
		return;
	X509_free(i->x509);
	EVP_PKEY_free(i->key);
	free(i);
}

void
issued_write(const struct issued *const *all, size_t count, char path[64])
{
	FILE *file;
	int fd;

	snprintf(path, 64, "/tmp/smtpprobe-test-XXXXXX");
	fd = mkstemp(path);
	file = fd >= 0 ? fdopen(fd, "w") : NULL;
	must(file != NULL, "file");
	for (size_t i = 0; i < count; i++)
		must(PEM_write_X509(file, all[i]->x509) == 1, "PEM");
	fclose(file);
}
