#include "diagnosis/advise.h"

/* What is looked for: codes, or else words. */
struct search {
	uint16_t code; /* 550, or 5 for all of its class */
	bool widened;  /* only rows for all of a kind: "5xx", "x.7.0" */
	struct enhanced_range enhanced;
	struct span words;
};

/* "4.2" is all of 4.2.x; "x.7.1" any class. */
static bool
read_enhanced(struct span text, struct enhanced_range *range)
{
	struct span class = span_next(&text, '.');
	struct span subject = span_next(&text, '.');
	uint32_t number = 0;

	if (class.size != 1 || !(ascii_lower(class.data[0]) == 'x' ||
				   span_number(class, 5, &number)))
		return false;
	range->given = true;
	range->class = (uint8_t)number;
	if (!span_number(subject, 999, &number))
		return false;
	range->subject = (uint16_t)number;
	range->last = 999;
	if (text.size == 0)
		return true;
	if (!span_number(text, 999, &number))
		return false;
	range->first = range->last = (uint16_t)number;
	return true;
}

static bool
read_code(struct span text, uint16_t *code)
{
	uint32_t number;

	if (text.size != 3)
		return false;
	if (span_equal_nocase(span_part(text, 1, 3), SPAN("xx")))
		text.size = 1;
	if (!span_number(text, 599, &number) || number < 2 ||
	    (number > 5 && number < 200))
		return false;
	*code = (uint16_t)number;
	return true;
}

static struct search
read_search(struct span wanted)
{
	struct search words = { .words = span_trim(wanted) };
	struct search codes = { .code = 0 };
	struct span rest = words.words, first = span_next(&rest, ' ');

	rest = span_trim(rest);
	if (read_code(first, &codes.code))
		first = rest;
	else if (rest.size > 0)
		return words;
	if (first.size > 0 && !read_enhanced(first, &codes.enhanced))
		return words;
	return codes.code != 0 || codes.enhanced.given ? codes : words;
}

static bool
ranges_meet(const struct enhanced_range *a, const struct enhanced_range *b)
{
	return a->subject == b->subject &&
	       (a->class == 0 || b->class == 0 || a->class == b->class) &&
	       a->first <= b->last && b->first <= a->last;
}

static bool
has_word(const struct code_entry *e, struct span word)
{
	struct span texts[] = {
		span_of(e->meaning),
		span_of(e->code_text),
		span_of(cause_word(e->claim.cause)),
		span_of(cause_meaning(e->claim.cause)),
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (span_search_nocase(texts[i], word) < texts[i].size)
			return true;
	}
	for (size_t i = 0; i < e->also_count; i++) {
		struct span text = span_of(e->also[i].meaning);

		if (span_search_nocase(text, word) < text.size)
			return true;
	}
	return false;
}

static bool
has_words(const struct code_entry *e, struct span words)
{
	while (words.size > 0) {
		struct span word = span_next(&words, ' ');

		if (word.size > 0 && !has_word(e, word))
			return false;
	}
	return true;
}

static bool
is_of_code(const struct code_entry *e, const struct search *search)
{
	for (size_t i = 0; i < e->codes.count; i++) {
		uint16_t code = e->codes.items[i];

		if (code == search->code ||
		    (!search->widened && code / 100 == search->code))
			return true;
	}
	return false;
}

/* How well a row answers: 0 for not at all. A row for any reply code answers a
 * question about one only with the enhanced code that was asked for. */
static int
fit(const struct code_entry *e, const struct search *search)
{
	bool by_code = search->code != 0, by_range = search->enhanced.given;

	if (!by_code && !by_range)
		return has_words(e, search->words);
	if (by_range && !(e->enhanced.given &&
			    ranges_meet(&e->enhanced, &search->enhanced)))
		return 0;
	if (!by_code)
		return !search->widened || e->codes.count == 0;
	if (is_of_code(e, search))
		return 2;
	return by_range && e->codes.count == 0;
}

struct listing {
	const struct tables *tables;
	struct search search;
	struct arena *arena;
	const char *lead; /* before the meaning */
	void (*row)(void *context, const struct code_row *);
	void *context;
	size_t count;
};

static const char *
others_of(const struct code_entry *e, struct arena *a)
{
	const char *text = "";

	for (size_t i = 0; i < e->also_count; i++) {
		/* Of the readings listed, one may be the row's own. */
		if ((e->also[i].causes >> e->claim.cause & 1) == 0)
			text = arena_format(a, "%s%s%s", text,
			    text[0] != '\0' ? "; or " : "", e->also[i].meaning);
	}
	return text;
}

static void
list(struct listing *l, const struct code_entry *e)
{
	struct subject s = { .code = 0 };
	struct reading r = {
		.cause = e->claim.cause,
		.about = e->claim.about == NOBODY ? cause_about(e->claim.cause)
						  : (enum about)e->claim.about,
		.permanent = e->code_text[0] != '4',
	};
	struct code_row found = {
		.code = e->code_text,
		.stage = e->stage_text,
		.meaning = arena_format(l->arena, "%s%s", l->lead, e->meaning),
		.cause = e->claim.cause,
		.confidence = e->claim.confidence,
		.others = others_of(e, l->arena),
		.reference = e->reference,
	};

	advise(l->tables, &s, &e->claim, l->arena, &r);
	found.act = r.act;
	l->row(l->context, &found);
	l->count++;
}

static void
list_all(struct listing *l, int wanted)
{
	const struct tables *t = l->tables;

	for (size_t i = 0; i < t->reply_count; i++) {
		if (fit(&t->replies[i], &l->search) == wanted)
			list(l, &t->replies[i]);
	}
	for (size_t i = 0; i < t->enhanced_count; i++) {
		if (fit(&t->enhanced[i], &l->search) == wanted)
			list(l, &t->enhanced[i]);
	}
}

/* RFC 3463 2 and RFC 5321 4.2.1: a detail not known is read as X.y.0, a
 * subject as X.0.0, a code by its first digit. */
static bool
widen(struct search *search)
{
	struct enhanced_range *range = &search->enhanced;

	search->widened = true;
	if (range->given && range->last != 0)
		range->first = range->last = 0;
	else if (range->given && range->subject != 0)
		range->subject = 0;
	else if (!range->given && search->code > 5)
		search->code /= 100;
	else
		return false;
	return true;
}

void
codes_find(const struct tables *t, struct span wanted, struct arena *a,
    void (*row)(void *context, const struct code_row *), void *context)
{
	struct listing l = {
		.tables = t,
		.search = read_search(wanted),
		.arena = a,
		.lead = "",
		.row = row,
		.context = context,
	};

	do {
		list_all(&l, 2);
		list_all(&l, 1);
		l.lead = "not in the table; one of its kind says: ";
	} while (l.count == 0 && widen(&l.search));
}
