/*
 * dmarc_walk: the DMARC records from a domain up to its top (RFC 9989 4.10),
 * for policy/dmarc*.c alone.
 */
#ifndef PROBE_POLICY_DMARC_WALK_H
#define PROBE_POLICY_DMARC_WALK_H

#include "policy/dmarc.h"

/* One domain of the walk. */
struct dmarc_stop {
	struct span domain;
	struct span record;  /* data NULL without one */
	size_t record_count; /* several count as none */
	const struct answer *answer;
	char psd; /* y, n, or u */
};

struct dmarc_walk {
	struct dmarc_stop stops[DMARC_QUERIES_MAX];
	size_t count;               /* those that were asked for */
	bool pending;               /* an answer is missing */
	bool temporary;             /* one was an error */
	struct span organizational; /* the domain, after the end */
};

/* The first stop alone: the domain's own record. */
void dmarc_walk_begin(struct dmarc_walk *w, struct view *v, struct span domain);

/* The others, and where the organizational domain is (RFC 9989 4.10.2). */
void dmarc_walk_end(struct dmarc_walk *w, struct view *v);

/* After the end: the stop whose record holds for the first domain (RFC 9989
 * 4.10.1): its own, the organizational domain's, the public suffix's; NULL for
 * none. */
const struct dmarc_stop *dmarc_walk_policy(const struct dmarc_walk *w);

bool dmarc_is_record(struct span text);

#endif
