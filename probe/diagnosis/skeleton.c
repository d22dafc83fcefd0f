#include "diagnosis/skeleton.h"

#include "base/sixteen.h"
#include "diagnosis/matcher_index.h"

/*
 * Words of patterns begin at the edges of words (matcher_starts.c), so what
 * stands of one in a run of ASCII letters and digits stands at its beginning.
 * The patterns' pieces are hashed; a run that none of them is like is left out.
 * What stands for it tells what digit signs ask: with how many digits it
 * begins.
 *
 * So what stands of a word in a text stands outside of such runs, or is digit
 * signs at the beginning of one: in all texts of one skeleton the same words
 * stand, in the same order, between the same edges. Whatever else the matcher
 * asks is how far apart they are (struct leeway).
 */
enum { BLOCK = 64, EDGES_MAX = SKELETON_MAX + 2, GUESSED_BY = 6 };

enum {
	SIGN_LETTER = 1,
	SIGN_DIGITS = SIGN_LETTER, /* and with how many it begins, */
	SIGN_ALL = 8,              /* and if that is all of it */
	DIGITS_TOLD = PIECE_OCTETS /* or more */
};

_Static_assert(SIGN_DIGITS + (int)DIGITS_TOLD + (int)SIGN_ALL < ' ',
    "a text with a skeleton has no control that could be taken for a sign");
_Static_assert((int)PIECE_OCTETS == (int)sizeof(uint64_t),
    "as many as are loaded, and hashed, at once");

/* The octets of words, a bit each; adds those that are not ASCII, and controls.
 */
static inline uint64_t
mark_words(const char *octets, uint64_t *others, uint64_t *controls)
{
	uint64_t words = 0;

	for (size_t i = 0; i < BLOCK; i += 16) {
		sixteen here = sixteen_load(octets + i);
		sixteen ascii = sixteen_within(here, 'a', 'z') |
				sixteen_within(here, '0', '9');

		words |= (uint64_t)sixteen_bits(ascii | here) << i;
		*others |= (uint64_t)sixteen_bits(here) << i;
		*controls |= (uint64_t)sixteen_bits((sixteen)(here < ' ')) << i;
	}
	return words;
}

/* Where runs begin and end, by turns. */
struct edges {
	uint16_t places[EDGES_MAX];
	size_t count;
	bool ascii, controls;
};

static void
find_edges(struct span text, struct edges *edges)
{
	uint64_t inside = 0, others = 0;
	size_t count = 0;

	edges->controls = false;
	for (size_t at = 0; at <= text.size; at += BLOCK) {
		uint64_t controls = 0, size = text.size - at;
		uint64_t words = mark_words(text.data + at, &others, &controls);
		uint64_t changes = words ^ (words << 1 | inside);

		if (size < BLOCK)
			controls &= ((uint64_t)1 << size) - 1;
		edges->controls |= controls != 0;
		inside = words >> (BLOCK - 1);
		for (; changes != 0; changes &= changes - 1)
			edges->places[count++] =
			    (uint16_t)(at + (size_t)__builtin_ctzll(changes));
	}
	edges->count = count;
	edges->ascii = others == 0;
}

static bool
is_ascii(const char *octets, size_t size)
{
	unsigned int all = 0;

	for (size_t i = 0; i < size; i++)
		all |= (unsigned char)octets[i];
	return all < 0x80;
}

/* The first octets of a run, NULs behind it. */
static inline uint64_t
first_octets(const char *run, size_t size)
{
	return eight_load(run) &
	       ~UINT64_C(0) >> (64 - 8 * (size < 8 ? size : 8));
}

/* 1 if a word of a pattern may stand there. */
static inline size_t
is_known(const struct matchers *m, uint64_t octets)
{
	size_t known = matcher_passes(m->a->piece_filter, octets);

	if (m->b != NULL)
		known |= matcher_passes(m->b->piece_filter, octets);
	return known;
}

static bool
is_anywhere(const struct matchers *m)
{
	return m->a->anywhere || (m->b != NULL && m->b->anywhere);
}

/* Those of the runs that are left out go to the front; returns how many. */
static size_t
find_runs(const struct matchers *m, struct span text, struct edges *edges)
{
	uint16_t *places = edges->places;
	size_t count = 0;

	for (size_t i = 0; i < edges->count; i += 2) {
		size_t at = places[i], size = places[i + 1] - at;
		size_t known = is_known(m, first_octets(text.data + at, size)) |
			       (size > UINT8_MAX);

		if (!edges->ascii)
			known |= !is_ascii(text.data + at, size);
		places[count] = (uint16_t)at;
		places[count + 1] = (uint16_t)(at + size);
		count += 2 * (size_t)(known == 0);
	}
	return count / 2;
}

/* Letters have a bit that digits have not. */
static inline char
sign_of(uint64_t octets, size_t size)
{
	uint64_t letters = octets & EIGHT(0x40);
	size_t digits = size < DIGITS_TOLD ? size : DIGITS_TOLD;

	if (letters != 0)
		digits = (size_t)__builtin_ctzll(letters) / 8;
	else if (size < DIGITS_TOLD)
		digits += SIGN_ALL;
	return (char)(SIGN_DIGITS + digits);
}

