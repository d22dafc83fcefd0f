#include "diagnosis/matcher_index.h"

/*
 * Which places of a text can begin a word is found without a branch that
 * depends on the text, for none of them could be foreseen: first 64 octets at a
 * time, as bits, then by the filters.
 */
enum { BLOCK = 64 };

/* A bit for each of the flags, which are 0 or 1, the first the lowest. */
static uint64_t
bits_of(const uint8_t flags[BLOCK])
{
	uint64_t bits = 0;

	for (size_t i = 0; i < BLOCK; i += 8) {
		uint64_t eight = eight_load((const char *)flags + i);

		/* Moves the eight flags into the highest octet. */
		bits |= (eight * UINT64_C(0x0102040810204080) >> 56) << i;
	}
	return bits;
}

/* Places where a word of the text begins, and all that are no space and no
 * ASCII letter or digit. *inside: whether the block before ended in a word. */
static uint64_t
mark_edges(const unsigned char octets[BLOCK], uint64_t *inside)
{
	uint8_t in_word[BLOCK], other[BLOCK];
	uint64_t words, begins;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char c = octets[i];

		in_word[i] = pattern_in_word(c);
		other[i] = (c >> 7) | !(in_word[i] | (c == ' '));
	}
	words = bits_of(in_word);
	begins = words & ~(words << 1 | *inside);
	*inside = words >> (BLOCK - 1);
	return begins | bits_of(other);
}

/* The lowest bit says whether a stem may begin so. */
static inline uint64_t
ask_filter(const uint64_t *filter, uint64_t key, unsigned int octets)
{
	size_t bit = matcher_bit(key, octets);

	return filter[bit / 64] >> (bit % 64);
}

/* By the first octets, hashed: 1 if a stem may begin with them. Each filter by
 * its name, so that no shift is of a size that has to be looked up. */
static size_t
may_begin(const struct matcher *m, const unsigned char *octets)
{
	uint64_t key = eight_load((const char *)octets);
	const uint64_t *filter = m->filters;
	uint64_t found = m->single[*octets / 64] >> (*octets % 64);

	found |= ask_filter(filter, key, FILTER_SHORT);
	found |= ask_filter(filter + FILTER_WORDS, key, FILTER_MIDDLE);
	found |= ask_filter(filter + 2 * FILTER_WORDS, key, FILTER_LONG);
	return found & 1;
}

size_t
matcher_starts(const struct matcher *m, const unsigned char *octets,
    size_t size, uint16_t *starts)
{
	uint64_t inside = 0;
	size_t count = 0;

	for (size_t at = 0; at < size; at += BLOCK) {
		uint64_t edges = mark_edges(octets + at, &inside);

		if (m->anywhere)
			edges = ~(uint64_t)0;
		if (size - at < BLOCK)
			edges &= ((uint64_t)1 << (size - at)) - 1;
		for (; edges != 0; edges &= edges - 1) {
			size_t here = at + (size_t)__builtin_ctzll(edges);

			starts[count] = (uint16_t)here;
			count += may_begin(m, octets + here);
		}
	}
	return count;
}
