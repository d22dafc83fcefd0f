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
	uint16_t stem; /* that ends here, or alone goes on from here; one more
			  than its number, 0 for none */
};

/* Octets that words begin with, up to their first digit sign. */
struct stem {
	uint32_t octets; /* where they are in the octets of all words */
	uint16_t size;
	uint16_t use;    /* the first with it; the next stem's is the end */
	uint16_t before; /* without this part none of its uses counts; NO_PART
			    where that is not so of all */
};

enum { NO_PART = 0 }; /* so that parts are counted from 1 */

/* What is asked of a word, a bit each, and what it is. */
enum {
	USE_EDGE_BEFORE = 1,
	USE_EDGE_AFTER = 2,
	USE_SIGNS = 4, /* a digit sign and more stand behind the stem */
	USE_LAST = 8   /* of the last part of a pattern */
};

/* A word as one of a part. */
struct use {
	uint16_t part;
	uint16_t before; /* the part before it; NO_PART for a pattern's first */
	uint16_t pattern;
	uint16_t size, literals;
	uint8_t gap; /* as in struct part */
	uint8_t flags;
	uint32_t rest; /* where the octets behind the stem are */
};

struct sequence {      /* a pattern */
	uint16_t part; /* its first */
	uint16_t count;
};

/*
 * The beginnings of stems, hashed, a bit each, so that most places of a text
 * are known to begin none: of stems below 4 octets 3 of them (of those of 2,
 * with any third one), of those below 6 octets 4, of others 6. Stems of a
 * single octet have a bit each for themselves.
 */
enum { FILTERS = 3, FILTER_BITS = 16, FILTER_WORDS = (1 << FILTER_BITS) / 64 };

enum { FILTER_SHORT = 3, FILTER_MIDDLE = 4, FILTER_LONG = 6 }; /* octets */

static inline unsigned int
matcher_filter_octets(size_t filter)
{
	static const unsigned char octets[FILTERS] = { FILTER_SHORT,
		FILTER_MIDDLE, FILTER_LONG };

	return octets[filter];
}

struct matcher {
	const struct node *nodes; /* the first is the root */
	const struct stem *stems;
	const struct use *uses;
	const struct sequence *patterns;
	const unsigned char *octets;
	const uint64_t *filters; /* FILTERS of them, FILTER_WORDS each */
	const uint64_t *single;  /* for 256 octets */
	uint32_t node_count, stem_count, use_count, pattern_count, octet_count;
	uint32_t part_count; /* NO_PART counted */
	bool anywhere; /* words begin with a space, or within words of ASCII */
};

/* Where the first of eight octets (eight.h) stand in the filter for that many.
 */
static inline size_t
matcher_bit(uint64_t key, unsigned int octets)
{
	uint64_t prefix = key & (~(uint64_t)0 >> (64 - 8 * octets));

	/* Fibonacci hashing (Knuth, volume 3, 6.4). */
	return (size_t)(prefix * UINT64_C(0x9e3779b97f4a7c15) >>
			(64 - FILTER_BITS));
}

/*
 * Where a word stands in a text, if its stem goes on as it began: its first
 * `known` octets do.
 */
struct hit {
	uint32_t stem;
	uint16_t at, known;
};

/*
 * The places where words may begin, in their order: at most one for each
 * octet. MATCHER_TEXT_BEHIND NULs stand behind the size octets.
 */
size_t matcher_starts(const struct matcher *m, const unsigned char *octets,
    size_t size, uint16_t *starts);

/*
 * The trie over m's stems, which are sorted and differ: sets m->nodes, of the
 * arena. False when there is no memory, or no room for it.
 */
bool matcher_plant(struct matcher *m, struct arena *a);

#endif