/* As memcpy, of 32 octets at least. */
static inline void
copy(char *to, const char *from, size_t size)
{
	size_t at = 0;

	do {
		sixteen_store(sixteen_load(from + at), to + at);
		sixteen_store(sixteen_load(from + at + 16), to + at + 16);
		at += 32;
	} while (at < size);
}

static size_t
write_skeleton(
    struct span text, const uint16_t *places, char *to, struct runs *runs)
{
	const char *begin = to;
	size_t from = 0;

	for (size_t i = 0; i < runs->count; i++) {
		size_t at = places[2 * i], size = places[2 * i + 1] - at;

		copy(to, text.data + from, at - from);
		to += at - from;
		*to++ = sign_of(first_octets(text.data + at, size), size);
		runs->before[i] = (uint16_t)(at - from);
		runs->sizes[i] = (uint8_t)size;
		from = at + size;
	}
	copy(to, text.data + from, text.size - from);
	to += text.size - from;
	return (size_t)(to - begin);
}

size_t
skeleton_of(const struct matchers *m, struct span text, char *skeleton,
    struct runs *runs)
{
	struct edges edges;

	if (text.size > SKELETON_MAX)
		return 0;
	find_edges(text, &edges);
	runs->count = is_anywhere(m) ? 0 : find_runs(m, text, &edges);
	if (edges.controls || runs->count > SKELETON_RUNS_MAX)
		return 0;
	return write_skeleton(text, edges.places, skeleton, runs);
}

/* --- known ones ----------------------------------------------------------- */

/* By the first runs that are not left out. */
uint64_t
skeleton_guess(const struct matchers *m, struct span text)
{
	uint64_t others = 0, controls = 0, guess = 0;
	uint64_t words = mark_words(text.data, &others, &controls);
	uint64_t changes = words ^ words << 1;

	for (int i = 0; i < GUESSED_BY; i++) {
		size_t at = changes != 0 ? (size_t)__builtin_ctzll(changes) : 0;
		size_t end;
		uint64_t octets;

		changes &= changes - 1;
		end = changes != 0 ? (size_t)__builtin_ctzll(changes) : BLOCK;
		changes &= changes - 1;
		octets = first_octets(text.data + at, end - at);
		octets &= 0 - (uint64_t)is_known(m, octets);
		guess = eight_mix(guess, octets);
	}
	return guess;
}

static inline size_t
run_size(const char *run)
{
	size_t size = 0;
	unsigned int ends;

	do {
		sixteen here = sixteen_load(run + size);

		ends = sixteen_bits(~(sixteen_within(here, 'a', 'z') |
				      sixteen_within(here, '0', '9')));
		size += ends != 0 ? (size_t)__builtin_ctz(ends) : 16;
	} while (ends == 0);
	return size;
}

/* Of two texts behind which sixteen octets may be read. */
static inline bool
are_equal(const char *x, const char *y, size_t size)
{
	unsigned int same;
	size_t at = 0;

	for (; size - at > 16; at += 16) {
		same = sixteen_bits(
		    (sixteen)(sixteen_load(x + at) == sixteen_load(y + at)));
		if (same != 0xffff)
			return false;
	}
	same = sixteen_bits(
	    (sixteen)(sixteen_load(x + at) == sixteen_load(y + at)));
	return (~same & ((1u << (size - at)) - 1)) == 0;
}

/* Behind a run of ASCII stands what does not go on with it, for in the skeleton
 * it does not. */
bool
skeleton_fits(const struct matchers *m, struct span text, struct span skeleton,
    const uint16_t *before, size_t count, uint8_t *sizes)
{
	size_t at = 0, from = 0;

	for (size_t i = 0; i < count; i++) {
		size_t literal = before[i], size;
		uint64_t octets;

		if (text.size - at <= literal ||
		    !are_equal(text.data + at, skeleton.data + from, literal))
			return false;
		at += literal;
		from += literal;
		size = run_size(text.data + at);
		if (size == 0 || size > UINT8_MAX)
			return false;
		octets = first_octets(text.data + at, size);
		if (sign_of(octets, size) != skeleton.data[from] ||
		    is_known(m, octets))
			return false;
		sizes[i] = (uint8_t)size;
		at += size;
		from++;
	}
	return text.size - at == skeleton.size - from &&
	       are_equal(text.data + at, skeleton.data + from, text.size - at);
}

bool
skeleton_holds(const uint8_t *sizes, const uint8_t *known, size_t count,
    const struct leeway *leeway)
{
	unsigned int more = 0, less = 0;

	for (size_t i = 0; i < count; i++) {
		int grown = (int)sizes[i] - (int)known[i];

		more += grown > 0 ? (unsigned int)grown : 0;
		less += grown < 0 ? (unsigned int)-grown : 0;
	}
	return more <= leeway->more && less <= leeway->less;
}
