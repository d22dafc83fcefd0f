#include "tls/certificate.h"

#include "base/ip.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <string.h>

/* A NUL is written as RFC 4514 2.4 has it: it would end the text, and what
 * stands behind it is what gives a forged name away. */
static const char *
text_of(struct arena *a, const void *data, size_t size)
{
	const char *octets = data;
	char text[3 * TEXT_MAX];
	size_t used = 0;

	for (size_t i = 0; i < size && i < TEXT_MAX; i++) {
		if (octets[i] == '\0') {
			memcpy(text + used, "\\00", 3);
			used += 3;
		} else {
			text[used++] = octets[i];
		}
	}
	return arena_text(a, (struct span){ text, used });
}

static const char *
name_text(const X509_NAME *name, struct arena *a)
{
	BIO *bio = BIO_new(BIO_s_mem());
	const char *text = "";
	char *data;
	long size;

	if (bio == NULL)
		return text;
	/* RFC 2253, but UTF-8 as it is: the report escapes it. */
	if (X509_NAME_print_ex(bio, name, 0,
		XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB) >= 0) {
		size = BIO_get_mem_data(bio, &data);
		text = text_of(a, data, (size_t)size);
	}
	BIO_free(bio);
	return text;
}

static int64_t
seconds(const ASN1_TIME *time)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, rest = 0;

	if (epoch != NULL)
		ASN1_TIME_diff(&days, &rest, epoch, time);
	ASN1_TIME_free(epoch);
	return (int64_t)days * 86400 + rest;
}

static const char *
key_text(X509 *x509, struct arena *a)
{
	EVP_PKEY *key = X509_get0_pubkey(x509);
	const char *type = key ? EVP_PKEY_get0_type_name(key) : NULL;
	const char *nist;
	char group[64] = "";
	size_t size;

	if (type == NULL)
		return "unknown";
	if (EVP_PKEY_is_a(key, "EC") &&
	    EVP_PKEY_get_group_name(key, group, sizeof group, &size) == 1) {
		nist = EC_curve_nid2nist(OBJ_sn2nid(group));
		return arena_format(a, "EC %s", nist ? nist : group);
	}
	if (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "DSA"))
		return arena_format(a, "%s %d", type, EVP_PKEY_get_bits(key));
	return text_of(a, type, strlen(type));
}

static const char *
fingerprint(X509 *x509, struct arena *a)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	char text[2 * EVP_MAX_MD_SIZE];
	unsigned int size = 0;

	if (X509_digest(x509, EVP_sha256(), digest, &size) != 1)
		return "";
	for (unsigned int i = 0; i < size; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 0xf];
	}
	return text_of(a, text, 2 * (size_t)size);
}

static const char *
ip_name(const ASN1_OCTET_STRING *octets, struct arena *a)
{
	struct ip ip = { .family = IP_NONE };
	char text[IP_TEXT_MAX];
	int size = ASN1_STRING_length(octets);

	if (size != 4 && size != 16)
		return "";
	ip.family = size == 4 ? IP_V4 : IP_V6;
	memcpy(ip.octets, ASN1_STRING_get0_data(octets), (size_t)size);
	ip_format(&ip, text);
	return text_of(a, text, strlen(text));
}

static const char *
alternative_name(const GENERAL_NAME *name, struct arena *a)
{
	int type;
	const void *value = GENERAL_NAME_get0_value(name, &type);
	const ASN1_STRING *string = value;

	if (type == GEN_DNS)
		return text_of(a, ASN1_STRING_get0_data(string),
		    (size_t)ASN1_STRING_length(string));
	if (type == GEN_IPADD)
		return ip_name(value, a);
	return "";
}

static void
read_names(X509 *x509, struct arena *a, struct tls_certificate *c)
{
	GENERAL_NAMES *all =
	    X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
	const char **names = NULL, **grown;

	for (int i = 0; i < sk_GENERAL_NAME_num(all); i++) {
		const char *name =
		    alternative_name(sk_GENERAL_NAME_value(all, i), a);

		if (name[0] == '\0' || c->name_count == NAMES_MAX)
			continue;
		grown = arena_append(a, names, &c->name_count, sizeof *names);
		if (grown == NULL)
			break;
		names = grown;
		names[c->name_count - 1] = name;
	}
	c->names = names;
	GENERAL_NAMES_free(all);
}

void
certificate_read(
    X509 *x509, struct arena *a, struct tls_certificate *certificate)
{
	*certificate = (struct tls_certificate){
		.subject = name_text(X509_get_subject_name(x509), a),
		.issuer = name_text(X509_get_issuer_name(x509), a),
		.not_before = seconds(X509_get0_notBefore(x509)),
		.not_after = seconds(X509_get0_notAfter(x509)),
		.key = key_text(x509, a),
		.sha256 = fingerprint(x509, a),
		.self_signed = X509_self_signed(x509, 0) == 1,
	};
	read_names(x509, a, certificate);
}

bool
certificate_is_for(X509 *x509, const char *name)
{
	unsigned int flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
			     X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
	struct ip ip;

	if (ip_parse(span_of(name), &ip))
		return X509_check_ip(x509, ip.octets,
			   ip.family == IP_V4 ? 4 : 16, 0) == 1;
	return X509_check_host(x509, name, strlen(name), flags, NULL) == 1;
}
