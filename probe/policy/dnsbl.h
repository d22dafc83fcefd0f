/*
 * dnsbl: whether a DNS blocklist lists a client (RFC 5782), what it says about
 * it, and whether the list is to be believed: it must list 127.0.0.2 and must
 * not list 127.0.0.1. A pure function of a view of the DNS.
 */
#ifndef PROBE_POLICY_DNSBL_H
#define PROBE_POLICY_DNSBL_H

#include "base/finding.h"
#include "dns/view.h"

/* X(id, word): JSON values, never to change. */
#define DNSBL_STATUSES(X)                                                      \
	X(DNSBL_NOT_LISTED, "not-listed")                                      \
	X(DNSBL_LISTED, "listed")                                              \
	X(DNSBL_REFUSED, "refused")     /* it does not answer this resolver */ \
	X(DNSBL_DEAD, "dead")           /* 127.0.0.2 is not listed */          \
	X(DNSBL_LISTS_ALL, "lists-all") /* 127.0.0.1 is listed */              \
	X(DNSBL_NO_IPV6, "no-ipv6")                                            \
	X(DNSBL_BAD_ZONE, "bad-zone") /* no name to ask for */                 \
	X(DNSBL_TEMPERROR, "temperror")

enum dnsbl_status {
#define X(id, word) id,
	DNSBL_STATUSES(X)
#undef X
};

const char *dnsbl_status_word(enum dnsbl_status status);

enum { DNSBL_ANSWERS_MAX = 16, DNSBL_DEFAULTS_MAX = 16 };

struct dnsbl_code {
	struct ip ip;
	const char *meaning; /* "" when it is not known */
};

struct dnsbl {
	enum dnsbl_status status;
	const char *zone;         /* as asked */
	const char *title;        /* "" for a list that is not known here */
	const char *removal;      /* a page; "" */
	const char *ended;        /* when the list was closed; "" */
	struct dnsbl_code *codes; /* at most DNSBL_ANSWERS_MAX */
	size_t code_count;
	const char **texts; /* its TXT records, at most DNSBL_ANSWERS_MAX */
	size_t text_count;
};

/*
 * False while answers are missing (the view knows which): fetch and call again,
 * for several lists after all of them have been asked. The result lives in the
 * arena; on false, *list is of no use and *findings is as it was.
 */
bool dnsbl_find(struct view *v, const struct ip *ip, struct span zone,
    struct arena *a, struct dnsbl *list, struct findings *findings);

/* The zones to ask when none is named; returns how many. */
size_t dnsbl_defaults(struct span zones[DNSBL_DEFAULTS_MAX]);

#endif
