#include "diagnosis/matcher_index.h"

#include <string.h>

/* Of a word's digit signs so many are spelt out; in front of the next one it is
 * cut. */
enum { SIGNS_MAX = 3, DIGITS = 10 };

static void
mark(uint64_t *filter, size_t word, uint64_t octets)
{
	filter[word] |= (uint64_t)1 << (matcher_bit(octets) % 64);
}

static void
mark_short(uint64_t *filter, uint64_t octets)
{
	mark(filter, matcher_bit(octets) / 64, octets);
}

static void
mark_long(uint64_t *filter, uint64_t octets)
{
	mark(filter, FILTER_AT_LONG + matcher_long(octets), octets);
	mark(filter, FILTER_AT_AGAIN + matcher_again(octets), octets);
}

/* What begins with so many octets; it may go on with any. */
static void
mark_beginning(uint64_t *filter, uint64_t octets, size_t size)
{
	if (size >= FILTER_LONG)
		mark_long(filter, octets);
	else if (size >= FILTER_MIDDLE)
		mark(filter,
		    FILTER_AT_MIDDLE +
			matcher_hash(octets, FILTER_MIDDLE, FILTER_BITS),
		    octets);
	else if (size >= FILTER_SHORT)
		mark_short(filter, octets);
	else if (size == 1)
		filter[FILTER_AT_SINGLE + octets] = ~(uint64_t)0;
	else
		for (uint64_t third = 0; third < 256; third++)
			mark_short(filter, octets | third << 16);
}

static uint64_t
load(const unsigned char *octets, size_t size)
{
	unsigned char eight[PIECE_OCTETS] = { 0 };

	memcpy(eight, octets, size < PIECE_OCTETS ? size : PIECE_OCTETS);
	return eight_load((const char *)eight);
}

/* --- pieces --------------------------------------------------------------- */

/* What stands of a word between two edges; see skeleton.h. */
struct piece {
	unsigned char octets[PIECE_OCTETS];
	size_t size;
	bool whole; /* what it stands for ends with it; else it begins so */
};

/*
 * A whole one is followed by the NULs that a shorter run of a text is filled up
 * with. signs: that may be spelt out.
 */
static void
mark_piece(uint64_t *filter, struct piece p, size_t from, int signs)
{
	size_t at = from;

	while (at < p.size && p.octets[at] != PATTERN_DIGIT)
		at++;
	if (at < p.size && signs > 0) {
		for (int digit = 0; digit < DIGITS; digit++) {
			p.octets[at] = (unsigned char)('0' + digit);
			mark_piece(filter, p, at + 1, signs - 1);
		}
		return;
	}
	p.whole = p.whole && at == p.size;
	if (p.whole)
		mark_long(filter, load(p.octets, p.size));
	else
		mark_beginning(filter, load(p.octets, at), at);
}

/* A skeleton tells how many digits there are, if they are fewer than that. */
static bool
is_told(const struct piece *p)
{
	for (size_t i = 0; i < p->size; i++) {
		if (p->octets[i] != PATTERN_DIGIT)
			return false;
	}
	return p->size < PIECE_OCTETS;
}

static bool
is_inside(unsigned char octet)
{
	return octet == PATTERN_DIGIT || pattern_in_word(octet);
}

/* The pieces of a word that is not followed by an edge may go on behind it. */
static void
mark_pieces(
    uint64_t *filter, const unsigned char *octets, size_t size, bool edge_after)
{
	size_t at = 0;

	while (at < size) {
		struct piece p = { .whole = true };

		if (!is_inside(octets[at])) {
			at++;
			continue;
		}
		for (; at < size && is_inside(octets[at]); at++) {
			if (p.size < PIECE_OCTETS)
				p.octets[p.size++] = octets[at];
		}
		p.whole = at < size || edge_after;
		if (!is_told(&p))
			mark_piece(filter, p, 0, SIGNS_MAX);
	}
}

/* --- all of them ---------------------------------------------------------- */

static void
mark_part(uint64_t *filter, const struct part *part)
{
	for (size_t i = 0; i < part->count; i++)
		mark_pieces(filter, part->words[i].octets, part->words[i].size,
		    part->words[i].edge_after);
}

static void
mark_pattern(uint64_t *filter, const struct pattern *p)
{
	for (size_t i = 0; i < p->count; i++)
		mark_part(filter, &p->parts[i]);
}

bool
matcher_sift(
    struct matcher *m, struct pattern *const *patterns, struct arena *a)
{
	uint64_t *stems = arena_get(a, FILTER_SIZE * sizeof *stems);
	uint64_t *pieces = arena_get(a, FILTER_SIZE * sizeof *pieces);

	m->stem_filter = stems;
	m->piece_filter = pieces;
	if (stems == NULL || pieces == NULL)
		return false;
	for (size_t i = NO_STEM + 1; i < m->stem_count; i++) {
		const struct stem *stem = &m->stems[i];

		mark_beginning(stems, load(m->octets + stem->tail, stem->size),
		    stem->size);
	}
	for (size_t i = 0; i < m->pattern_count; i++)
		mark_pattern(pieces, patterns[i]);
	return true;
}
