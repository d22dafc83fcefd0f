#include "base/sixteen.h"
#include "diagnosis/matcher_index.h"

/*
 * Which places of a text can begin a word is found without a branch that
 * depends on the text, for none of them could be foreseen: first 64 octets at a
 * time, as bits, then by the filters.
 */
enum { BLOCK = 64 };

/* Places where a word of the text begins (pattern_in_word()), and all that are
 * above a space, but no ASCII letter or digit. *inside: whether the block
 * before ended in a word. */
static uint64_t
mark_edges(const unsigned char octets[BLOCK], uint64_t *inside)
{
	uint64_t words = 0, others = 0, begins;

	for (size_t i = 0; i < BLOCK; i += 16) {
		sixteen here = sixteen_load((const char *)octets + i);
		sixteen ascii = sixteen_within(here, 'a', 'z') |
				sixteen_within(here, '0', '9');
		sixteen sign = (sixteen)(here > ' ') & ~ascii;

		words |= (uint64_t)sixteen_bits(ascii | here) << i;
		others |= (uint64_t)sixteen_bits(sign) << i;
	}
	begins = words & ~(words << 1 | *inside);
	*inside = words >> (BLOCK - 1);
	return begins | others;
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
			count += matcher_passes(m->stem_filter,
			    eight_load((const char *)octets + here));
		}
	}
	return count;
}
