/*
 * answers: a DNS that says what the input says, for targets that look up: the
 * input is lines, taken one after the other and from the beginning again when
 * they are used up. A line answers one question, by its first letter:
 *   S SERVFAIL   N NXDOMAIN   D no data   L a loop   Z silence
 * and any other line is the records, "|" between several: a TXT's text, an
 * address, a name.
 */
#ifndef TESTS_FUZZ_ANSWERS_H
#define TESTS_FUZZ_ANSWERS_H

#include "dns/view.h"

struct answers {
	struct arena *arena; /* the view's */
	struct span all, rest;
};

struct span answers_line(struct answers *a);

/* What was read so far does not come again. */
void answers_begin(struct answers *a);

/* Answers all that the view misses. */
void answers_fill(struct answers *a, struct view *v);

#endif
