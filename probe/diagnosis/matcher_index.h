/*
 * matcher_index: what matcher_new() builds and matcher_find() walks by; see
 * matcher.h for how. For those two alone.
 */
#ifndef PROBE_DIAGNOSIS_MATCHER_INDEX_H
#define PROBE_DIAGNOSIS_MATCHER_INDEX_H

#include "diagnosis/matcher.h"

enum {
	BEGINNINGS = 1 << 15, /* of three octets, of five bits each */
	FILES = 1 << 14,      /* one for each two octets, of seven bits each */
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
	uint64_t beginnings[BEGINNINGS / 64]; /* of three octets, as words have
						 them */
	uint64_t *keys;      /* the first octets of each as a number */
	struct filed *filed; /* one more than there are */
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

/* Three octets; for words of two, each third one. */
static inline size_t
beginning_of(const unsigned char *octets)
{
	return (size_t)(octets[0] & 0x1f) << 10 |
	       (size_t)(octets[1] & 0x1f) << 5 | (octets[2] & 0x1f);
}

/* As a number, in the order of the octets; short ones filled up with zeros. */
static inline uint64_t
key_of(const unsigned char *octets, size_t size)
{
	uint64_t key = 0;

	if (size >= KEY) { /* compilers make one load of this */
		for (size_t i = 0; i < KEY; i++)
			key = key << 8 | octets[i];
		return key;
	}
	for (size_t i = 0; i < KEY; i++)
		key = key << 8 | (i < size ? octets[i] : 0u);
	return key;
}

#endif
