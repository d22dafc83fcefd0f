#include "diagnosis/matcher_index.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* In the order in which a stem has them. */
enum kind { KIND_ALONE, KIND_FIRST, KIND_LATER };

/* While it is built: every word of a part, with whose it is. */
struct entry {
	const struct word *word;
	size_t stem; /* its octets */
	enum kind kind;
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

/* Of one stem in the order in which it has them, and so that it is the same
 * each time. */
static int
compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = compare_stems(a, b);

	if (order != 0)
		return order;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->use.pattern != b->use.pattern)
		return a->use.pattern < b->use.pattern ? -1 : 1;
	return (int)a->use.gate - (int)b->use.gate;
}

/* A matcher that is being built, whose arrays are not yet final. */
struct builder {
	struct matcher m;
	struct pattern *const *patterns;
	struct arena *arena;
	struct stem *stems;
	struct use *uses;
	uint16_t *longest;
	unsigned char *octets;
	struct entry *entries;
	size_t entry_count;
	size_t gates; /* that were counted so far */
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

	m->gate_count = GATE_FIRST;
	for (size_t i = 0; i < m->pattern_count; i++) {
		const struct pattern *p = b->patterns[i];

		m->gate_count += (uint32_t)p->count - 1;
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
	       b->m.gate_count <= MATCHER_GATES_MAX &&
	       b->entry_count < UINT16_MAX;
}

/* One more of each than there are, for the end of the last one; and of stems
 * one for NO_STEM. */
static bool
make_room(struct builder *b)
{
	struct arena *a = b->arena;
	size_t words = b->entry_count + 1;

	b->stems = arena_get(a, (NO_STEM + 1 + words) * sizeof *b->stems);
	b->uses = arena_get(a, words * sizeof *b->uses);
	b->longest = arena_get(a, b->m.gate_count * sizeof *b->longest);
	b->octets = arena_get(a, b->m.octet_count + OCTETS_BEHIND);
	b->entries = memory_get(words * sizeof *b->entries);
	return !arena_failed(a) && b->entries != NULL;
}

/* Whether a word can begin elsewhere than where matcher_starts() looks unless
 * it is told. */
static bool
is_anywhere(const struct word *w)
{
	unsigned char first = w->octets[0];

	return first <= ' ' ||
	       (!w->edge_before && first < 0x80 && pattern_in_word(first));
}

/* e: as it is for all words of the part. */
static void
collect_word(struct builder *b, const struct word *w, struct entry e)
{
	e.word = w;
	e.stem = word_stem(w);
	e.use.size = w->size;
	e.use.literals = w->literals;
	e.use.flags |= (uint8_t)((w->edge_before ? USE_EDGE_BEFORE : 0) |
				 (w->edge_after ? USE_EDGE_AFTER : 0) |
				 (w->size > e.stem ? USE_SIGNS : 0));
	b->entries[b->entry_count++] = e;
	b->m.anywhere |= is_anywhere(w);
}

static void
collect_digits(struct builder *b, const struct word *w, struct entry e)
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
		collect_word(b, one, e);
	}
}

static void
collect_part(struct builder *b, const struct part *part, struct entry e)
{
	e.use.gap = part->gap;
	for (size_t w = 0; w < part->count; w++) {
		if (entries_of(&part->words[w]) == 1)
			collect_word(b, &part->words[w], e);
		else
			collect_digits(b, &part->words[w], e);
	}
}

/* Between its parts there are gates from b->gates on. */
static void
collect_parts(struct builder *b, const struct pattern *p, uint16_t number)
{
	size_t last = p->count - 1;

	for (size_t i = 0; i <= last; i++) {
		size_t behind = b->gates + i, before = behind - (i > 0);
		struct entry e = {
			.kind = i > 0 ? KIND_LATER : KIND_FIRST,
			.use.pattern = number,
			.use.gate = (uint16_t)before,
			.use.next = i < last ? (uint16_t)behind : GATE_SHUT,
			.use.flags = i == 1 ? USE_SECOND : 0,
		};

		collect_part(b, &p->parts[i], e);
	}
	b->gates += last;
}

static void
collect(struct builder *b)
{
	b->entry_count = 0;
	b->gates = GATE_FIRST;
	for (size_t i = 0; i < b->m.pattern_count; i++) {
		const struct pattern *p = b->patterns[i];
		struct entry e = { .use.pattern = (uint16_t)i };

		if (p->count > 1)
			collect_parts(b, p, (uint16_t)i);
		else
			collect_part(b, &p->parts[0], e);
	}
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
		.tail = add_octets(b, e->word->octets, e->stem),
		.size = (uint16_t)e->stem,
		.use = (uint16_t)b->m.use_count,
		.first = (uint16_t)b->m.use_count,
		.later = (uint16_t)b->m.use_count,
	};
}

/* Where a word may begin, the edge before it is there already, if it is one of
 * letters or digits. */
static unsigned int
asked_of(const struct builder *b, const struct entry *e)
{
	unsigned char first = e->word->octets[0];
	bool begins = !b->m.anywhere && first < 0x80 && pattern_in_word(first);

	return e->use.flags &
	       (USE_SIGNS | USE_EDGE_AFTER | (begins ? 0u : USE_EDGE_BEFORE));
}

static void
add_use(struct builder *b, const struct entry *e)
{
	struct stem *stem = &b->stems[b->m.stem_count - 1];
	struct use *use = &b->uses[b->m.use_count++];

	*use = e->use;
	if (e->kind < KIND_FIRST)
		stem->first = (uint16_t)b->m.use_count;
	if (e->kind < KIND_LATER)
		stem->later = (uint16_t)b->m.use_count;
	if (e->kind == KIND_FIRST && b->longest[use->gate] < use->size)
		b->longest[use->gate] = use->size;
	stem->asks |= (uint16_t)asked_of(b, e);
	if ((use->flags & USE_SIGNS) != 0)
		use->rest = add_octets(
		    b, e->word->octets + e->stem, e->word->size - e->stem);
}

static void
add_entries(struct builder *b)
{
	b->m.stem_count = NO_STEM + 1;
	for (size_t i = 0; i < b->entry_count; i++) {
		const struct entry *e = &b->entries[i];

		if (i == 0 || compare_stems(e - 1, e) != 0)
			add_stem(b, e);
		add_use(b, e);
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
	m->longest = b->longest;
	m->octets = b->octets;
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
	finish(b);
	return !arena_failed(b->arena) &&
	       matcher_sift(&b->m, b->patterns, b->arena) &&
	       matcher_plant(&b->m, b->stems, b->arena) &&
	       matcher_join(&b->m, b->stems, b->arena);
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
