/*
 * finding: what a peer, the DNS or our own set-up did that a postmaster should
 * know, however rude: data, never a failure. One row holds the word (a JSON
 * value, never to change), the clause it offends, and the sentence; %s in the
 * sentence stands for the subject (a host, a name, a value).
 */
#ifndef PROBE_BASE_FINDING_H
#define PROBE_BASE_FINDING_H

#include "base/arena.h"
#include "base/finding_client.h"
#include "base/finding_domain.h"
#include "base/finding_sender.h"

/* clang-format off */
#define FINDINGS(X) \
	/* the DNS and the mail route */ \
	X(FINDING_NULL_MX_BESIDE_OTHERS, "null-mx-beside-others", "RFC 7505 3", \
	  "a null MX stands beside other MX records: many senders take the domain for one without mail, some try the others") \
	X(FINDING_MX_IS_ALIAS, "mx-is-alias", "RFC 2181 10.3", \
	  "MX %s is an alias (CNAME), which an MX must not be") \
	X(FINDING_MX_IS_ADDRESS, "mx-is-address", "RFC 5321 5.1", \
	  "MX %s is an IP address, not a host name: senders cannot use it") \
	X(FINDING_MX_WITHOUT_ADDRESS, "mx-without-address", "RFC 5321 5.1", \
	  "MX %s has no address") \
	X(FINDING_MX_OTHER_FAMILY, "mx-other-family", "RFC 5321 5.1", \
	  "MX %s has no address of the only family that was to be used") \
	X(FINDING_MX_UNRESOLVED, "mx-unresolved", "RFC 5321 5.1", \
	  "the address of MX %s could not be looked up") \
	X(FINDING_MX_IS_LOCALHOST, "mx-is-localhost", "RFC 6761 6.3", \
	  "MX %s names the sender's own machine") \
	X(FINDING_MX_IS_US, "mx-is-us", "RFC 5321 5.1", \
	  "MX %s is this very machine: a mail loop if it does not expect the domain") \
	X(FINDING_MX_BAD_NAME, "mx-bad-name", "RFC 5321 2.3.5", \
	  "MX %s is not a host name") \
	X(FINDING_ADDRESS_NOT_PUBLIC, "address-not-public", "RFC 6890 2.2", \
	  "%s: not an address of the public internet, so nobody outside can connect to it") \
	X(FINDING_ALIAS_LOOP, "alias-loop", "RFC 1034 3.6.2", \
	  "the CNAME records of %s lead in a circle") \
	X(FINDING_ALIAS_CHAIN, "alias-chain", "RFC 1034 3.6.2", \
	  "%s is an alias of an alias: each one is a look-up more that can fail") \
	X(FINDING_IMPLICIT_MX, "implicit-mx", "RFC 5321 5.1", \
	  "%s has no MX record, so mail goes to the address of the domain itself") \
	X(FINDING_DNS_SERVFAIL, "dns-servfail", "RFC 1035 4.1.1", \
	  "the name servers of %s do not give a usable answer (SERVFAIL)") \
	X(FINDING_DNS_TIMEOUT, "dns-timeout", "RFC 1035 7.2", \
	  "no name server answered in time for %s") \
	X(FINDING_DNS_MALFORMED, "dns-malformed", "RFC 1035 4.1", \
	  "the answer for %s cannot be read") \
	X(FINDING_TOO_MANY_MX, "too-many-mx", "RFC 5321 5.1", \
	  "%s has more MX records than are looked at here") \
	/* the dialogue */ \
	X(FINDING_EARLY_TALK, "early-talk", "RFC 5321 4.2", \
	  "the server said something that nobody had asked for: %s") \
	X(FINDING_STARTTLS_INJECTION, "starttls-injection", "RFC 3207 6", \
	  "plaintext came after the STARTTLS reply and before the TLS handshake; it was thrown away unread") \
	X(FINDING_STARTTLS_REFUSED, "starttls-refused", "RFC 3207 4", \
	  "the server offers STARTTLS and then refuses it: %s") \
	X(FINDING_STARTTLS_FAILED, "starttls-failed", "RFC 3207 4.1", \
	  "the TLS handshake fails, so a sender that does not insist goes on in clear: %s") \
	X(FINDING_NO_STARTTLS, "no-starttls", "RFC 3207 2", \
	  "%s does not offer STARTTLS: mail to it travels in clear") \
	X(FINDING_HELO_FALLBACK, "helo-fallback", "RFC 5321 3.2", \
	  "the server refused EHLO and took HELO: no TLS and no other extension") \
	X(FINDING_NO_SMTPUTF8, "no-smtputf8", "RFC 6531 3.2", \
	  "the server lacks SMTPUTF8, which this address needs") \
	X(FINDING_BARE_LF, "bare-lf", "RFC 5321 2.3.8", \
	  "replies end in LF alone, not CR LF") \
	X(FINDING_MIXED_CODES, "mixed-codes", "RFC 5321 4.2.1", \
	  "the lines of one reply carry different codes: %s") \
	X(FINDING_LONG_REPLY, "long-reply", "RFC 5321 4.5.3.1.5", \
	  "a reply was longer than the limit and was cut") \
	X(FINDING_BAD_REPLY, "bad-reply", "RFC 5321 4.2", \
	  "a line that is not an SMTP reply: %s") \
	X(FINDING_ENHANCED_CONTRADICTS, "enhanced-contradicts", "RFC 3463 2", \
	  "the enhanced code contradicts the reply code, which counts: %s") \
	X(FINDING_ENHANCED_MISSING, "enhanced-missing", "RFC 2034 4", \
	  "the server offers ENHANCEDSTATUSCODES and gave a refusal without one") \
	X(FINDING_SLOW_STAGE, "slow-stage", "RFC 5321 4.5.3.2", \
	  "the server takes its time on purpose or is overloaded: %s") \
	X(FINDING_CLOSED_EARLY, "closed-early", "RFC 5321 3.8", \
	  "the server closed the connection without a reply to %s") \
	/* TLS */ \
	X(FINDING_CERTIFICATE_UNTRUSTED, "certificate-untrusted", "RFC 5280 6", \
	  "the certificate cannot be verified: %s") \
	X(FINDING_CERTIFICATE_NAME, "certificate-name", "RFC 6125 6", \
	  "the certificate is not for this host: %s") \
	X(FINDING_CERTIFICATE_EXPIRES, "certificate-expires", "RFC 5280 4.1.2.5", \
	  "the certificate expires soon: %s") \
	X(FINDING_TLS_OLD, "tls-old", "RFC 8996 2", \
	  "an outdated protocol version: %s") \
	/* ourselves */ \
	X(FINDING_HELO_IS_LITERAL, "helo-is-literal", "RFC 5321 4.1.1.1", \
	  "this machine has no fully qualified name, so it says %s in EHLO, which some servers dislike; name one with --helo") \
	FINDINGS_OF_CLIENT(X) \
	FINDINGS_OF_SENDER(X) \
	FINDINGS_OF_DOMAIN(X)

enum finding_id {
#define X(id, word, reference, sentence) id,
	FINDINGS(X)
#undef X
};
/* clang-format on */

struct finding {
	enum finding_id id;
	const char *subject; /* "" where the sentence needs none */
};

/* In the order found; the arena owns the items and the subjects. */
struct findings {
	struct finding *items;
	size_t count;
};

enum { FINDINGS_MAX = 64 };

/*
 * Adds one, unless the same id and subject stand there already or there are
 * FINDINGS_MAX. The subject is copied, raw: the report escapes it.
 */
void findings_add(struct findings *f, struct arena *a, enum finding_id id,
    struct span subject);

/* Adds what stands in `more`, in its order. */
void findings_add_all(
    struct findings *f, struct arena *a, const struct findings *more);

/* About the DNS and the mail route, not about a server or ourselves. */
bool finding_is_of_route(enum finding_id id);

const char *finding_word(enum finding_id id);
const char *finding_reference(enum finding_id id);

/* The sentence with the subject put in. */
const char *finding_text(const struct finding *f, struct arena *a);

#endif
