/*
 * matcher_index: what matcher_new() builds and matcher_find() walks by; see
 * matcher.h for how. For those two alone.
 */
#ifndef PROBE_DIAGNOSIS_MATCHER_INDEX_H
#define PROBE_DIAGNOSIS_MATCHER_INDEX_H

#include "diagnosis/matcher.h"

#include <string.h>

enum {
	FILTER_LEAST = 3, /* octets of a stem */
	FILTER_MOST = 6,  /* which longer ones count as */
	FILTER_SIZES = FILTER_MOST - FILTER_LEAST + 1,
	FILTER_BITS = 14,
	FILES = 1 << 14, /* one for each two octets, of seven bits each */
	KEY = 8,
	TEXT_MAX = 4096,
	PLACES_MAX = 2048
};

struct use {
	uint16_t part, pattern;
};

/* A word: the octets before its first digit sign are what it is sorted by. */
struct filed {
	const struct word *word;
	uint32_t uses;   /* the first of them; the next one's is the end */
	uint32_t parent; /* the longest one that it begins with itself, or one
			    of the same octets; one more than its place, 0 for
			    none */
	uint16_t stem;
};

struct matcher {
	struct pattern *const *patterns;
	size_t count;
	uint16_t first[FILES + 1];   /* of each file, in `filed` */
	uint64_t inside[FILES / 64]; /* files with words that may begin within
					a word of the text */
	/* Stems by their beginnings, hashed, apart by their sizes. */
	uint64_t filters[FILTER_SIZES][(1 << FILTER_BITS) / 64];
	uint64_t brief[FILES / 64]; /* files with stems below FILTER_LEAST */
	uint64_t *keys;             /* the first octets of each as a number */
	struct filed *filed;        /* one more than there are */
	size_t filed_count;
	struct use *uses;
	uint16_t *first_part; /* of each pattern */
	uint8_t *firm;        /* how many firm parts each has */
	bool *several;        /* whether each has several parts */
	size_t part_count;
};

static inline size_t
file_of(const unsigned char *octets)
{
	return (size_t)(octets[0] & 0x7f) << 7 | (octets[1] & 0x7f);
}

/* As a number, in the order of the octets. In one expression, of which
 * compilers make one load. */
static inline uint64_t
whole_key(const unsigned char *o)
{
	return (uint64_t)o[0] << 56 | (uint64_t)o[1] << 48 |
	       (uint64_t)o[2] << 40 | (uint64_t)o[3] << 32 |
	       (uint64_t)o[4] << 24 | (uint64_t)o[5] << 16 |
	       (uint64_t)o[6] << 8 | (uint64_t)o[7];
}

/* Short ones are filled up with zeros. */
static inline uint64_t
key_of(const unsigned char *octets, size_t size)
{
	unsigned char filled[KEY] = { 0 };

	if (size >= KEY)
		return whole_key(octets);
	memcpy(filled, octets, size);
	return whole_key(filled);
}

/* Where the first octets of a key stand in the filter for that many. */
static inline size_t
filter_bit(uint64_t key, unsigned int octets)
{
	uint64_t prefix = key >> (64 - 8 * octets);

	/* Fibonacci hashing (Knuth, volume 3, 6.4). */
	return (size_t)(prefix * UINT64_C(0x9e3779b97f4a7c15) >>
			(64 - FILTER_BITS));
}

#endif
