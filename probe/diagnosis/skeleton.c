#include "diagnosis/skeleton.h"

#include "base/sixteen.h"
#include "diagnosis/matcher_index.h"

/*
 * Words of patterns begin at the edges of words (matcher_starts.c), so what
 * stands of one in a run of ASCII letters and digits stands at its beginning.
 * The patterns' pieces are hashed; a run that none of them is like is left out.
 * What stands for it tells what digit signs ask: with how many digits it
 * begins.
 */
enum { BLOCK = 64, EDGES_MAX = SKELETON_MAX + 2 };

enum {
	SIGN_LETTER = 1,
	SIGN_DIGITS = SIGN_LETTER, /* and with how many it begins, */
	SIGN_ALL = 8,              /* and if that is all of it */
	DIGITS_TOLD = 8            /* or more */
};

_Static_assert(SIGN_DIGITS + (int)DIGITS_TOLD + (int)SIGN_ALL < ' ',
    "a text with a skeleton has no control that could be taken for a sign");

/* Where runs begin and end, by turns. */
struct edges {
	uint16_t places[EDGES_MAX];
	size_t count;
	bool ascii, controls;
};

static void
find_edges(struct span text, struct edges *edges)
{
	uint64_t inside = 0, controls = 0, others = 0;
	size_t count = 0;

	for (size_t at = 0; at <= text.size; at += BLOCK) {
		uint64_t words = 0, changes, size = text.size - at;

		for (size_t i = 0; i < BLOCK; i += 16) {
			sixteen here = sixteen_load(text.data + at + i);
			sixteen ascii = sixteen_within(here, 'a', 'z') |
					sixteen_within(here, '0', '9');

			words |= (uint64_t)sixteen_bits(ascii | here) << i;
			others |= sixteen_bits(here);
			controls |= (uint64_t)sixteen_bits(
					(sixteen)(here < ' '))
				    << i;
		}
		if (size < BLOCK)
			controls &= ((uint64_t)1 << size) - 1;
		edges->controls |= controls != 0;
		changes = words ^ (words << 1 | inside);
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

/* Those of the runs that are left out go to the front; returns how many. */
static size_t
find_runs(const struct matcher *a, const struct matcher *b, struct span text,
    struct edges *edges)
{
	uint16_t *places = edges->places;
	size_t count = 0;

	for (size_t i = 0; i < edges->count; i += 2) {
		size_t at = places[i], size = places[i + 1] - at;
		uint64_t octets = first_octets(text.data + at, size);
		size_t known = matcher_passes(a->piece_filter, octets) |
			       (size > UINT8_MAX);

		if (b != NULL)
			known |= matcher_passes(b->piece_filter, octets);
		if (!edges->ascii)
			known |= !is_ascii(text.data + at, size);
		places[count] = (uint16_t)at;
		places[count + 1] = (uint16_t)(at + size);
		count += 2 * (size_t)(known == 0);
	}
	return count;
}

/* Letters have a bit that digits have not. */
static inline char
sign_of(const char *run, size_t size)
{
	uint64_t letters = first_octets(run, size) & EIGHT(0x40);
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
write_skeleton(struct span text, const uint16_t *places, size_t count, char *to,
    struct runs *runs)
{
	const char *begin = to;
	size_t from = 0;

	for (size_t i = 0; i < count; i += 2) {
		size_t at = places[i], size = places[i + 1] - at;

		copy(to, text.data + from, at - from);
		to += at - from;
		*to++ = sign_of(text.data + at, size);
		runs->sizes[i / 2] = (uint8_t)size;
		from = at + size;
	}
	copy(to, text.data + from, text.size - from);
	to += text.size - from;
	runs->count = count / 2;
	return (size_t)(to - begin);
}

size_t
skeleton_of(const struct matcher *a, const struct matcher *b, struct span text,
    char *skeleton, struct runs *runs)
{
	struct edges edges;
	size_t count;

	edges.controls = text.size > SKELETON_MAX;
	if (!edges.controls)
		find_edges(text, &edges);
	if (edges.controls)
		return 0;
	count = a->anywhere || (b != NULL && b->anywhere)
		    ? 0
		    : find_runs(a, b, text, &edges);
	if (count > 2 * (size_t)SKELETON_RUNS_MAX)
		return 0;
	return write_skeleton(text, edges.places, count, skeleton, runs);
}

bool
skeleton_holds(const struct runs *runs, const uint8_t *known,
    const struct leeway *leeway)
{
	unsigned int more = 0, less = 0;

	for (size_t i = 0; i < runs->count; i++) {
		int grown = (int)runs->sizes[i] - (int)known[i];

		more += grown > 0 ? (unsigned int)grown : 0;
		less += grown < 0 ? (unsigned int)-grown : 0;
	}
	return more <= leeway->more && less <= leeway->less;
}
