#include "diagnosis/normal.h"

#include "base/sixteen.h"

#include <string.h>

enum { WEEK = 7 * 24 * 3600, SUBJECT_MAX = 7 };

struct span
normal_span(const struct normal *n)
{
	return (struct span){ n->octets, n->size };
}

static bool
same_enhanced(const struct enhanced *a, const struct enhanced *b)
{
	return a->class == b->class && a->subject == b->subject &&
	       a->detail == b->detail;
}

/* How many octets of codes, said before, stand at the start of text. */
static size_t
repeated_codes(struct span text, uint16_t code, const struct enhanced *enhanced)
{
	struct enhanced again;
	size_t size = 0, more;
	uint32_t number;

	if (text.size > 3 && (text.data[3] == '-' || text.data[3] == ' ') &&
	    span_number(span_part(text, 0, 3), 599, &number) &&
	    number == code && code != 0)
		size = 4;
	more = enhanced_read(span_part(text, size, text.size), &again);
	if (more > 0 && same_enhanced(&again, enhanced))
		size += more;
	return size;
}

/* As if a space stood before the text. */
static bool
ends_in_space(const struct normal *n)
{
	return n->size == 0 || n->octets[n->size - 1] == ' ';
}

/* An apostrophe, as ASCII or typography has it; returns its octets. */
static size_t
apostrophe(struct span text, size_t at)
{
	static const struct span curly = { "\xe2\x80\x99", 3 };

	if (text.data[at] == '\'')
		return 1;
	return text.data[at] == curly.data[0] &&
		       span_equal(span_part(text, at, at + curly.size), curly)
		   ? curly.size
		   : 0;
}

/* "n't" at its apostrophe: " not" is put for it, and the n is kept in "can".
 * Returns the octets used, 0 when it is no such word. */
static size_t
put_not(struct span text, size_t at, struct normal *out)
{
	size_t used = apostrophe(text, at), end = at + used + 1;
	size_t size = out->size;

	if (used == 0 || end > text.size || size < 2 || size + 4 > NORMAL_MAX ||
	    out->octets[size - 1] != 'n' ||
	    ascii_lower(text.data[end - 1]) != 't' ||
	    (end < text.size && ascii_is_letter(text.data[end])))
		return 0;
	if (out->octets[size - 2] != 'a')
		size--;
	for (const char *word = " not"; *word != '\0'; word++)
		out->octets[size++] = *word;
	out->size = size;
	return end - at;
}

/* An octet that is not copied as it stands, or what it begins; returns the
 * octets used. */
static size_t
put_rare(struct span text, size_t at, uint16_t code,
    const struct enhanced *enhanced, struct normal *out)
{
	char here = text.data[at];
	size_t used = put_not(text, at, out);

	if (used > 0)
		return used;
	if (ascii_is_space(here))
		here = ' ';
	if (ends_in_space(out)) {
		if (ascii_is_digit(here))
			used = repeated_codes(
			    span_part(text, at, text.size), code, enhanced);
		if (used > 0)
			return used;
		if (here == ' ')
			return 1;
	}
	out->octets[out->size++] = here;
	return 1;
}

/*
 * Copies sixteen octets in lower case. Returned are, a bit each, those that
 * cannot stand as they are: a control, an apostrophe, what is not ASCII, and a
 * space or digit behind a space. *before: 1 if a space stands before the first;
 * then before the next sixteen.
 */
static inline unsigned int
copy_sixteen(sixteen octets, unsigned int *before, char *to)
{
	sixteen capitals = sixteen_within(octets, 'A', 'Z');
	sixteen rare =
	    octets | (sixteen)(octets < ' ') | sixteen_equal(octets, '\'');
	sixteen space = sixteen_equal(octets, ' ');
	sixteen digit = sixteen_within(octets, '0', '9');
	unsigned int spaces = sixteen_bits(space);
	unsigned int behind = spaces << 1 | *before;

	sixteen_store(octets | (capitals & 0x20), to);
	*before = spaces >> 15;
	return sixteen_bits(rare) | (behind & sixteen_bits(space | digit));
}

