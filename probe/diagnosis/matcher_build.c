#include "diagnosis/matcher_index.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* While it is built: every word of a part, with whose it is. */
struct entry {
	const struct word *word;
	size_t stem; /* its octets */
	struct use use;
};

static int
compare_stems(const struct entry *a, const struct entry *b)
{
	size_t size = a->stem < b->stem ? a->stem : b->stem;
	int order = memcmp(a->word->octets, b->word->octets, size);

	if (order != 0 || a->stem == b->stem)
		return order;
	return a->stem < b->stem ? -1 : 1;
}

/* Of one stem those of first parts before the others, and in the order of the
 * parts, so that it is the same each time. */
static int
compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = compare_stems(a, b);
	bool a_first = a->use.before == NO_PART,
	     b_first = b->use.before == NO_PART;

	if (order != 0)
		return order;
	if (a_first != b_first)
		return a_first ? -1 : 1;
	return (int)a->use.part - (int)b->use.part;
}

/* A matcher that is being built, whose arrays are not yet final. */
struct builder {
	struct matcher m;
	struct pattern *const *patterns;
	struct arena *arena;
	struct stem *stems;
	struct use *uses;
	struct sequence *sequences;
	unsigned char *octets;
	uint64_t *filters, *single;
	struct entry *entries;
	size_t entry_count;
};

enum { DIGITS = 10 };

/* A word that begins with a digit sign has a stem for each digit. */
static size_t
entries_of(const struct word *w)
{
	return w->octets[0] == PATTERN_DIGIT ? DIGITS : 1;
}

/* How many there are of everything. */
static void
count_all(struct builder *b)
{
	struct matcher *m = &b->m;

	m->part_count = NO_PART + 1;
	for (size_t i = 0; i < m->pattern_count; i++) {
		const struct pattern *p = b->patterns[i];

		m->part_count += (uint32_t)p->count;
		for (size_t k = 0; k < p->count; k++) {
			for (size_t w = 0; w < p->parts[k].count; w++) {
				const struct word *word = &p->parts[k].words[w];
				size_t entries = entries_of(word);

				b->entry_count += entries;
				m->octet_count +=
				    (uint32_t)(entries * word->size);
			}
		}
	}
}

static bool
may_build(const struct builder *b)
{
	return b->m.pattern_count <= MATCHER_PATTERNS_MAX &&
	       b->m.part_count <= MATCHER_PARTS_MAX &&
	       b->entry_count < UINT16_MAX;
}

/* One more of each than there are, for the end of the last one. */
static bool
make_room(struct builder *b)
{
	struct arena *a = b->arena;
	size_t words = b->entry_count + 1;

	b->stems = arena_get(a, words * sizeof *b->stems);
	b->uses = arena_get(a, words * sizeof *b->uses);
	b->sequences =
	    arena_get(a, (b->m.pattern_count + 1) * sizeof *b->sequences);
	b->octets = arena_get(a, b->m.octet_count + 1);
	b->filters = arena_get(a, FILTERS * FILTER_WORDS * sizeof *b->filters);
	b->single = arena_get(a, 256 / 8);
	b->entries = memory_get(words * sizeof *b->entries);
	return !arena_failed(a) && b->entries != NULL;
}

static void
collect_word(struct builder *b, const struct word *w, struct use use)
{
	size_t stem = word_stem(w);

	use.size = w->size;
	use.literals = w->literals;
	use.flags |= (uint8_t)((w->edge_before ? USE_EDGE_BEFORE : 0) |
			       (w->edge_after ? USE_EDGE_AFTER : 0) |
			       (w->size > stem ? USE_SIGNS : 0));
	b->entries[b->entry_count++] = (struct entry){ w, stem, use };
}

static void
collect_digits(struct builder *b, const struct word *w, struct use use)
{
	for (int digit = 0; digit < DIGITS; digit++) {
		struct word *one = arena_get(b->arena, sizeof *one);
		unsigned char *octets = arena_get(b->arena, w->size);

		if (one == NULL || octets == NULL)
			return;
		memcpy(octets, w->octets, w->size);
		octets[0] = (unsigned char)('0' + digit);
		*one = *w;
		one->octets = octets;
		collect_word(b, one, use);
	}
}

static void
collect_part(struct builder *b, const struct part *part, struct use use)
{
	for (size_t w = 0; w < part->count; w++) {
		if (entries_of(&part->words[w]) == 1)
			collect_word(b, &part->words[w], use);
		else
			collect_digits(b, &part->words[w], use);
	}
}

