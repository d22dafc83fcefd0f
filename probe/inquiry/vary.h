/*
 * vary: after a refusal of us, which things to ask again with one of them
 * changed, and whether the change flips the answer. Pure.
 */
#ifndef PROBE_INQUIRY_VARY_H
#define PROBE_INQUIRY_VARY_H

#include "inquiry/inquiry.h"

enum { VARIATIONS_MAX = 6 };

/* Whether the concluded result is a refusal of us that is worth it, and that
 * does not ask us to come back later or to leave. */
bool vary_wanted(const struct result *r, const struct inquiry_options *o);

/*
 * The changes that apply to the result and can matter at the stage where it was
 * refused; returns how many. Texts live in the arena.
 */
size_t vary_plan(const struct result *r, const struct inquiry_options *o,
    struct arena *a, struct variation plan[VARIATIONS_MAX]);

/* How to ask for a variation. */
struct vary_question {
	struct inquiry_options options; /* all as it was, but for one thing */
	struct span address;
	struct route_host host; /* the options point to it */
};

/* The result and its options, which `q` borrows from, and `q` itself, must
 * outlive the inquiry. */
void vary_ask(const struct variation *v, const struct result *r,
    const struct inquiry_options *o, struct arena *a, struct vary_question *q);

/* Notes what came of it. Texts live in the arena. */
void vary_note(
    struct variation *v, const struct result *answer, struct arena *a);

/* The server wants to be left alone (RFC 5321 3.8, 421). */
bool vary_must_stop(const struct result *answer);

#endif