/* Returns how many octets stand as they are; up to fifteen more are written. */
static size_t
copy_plain(struct span text, bool after_space, char *to)
{
	unsigned int before = after_space, rare;
	size_t at, rest;

	for (at = 0; text.size - at >= 16; at += 16) {
		rare = copy_sixteen(
		    sixteen_load(text.data + at), &before, to + at);
		if (rare != 0)
			return at + (size_t)__builtin_ctz(rare);
	}
	rest = text.size - at;
	rare = copy_sixteen(
	    sixteen_load_some(text.data + at, rest), &before, to + at);
	return at + (size_t)__builtin_ctz(rare | 1u << rest);
}

void
normal_text(struct span text, uint16_t code, const struct enhanced *enhanced,
    struct normal *out)
{
	size_t at = 0, plain;

	out->size = 0;
	while (at < text.size && out->size < NORMAL_MAX) {
		plain =
		    copy_plain(span_part(text, at, at + NORMAL_MAX - out->size),
			ends_in_space(out), out->octets + out->size);
		at += plain;
		out->size += plain;
		if (at < text.size && out->size < NORMAL_MAX)
			at += put_rare(text, at, code, enhanced, out);
	}
	if (out->size > 0 && out->octets[out->size - 1] == ' ')
		out->size--;
	memset(out->octets + out->size, 0, NORMAL_BEHIND);
}

/* The place of the first octet from `at` on that is marked, or text.size. */
static inline size_t
find_marked(struct span text, size_t at, sixteen (*mark)(sixteen octets))
{
	unsigned int marked;

	for (; at + 16 <= text.size; at += 16) {
		marked = sixteen_bits(mark(sixteen_load(text.data + at)));
		if (marked != 0)
			return at + (size_t)__builtin_ctz(marked);
	}
	if (at >= text.size)
		return text.size;
	marked = sixteen_bits(
	    mark(sixteen_load_some(text.data + at, text.size - at)));
	return marked != 0 ? at + (size_t)__builtin_ctz(marked) : text.size;
}

/* A 4 or a 5, as codes begin with. */
static inline sixteen
mark_classes(sixteen octets)
{
	return sixteen_within(octets, '4', '5');
}

static size_t
find_class(struct span text, size_t at)
{
	return find_marked(text, at, mark_classes);
}

static inline sixteen
mark_digits(sixteen octets)
{
	return sixteen_within(octets, '0', '9');
}

static size_t
find_digit(struct span text, size_t at)
{
	return find_marked(text, at, mark_digits);
}

static bool
stands_free(struct span text, size_t at)
{
	char before = at > 0 ? text.data[at - 1] : ' ';

	return !ascii_is_digit(before) && !ascii_is_letter(before) &&
	       before != '.' && before != '-' && before != '/';
}

bool
normal_find_enhanced(struct span text, struct enhanced *e)
{
	struct enhanced found;
	size_t size;

	for (size_t i = find_class(text, 0); i < text.size;
	     i = find_class(text, i + 1)) {
		size = enhanced_read(span_part(text, i, text.size), &found);
		/* Versions and dates look alike; subjects go up to 7. */
		if (size == 0 || found.subject > SUBJECT_MAX ||
		    !stands_free(text, i))
			continue;
		if (i + size < text.size &&
		    ascii_is_letter(text.data[i + size]))
			continue;
		*e = found;
		return true;
	}
	return false;
}

struct span
normal_take_codes(struct span text, uint16_t *code, struct enhanced *enhanced)
{
	struct span rest = span_trim(text);
	uint32_t number;
	size_t hash, size;

	if (rest.size < 3 ||
	    !span_number(span_part(rest, 0, 3), 599, &number) || number < 200)
		return rest;
	if (rest.size > 3 && rest.data[3] != ' ' && rest.data[3] != '-' &&
	    rest.data[3] != '#')
		return rest;
	*code = (uint16_t)number;
	rest = span_trim(span_part(rest, 4, rest.size));
	hash = rest.size > 0 && rest.data[0] == '#';
	size = enhanced_read(span_part(rest, hash, rest.size), enhanced);
	if (size > 0)
		rest = span_trim(span_part(rest, hash + size, rest.size));
	return rest;
}

/* "host x said: ", "The response was: ": a word that announces a reply stands
 * before the colon at text.data[colon]. */
static bool
announces(struct span text, size_t colon)
{
	static const struct span words[] = {
		{ "said", 4 },
		{ "was", 3 },
		{ "error", 5 },
		{ "returned", 8 },
		{ "response", 8 },
		{ "responded with", 14 },
		{ "reason", 6 },
	};
	struct span before = span_part(text, 0, colon);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (span_ends_nocase(before, words[i]))
			return true;
	}
	return false;
}

