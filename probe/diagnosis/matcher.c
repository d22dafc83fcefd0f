#include "diagnosis/matcher_index.h"

#include <string.h>

/* What was met of a part: the longest of its words, and where the newest of
 * them stands, one more than its number in `places`; 0 for none. */
struct met {
	uint16_t literals, newest;
};

struct place {
	uint16_t at, size;
	uint16_t older; /* as met.newest */
};

/* What of a walk is not touched is not cleared either: `was_met` tells which of
 * `met` are filled, `was_begun` which of `parts`. */
struct walk {
	const struct matcher *m;
	struct span text;
	uint64_t was_met[MATCHER_PARTS_MAX / 64 + 1];
	uint64_t was_begun[MATCHER_PATTERNS_MAX / 64 + 1];
	struct met met[MATCHER_PARTS_MAX];
	uint8_t parts[MATCHER_PATTERNS_MAX]; /* how many firm ones were met */
	uint16_t candidates[MATCHER_PATTERNS_MAX]; /* all of whose were */
	size_t count;
	struct place places[PLACES_MAX]; /* of words of several parts */
	size_t place_count;
	bool crowded; /* there were more */
};

static void
remember(struct walk *walk, struct met *met, const struct word *w, size_t at)
{
	if (walk->place_count == PLACES_MAX) {
		walk->crowded = true;
		return;
	}
	walk->places[walk->place_count++] = (struct place){
		(uint16_t)at,
		w->size,
		met->newest,
	};
	met->newest = (uint16_t)walk->place_count;
}

/* Sets a bit; true when it was not set before. */
static bool
sets(uint64_t *bits, size_t bit)
{
	uint64_t mask = (uint64_t)1 << (bit % 64);
	bool was = (bits[bit / 64] & mask) != 0;

	bits[bit / 64] |= mask;
	return !was;
}

/* A part of the pattern was met for the first time. */
static void
count_part(struct walk *walk, uint16_t pattern)
{
	if (sets(walk->was_begun, pattern))
		walk->parts[pattern] = 0;
	if (++walk->parts[pattern] == walk->m->firm[pattern])
		walk->candidates[walk->count++] = pattern;
}

static void
meet(struct walk *walk, const struct use *use, const struct word *w, size_t at)
{
	const struct matcher *m = walk->m;
	struct met *met = &walk->met[use->part];

	if (sets(walk->was_met, use->part)) {
		*met = (struct met){ 0, 0 };
		count_part(walk, use->pattern);
	}
	if (met->literals < w->literals)
		met->literals = w->literals;
	if (m->several[use->pattern])
		remember(walk, met, w, at);
}

/* Whether the word of filed[i] comes after the text, of which `key` is the
 * beginning. */
static bool
is_after(const struct matcher *m, size_t i, uint64_t key, struct span text)
{
	const struct filed *filed = &m->filed[i];
	size_t size = filed->stem < text.size ? filed->stem : text.size;
	int order;

	if (m->keys[i] != key)
		return m->keys[i] > key;
	if (filed->stem <= KEY)
		return false;
	order = memcmp(filed->word->octets, text.data, size);
	return order > 0 || (order == 0 && size < filed->stem);
}

/* The last word of first..end that does not come after the text; one more
 * than its place, 0 for none. */
static size_t
find_last(const struct matcher *m, size_t first, size_t end, uint64_t key,
    struct span text)
{
	size_t begin = first;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (is_after(m, middle, key, text))
			end = middle;
		else
			first = middle + 1;
	}
	return first > begin ? first : 0;
}

/* How many octets of a word's stem the text begins with. */
static size_t
common_octets(const struct filed *filed, struct span text)
{
	const unsigned char *octets = (const unsigned char *)text.data;
	size_t size = filed->stem < text.size ? filed->stem : text.size;
	size_t same = 0;

	while (same < size && filed->word->octets[same] == octets[same])
		same++;
	return same;
}

static bool
in_word(struct span text, size_t at)
{
	unsigned char c = at < text.size ? (unsigned char)text.data[at] : ' ';

	return (c >= 'a' && c <= 'z') || ascii_is_digit((char)c) || c >= 0x80;
}

/* Words that begin at text.data[at], the octet before which is of a word or
 * not. All that the text begins with are those of the chain whose stem is not
 * longer than what it has in common with the last one. */
static void
look_here(struct walk *walk, size_t at, size_t file, uint64_t key, bool inside)
{
	const struct matcher *m = walk->m;
	struct span rest = span_part(walk->text, at, walk->text.size);
	size_t next =
	    find_last(m, m->first[file], m->first[file + 1], key, rest);
	size_t same = next > 0 ? common_octets(&m->filed[next - 1], rest) : 0;

	while (next > 0) {
		const struct filed *filed = &m->filed[next - 1];
		const struct word *w = filed->word;

		next = filed->parent;
		if (filed->stem > same || (w->edge_before && inside) ||
		    (w->edge_after && in_word(rest, w->size)) ||
		    (w->size > filed->stem && !word_stands(w, rest, 0)))
			continue;
		for (uint32_t i = filed->uses; i < filed[1].uses; i++)
			meet(walk, &m->uses[i], w, at);
	}
}

static bool
has_bit(const uint64_t *bits, size_t bit)
{
	return (bits[bit / 64] >> (bit % 64) & 1) != 0;
}

