/*
 * dmarc: the DMARC record that holds for a From domain (RFC 7489), found by the
 * tree walk of its successor (RFC 9989 4.10), whether SPF is aligned with it,
 * and what is wrong with the record. A pure function of a view of the DNS.
 */
#ifndef PROBE_POLICY_DMARC_H
#define PROBE_POLICY_DMARC_H

#include "base/finding.h"
#include "dns/view.h"

/* X(id, word): JSON values, never to change. */
#define DMARC_STATUSES(X)                                                      \
	X(DMARC_NONE, "none")                                                  \
	X(DMARC_OK, "ok")                                                      \
	X(DMARC_PERMERROR, "permerror") /* a record that does not count */     \
	X(DMARC_TEMPERROR, "temperror")

/* X(id, word): what is asked of receivers (RFC 7489 6.3). */
#define DMARC_POLICIES(X)                                                      \
	X(DMARC_UNSAID, "")                                                    \
	X(DMARC_POLICY_NONE, "none")                                           \
	X(DMARC_POLICY_QUARANTINE, "quarantine")                               \
	X(DMARC_POLICY_REJECT, "reject")

enum dmarc_status {
#define X(id, word) id,
	DMARC_STATUSES(X)
#undef X
};

enum dmarc_policy {
#define X(id, word) id,
	DMARC_POLICIES(X)
#undef X
};

const char *dmarc_status_word(enum dmarc_status status);
const char *dmarc_policy_word(enum dmarc_policy policy);

enum {
	DMARC_QUERIES_MAX = 8, /* of one walk (RFC 9989 4.10) */
	DMARC_REPORTS_MAX = 4, /* report addresses that are looked at */
};

struct dmarc {
	enum dmarc_status status;
	const char *domain;         /* the From domain, as asked */
	const char *record_domain;  /* below whose _dmarc it stands; "" */
	const char *record;         /* the text; "" */
	const char *organizational; /* "" where nobody needs it */
	enum dmarc_policy policy;   /* what holds for the From domain */
	const char *policy_tag;     /* the tag that says so: p, sp or np */
	bool strict_spf, strict_dkim;
	bool testing;         /* t=y: receivers are asked to be milder */
	unsigned int percent; /* pct, which the successor has no more */
	const char *rua, *ruf;
	bool has_spf;     /* a domain of SPF was given */
	bool spf_aligned; /* so that an SPF pass would be DMARC's */
	const char *spf_domain, *spf_organizational;
	unsigned int queries; /* of the walks */
};

/*
 * spf_domain: the domain that SPF was about, or empty. False while answers are
 * missing (the view knows which): fetch and call again. The result lives in the
 * arena; on false, *dmarc is of no use and *findings is as it was.
 */
bool dmarc_find(struct view *v, struct span domain, struct span spf_domain,
    struct arena *a, struct dmarc *dmarc, struct findings *findings);

#endif