static void
collect_pattern(struct builder *b, const struct pattern *p, uint16_t number)
{
	uint16_t part = (uint16_t)b->m.part_count;

	b->sequences[number] = (struct sequence){ part, (uint16_t)p->count };
	b->m.part_count += (uint32_t)p->count;
	for (size_t i = 0; i < p->count; i++, part++) {
		struct use use = {
			.part = part,
			.before = i == 0 ? NO_PART : (uint16_t)(part - 1),
			.pattern = number,
			.gap = p->parts[i].gap,
			.flags = i + 1 == p->count ? USE_LAST : 0,
		};

		collect_part(b, &p->parts[i], use);
	}
}

static void
collect(struct builder *b)
{
	b->m.part_count = NO_PART + 1;
	b->entry_count = 0;
	for (size_t i = 0; i < b->m.pattern_count; i++)
		collect_pattern(b, b->patterns[i], (uint16_t)i);
}

/* Puts the octets behind the others; returns where. */
static uint32_t
add_octets(struct builder *b, const unsigned char *octets, size_t size)
{
	uint32_t at = b->m.octet_count;

	memcpy(b->octets + at, octets, size);
	b->m.octet_count += (uint32_t)size;
	return at;
}

static void
add_stem(struct builder *b, const struct entry *e)
{
	b->stems[b->m.stem_count++] = (struct stem){
		.octets = add_octets(b, e->word->octets, e->stem),
		.size = (uint16_t)e->stem,
		.use = (uint16_t)b->m.use_count,
		.before = e->use.before,
	};
}

static void
add_use(struct builder *b, const struct entry *e)
{
	struct use *use = &b->uses[b->m.use_count++];
	struct stem *stem = &b->stems[b->m.stem_count - 1];

	*use = e->use;
	if (use->before != stem->before)
		stem->before = NO_PART;
	if ((use->flags & USE_SIGNS) != 0)
		use->rest = add_octets(
		    b, e->word->octets + e->stem, e->word->size - e->stem);
}

static void
mark_octets(struct builder *b, size_t filter, const unsigned char octets[8])
{
	size_t bit = matcher_bit(
	    eight_load((const char *)octets), matcher_filter_octets(filter));

	b->filters[filter * FILTER_WORDS + bit / 64] |= (uint64_t)1
							<< (bit % 64);
}

/* In the filter of the most octets that it has, or in the first with any that
 * can follow. */
static void
mark_stem(struct builder *b, const struct stem *stem)
{
	unsigned char octets[8] = { 0 };
	size_t filter = FILTERS - 1;

	memcpy(octets, b->octets + stem->octets,
	    stem->size < sizeof octets ? stem->size : sizeof octets);
	while (filter > 0 && matcher_filter_octets(filter) > stem->size)
		filter--;
	if (matcher_filter_octets(filter) <= stem->size)
		mark_octets(b, filter, octets);
	else if (stem->size == 1)
		b->single[octets[0] / 64] |= (uint64_t)1 << (octets[0] % 64);
	else
		for (int i = 0; i < 256; i++) {
			octets[2] = (unsigned char)i;
			mark_octets(b, 0, octets);
		}
}

/* Whether a word can begin elsewhere than where matcher_starts() looks unless
 * it is told. */
static bool
is_anywhere(const struct word *w)
{
	unsigned char first = w->octets[0];

	return first == ' ' ||
	       (!w->edge_before && first < 0x80 && pattern_in_word(first));
}

static void
add_entries(struct builder *b)
{
	for (size_t i = 0; i < b->entry_count; i++) {
		const struct entry *e = &b->entries[i];

		if (i == 0 || compare_stems(e - 1, e) != 0)
			add_stem(b, e);
		add_use(b, e);
		b->m.anywhere |= is_anywhere(e->word);
	}
	b->stems[b->m.stem_count].use = (uint16_t)b->m.use_count;
}

/* What was built is what is kept. */
static void
finish(struct builder *b)
{
	struct matcher *m = &b->m;

	m->stems = b->stems;
	m->uses = b->uses;
	m->patterns = b->sequences;
	m->octets = b->octets;
	m->filters = b->filters;
	m->single = b->single;
}

static bool
build(struct builder *b)
{
	count_all(b);
	if (!may_build(b) || !make_room(b))
		return false;
	collect(b);
	qsort(b->entries, b->entry_count, sizeof *b->entries, compare);
	b->m.octet_count = 0;
	add_entries(b);
	for (size_t i = 0; i < b->m.stem_count; i++)
		mark_stem(b, &b->stems[i]);
	finish(b);
	return !arena_failed(b->arena) && matcher_plant(&b->m, b->arena);
}

struct matcher *
matcher_new(struct pattern *const *patterns, size_t count, struct arena *a)
{
	struct builder b = {
		.patterns = patterns,
		.arena = a,
		.m.pattern_count = (uint32_t)count,
	};
	struct matcher *m = arena_get(a, sizeof *m);
	bool well = m != NULL && build(&b);

	memory_free(b.entries);
	if (!well)
		return NULL;
	*m = b.m;
	return m;
}
