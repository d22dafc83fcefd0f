/*
 * route: which hosts take mail for a domain, in which order, and what is wrong
 * with that (RFC 5321 5.1, RFC 7505). A pure function of a view of the DNS.
 */
#ifndef PROBE_POLICY_ROUTE_H
#define PROBE_POLICY_ROUTE_H

#include "base/finding.h"
#include "dns/view.h"

/* X(id, word): PRODUCT's mx.status; JSON values, never to change. */
#define ROUTE_STATUSES(X)                                                      \
	X(ROUTE_OK, "ok")                                                      \
	X(ROUTE_NULL_MX, "null-mx")                                            \
	X(ROUTE_IMPLICIT, "implicit")                                          \
	X(ROUTE_NO_SUCH_DOMAIN, "no-such-domain")                              \
	X(ROUTE_NO_ADDRESS, "no-address") /* neither MX nor A nor AAAA */      \
	X(ROUTE_SERVFAIL, "servfail")                                          \
	X(ROUTE_TIMEOUT, "timeout")                                            \
	X(ROUTE_UNUSABLE, "unusable") /* MX records, none with an address */

enum route_status {
#define X(id, word) id,
	ROUTE_STATUSES(X)
#undef X
};

const char *route_status_word(enum route_status status);

enum { ROUTE_HOSTS_MAX = 50, ROUTE_ADDRESSES_MAX = 32 };

struct route_host {
	const char *name; /* text, lower case, no last dot */
	uint16_t preference;
	bool own;                  /* one of its addresses is this machine's */
	enum answer_status status; /* why there are no addresses; ANSWER_OK
				      when they were left out */
	struct ip *addresses;      /* in the order to try */
	size_t address_count;
};

struct route {
	enum route_status status;
	const struct route_host *hosts; /* in the order to try */
	size_t host_count;
};

struct route_options {
	bool ipv4, ipv6; /* which families to look up */
	bool ipv6_first; /* the system's order */
	bool allow_private;
	uint64_t seed;        /* decides the order among equals */
	const struct ip *own; /* this machine's addresses */
	size_t own_count;
};

/*
 * False while answers are missing (the view knows which): fetch and call again.
 * Addresses that are not public are left out, each a finding, unless
 * allow_private. A null MX counts beside others as well, and that is a finding.
 * The result lives in the arena; on false, *route is of no use and *findings
 * is as it was.
 */
bool route_find(struct view *v, struct span domain,
    const struct route_options *o, struct arena *a, struct route *route,
    struct findings *findings);

/* The same for one host named by the user: its addresses, no MX look-up, and
 * non-public ones allowed. status is ROUTE_OK or why there is none. */
bool route_find_host(struct view *v, struct span host,
    const struct route_options *o, struct arena *a, struct route *route,
    struct findings *findings);

#endif
