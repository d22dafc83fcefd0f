/*
 * tally: how often names were met, with what, in bounded memory: when it is
 * full, the rarer half of the names goes to "others". For report/ alone.
 */
#ifndef PROBE_REPORT_TALLY_H
#define PROBE_REPORT_TALLY_H

#include "diagnosis/words.h"

enum { TALLY_NAME_MAX = 64, TALLY_SAMPLE_MAX = 300 };

/* One name. */
struct tally_row {
	char name[TALLY_NAME_MAX];
	size_t count; /* failures */
	uint32_t causes[CAUSE_COUNT];
	char sample[TALLY_SAMPLE_MAX]; /* the first reply of the commonest
					  cause at the time */
	uint16_t sample_cause;
};

struct tally;

/* max: names at most, a power of two. NULL when there is no memory. */
struct tally *tally_new(size_t max);
void tally_free(struct tally *t);

/* Case of the name is folded; the empty one is not counted. */
void tally_add(
    struct tally *t, struct span name, enum cause cause, struct span sample);

/* The rows, the greatest count first; *count gets their number, *others how
 * many failures belong to names that are not among them. Valid until the next
 * tally_add(). */
const struct tally_row *const *tally_sorted(
    struct tally *t, size_t *count, size_t *others);

/* The cause met most often. */
enum cause tally_worst(const struct tally_row *row);

#endif
