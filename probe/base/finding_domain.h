/*
 * finding_domain: rows of finding.h about what a sender's domain says of its
 * signatures and of mail that fails: DMARC and DKIM. Read there how.
 */
#ifndef PROBE_BASE_FINDING_DOMAIN_H
#define PROBE_BASE_FINDING_DOMAIN_H

/* clang-format off */
#define FINDINGS_OF_DOMAIN(X) \
	/* DMARC records */ \
	X(FINDING_DMARC_MISSING, "dmarc-missing", "RFC 7489 6.6.3", \
	  "neither %s nor a domain above it has a DMARC record; the largest providers ask for one") \
	X(FINDING_DMARC_TEMPERROR, "dmarc-temperror", "RFC 7489 6.6.3", \
	  "the DMARC record for %s could not be looked up") \
	X(FINDING_DMARC_TWO_RECORDS, "dmarc-two-records", "RFC 7489 6.6.3", \
	  "%s has more than one DMARC record, so that none of them counts") \
	X(FINDING_DMARC_NEAR_MISS, "dmarc-near-miss", "RFC 7489 6.3", \
	  "%s has a TXT record that looks like DMARC and is not: it must begin with v=DMARC1, in capitals") \
	X(FINDING_DMARC_NO_POLICY, "dmarc-no-policy", "RFC 7489 6.6.3", \
	  "the DMARC record of %s names no policy that is one of none, quarantine and reject") \
	X(FINDING_DMARC_POLICY_NONE, "dmarc-policy-none", "RFC 7489 6.3", \
	  "the DMARC record of %s asks receivers for nothing but reports (p=none)") \
	X(FINDING_DMARC_SUBDOMAINS_WEAKER, "dmarc-subdomains-weaker", "RFC 7489 6.3", \
	  "the DMARC record of %s asks for less below the domain than for itself") \
	X(FINDING_DMARC_PERCENT, "dmarc-percent", "RFC 7489 6.3", \
	  "the DMARC policy holds for a part of the mail only: %s") \
	X(FINDING_DMARC_TESTING, "dmarc-testing", "RFC 9989 4.7", \
	  "the DMARC record of %s says that it is being tested (t=y): receivers act one step milder") \
	X(FINDING_DMARC_BAD_TAG, "dmarc-bad-tag", "RFC 7489 6.3", \
	  "a tag of the DMARC record that does not say what it may: %s") \
	X(FINDING_DMARC_UNKNOWN_TAG, "dmarc-unknown-tag", "RFC 7489 6.3", \
	  "a tag of the DMARC record that nobody knows: %s") \
	X(FINDING_DMARC_OBSOLETE_TAG, "dmarc-obsolete-tag", "RFC 9989 4.7", \
	  "a tag of the DMARC record that its present edition has no more: %s") \
	X(FINDING_DMARC_NO_REPORTS, "dmarc-no-reports", "RFC 7489 6.3", \
	  "the DMARC record of %s names nobody who gets reports (rua)") \
	X(FINDING_DMARC_BAD_REPORT_ADDRESS, "dmarc-bad-report-address", "RFC 7489 6.2", \
	  "an address for DMARC reports that is no mailto: URI: %s") \
	X(FINDING_DMARC_REPORTS_UNWANTED, "dmarc-reports-unwanted", "RFC 7489 7.1", \
	  "DMARC reports go to another domain that has not agreed to it, so that none will be sent: %s") \
	X(FINDING_DMARC_SPF_UNALIGNED, "dmarc-spf-unaligned", "RFC 7489 3.1.2", \
	  "SPF is about %s, which is not aligned with the From domain: DMARC then rests on DKIM alone") \
	/* DKIM keys */ \
	X(FINDING_DKIM_KEY_MISSING, "dkim-key-missing", "RFC 6376 3.6.2", \
	  "there is no DKIM key at %s") \
	X(FINDING_DKIM_KEY_TEMPERROR, "dkim-key-temperror", "RFC 6376 6.1.2", \
	  "the DKIM key at %s could not be looked up") \
	X(FINDING_DKIM_KEY_SEVERAL, "dkim-key-several", "RFC 6376 3.6.2.2", \
	  "there is more than one DKIM key at %s, and a receiver takes any of them") \
	X(FINDING_DKIM_KEY_VERSION, "dkim-key-version", "RFC 6376 3.6.1", \
	  "the version of the DKIM key at %s is not v=DKIM1 or does not come first") \
	X(FINDING_DKIM_KEY_TAG, "dkim-key-tag", "RFC 6376 3.2", \
	  "a part of the DKIM key's record that is no tag=value: %s") \
	X(FINDING_DKIM_KEY_NONE, "dkim-key-none", "RFC 6376 3.6.1", \
	  "the record at %s holds no key (p=)") \
	X(FINDING_DKIM_KEY_REVOKED, "dkim-key-revoked", "RFC 6376 3.6.1", \
	  "the DKIM key at %s is revoked (p= is empty)") \
	X(FINDING_DKIM_KEY_UNREADABLE, "dkim-key-unreadable", "RFC 6376 3.6.1", \
	  "the DKIM key at %s cannot be read: it may have been cut or broken when it was entered") \
	X(FINDING_DKIM_KEY_TYPE, "dkim-key-type", "RFC 6376 3.6.1", \
	  "a DKIM key of a type that nobody knows: %s") \
	X(FINDING_DKIM_KEY_TOO_SHORT, "dkim-key-too-short", "RFC 8301 3.2", \
	  "the DKIM key at %s is shorter than 1024 bits, and receivers do not take it") \
	X(FINDING_DKIM_KEY_SHORT, "dkim-key-short", "RFC 8301 3.2", \
	  "the DKIM key is shorter than the 2048 bits that a signer should have: %s") \
	X(FINDING_DKIM_KEY_HASH, "dkim-key-hash", "RFC 8301 3.1", \
	  "the DKIM key at %s does not allow SHA-256 (h=), so that nothing can be signed with it") \
	X(FINDING_DKIM_KEY_SERVICE, "dkim-key-service", "RFC 6376 3.6.1", \
	  "the DKIM key at %s is not for mail (s=)") \
	X(FINDING_DKIM_KEY_TESTING, "dkim-key-testing", "RFC 6376 3.6.1", \
	  "the DKIM key at %s says that DKIM is being tested (t=y), so that receivers may take no notice of it")

/* clang-format on */

#endif
