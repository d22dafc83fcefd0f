#include "base/sixteen.h"
#include "diagnosis/matcher_index.h"

#include <string.h>

/*
 * A walk goes through the text in steps, each of which is done with all of it
 * before the next: where words may begin (matcher_starts()), which stems the
 * trie has there, which of them stand, and what each of these means. So each
 * step is a loop of its own, of which no round waits for another, and in which
 * most branches can be foreseen.
 *
 * Words of first parts are the most, and nearly none of them is followed by
 * the next part. So they do no more than open the gate to it: the number of the
 * newest of them is put there. Of later parts only those are looked at whose
 * gate is open; whether the word before stands with its edges, and near enough,
 * is asked then.
 */

/* At one place a stem may stand for each octet of the longest word, so there is
 * room for as many more. */
enum {
	WORDS_MAX = 2 * MATCHER_TEXT_MAX,
	WORDS_ROOM = WORDS_MAX + PATTERN_WORD_MAX,
	MET_MAX = 2048
};

/* In a text in which the same words stand there may be as many stems more that
 * are no words of it as it has octets. */
enum { WORDS_ALIKE = WORDS_MAX - MATCHER_TEXT_MAX };

_Static_assert((int)WORDS_ROOM <= UINT16_MAX, "words are counted in 16 bits");

/* A stem that stands in the text. */
struct standing {
	uint16_t stem, at;
};

/* A word of a part between others, behind one of the part before it. */
struct met {
	uint16_t gate; /* that it opened */
	uint16_t end;
	uint16_t literals; /* and those of the words before it */
};

/* What of a walk is not touched is not cleared. */
struct walk {
	const struct matcher *m;
	const unsigned char *octets; /* of the text, and NULs behind it */
	size_t size;
	struct match *matches;
	size_t count, room;
	size_t word_count, opener_count, met_count;
	struct leeway leeway;
	uint64_t found[MATCHER_PATTERNS_MAX / 64 + 1]; /* a bit for each */
	uint16_t gates[MATCHER_GATES_MAX]; /* how many openers there were when
					      it was opened; 0: it is shut */
	uint16_t openers[WORDS_ROOM];      /* words that open gates */
	struct standing words[WORDS_ROOM];
	struct met met[MET_MAX];
};

/* --- what stands ---------------------------------------------------------- */

/* What of the stem the trie does not have stands too: its first sixteen octets
 * are asked at once, and there are seldom more. */
static inline bool
tail_stands(const struct walk *walk, struct standing word)
{
	const struct stem *stem = &walk->m->stems[word.stem];
	const char *tail = (const char *)walk->m->octets + stem->tail;
	const char *here = (const char *)walk->octets + word.at + stem->known;
	size_t size = (size_t)(stem->size - stem->known);
	unsigned int same =
	    sixteen_bits((sixteen)(sixteen_load(tail) == sixteen_load(here)));
	bool stands = (~same & stem->asked) == 0;

	if (size > 16)
		stands = stands && stem->size <= walk->size - word.at &&
			 memcmp(tail, here, size) == 0;
	return stands;
}

/*
 * All stems that the trie has at `at` go behind the `count` words; returns how
 * many there are then. The walk ends behind the text at the latest, where there
 * is a NUL, which no stem has.
 */
static inline size_t
walk_from(
    const struct walk *walk, size_t at, struct standing *words, size_t count)
{
	const struct node *nodes = walk->m->nodes, *node = nodes;
	const unsigned char *octets = walk->octets + at;

	for (;;) {
		unsigned int label = *octets++;

		node = &nodes[node->children + label];
		if (node->label != label)
			return count;
		words[count] = (struct standing){ node->stem, (uint16_t)at };
		count += node->stem != NO_STEM;
	}
}

/*
 * Where the trie has not all of a stem it has nothing behind it either, so of
 * those at one place only the last one can have a tail. Where there are more
 * words than there is room for, which takes a table made for that, they are
 * not found.
 */
static void
find_words(struct walk *walk)
{
	uint16_t starts[MATCHER_TEXT_MAX], lasts[MATCHER_TEXT_MAX];
	size_t count = 0, last_count = 0;
	size_t starts_count =
	    matcher_starts(walk->m, walk->octets, walk->size, starts);

	for (size_t i = 0; i < starts_count && count < WORDS_MAX; i++) {
		size_t before = count;

		count = walk_from(walk, starts[i], walk->words, count);
		lasts[last_count] = (uint16_t)(count - 1);
		last_count += count > before;
	}
	walk->leeway.crowded |= count >= WORDS_ALIKE;
	for (size_t i = 0; i < last_count; i++) {
		struct standing *word = &walk->words[lasts[i]];

		word->stem = tail_stands(walk, *word) ? word->stem : NO_STEM;
	}
	walk->word_count = count;
}

