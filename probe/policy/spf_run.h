/*
 * spf_run: one evaluation under way, for policy/spf*.c alone. An error, a limit
 * or a missing answer sets `stopped`; from then on nothing matches, and what
 * stopped it is looked at once, at the end.
 */
#ifndef PROBE_POLICY_SPF_RUN_H
#define PROBE_POLICY_SPF_RUN_H

#include "policy/spf.h"
#include "policy/spf_macro.h"

struct spf_run {
	struct view *view;
	const struct spf_request *request;
	struct arena *arena;
	struct ip ip;
	struct span sender, local, sender_domain;
	bool stopped;
	bool pending;          /* stopped, since an answer is missing */
	bool explaining;       /* exp is under way: nothing can go wrong */
	enum spf_result error; /* what stopped it */
	const char *problem;
	unsigned int lookups, voids;
	struct spf_step *steps;
	size_t step_count;
	struct spf_step untraced;  /* stands for all beyond SPF_STEPS_MAX */
	bool validated;            /* the client's names were looked up */
	const struct name **names; /* those confirmed (RFC 7208 5.5) */
	size_t name_count;
};

/* Where a term stands: in the record of a domain. */
struct spf_spot {
	struct spf_run *run;
	struct span domain;
	const struct name *name; /* the same, in wire form */
	unsigned int depth;
	size_t step; /* that look-ups are traced at */
};

enum { SPF_UNTRACED = SPF_STEPS_MAX };

/* Adds a step to the trace; returns its index, for spf_step(). */
size_t spf_begin_step(
    const struct spf_spot *at, struct span term, enum spf_outcome outcome);
struct spf_step *spf_step(struct spf_run *run, size_t index);

/* Ends the evaluation, unless it has ended or is only about exp. */
void spf_stop(struct spf_run *run, enum spf_result error, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/*
 * The answer, traced, void ones counted; NULL when it is missing (the run is
 * pending) or one void too many came (the run has ended).
 */
const struct answer *spf_ask(const struct spf_spot *at, struct span text,
    const struct name *name, enum record_type type);

/* False for a failure of the DNS, which ends the run with temperror. */
bool spf_usable(
    struct spf_run *run, struct span text, const struct answer *answer);

/* The domain that a term names, macros expanded; *name is its wire form. False
 * when it is no name that could be asked for, or the run stopped. */
bool spf_target(const struct spf_spot *at, struct span spec, struct span *text,
    struct name *name);

/* As above, not looked at and not asked for. */
struct span spf_expand_domain(const struct spf_spot *at, struct span spec);

/* Text for people. */
struct span spf_expand_text(const struct spf_spot *at, struct span text);

/* Whether the mechanism matches; include is the caller's. */
bool spf_matches(const struct spf_spot *at, const struct spf_term *term);

/* How many SPF records the answer holds; *text gets the last one's. */
size_t spf_find_records(const struct answer *answer, struct span *text);

/* A name that can be asked for; its last dot has been taken off before. */
bool spf_is_name(struct span text, struct name *name);

/* The same with two labels at least (RFC 7208 4.3). */
bool spf_is_domain(struct span text, struct name *name);

/*
 * Looks at every record that the domain's leads to, whatever the client is.
 * Returns the look-ups that it takes when nothing matches; run->pending is set
 * when answers are missing.
 */
unsigned int spf_audit(
    struct spf_run *run, struct span domain, struct findings *findings);

#endif
