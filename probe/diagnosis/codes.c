#include "diagnosis/choice.h"

/* What is looked for: codes, or else a word. */
struct search {
	uint16_t code;
	struct enhanced_range enhanced;
	struct span word;
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

static struct search
read_search(struct span wanted)
{
	struct search search = { .word = span_trim(wanted) };
	struct span rest = search.word, first = span_next(&rest, ' ');
	struct enhanced_range range = { .given = false };
	uint32_t code;

	if (first.size == 3 && span_number(first, 599, &code) && code >= 200) {
		if (rest.size > 0 && !read_enhanced(span_trim(rest), &range))
			return search;
		search = (struct search){
			.code = (uint16_t)code,
			.enhanced = range,
		};
	} else if (rest.size == 0 && read_enhanced(first, &range)) {
		search = (struct search){ .enhanced = range };
	}
	return search;
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
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (word.size == 0 ||
		    span_search_nocase(texts[i], word) < texts[i].size)
			return true;
	}
	return false;
}

/* A row for any reply code answers a question about one only with the
 * enhanced code that was asked for. */
static bool
is_wanted(const struct code_entry *e, const struct search *search)
{
	bool by_code = search->code != 0, by_range = search->enhanced.given;

	if (!by_code && !by_range)
		return has_word(e, search->word);
	if (by_range && !(e->enhanced.given &&
			    ranges_meet(&e->enhanced, &search->enhanced)))
		return false;
	if (by_code && !by_range && e->codes.count == 0)
		return false;
	return !by_code || codes_hold(&e->codes, search->code);
}

void
codes_find(const struct tables *t, struct span wanted,
    void (*row)(void *context, const struct code_row *), void *context)
{
	const struct code_entry *lists[] = { t->replies, t->enhanced };
	size_t counts[] = { t->reply_count, t->enhanced_count };
	struct search search = read_search(wanted);

	for (int l = 0; l < 2; l++) {
		for (size_t i = 0; i < counts[l]; i++) {
			const struct code_entry *e = &lists[l][i];
			struct code_row found = {
				e->code_text,
				e->stage_text,
				e->meaning,
				e->claim.cause,
				e->reference,
			};

			if (is_wanted(e, &search))
				row(context, &found);
		}
	}
}
