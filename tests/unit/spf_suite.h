/*
 * spf_suite: the public conformance tests of RFC 7208, read from the folder
 * that SMTPPROBE_DATA names (they are not part of this tree), and judged. How
 * questions are answered is the caller's: from memory, or over the wire.
 */
#ifndef TESTS_UNIT_SPF_SUITE_H
#define TESTS_UNIT_SPF_SUITE_H

#include "peer/zone.h"

struct spf_resolving {
	/* The zone of the scenario that begins; no answer outlives it. */
	void (*begin)(void *context, struct zone *zone);
	/* Answers all that the view misses. */
	void (*fill)(void *context, struct view *v);
	void *context;
};

struct spf_score {
	unsigned int cases, right, preferred; /* preferred: the first result */
};

/* False, said on stderr, without the data. What is wrong is said there too. */
bool spf_suite_run(const struct spf_resolving *resolving, struct spf_score *s);

#endif
