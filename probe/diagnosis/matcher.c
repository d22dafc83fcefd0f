#include "diagnosis/matcher_index.h"

#include <string.h>

/* A walk from one place hits each stem that begins there once: at most one for
 * each octet of the longest word. */
enum {
	ENDS_MAX = 2048,
	HITS_WALK = PATTERN_WORD_MAX,
	HITS_ROOM = 2 * HITS_WALK
};

/*
 * A walk through the text goes from left to right, and a word stands behind
 * all words of the part before: so it is known at once whether a pattern has
 * come as far as this part, and only words that go on with it are kept. All
 * that the next part can ask is whether there is an end not farther before it
 * than its gap; so of the ends that are passed the farthest is enough.
 */
struct met {
	uint16_t literals; /* of the longest word */
	uint16_t end;      /* the farthest that was passed; 0: none */
	uint16_t coming;   /* one that is not; 0: none */
	uint16_t ahead;    /* where there are more, the newest: one more than
			      its number in `ends`, 0 for none */
};

struct end {
	uint16_t at;
	uint16_t next; /* as met.ahead, and of those that are free */
};

/* What of a walk is not touched is not cleared either: `was_met` tells which of
 * `met` are filled. */
struct walk {
	const struct matcher *m;
	const unsigned char *octets; /* of the text, and NULs behind it */
	size_t size;
	uint64_t was_met[MATCHER_PARTS_MAX / 64 + 1];
	struct met met[MATCHER_PARTS_MAX];
	uint16_t found[MATCHER_PATTERNS_MAX]; /* patterns */
	size_t count;
	struct end ends[ENDS_MAX];
	size_t end_count;
	uint16_t free; /* the newest that was given back, as met.ahead */
};

static bool
has_bit(const uint64_t *bits, size_t bit)
{
	return (bits[bit / 64] >> (bit % 64) & 1) != 0;
}

static void
pass_end(struct met *met, uint16_t end)
{
	if (end > met->end)
		met->end = end;
}

/* Ends up to `at` are passed. */
static void
pass_ends(struct walk *walk, struct met *met, size_t at)
{
	uint16_t *link = &met->ahead;

	if (met->coming <= at) {
		pass_end(met, met->coming);
		met->coming = 0;
	}
	while (*link != 0) {
		uint16_t number = *link;
		struct end *end = &walk->ends[number - 1];

		if (end->at > at) {
			link = &end->next;
			continue;
		}
		pass_end(met, end->at);
		*link = end->next;
		end->next = walk->free;
		walk->free = number;
	}
}

/* Where there are more than room for, which takes a table made for that, the
 * pattern is not found. */
static void
add_end(struct walk *walk, struct met *met, size_t at)
{
	uint16_t number = walk->free;
	struct end *end;

	if (met->coming == 0) {
		met->coming = (uint16_t)at;
		return;
	}
	if (number == 0 && walk->end_count == ENDS_MAX)
		return;
	if (number == 0)
		number = (uint16_t)++walk->end_count;
	else
		walk->free = walk->ends[number - 1].next;
	end = &walk->ends[number - 1];
	end->at = (uint16_t)at;
	end->next = met->ahead;
	met->ahead = number;
}

/* Whether the part before this one ends within its gap before `at`. */
static bool
goes_on(struct walk *walk, const struct use *use, size_t at)
{
	struct met *before = &walk->met[use->before];

	pass_ends(walk, before, at);
	return before->end != 0 && at - before->end <= use->gap;
}

/* For the first time, mostly the only one. */
static void
meet_first(struct walk *walk, const struct use *use, size_t at)
{
	walk->was_met[use->part / 64] |= (uint64_t)1 << (use->part % 64);
	walk->met[use->part] = (struct met){
		.literals = use->literals,
		.coming = (uint16_t)(at + use->size),
	};
	if ((use->flags & USE_LAST) != 0)
		walk->found[walk->count++] = use->pattern;
}

static void
meet(struct walk *walk, const struct use *use, size_t at)
{
	struct met *met = &walk->met[use->part];

	if (use->before != NO_PART && !goes_on(walk, use, at))
		return;
	if (!has_bit(walk->was_met, use->part)) {
		meet_first(walk, use, at);
		return;
	}
	if (met->literals < use->literals)
		met->literals = use->literals;
	if ((use->flags & USE_LAST) != 0)
		return;
	pass_ends(walk, met, at);
	add_end(walk, met, at + use->size);
}

