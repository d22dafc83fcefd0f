/*
 * finding_client: rows of finding.h about the client of a mail server: what
 * receivers see of its address and its name. Read there how.
 */
#ifndef PROBE_BASE_FINDING_CLIENT_H
#define PROBE_BASE_FINDING_CLIENT_H

/* clang-format off */
#define FINDINGS_OF_CLIENT(X) \
	/* the client's address and its names */ \
	X(FINDING_SENDER_NOT_PUBLIC, "sender-not-public", "RFC 6890 2.2", \
	  "%s is not an address of the public internet: no receiver outside sees it, and what the DNS says of it holds for this network alone") \
	X(FINDING_PTR_MISSING, "ptr-missing", "RFC 1912 2.1", \
	  "%s has no PTR record; the owner of the address range sets it") \
	X(FINDING_PTR_MISMATCH, "ptr-mismatch", "RFC 8601 2.7.3", \
	  "no PTR name of %s leads back to it") \
	X(FINDING_PTR_TEMPERROR, "ptr-temperror", "RFC 8601 2.7.3", \
	  "the names of %s could not be looked up, so that receivers may put its mail off") \
	X(FINDING_PTR_NAME_UNCONFIRMED, "ptr-name-unconfirmed", "RFC 8601 2.7.3", \
	  "a PTR name that does not lead back to the address, beside one that does: %s") \
	X(FINDING_PTR_BAD_NAME, "ptr-bad-name", "RFC 1123 2.1", \
	  "a PTR name that no host can have: %s") \
	X(FINDING_PTR_TOO_MANY, "ptr-too-many", "RFC 7208 4.6.4", \
	  "%s has more than ten PTR names; receivers look at ten at most, any ten") \
	X(FINDING_PTR_GENERIC, "ptr-generic", "RFC 8501 4", \
	  "a PTR name that looks as if each address of the network had one like it, which receivers take for a customer's line: %s") \
	/* the name in HELO */ \
	X(FINDING_SENDER_HELO_BAD, "sender-helo-bad", "RFC 5321 4.1.1.1", \
	  "the HELO name is neither a domain name nor an address literal: %s") \
	X(FINDING_SENDER_HELO_NOT_FQDN, "sender-helo-not-fqdn", "RFC 5321 2.3.5", \
	  "the HELO name is not fully qualified: %s") \
	X(FINDING_SENDER_HELO_LOCALHOST, "sender-helo-localhost", "RFC 6761 6.3", \
	  "the HELO name means the receiver's own machine: %s") \
	X(FINDING_SENDER_HELO_NO_BRACKETS, "sender-helo-no-brackets", "RFC 5321 4.1.3", \
	  "the HELO name is an address without its brackets: %s") \
	X(FINDING_SENDER_HELO_LITERAL, "sender-helo-literal", "RFC 5321 4.1.4", \
	  "the HELO name is an address literal, which is for clients without a name and which many receivers dislike: %s") \
	X(FINDING_SENDER_HELO_UNRESOLVED, "sender-helo-unresolved", "RFC 5321 2.3.5", \
	  "the HELO name has no address: %s") \
	X(FINDING_SENDER_HELO_TEMPERROR, "sender-helo-temperror", "RFC 5321 2.3.5", \
	  "the HELO name could not be looked up: %s") \
	X(FINDING_SENDER_HELO_ELSEWHERE, "sender-helo-elsewhere", "RFC 5321 4.1.4", \
	  "the HELO name does not lead to the client's address: %s") \
	X(FINDING_SENDER_HELO_NOT_PTR, "sender-helo-not-ptr", "RFC 5321 4.1.4", \
	  "the HELO name is not the client's PTR name, which some receivers dislike: %s") \
	/* blocklists */ \
	X(FINDING_DNSBL_LISTED, "dnsbl-listed", "RFC 5782 2.1", \
	  "a blocklist lists the client: %s") \
	X(FINDING_DNSBL_REFUSED, "dnsbl-refused", "RFC 5782 2.1", \
	  "a blocklist refuses to answer the resolver in use here, which says nothing about the client: %s") \
	X(FINDING_DNSBL_DEAD, "dnsbl-dead", "RFC 5782 5", \
	  "a blocklist that does not list what every list must, so that it is dead or not one: %s") \
	X(FINDING_DNSBL_LISTS_ALL, "dnsbl-lists-all", "RFC 5782 5", \
	  "a blocklist that lists what none may, so that its answers are worthless: %s") \
	X(FINDING_DNSBL_TEMPERROR, "dnsbl-temperror", "RFC 5782 5", \
	  "a blocklist that could not be asked: %s")

/* clang-format on */

#endif
