/*
 * skeleton: what of a text the patterns can tell apart. An address, a host name,
 * an id: a run of letters and digits that no word of any pattern can reach into
 * is one as good as another. Texts with the same skeleton hold the same
 * patterns, as long as no gap in them is too wide in the one and not in the
 * other. For diagnosis/ alone. Pure.
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

/* How long each run was that is left out. */
struct runs {
	size_t count;
	uint8_t sizes[SKELETON_RUNS_MAX];
};

/*
 * Writes the skeleton of a text for these matchers, of which those that are NULL
 * do not count; returns its size. 0: it has none, for the text is empty or too
 * long, or has controls in it. MATCHER_TEXT_BEHIND NULs stand behind the text;
 * room: SKELETON_MAX and SKELETON_BEHIND octets.
 */
size_t skeleton_of(const struct matcher *a, const struct matcher *b,
    struct span text, char *skeleton, struct runs *runs);

/* Whether a text with these runs holds what one of the same skeleton with runs
 * of the known sizes does, when its search had this leeway. */
bool skeleton_holds(const struct runs *runs, const uint8_t *known,
    const struct leeway *leeway);

#endif
