/*
 * pattern: the phrase language. Text is normalised before (see normal.h):
 * lower case, single spaces, "n't" as " not". `*` matches any run of up to
 * PATTERN_GAP octets, `~` one of up to PATTERN_NEAR (a name or an address and
 * a few words), `%` one digit, `|` a word's edge: it stands at either end of
 * what is between the gaps. Braces are taken apart before (see expand.h). A
 * backslash takes these signs and itself literally. Pure.
 */
#ifndef PROBE_DIAGNOSIS_PATTERN_H
#define PROBE_DIAGNOSIS_PATTERN_H

#include "base/arena.h"
#include "base/trouble.h"

enum { PATTERN_GAP = 200, PATTERN_NEAR = 60, PATTERN_RUNS_MAX = 8, GRAM = 3 };

/* Octets to be found one after the other; DIGIT stands for any digit. */
struct run {
	const unsigned char *octets;
	size_t size;
	bool edge_before, edge_after;
	uint8_t gap; /* at most so many octets between the run before and it */
};

enum { PATTERN_DIGIT = 1 };

struct pattern {
	struct run runs[PATTERN_RUNS_MAX]; /* with a gap between each two */
	size_t count;
	size_t literals; /* octets in all but digit signs: the more, the more it
			    says */
	/* the three octets by which it is looked for */
	uint8_t anchor_run;
	uint16_t anchor_at;
};

/* False with trouble: no run of three octets, too many gaps, an edge within a
 * run, a word that normalised text does not have. */
bool pattern_compile(
    struct span text, struct arena *a, struct pattern *p, struct trouble *t);

/* Three octets of a run as a number; false when a digit sign is among them. */
bool pattern_gram(
    const struct pattern *p, size_t run, size_t at, uint32_t *gram);

/* Whether it matches with its anchor at text.data[at..]. */
bool pattern_matches(const struct pattern *p, struct span text, size_t at);

#endif