/* --- what is asked of a word ---------------------------------------------- */

/* The octets behind the stem, of which the first is a digit sign. */
static bool
rest_stands(const struct walk *walk, const struct use *use,
    const struct stem *stem, size_t at)
{
	struct word rest = {
		.octets = walk->m->octets + use->rest,
		.size = (uint16_t)(use->size - stem->size),
	};

	return word_stands(&rest,
	    (struct span){ (const char *)walk->octets, walk->size },
	    at + stem->size);
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

/* Whether this use of a stem that stands at `at` does, too. */
static bool
use_stands(const struct walk *walk, const struct use *use,
    const struct stem *stem, size_t at)
{
	if ((use->flags & USE_SIGNS) != 0 && !rest_stands(walk, use, stem, at))
		return false;
	return (use->flags & missing_edges(walk, at, at + use->size)) == 0;
}

static inline bool
word_is(const struct walk *walk, const struct use *use, const struct stem *stem,
    size_t at)
{
	return stem->asks == 0 || use_stands(walk, use, stem, at);
}

/* --- what it means -------------------------------------------------------- */

static void
find_again(struct walk *walk, uint32_t pattern, uint32_t literals)
{
	for (size_t i = 0; i < walk->count; i++) {
		struct match *match = &walk->matches[i];

		if (match->pattern == pattern && match->literals < literals)
			match->literals = literals;
	}
}

/* Each once, though it may be found by several words. */
static void
find_pattern(struct walk *walk, uint32_t pattern, uint32_t literals)
{
	uint64_t *found = &walk->found[pattern / 64];
	uint64_t bit = (uint64_t)1 << (pattern % 64);

	if ((*found & bit) != 0)
		find_again(walk, pattern, literals);
	else if (walk->count < walk->room)
		walk->matches[walk->count++] =
		    (struct match){ pattern, literals };
	*found |= bit;
}

/* What is known of the part before another one. */
struct before {
	size_t at;         /* of the other one */
	size_t gap;        /* that may be between them */
	bool coming;       /* it ends farther on */
	bool within;       /* it ends within the gap */
	uint16_t literals; /* of the longest of its words that do */
};

/* Whether what ends so far before is too far, and by how much it is not. Where
 * there is no gap, what stands between does not become nothing, nor the other
 * way round. */
static inline bool
is_too_far(struct walk *walk, const struct before *b, size_t distance)
{
	struct leeway *leeway = &walk->leeway;
	bool far = distance > b->gap;
	size_t off = far ? distance - b->gap - 1 : b->gap - distance;
	uint16_t *least = far ? &leeway->less : &leeway->more;

	if (b->gap > 0 && off < *least)
		*least = (uint16_t)off;
	return far;
}

static void
note_end(struct walk *walk, struct before *b, size_t end, uint16_t literals)
{
	if (end > b->at) {
		b->coming = true;
	} else if (!is_too_far(walk, b, b->at - end)) {
		b->within = true;
		if (b->literals < literals)
			b->literals = literals;
	}
}

/* By the words that may have opened the gate, the newest first. */
static void
look_for_first(struct walk *walk, uint16_t gate, struct before *b)
{
	const struct matcher *m = walk->m;

	for (size_t i = walk->gates[gate]; i > 0; i--) {
		struct standing word = walk->words[walk->openers[i - 1]];
		const struct stem *stem = &m->stems[word.stem];
		const struct use *use = &m->uses[stem->first];
		const struct use *end = &m->uses[stem->later];

		if (word.at + (size_t)m->longest[gate] + b->gap < b->at) {
			is_too_far(walk, b,
			    b->at - word.at - (size_t)m->longest[gate]);
			break;
		}
		while (use < end && use->gate < gate)
			use++;
		for (; use < end && use->gate == gate; use++) {
			if (word_is(walk, use, stem, word.at))
				note_end(walk, b, (size_t)word.at + use->size,
				    use->literals);
		}
	}
}

static void
look_for_later(struct walk *walk, uint16_t gate, struct before *b)
{
	for (size_t i = 0; i < walk->met_count; i++) {
		const struct met *met = &walk->met[i];

		if (met->gate == gate)
			note_end(walk, b, met->end, met->literals);
	}
}

/* Where the part before it does not end within the gap, nor will, the gate is
 * shut. */
static struct before
look_before(struct walk *walk, const struct use *use, size_t at)
{
	struct before b = { .at = at, .gap = use->gap };

	if ((use->flags & USE_SECOND) != 0)
		look_for_first(walk, use->gate, &b);
	else
		look_for_later(walk, use->gate, &b);
	if (!b.within && !b.coming)
		walk->gates[use->gate] = 0;
	return b;
}

/* Where a word that opens the gate goes. Of those that end up to `at` the
 * farthest is enough: a place that is free again is taken. NULL: there is no
 * room. */
static struct met *
place_met(struct walk *walk, uint16_t gate, size_t at)
{
	struct met *passed = NULL;

	for (size_t i = 0; i < walk->met_count; i++) {
		struct met *met = &walk->met[i];

		if (met->gate != gate || met->end > at)
			continue;
		if (passed == NULL) {
			passed = met;
			continue;
		}
		if (passed->end < met->end)
			passed->end = met->end;
		if (passed->literals < met->literals)
			passed->literals = met->literals;
		return met;
	}
	if (walk->met_count == MET_MAX)
		return NULL;
	return &walk->met[walk->met_count++];
}

/* literals: of the words before it. */
static void
meet(struct walk *walk, const struct use *use, size_t at, uint16_t literals)
{
	struct met *met;

	literals = (uint16_t)(literals + use->literals);
	if (use->next == GATE_SHUT) {
		find_pattern(walk, use->pattern, literals);
		return;
	}
	met = place_met(walk, use->next, at);
	if (met == NULL)
		return;
	*met = (struct met){
		use->next,
		(uint16_t)(at + use->size),
		literals,
	};
	walk->gates[use->next] = 1;
}

static void
go_through(struct walk *walk, const struct stem *stem, size_t at)
{
	const struct use *use = &walk->m->uses[stem->later];
	const struct use *end = &walk->m->uses[stem[1].use];

	for (; use < end; use++) {
		struct before b;

		if (walk->gates[use->gate] == 0 ||
		    !word_is(walk, use, stem, at))
			continue;
		b = look_before(walk, use, at);
		if (b.within)
			meet(walk, use, at, b.literals);
	}
}

/* Other than 0 if one of the gates is open that the stem goes through. */
static inline unsigned int
any_open(const struct walk *walk, const struct stem *stem)
{
	const uint16_t *open = walk->gates;
	unsigned int any = open[stem->through[0]] | open[stem->through[1]];

	for (unsigned int i = 0; i < stem->through_rounds; i++) {
		const uint16_t *more =
		    walk->m->gates + (stem->more + i) * GATES_ROUND;

		any |= open[more[0]] | open[more[1]] | open[more[2]] |
		       open[more[3]];
	}
	return any;
}

static inline void
open_gates(struct walk *walk, const struct stem *stem, size_t number)
{
	uint16_t *open = walk->gates, count;

	walk->openers[walk->opener_count] = (uint16_t)number;
	walk->opener_count += stem->opens[0] != GATE_NOWHERE;
	count = (uint16_t)walk->opener_count;
	open[stem->opens[0]] = open[stem->opens[1]] = count;
	for (unsigned int i = 0; i < stem->opens_rounds; i++) {
		const uint16_t *more =
		    walk->m->gates +
		    (stem->more + stem->through_rounds + i) * GATES_ROUND;

		open[more[0]] = open[more[1]] = open[more[2]] = open[more[3]] =
		    count;
	}
}

static void
meet_word(struct walk *walk, size_t number)
{
	const struct stem *stem = &walk->m->stems[walk->words[number].stem];
	const struct use *use = &walk->m->uses[stem->use];
	const struct use *end = &walk->m->uses[stem->first];
	size_t at = walk->words[number].at;

	if (any_open(walk, stem) != 0)
		go_through(walk, stem, at);
	open_gates(walk, stem, number);
	for (; use < end; use++) {
		if (word_is(walk, use, stem, at))
			find_pattern(walk, use->pattern, use->literals);
	}
}

size_t
matcher_find(const struct matcher *m, struct span text, struct match *matches,
    size_t room, struct leeway *leeway)
{
	struct walk walk;

	walk.m = m;
	walk.octets = (const unsigned char *)text.data;
	walk.size = text.size < MATCHER_TEXT_MAX ? text.size : MATCHER_TEXT_MAX;
	walk.matches = matches;
	walk.room = room;
	walk.leeway = *leeway;
	walk.count = walk.word_count = walk.opener_count = walk.met_count = 0;
	memset(walk.found, 0, (m->pattern_count / 64 + 1) * sizeof(uint64_t));
	memset(walk.gates, 0, m->gate_count * sizeof *walk.gates);
	find_words(&walk);
	for (size_t i = 0; i < walk.word_count; i++)
		meet_word(&walk, i);
	*leeway = walk.leeway;
	return walk.count;
}