/* The octets behind the stem, of which the first is a digit sign. */
static bool
rest_stands(
    const struct walk *walk, const struct use *use, size_t stem, size_t at)
{
	struct word rest = {
		.octets = walk->m->octets + use->rest,
		.size = (uint16_t)(use->size - stem),
	};

	return word_stands(&rest,
	    (struct span){ (const char *)walk->octets, walk->size }, at + stem);
}

/* The edges that a word from `at` to `end` does not have, as flags of a use. */
static unsigned int
missing_edges(const struct walk *walk, size_t at, size_t end)
{
	const unsigned char *octets = walk->octets;

	return (at > 0 && pattern_in_word(octets[at - 1]) ? USE_EDGE_BEFORE
							  : 0u) |
	       (pattern_in_word(octets[end]) ? USE_EDGE_AFTER : 0u);
}

/* A word with digit signs. */
static bool
signs_stand(
    const struct walk *walk, const struct use *use, size_t stem, size_t at)
{
	return rest_stands(walk, use, stem, at) &&
	       (use->flags & missing_edges(walk, at, at + use->size)) == 0;
}

static bool
stem_stands(
    const struct walk *walk, const struct stem *stem, const struct hit *hit)
{
	const unsigned char *octets = walk->m->octets + stem->octets;

	return stem->size <= walk->size - hit->at &&
	       (stem->size <= hit->known ||
		   memcmp(octets + hit->known,
		       walk->octets + hit->at + hit->known,
		       (size_t)(stem->size - hit->known)) == 0);
}

static void
meet_stem(struct walk *walk, const struct hit *hit)
{
	const struct matcher *m = walk->m;
	const struct stem *stem = &m->stems[hit->stem];
	unsigned int missing;

	/* Of what the text holds, most are words of later parts. */
	if (!has_bit(walk->was_met, stem->before) ||
	    !stem_stands(walk, stem, hit))
		return;
	missing = missing_edges(walk, hit->at, hit->at + (size_t)stem->size);
	/* First parts come first, which go on always; others seldom do. */
	for (size_t i = stem->use; i < stem[1].use; i++) {
		const struct use *use = &m->uses[i];

		if (!has_bit(walk->was_met, use->before) ||
		    ((use->flags & USE_SIGNS) != 0
			    ? !signs_stand(walk, use, stem->size, hit->at)
			    : (use->flags & missing) != 0))
			continue;
		meet(walk, use, hit->at);
	}
}

/* All stems that begin at `at` go behind the hits; returns their end. The walk
 * ends behind the text at the latest, where there is a NUL, which no stem has.
 */
static struct hit *
walk_from(const struct walk *walk, size_t at, struct hit *hit)
{
	const struct node *nodes = walk->m->nodes, *node = nodes;
	const unsigned char *octets = walk->octets + at;

	for (unsigned int i = 0;;) {
		unsigned int label = octets[i++];

		node = &nodes[node->children + label];
		if (node->label != label)
			return hit;
		hit->stem = node->stem - 1u;
		hit->at = (uint16_t)at;
		hit->known = (uint16_t)i;
		hit += node->stem != 0;
	}
}

static void
walk_text(struct walk *walk)
{
	uint16_t starts[MATCHER_TEXT_MAX];
	struct hit hits[HITS_ROOM], *end = hits;
	size_t count;

	count = matcher_starts(walk->m, walk->octets, walk->size, starts);
	for (size_t i = 0; i < count; i++) {
		end = walk_from(walk, starts[i], end);
		if (i + 1 < count && end - hits <= HITS_ROOM - HITS_WALK)
			continue;
		for (const struct hit *hit = hits; hit < end; hit++)
			meet_stem(walk, hit);
		end = hits;
	}
}

static struct match
match_of(const struct walk *walk, uint16_t pattern)
{
	const struct sequence *s = &walk->m->patterns[pattern];
	struct match match = { .pattern = pattern };

	for (size_t i = 0; i < s->count; i++)
		match.literals += walk->met[s->part + i].literals;
	return match;
}

size_t
matcher_find(const struct matcher *m, struct span text, struct match *matches,
    size_t room)
{
	struct walk walk;
	size_t count;

	walk.m = m;
	walk.octets = (const unsigned char *)text.data;
	walk.size = text.size < MATCHER_TEXT_MAX ? text.size : MATCHER_TEXT_MAX;
	walk.count = walk.end_count = 0;
	walk.free = 0;
	memset(walk.was_met, 0, (m->part_count / 64 + 1) * sizeof(uint64_t));
	walk.was_met[0] = (uint64_t)1 << NO_PART;
	walk_text(&walk);
	count = walk.count < room ? walk.count : room;
	for (size_t i = 0; i < count; i++)
		matches[i] = match_of(&walk, walk.found[i]);
	return count;
}
