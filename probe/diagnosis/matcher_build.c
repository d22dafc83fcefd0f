#include "diagnosis/matcher_index.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void
mark_stem(struct matcher *m, uint64_t key, size_t stem, size_t file)
{
	unsigned int octets =
	    stem < FILTER_MOST ? (unsigned int)stem : (unsigned int)FILTER_MOST;
	size_t bit;

	if (octets < FILTER_LEAST) {
		m->brief[file / 64] |= (uint64_t)1 << (file % 64);
		return;
	}
	bit = filter_bit(key, octets);
	m->filters[octets - FILTER_LEAST][bit / 64] |= (uint64_t)1
						       << (bit % 64);
}

/* While it is built: every word of a firm part, with whose it is. */
struct entry {
	const struct word *word;
	uint64_t key;
	uint16_t file, stem;
	struct use use;
};

static int
compare_octets(const struct entry *a, const struct entry *b)
{
	size_t size = a->stem < b->stem ? a->stem : b->stem;
	int order = memcmp(a->word->octets, b->word->octets, size);

	return order != 0 ? order : (int)a->stem - (int)b->stem;
}

/* Behind the stem, and by the edges: so that equal words are side by side. */
static int
compare_rest(const struct word *a, const struct word *b)
{
	if (a->size != b->size)
		return a->size < b->size ? -1 : 1;
	if (a->edge_before != b->edge_before)
		return a->edge_before ? -1 : 1;
	if (a->edge_after != b->edge_after)
		return a->edge_after ? -1 : 1;
	return memcmp(a->octets, b->octets, a->size);
}

static int
compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order;

	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	order = compare_octets(a, b);
	return order != 0 ? order : compare_rest(a->word, b->word);
}

/* How many words there are in firm parts, and all parts. */
static size_t
count_words(const struct matcher *m, size_t *parts)
{
	size_t words = 0;

	*parts = 0;
	for (size_t i = 0; i < m->count; i++) {
		const struct pattern *p = m->patterns[i];

		*parts += p->count;
		for (size_t k = 0; k < p->count; k++)
			words += p->parts[k].firm ? p->parts[k].count : 0;
	}
	return words;
}

static struct entry
entry_of(const struct word *w, size_t part, size_t pattern)
{
	size_t stem = word_stem(w);

	return (struct entry){
		.word = w,
		.key = key_of(w->octets, stem),
		.file = (uint16_t)file_of(w->octets),
		.stem = (uint16_t)stem,
		.use = { (uint16_t)part, (uint16_t)pattern },
	};
}

static void
collect(struct matcher *m, struct entry *entries)
{
	size_t part = 0;

	for (size_t i = 0; i < m->count; i++) {
		const struct pattern *p = m->patterns[i];

		m->first_part[i] = (uint16_t)part;
		m->several[i] = p->count > 1;
		for (size_t k = 0; k < p->count; k++, part++) {
			if (!p->parts[k].firm)
				continue;
			m->firm[i]++;
			for (size_t w = 0; w < p->parts[k].count; w++)
				*entries++ =
				    entry_of(&p->parts[k].words[w], part, i);
		}
	}
	m->part_count = part;
}

/* The nearest before it that the word begins with. */
static uint32_t
find_parent(const struct matcher *m, size_t at)
{
	const struct filed *w = &m->filed[at];
	uint32_t parent = (uint32_t)at;

	while (parent > 0) {
		const struct filed *p = &m->filed[parent - 1];

		if (p->stem <= w->stem &&
		    memcmp(p->word->octets, w->word->octets, p->stem) == 0)
			break;
		parent = p->parent;
	}
	return parent;
}

static void
file(struct matcher *m, const struct entry *e, uint32_t uses)
{
	size_t at = m->filed_count++;

	m->filed[at].word = e->word;
	m->filed[at].uses = uses;
	m->filed[at].stem = e->stem;
	m->filed[at].parent = find_parent(m, at);
	m->keys[at] = e->key;
	m->first[e->file + 1] = (uint16_t)m->filed_count;
	mark_stem(m, e->key, e->stem, e->file);
	if (!e->word->edge_before)
		m->inside[e->file / 64] |= (uint64_t)1 << (e->file % 64);
}

static void
file_all(struct matcher *m, const struct entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || compare(&entries[i - 1], &entries[i]) != 0)
			file(m, &entries[i], (uint32_t)i);
		m->uses[i] = entries[i].use;
	}
	m->filed[m->filed_count].uses = (uint32_t)count;
	for (size_t i = 1; i <= FILES; i++) {
		if (m->first[i] < m->first[i - 1])
			m->first[i] = m->first[i - 1];
	}
}

/* Room for all in the arena; false when there is none. */
static bool
make_room(struct matcher *m, size_t words, struct arena *a)
{
	m->keys = arena_get(a, (words + 1) * sizeof *m->keys);
	m->filed = arena_get(a, (words + 1) * sizeof *m->filed);
	m->uses = arena_get(a, (words + 1) * sizeof *m->uses);
	m->first_part = arena_get(a, (m->count + 1) * sizeof *m->first_part);
	m->firm = arena_get(a, m->count + 1);
	m->several = arena_get(a, m->count + 1);
	return m->keys != NULL && m->filed != NULL && m->uses != NULL &&
	       m->first_part != NULL && m->firm != NULL && m->several != NULL;
}

struct matcher *
matcher_new(struct pattern *const *patterns, size_t count, struct arena *a)
{
	struct matcher *m = arena_get(a, sizeof *m);
	struct entry *entries = NULL;
	size_t words, parts;

	if (m == NULL)
		return NULL;
	m->patterns = patterns;
	m->count = count;
	words = count_words(m, &parts);
	if (count <= MATCHER_PATTERNS_MAX && parts <= MATCHER_PARTS_MAX &&
	    words < UINT16_MAX && make_room(m, words, a))
		entries = memory_get((words + 1) * sizeof *entries);
	if (entries == NULL)
		return NULL;
	collect(m, entries);
	qsort(entries, words, sizeof *entries, compare);
	file_all(m, entries, words);
	memory_free(entries);
	return m;
}
