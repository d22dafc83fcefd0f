/*
 * spf: check_host() of RFC 7208 in full: macros, include, redirect, exp, ptr
 * and the limits, with a trace of what was asked, what came, and what decided.
 * A pure function of a view of the DNS.
 */
#ifndef PROBE_POLICY_SPF_H
#define PROBE_POLICY_SPF_H

#include "base/finding.h"
#include "dns/view.h"
#include "policy/spf_record.h"

/* RFC 7208 4.6.4 and 3.4. */
enum {
	SPF_LOOKUPS_MAX = 10, /* terms that look up */
	SPF_VOIDS_MAX = 2,    /* look-ups that find nothing */
	SPF_HOSTS_MAX = 10,   /* MX or PTR records of one term */
	SPF_RECORD_MAX = 450, /* octets, for an answer in one UDP packet */
	SPF_SECONDS_MAX = 20,
	SPF_STEPS_MAX = 512, /* more are not traced */
};

struct spf_request {
	struct ip ip; /* the client's; IPv4-mapped IPv6 counts as IPv4 */
	struct span helo;
	/* The reverse path without < and >. A domain alone means postmaster
	 * there; empty means the HELO identity (RFC 7208 2.3, 4.3). */
	struct span sender;
	struct span receiver; /* %{r}; "unknown" when empty */
	int64_t now;          /* seconds since 1970, for %{t} */
};

/* X(id, word): what became of a step; JSON values. */
#define SPF_OUTCOMES(X)                                                        \
	X(SPF_STEP_NO_MATCH, "no-match")                                       \
	X(SPF_STEP_MATCH, "match")                                             \
	X(SPF_STEP_RECORD, "record") /* the term is a record that was found */ \
	X(SPF_STEP_NO_RECORD, "no-record")                                     \
	X(SPF_STEP_REDIRECT, "redirect")                                       \
	X(SPF_STEP_EXPLANATION, "explanation")                                 \
	X(SPF_STEP_TEMPERROR, "temperror")                                     \
	X(SPF_STEP_PERMERROR, "permerror")

enum spf_outcome {
#define X(id, word) id,
	SPF_OUTCOMES(X)
#undef X
};

const char *spf_outcome_word(enum spf_outcome outcome);

/* name is text as asked, any octet in it; the answer is the view's. */
struct spf_lookup {
	struct span name;
	enum record_type type;
	const struct answer *answer;
};

/* In the order of evaluation; what an include evaluates follows it, one
 * deeper. */
struct spf_step {
	unsigned int depth;
	struct span domain; /* whose record */
	struct span term;   /* as it stands in the record, or the record */
	enum spf_outcome outcome;
	struct spf_lookup *lookups;
	size_t lookup_count;
};

struct spf {
	enum spf_result result;
	const char *domain;      /* that was checked first */
	const char *explanation; /* of exp=, only for SPF_FAIL; "" for none */
	const char *mechanism;   /* the term that decided in the record where
				    all redirects lead; "default" when none
				    matched, "" without a record */
	const char *problem;     /* of an error, a sentence; else "" */
	unsigned int lookups;    /* as RFC 7208 4.6.4 counts them */
	unsigned int voids;
	unsigned int needed; /* look-ups of a sender that nothing matches;
				0 unless findings were asked for */
	const struct spf_step *steps;
	size_t step_count;
};

/*
 * False while answers are missing (the view knows which): fetch and call again;
 * after SPF_SECONDS_MAX the view is to give up (RFC 7208 4.6.4). `findings`
 * gets what is wrong with the records even when the result is good, and costs
 * look-ups beyond those of the evaluation (every include is read); NULL when
 * that is not wanted. The result lives in the arena and points into the view's.
 * On false, *spf is of no use, *findings is as it was, and what the arena got
 * may go: arena_reset() before each call keeps it small, when the view has an
 * arena of its own.
 */
bool spf_check(struct view *v, const struct spf_request *request,
    struct arena *a, struct spf *spf, struct findings *findings);

#endif
