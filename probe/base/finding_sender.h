/*
 * finding_sender: rows of finding.h about the sender's side: what receivers see
 * of the client's address, its name and the sender's domain. Read there how.
 */
#ifndef PROBE_BASE_FINDING_SENDER_H
#define PROBE_BASE_FINDING_SENDER_H

/* clang-format off */
#define FINDINGS_OF_SENDER(X) \
	/* the sender's domain */ \
	X(FINDING_SENDER_NO_DOMAIN, "sender-no-domain", "RFC 5321 2.3.5", \
	  "the sender's domain %s does not exist, so that no receiver could answer it") \
	X(FINDING_SENDER_NO_MX, "sender-no-mx", "RFC 5321 5.1", \
	  "the sender's domain %s has neither MX nor address, so that nothing can be answered") \
	X(FINDING_SENDER_NULL_MX, "sender-null-mx", "RFC 7505 4.2", \
	  "the sender's domain %s says that it takes no mail (null MX); receivers may refuse what it sends (550 5.7.27)") \
	/* SPF records */ \
	X(FINDING_SPF_TWO_RECORDS, "spf-two-records", "RFC 7208 4.5", \
	  "%s has more than one SPF record, which receivers take as an error") \
	X(FINDING_SPF_SYNTAX, "spf-syntax", "RFC 7208 4.6", \
	  "an SPF record with an error, so that none of it counts: %s") \
	X(FINDING_SPF_NEAR_MISS, "spf-near-miss", "RFC 7208 4.5", \
	  "%s has a TXT record that looks like SPF and is not: it must begin with v=spf1 and a space") \
	X(FINDING_SPF_LOOKUPS, "spf-lookups", "RFC 7208 4.6.4", \
	  "the SPF record takes more than 10 terms that look up the DNS, the includes' among them; what lies beyond is an error: %s") \
	X(FINDING_SPF_VOID, "spf-void", "RFC 7208 4.6.4", \
	  "the SPF record names %s, which does not exist; more than two such look-ups are an error") \
	X(FINDING_SPF_NO_TARGET, "spf-no-target", "RFC 7208 5.2", \
	  "the SPF record leads to a domain without one, which is an error: %s") \
	X(FINDING_SPF_ALL_PASS, "spf-all-pass", "RFC 7208 5.1", \
	  "the SPF record allows the whole world to send: %s") \
	X(FINDING_SPF_WIDE, "spf-wide", "RFC 7208 5.6", \
	  "the SPF record allows a very large network to send: %s") \
	X(FINDING_SPF_NO_ALL, "spf-no-all", "RFC 7208 4.7", \
	  "the SPF record of %s ends without all or redirect, so that it says nothing about other senders") \
	X(FINDING_SPF_UNREACHED, "spf-unreached", "RFC 7208 5.1", \
	  "a term of the SPF record that stands behind all and never counts: %s") \
	X(FINDING_SPF_REDIRECT_IGNORED, "spf-redirect-ignored", "RFC 7208 6.1", \
	  "the SPF record has an all, so that its redirect never counts: %s") \
	X(FINDING_SPF_PTR, "spf-ptr", "RFC 7208 5.5", \
	  "the SPF record uses ptr, which is slow, unreliable, and should not be used: %s") \
	X(FINDING_SPF_UNKNOWN_MODIFIER, "spf-unknown-modifier", "RFC 7208 6", \
	  "the SPF record has a modifier that nobody knows, perhaps a slip of the pen: %s") \
	X(FINDING_SPF_TOO_LONG, "spf-too-long", "RFC 7208 3.4", \
	  "the SPF record of %s is so long that its answer may not fit in one UDP packet: over 450 octets with the name") \
	X(FINDING_SPF_EXPLANATION, "spf-explanation", "RFC 7208 6.2", \
	  "the explanation that the SPF record names cannot be used: %s")

/* clang-format on */

#endif
