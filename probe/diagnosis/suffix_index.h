/*
 * suffix_index: which providers a host name belongs to, by the ends of names in
 * providers.tbl. For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_SUFFIX_INDEX_H
#define PROBE_DIAGNOSIS_SUFFIX_INDEX_H

#include "diagnosis/rows.h"

/*
 * Suffixes that begin at a label stand in a hash table under the whole suffix;
 * a host name is looked up once for each of its labels. The few that begin
 * within a label are tried one by one.
 */
struct suffix {
	struct span text; /* without the first dot */
	int provider;
	uint32_t next; /* one more than the place; 0: none */
};

struct suffix_index {
	const struct suffix *suffixes;
	size_t count;
	const uint32_t *heads; /* mask + 1 of them */
	uint32_t mask;
	uint32_t loose; /* those that begin within a label */
};

/* NULL when there is no memory; the arena owns it. */
struct suffix_index *suffix_index_new(
    const struct provider *providers, size_t count, struct arena *a);

/*
 * Puts the providers' numbers into `found`, those of the longer suffix first;
 * returns how many, at most `room`. ".example.org" holds for example.org and
 * all below it, "example.org" for the end of any name.
 */
size_t suffix_index_find(const struct suffix_index *index, struct span host,
    int *found, size_t room);

#endif
