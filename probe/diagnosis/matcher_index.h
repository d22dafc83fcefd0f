/*
 * matcher_index: what matcher_new() builds and matcher_find() walks by; see
 * matcher.h for how. Numbers alone, no pointers from one piece to another, so
 * that it can be written down as C and compiled in. For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_MATCHER_INDEX_H
#define PROBE_DIAGNOSIS_MATCHER_INDEX_H

#include "base/eight.h"
#include "diagnosis/matcher.h"

enum { LABEL_FREE = 256 }; /* of a node that nothing leads to */

/*
 * A node of the trie over the stems, and the octet that leads to it: from a
 * node whose children are at c, the octet o leads to node c + o if that one's
 * label is o. Where one stem alone goes on, its rest is not in the trie.
 */
struct node {
	uint32_t children; /* 0: none, for the first 256 nodes are free */
	uint16_t label;
	uint16_t stem; /* that ends here, or alone goes on from here; 0: none */
};

/*
 * Octets that words begin with, up to their first digit sign; counted from 1.
 * Its uses are those as a pattern's only part, then as the first of several,
 * then as a later one.
 *
 * Between a part and the next there is a gate: what uses a stem as a part
 * before one opens it, what uses it as a part behind one goes through. As most
 * stems open or go through few, the first of these gates are here, and others
 * if it has more.
 */
enum { GATES_HERE = 2 };

struct stem {
	uint32_t tail; /* where those are that the trie does not have, in the
			  octets of all words */
	uint16_t size;
	uint16_t known; /* the others */
	uint16_t asked; /* a bit for each of the tail's first 16 */
	uint16_t asks;  /* flags of its uses that have to be looked at */
	uint16_t through[GATES_HERE], opens[GATES_HERE];
	uint16_t use, first, later; /* the first of each kind; the next stem's
				       use is the end */
	uint16_t more; /* GATES_ROUND times that is where more gates begin:
			  first of those that it goes through, then of those
			  that it opens; 0: none */
	uint16_t through_rounds, opens_rounds; /* of GATES_ROUND gates each */
};

/* More gates are looked at so many at a time. */
enum { GATES_ROUND = 4 };

/* Gates are counted from 2. GATE_SHUT is never opened, and nothing goes through
 * GATE_NOWHERE: they are put where there is no other. */
enum { GATE_SHUT = 0, GATE_NOWHERE = 1, GATE_FIRST = 2, NO_STEM = 0 };

/* What is asked of a word, a bit each, and what it is. */
enum {
	USE_EDGE_BEFORE = 1,
	USE_EDGE_AFTER = 2,
	USE_SIGNS = 4, /* a digit sign and more stand behind the stem */
	USE_SECOND = 8 /* the part before it is a first one */
};

/* A word as one of a part. */
struct use {
	uint16_t pattern;
	uint16_t gate; /* that a first part opens, that a later one is behind */
	uint16_t next; /* that a later one opens; GATE_SHUT: it is the last */
	uint16_t size, literals;
	uint8_t gap; /* as in struct part */
	uint8_t flags;
	uint32_t rest; /* where the octets behind the stem are */
};

/*
 * Beginnings of words, hashed, a bit each, so that most that stand in a text
 * are known to be none of them: of those below 4 octets 3 (of those of 2, with
 * any third one), of those below 6 octets 4, of others 6, twice, for they are
 * the most. The number of the bit in its word is that of the first 3 in all of
 * them, so that one question is enough for all filters. Of a word of one octet
 * all bits are set.
 */
enum { FILTER_SHORT = 3, FILTER_MIDDLE = 4, FILTER_LONG = 6 }; /* octets */

/* So many of a text's octets are looked at; so many digits a skeleton tells. */
enum { PIECE_OCTETS = 8 };

