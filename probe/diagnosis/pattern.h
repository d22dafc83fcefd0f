/*
 * pattern: the phrase language. Text is normalised before (see normal.h):
 * lower case, single spaces, "n't" as " not". `*` matches any run of up to
 * PATTERN_GAP octets, `~` one of up to PATTERN_NEAR (a name or an address and
 * a few words), `%` one digit, `|` a word's edge: it stands at either end of
 * what is between the gaps. "{user,mailbox} unknown" stands for each of the
 * words. A backslash takes these signs and itself literally. Pure.
 *
 * What stands between two gaps is a part; it is one of several words, which
 * hold spaces too: "user unknown" and "mailbox unknown". Where a word in
 * braces has a gap itself, the text is several patterns (see expand.h).
 */
#ifndef PROBE_DIAGNOSIS_PATTERN_H
#define PROBE_DIAGNOSIS_PATTERN_H

#include "base/arena.h"
#include "base/trouble.h"

enum {
	PATTERN_GAP = 200,
	PATTERN_NEAR = 60,
	PATTERN_PARTS_MAX = 8,
	PATTERN_WORD_MAX = 1000 /* octets */
};

/* Octets to be found one after the other; DIGIT stands for any digit. */
struct word {
	const unsigned char *octets;
	uint16_t size;
	uint16_t literals; /* octets in all but digit signs: the more, the more
			      it says */
	bool edge_before, edge_after;
};

enum { PATTERN_DIGIT = 1, WORD_KEY = 2 };

struct part {
	struct word *words;
	size_t count;
	uint8_t gap; /* at most so many octets between the part before and it */
	bool firm;   /* each word begins with WORD_KEY octets that are no % */
};

struct pattern {
	struct part parts[PATTERN_PARTS_MAX];
	size_t count;
};

/* False with trouble: no part that says enough to be looked for, too many gaps,
 * an edge within a part, a word that normalised text does not have. */
bool pattern_compile(
    struct span text, struct arena *a, struct pattern *p, struct trouble *t);

/* The octets of words: letters, which normalised text has in lower case,
 * digits, and all of other alphabets. Without a branch, for those who ask it of
 * many at once. */
static inline bool
pattern_in_word(unsigned char octet)
{
	return ((unsigned char)(octet - 'a') < 26) |
	       ((unsigned char)(octet - '0') < 10) | (octet >> 7);
}

/* How many octets stand before the first digit sign. */
size_t word_stem(const struct word *w);

bool word_stands(const struct word *w, struct span text, size_t at);

#endif
