/*
 * matcher: finds which of some thousand patterns stand in a text, in one walk.
 *
 * Words that several patterns share are looked for once. All their beginnings
 * are in one trie, which is walked from each place of the text where a word can
 * begin until no word goes on; most words begin at the edge of one, so most
 * places are passed over. A part that stands behind another one is looked at
 * only where that one was met before. An automaton with failure links (Aho and
 * Corasick, 1975) would save the walks' common octets, a handful a word, and
 * want a table that no cache holds.
 */
#ifndef PROBE_DIAGNOSIS_MATCHER_H
#define PROBE_DIAGNOSIS_MATCHER_H

#include "diagnosis/pattern.h"

enum { MATCHER_PATTERNS_MAX = 5000, MATCHER_GATES_MAX = 5000 };

/* A text to be searched, and the NULs behind it: it is looked at in blocks of
 * 64 octets, and 8 from each of them on. */
enum { MATCHER_TEXT_MAX = 4096, MATCHER_TEXT_BEHIND = 64 + 8 };

struct matcher;

/* A pattern that stands in the text, and how much it says: octets that are no
 * digit signs, of the longest word of each part that stands within the gaps. */
struct match {
	uint32_t pattern;
	uint32_t literals;
};

/*
 * How many octets more, and fewer, may stand between what was found in a text
 * without any gap in it being too wide that is not, or the other way round. The
 * search asks nothing else of distances: as long as it keeps to these, it goes
 * the same way in a text in which the same words stand in the same order, and
 * finds the same.
 */
struct leeway {
	uint16_t more, less;
	/* So many words that there may be no room for those of another one:
	 * it may hold others. */
	bool crowded;
};

/*
 * patterns: count of them, not needed any more afterwards; the arena owns the
 * matcher. NULL when there is no memory or there are too many of them.
 */
struct matcher *matcher_new(
    struct pattern *const *patterns, size_t count, struct arena *a);

/*
 * Puts the patterns that stand in the normalised text, of which at most
 * MATCHER_TEXT_MAX octets are read and behind which MATCHER_TEXT_BEHIND NULs
 * stand, into matches: each at most once, in any order. Returns how many, at
 * most `room`. The leeway is narrowed to that of this search, where it is
 * wider.
 */
size_t matcher_find(const struct matcher *m, struct span text,
    struct match *matches, size_t room, struct leeway *leeway);

#endif