/* By the first octets, hashed: mostly no. */
static bool
may_begin(const struct matcher *m, uint64_t key, size_t file)
{
	for (unsigned int n = FILTER_MOST; n >= FILTER_LEAST; n--) {
		if (has_bit(m->filters[n - FILTER_LEAST], filter_bit(key, n)))
			return true;
	}
	return has_bit(m->brief, file);
}

static void
walk_text(struct walk *walk)
{
	const struct matcher *m = walk->m;
	const unsigned char *octets = (const unsigned char *)walk->text.data;
	bool inside = false;
	uint64_t key;

	for (size_t at = 0; at + WORD_KEY <= walk->text.size; at++) {
		size_t file = file_of(octets + at);

		if (inside ? has_bit(m->inside, file)
			   : m->first[file] < m->first[file + 1]) {
			key = key_of(octets + at, walk->text.size - at);
			if (may_begin(m, key, file))
				look_here(walk, at, file, key, inside);
		}
		inside = in_word(walk->text, at);
	}
}

/* Places in the text, a bit each. */
struct places {
	uint64_t bits[TEXT_MAX / 64 + 1];
};

/* Whether one of the places is in first..last. */
static bool
has_place(const struct places *p, size_t first, size_t last)
{
	for (size_t i = first / 64; i <= last / 64; i++) {
		uint64_t bits = p->bits[i];

		if (i == first / 64)
			bits &= ~(uint64_t)0 << (first % 64);
		if (i == last / 64)
			bits &= ~(uint64_t)0 >> (63 - last % 64);
		if (bits != 0)
			return true;
	}
	return false;
}

/* Where the words of one part can end, given where the one before it can. */
struct step {
	const struct walk *walk;
	const struct part *part;
	const struct places *before; /* NULL: anywhere */
	struct places *ends;
	bool any;
};

static void
take_place(struct step *step, size_t at, size_t size)
{
	size_t from = at > step->part->gap ? at - step->part->gap : 0;

	if (step->before != NULL && !has_place(step->before, from, at))
		return;
	step->ends->bits[(at + size) / 64] |= (uint64_t)1 << ((at + size) % 64);
	step->any = true;
}

/* Of a part that was not looked for, and of a text with too many places. */
static void
search_places(struct step *step)
{
	for (size_t at = 0; at <= step->walk->text.size; at++) {
		for (size_t i = 0; i < step->part->count; i++) {
			const struct word *w = &step->part->words[i];

			if (word_stands(w, step->walk->text, at))
				take_place(step, at, w->size);
		}
	}
}

static bool
find_ends(struct step *step, const struct met *met)
{
	const struct place *places = step->walk->places;

	*step->ends = (struct places){ { 0 } };
	if (!step->part->firm || step->walk->crowded) {
		search_places(step);
		return step->any;
	}
	for (size_t i = met->newest; i != 0; i = places[i - 1].older)
		take_place(step, places[i - 1].at, places[i - 1].size);
	return step->any;
}

/* Going from part to part: where each can end, given where the one before it
 * can. The nearest place is not always the right one: a later part may be
 * within the gap of a farther place only. */
static bool
stands(const struct walk *walk, size_t pattern)
{
	const struct pattern *p = walk->m->patterns[pattern];
	const struct met *met = &walk->met[walk->m->first_part[pattern]];
	struct places ends[2];

	for (size_t i = 0; i < p->count && p->count > 1; i++) {
		struct step step = {
			.walk = walk,
			.part = &p->parts[i],
			.before = i > 0 ? &ends[(i - 1) % 2] : NULL,
			.ends = &ends[i % 2],
		};

		if (!find_ends(&step, &met[i]))
			return false;
	}
	return true;
}

static uint32_t
least_literals(const struct part *part)
{
	uint32_t least = part->words[0].literals;

	for (size_t i = 1; i < part->count; i++) {
		if (part->words[i].literals < least)
			least = part->words[i].literals;
	}
	return least;
}

/* What a part that is not looked for says is the least that it can. */
static uint32_t
literals(const struct walk *walk, size_t pattern)
{
	const struct pattern *p = walk->m->patterns[pattern];
	const struct met *met = &walk->met[walk->m->first_part[pattern]];
	uint32_t sum = 0;

	for (size_t i = 0; i < p->count; i++)
		sum += p->parts[i].firm ? met[i].literals
					: least_literals(&p->parts[i]);
	return sum;
}

size_t
matcher_find(const struct matcher *m, struct span text, struct match *matches,
    size_t room)
{
	struct walk walk;
	size_t count = 0;

	walk.m = m;
	walk.text = span_part(text, 0, TEXT_MAX);
	walk.count = walk.place_count = 0;
	walk.crowded = false;
	memset(walk.was_met, 0, (m->part_count / 64 + 1) * sizeof(uint64_t));
	memset(walk.was_begun, 0, (m->count / 64 + 1) * sizeof(uint64_t));
	walk_text(&walk);
	for (size_t i = 0; i < walk.count && count < room; i++) {
		uint16_t pattern = walk.candidates[i];

		if (stands(&walk, pattern))
			matches[count++] = (struct match){
				pattern,
				literals(&walk, pattern),
			};
	}
	return count;
}
