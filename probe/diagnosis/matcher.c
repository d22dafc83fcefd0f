#include "diagnosis/matcher.h"

#include "base/memory.h"

#include <string.h>

enum { BITS = 16, SLOTS_MAX_BITS = 16 };

struct slot {
	uint32_t gram;  /* 0: empty */
	uint32_t first; /* of `filed`, one more than the place; 0 for none */
};

struct filed {
	uint32_t pattern;
	uint32_t next; /* as slot.first */
};

struct matcher {
	struct pattern **patterns;
	size_t count;
	uint64_t bitmap[(1 << BITS) / 64];
	struct slot *slots;
	struct filed *filed;
	uint32_t mask;
};

static uint32_t
hash(uint32_t gram)
{
	return gram * 0x9e3779b1u;
}

static bool
is_marked(const struct matcher *m, uint32_t gram)
{
	uint32_t bit = hash(gram) >> (32 - BITS);

	return (m->bitmap[bit / 64] >> (bit % 64) & 1) != 0;
}

static void
mark(struct matcher *m, uint32_t gram)
{
	uint32_t bit = hash(gram) >> (32 - BITS);

	m->bitmap[bit / 64] |= (uint64_t)1 << (bit % 64);
}

/* How often each three octets stand in the patterns, folded to 16 bits. */
static void
count_grams(struct pattern **patterns, size_t count, uint16_t *counts)
{
	uint32_t gram;

	for (size_t i = 0; i < count; i++) {
		const struct pattern *p = patterns[i];

		for (size_t run = 0; run < p->count; run++) {
			for (size_t at = 0; at < p->runs[run].size; at++) {
				if (pattern_gram(p, run, at, &gram) &&
				    counts[hash(gram) >> 16] < UINT16_MAX)
					counts[hash(gram) >> 16]++;
			}
		}
	}
}

static uint32_t
choose_anchor(struct pattern *p, const uint16_t *counts)
{
	uint32_t gram, best = 0;
	unsigned int least = UINT16_MAX + 1u;

	for (size_t run = 0; run < p->count; run++) {
		for (size_t at = 0; at < p->runs[run].size; at++) {
			if (!pattern_gram(p, run, at, &gram) ||
			    counts[hash(gram) >> 16] >= least)
				continue;
			least = counts[hash(gram) >> 16];
			best = gram;
			p->anchor_run = (uint8_t)run;
			p->anchor_at = (uint16_t)at;
		}
	}
	return best;
}

static struct slot *
find_slot(const struct matcher *m, uint32_t gram)
{
	uint32_t at = hash(gram) & m->mask;

	while (m->slots[at].gram != 0 && m->slots[at].gram != gram)
		at = (at + 1) & m->mask;
	return &m->slots[at];
}

static void
file(struct matcher *m, uint32_t number, uint32_t gram)
{
	struct slot *slot = find_slot(m, gram);

	slot->gram = gram;
	m->filed[number] = (struct filed){ number, slot->first };
	slot->first = number + 1;
	mark(m, gram);
}

struct matcher *
matcher_new(struct pattern **patterns, size_t count, struct arena *a)
{
	struct matcher *m = arena_get(a, sizeof *m);
	uint16_t *counts = memory_get((1 << 16) * sizeof *counts);
	uint32_t slots = 64;

	while (slots < count * 2)
		slots *= 2;
	if (m != NULL) {
		m->patterns = patterns;
		m->count = count;
		m->mask = slots - 1;
		m->slots = arena_get(a, slots * sizeof *m->slots);
		m->filed = arena_get(a, (count + 1) * sizeof *m->filed);
	}
	if (counts == NULL || m == NULL || m->slots == NULL ||
	    m->filed == NULL) {
		memory_free(counts);
		return NULL;
	}
	count_grams(patterns, count, counts);
	for (size_t i = 0; i < count; i++)
		file(m, (uint32_t)i, choose_anchor(patterns[i], counts));
	memory_free(counts);
	return m;
}

static bool
is_known(const uint32_t *hits, size_t count, uint32_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (hits[i] == number)
			return true;
	}
	return false;
}

static size_t
find_here(const struct matcher *m, struct span text, size_t at, uint32_t gram,
    uint32_t *hits, size_t count, size_t room)
{
	uint32_t next = find_slot(m, gram)->first;

	for (; next != 0 && count < room; next = m->filed[next - 1].next) {
		uint32_t number = m->filed[next - 1].pattern;

		if (pattern_matches(m->patterns[number], text, at) &&
		    !is_known(hits, count, number))
			hits[count++] = number;
	}
	return count;
}

size_t
matcher_find(
    const struct matcher *m, struct span text, uint32_t *hits, size_t room)
{
	const unsigned char *octets = (const unsigned char *)text.data;
	size_t count = 0;
	uint32_t gram;

	if (text.size < GRAM)
		return 0;
	gram = (uint32_t)octets[0] << 8 | (uint32_t)octets[1] << 16;
	for (size_t at = 0; at + GRAM <= text.size; at++) {
		gram = gram >> 8 | (uint32_t)octets[at + 2] << 16;
		if (is_marked(m, gram))
			count = find_here(m, text, at, gram, hits, count, room);
	}
	return count;
}
