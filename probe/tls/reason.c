#include "tls/reason.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <string.h>

/* Days since 1970 as a date (Hinnant's days_from_civil, inverted). */
static const char *
date(int64_t seconds, struct arena *a)
{
	int64_t z = seconds / 86400 + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;

	return arena_format(a, "%lld-%02lld-%02lld",
	    (long long)(yoe + era * 400 + (month <= 2)), (long long)month,
	    (long long)(doy - (153 * mp + 2) / 5 + 1));
}

static const struct tls_certificate *
leaf(const struct tls_facts *facts)
{
	static const struct tls_certificate none = {
		.subject = "",
		.issuer = "",
	};

	return facts->chain_count > 0 ? &facts->chain[0] : &none;
}

/* The certificate outside its validity, or the leaf. */
static const struct tls_certificate *
out_of_date(const struct tls_facts *facts, int64_t wall)
{
	for (size_t i = 0; i < facts->chain_count; i++) {
		if (facts->chain[i].not_after < wall ||
		    facts->chain[i].not_before > wall)
			return &facts->chain[i];
	}
	return leaf(facts);
}

const char *
reason_untrusted(
    long code, const struct tls_facts *facts, int64_t wall, struct arena *a)
{
	const struct tls_certificate *c = out_of_date(facts, wall);

	switch (code) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
		return arena_format(a, "the certificate of %s expired on %s",
		    c->subject, date(c->not_after, a));
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return arena_format(a,
		    "the certificate of %s is valid only from %s on",
		    c->subject, date(c->not_before, a));
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return "it is self-signed";
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		return "it comes from a private authority, whose root this "
		       "machine does not trust";
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		return arena_format(a,
		    "its issuer (%s) is not known: the server does not send "
		    "the intermediate certificate, or the root is private",
		    facts->chain_count > 0
			? facts->chain[facts->chain_count - 1].issuer
			: "");
	case X509_V_ERR_INVALID_PURPOSE:
		return "it is not made for servers";
	case X509_V_ERR_CERT_REVOKED:
		return "it was revoked";
	default:
		return X509_verify_cert_error_string(code);
	}
}

const char *
reason_wrong_name(
    const struct tls_facts *facts, const char *wanted, struct arena *a)
{
	const struct tls_certificate *c = leaf(facts);
	const char *any = wanted[0] == '.' ? "a host below " : "";

	if (c->name_count == 0)
		return arena_format(a, "it names no host, not %s%s", any,
		    wanted + (wanted[0] == '.'));
	return arena_format(a, "it is for %s%s, not for %s%s", c->names[0],
	    c->name_count > 1 ? " and others" : "", any,
	    wanted + (wanted[0] == '.'));
}

/* RFC 8446 6: 0x16 begins a handshake record, 0x15 an alert. */
static bool
is_plaintext(struct span first)
{
	return first.size > 0 && first.data[0] != 0x16 && first.data[0] != 0x15;
}

/* The name of RFC 8446 6; those of TLS 1.3 alone stand only in the texts of
 * errors: "tlsv13 alert certificate required". */
static const char *
alert_name(int alert, const char *text)
{
	const char *name = SSL_alert_desc_string_long(alert);
	const char *at = text != NULL ? strstr(text, "alert ") : NULL;

	if (strcmp(name, "unknown") == 0 && at != NULL)
		return at + strlen("alert ");
	return name;
}

const char *
reason_failure(struct span first, struct arena *a)
{
	unsigned long code = ERR_peek_error();
	const char *text;
	int reason = ERR_GET_REASON(code);

	if (is_plaintext(first))
		return "the server answers in plaintext: it does not speak "
		       "TLS there";
	if (code == 0)
		return "the server broke it off";
	if (reason == SSL_R_UNSUPPORTED_PROTOCOL)
		return "the server wants a protocol version that is too old";
	text = ERR_reason_error_string(code);
	if (reason > SSL_AD_REASON_OFFSET)
		return arena_format(a, "the server says: %s (alert %d)",
		    alert_name(reason - SSL_AD_REASON_OFFSET, text),
		    reason - SSL_AD_REASON_OFFSET);
	if (text == NULL)
		return "unknown error";
	return arena_format(a, "%s", text);
}