/* What leads to a reply within a text, from surely not to surely. */
enum lead { LEAD_NONE, LEAD_WEAK, LEAD_GOOD, LEAD_SURE };

/* By what stands before text.data[at], white space left out. */
static enum lead
lead_before(struct span text, size_t at)
{
	size_t end = at;

	while (end > 0 && text.data[end - 1] == ' ')
		end--;
	if (end == 0)
		return LEAD_SURE;
	switch (text.data[end - 1]) {
	case ':':
		if (end == at)
			return LEAD_NONE;
		return announces(text, end - 1) ? LEAD_SURE : LEAD_GOOD;
	case '>':
		return end > 1 && text.data[end - 2] == '-' ? LEAD_SURE
							    : LEAD_NONE;
	case ';':
	case '\'':
	case '"':
		return LEAD_GOOD;
	case '(':
	case '<':
		return LEAD_WEAK;
	default:
		return LEAD_NONE;
	}
}

static bool
may_be_code(struct span text, size_t at)
{
	char after = text.data[at + 3];

	return ascii_is_digit(text.data[at + 1]) &&
	       ascii_is_digit(text.data[at + 2]) &&
	       (after == ' ' || after == '-' || after == '#');
}

/* A code met before again is the next line of the same reply, unless a word
 * announces another one; in parentheses it must look like a reply. */
static bool
is_nested(enum lead lead, uint16_t code, uint16_t outer,
    const struct enhanced *enhanced)
{
	if (lead == LEAD_NONE || code < 400)
		return false;
	if (lead == LEAD_SURE)
		return true;
	return code != outer && (lead == LEAD_GOOD || enhanced->class != 0);
}

struct span
normal_innermost(struct span text, uint16_t *code, struct enhanced *enhanced)
{
	struct span inner = text;

	for (size_t i = find_class(text, 0); i + 4 < text.size;
	     i = find_class(text, i + 1)) {
		struct enhanced e = { 0 };
		uint16_t c = 0;
		struct span found;
		enum lead lead;

		if (!may_be_code(text, i))
			continue;
		lead = lead_before(text, i);
		if (lead == LEAD_NONE)
			continue;
		found =
		    normal_take_codes(span_part(text, i, text.size), &c, &e);
		if (!is_nested(lead, c, *code, &e))
			continue;
		inner = found;
		*code = c;
		*enhanced = e;
	}
	return inner;
}

/* Of the word that text begins with: "s", "min", "hours", "hour(s)". */
static uint32_t
unit_seconds(struct span text)
{
	static const struct {
		const char *words;
		uint32_t seconds;
	} units[] = {
		{ "s sec secs second seconds", 1 },
		{ "min mins minute minutes", 60 },
		{ "h hr hrs hour hours", 3600 },
		{ "day days", 24 * 3600 },
	};
	size_t size = 0;

	while (size < text.size && ascii_is_letter(text.data[size]))
		size++;
	if (size == 0 || memchr("smhd", text.data[0], 4) == NULL)
		return 0;
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		struct span words = span_of(units[i].words);

		while (words.size > 0) {
			if (span_equal_nocase(span_next(&words, ' '),
				span_part(text, 0, size)))
				return units[i].seconds;
		}
	}
	return 0;
}

/* The seconds that the number at text.data[begin..end] and the unit behind it
 * make; 0 when it is no time. */
static uint32_t
seconds_at(struct span text, size_t begin, size_t end)
{
	size_t unit = end + (end < text.size && text.data[end] == ' ');
	uint32_t seconds = unit_seconds(span_part(text, unit, text.size));
	uint32_t number = 0;

	if (seconds == 0 || !stands_free(text, begin))
		return 0;
	span_number(span_part(text, begin, end), WEEK, &number);
	return number <= WEEK / seconds ? number * seconds : 0;
}

uint32_t
normal_wait_seconds(struct span text)
{
	size_t begin = find_digit(text, 0), end;
	uint32_t seconds = 0;

	for (; begin < text.size && seconds == 0;
	     begin = find_digit(text, end)) {
		end = begin;
		while (end < text.size && ascii_is_digit(text.data[end]))
			end++;
		seconds = seconds_at(text, begin, end);
	}
	return seconds;
}
