/*
 * skeleton: what of a text the patterns can tell apart. An address, a host
 * name, an id: a run of letters and digits that no word of any pattern can
 * reach into is one as good as another. Texts with the same skeleton hold the
 * same patterns, as long as no gap in them is too wide in the one and not in
 * the other. For diagnosis/ alone. Pure.
 */
#ifndef PROBE_DIAGNOSIS_SKELETON_H
#define PROBE_DIAGNOSIS_SKELETON_H

#include "diagnosis/matcher.h"

enum {
	SKELETON_MAX = 1024, /* octets of a text */
	SKELETON_RUNS_MAX = 128,
	/* octets behind a skeleton that may be written while it is made */
	SKELETON_BEHIND = 64
};

/* The runs that are left out: how many octets stand before each, behind the one
 * before it, and how long each is. */
struct runs {
	size_t count;
	uint16_t before[SKELETON_RUNS_MAX];
	uint8_t sizes[SKELETON_RUNS_MAX];
};

/* For whom a skeleton is: b may be NULL. */
struct matchers {
	const struct matcher *a, *b;
};

/*
 * Writes the skeleton of a text; returns its size. 0: it has none, for the text
 * is empty or too long, or has controls in it. MATCHER_TEXT_BEHIND NULs stand
 * behind the text; room: SKELETON_MAX and SKELETON_BEHIND octets.
 */
size_t skeleton_of(const struct matchers *m, struct span text, char *skeleton,
    struct runs *runs);

/* A number that most texts of one skeleton have in common; quickly found. */
uint64_t skeleton_guess(const struct matchers *m, struct span text);

/*
 * Whether the text, behind which MATCHER_TEXT_BEHIND NULs stand, has a skeleton
 * that is known, of a text with so many runs, and so many octets before each:
 * quicker than skeleton_of(), and also for a text that is too long for that.
 * Puts their sizes there. SKELETON_BEHIND octets behind the skeleton may be
 * read.
 */
bool skeleton_fits(const struct matchers *m, struct span text,
    struct span skeleton, const uint16_t *before, size_t count, uint8_t *sizes);

/* Whether a text with runs of these sizes holds what one of the same skeleton
 * with those of `known` does, when its search had this leeway. */
bool skeleton_holds(const uint8_t *sizes, const uint8_t *known, size_t count,
    const struct leeway *leeway);

#endif