enum {
	FILTER_BITS = 10,
	FILTER_WORDS = 1 << FILTER_BITS,
	/* where the words for each begin */
	FILTER_AT_MIDDLE = FILTER_WORDS,
	FILTER_AT_LONG = 2 * FILTER_WORDS,
	FILTER_AT_AGAIN = 3 * FILTER_WORDS,
	FILTER_AT_SINGLE = 4 * FILTER_WORDS,
	FILTER_SIZE = FILTER_AT_SINGLE + 256
};

/* Octets are compared so many at a time: so many NULs stand behind them. */
enum { OCTETS_BEHIND = 16 };

struct matcher {
	const struct node *nodes; /* the first is the root */
	const struct stem *stems;
	const struct use *uses;
	const uint16_t *gates;   /* of stems that have more of them */
	const uint16_t *longest; /* octets of a word that opens each gate */
	const unsigned char *octets;
	/* FILTER_SIZE each: of where stems begin, and of what stands of words
	 * between two edges (skeleton.h) */
	const uint64_t *stem_filter, *piece_filter;
	uint32_t node_count, use_count, pattern_count, octet_count;
	uint32_t stem_count; /* NO_STEM counted */
	uint32_t gate_count; /* GATE_FIRST of them counted */
	uint32_t more_count; /* of `gates` */
	bool anywhere;       /* words begin with a space or a control, or within
				words of ASCII */
};

/* The first of eight octets (eight.h), hashed to as many bits (Fibonacci
 * hashing, Knuth, volume 3, 6.4). */
static inline size_t
matcher_hash(uint64_t octets, unsigned int count, unsigned int bits)
{
	uint64_t prefix = octets << (64 - 8 * count);

	return (size_t)(prefix * UINT64_C(0x9e3779b97f4a7c15) >> (64 - bits));
}

/* Which bit it is of its words, and where the word for the short ones is. */
static inline size_t
matcher_bit(uint64_t octets)
{
	return matcher_hash(octets, FILTER_SHORT, FILTER_BITS + 6);
}

/* Where the words for the long ones are: two pieces of one hash. */
static inline size_t
matcher_long(uint64_t octets)
{
	return matcher_hash(octets, FILTER_LONG, FILTER_BITS);
}

static inline size_t
matcher_again(uint64_t octets)
{
	return matcher_hash(octets, FILTER_LONG, 2 * FILTER_BITS) %
	       FILTER_WORDS;
}

/* By the first eight octets: 1 if a word may begin so. */
static inline size_t
matcher_passes(const uint64_t *filter, uint64_t octets)
{
	size_t bit = matcher_bit(octets);
	uint64_t found =
	    filter[FILTER_AT_SINGLE + (octets & 0xff)] | filter[bit / 64];

	found |= filter[FILTER_AT_MIDDLE +
			matcher_hash(octets, FILTER_MIDDLE, FILTER_BITS)];
	found |= filter[FILTER_AT_LONG + matcher_long(octets)] &
		 filter[FILTER_AT_AGAIN + matcher_again(octets)];
	return found >> (bit % 64) & 1;
}

/*
 * The places where words may begin, in their order: at most one for each
 * octet. MATCHER_TEXT_BEHIND NULs stand behind the size octets.
 */
size_t matcher_starts(const struct matcher *m, const unsigned char *octets,
    size_t size, uint16_t *starts);

/*
 * The trie over m's stems, which are sorted and differ: sets m->nodes, of the
 * arena, and what of each stem it has. False when there is no memory, or no
 * room for it.
 */
bool matcher_plant(struct matcher *m, struct stem *stems, struct arena *a);

/* Both filters, of m's stems, before they are planted, and of the patterns:
 * sets them, of the arena. False when there is no memory. */
bool matcher_sift(
    struct matcher *m, struct pattern *const *patterns, struct arena *a);

/* The gates of m's stems, by their uses: sets m->gates, of the arena, and those
 * of each stem. False when there is no memory, or no room for them. */
bool matcher_join(struct matcher *m, struct stem *stems, struct arena *a);

#endif
