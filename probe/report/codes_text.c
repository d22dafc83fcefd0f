#include "report/codes_text.h"

#include "report/diagnosis_text.h"

/*
 * All rows: a line or two each, to look through. Rows that were asked for: with
 * who acts, what else it may mean, and where it is written.
 */
enum { CODES_MEMORY_MAX = 4 << 20 };

struct listing {
	struct page *page;
	struct arena *arena;
	bool all;
	size_t count;
};

/* "450/451 4.7.1" */
static const char *
code_in_words(const struct code_row *row, struct arena *a)
{
	struct span rest = span_of(row->code), part = span_next(&rest, ',');
	const char *text = arena_text(a, part);

	while (rest.size > 0) {
		part = span_next(&rest, ',');
		text = arena_format(a, "%s/%.*s", text, SPAN_ARGUMENTS(part));
	}
	return text;
}

/* "at EHLO or HELO: " */
static const char *
stage_in_words(const struct code_row *row, struct arena *a)
{
	struct span rest = span_of(row->stage), part = span_next(&rest, ',');
	const char *text;

	if (part.size == 0)
		return "";
	text = arena_format(a, "at %.*s", SPAN_ARGUMENTS(part));
	while (rest.size > 0) {
		part = span_next(&rest, ',');
		text = arena_format(a, "%s%s%.*s", text,
		    rest.size > 0 ? ", " : " or ", SPAN_ARGUMENTS(part));
	}
	return arena_format(a, "%s: ", text);
}

static void
show_more(
    const struct listing *l, const struct code_row *row, const char *margin)
{
	const char *text = arena_format(l->arena, "Cause: %s (%s).",
	    cause_word(row->cause), confidence_word(row->confidence));

	if (row->act != ACT_NOBODY)
		text = arena_format(
		    l->arena, "%s Who acts: %s.", text, act_in_words(row->act));
	page_paragraph(l->page, margin, span_of(text));
	if (row->others[0] != '\0')
		page_paragraph(l->page, margin,
		    span_of(arena_format(
			l->arena, "Could also mean: %s.", row->others)));
	page_paragraph(l->page, margin, span_of(row->reference));
}

static void
show(void *context, const struct code_row *row)
{
	struct listing *l = context;
	const char *code = code_in_words(row, l->arena);
	const char *lead = arena_format(l->arena, "%-14s ", code);
	const char *text = arena_format(
	    l->arena, "%s%s", stage_in_words(row, l->arena), row->meaning);

	if (l->all)
		text = arena_format(
		    l->arena, "%s [%s]", text, cause_word(row->cause));
	if (!l->all && l->count > 0)
		page_blank_line(l->page);
	page_paragraph(l->page, lead, span_of(text));
	if (!l->all)
		show_more(l, row, arena_format(l->arena, "%-14s ", ""));
	l->count++;
}

size_t
codes_text(const struct tables *t, struct span wanted, struct page *p)
{
	struct listing l = {
		.page = p,
		.arena = arena_new(CODES_MEMORY_MAX),
		.all = span_trim(wanted).size == 0,
	};

	if (l.arena == NULL) {
		p->out->failed = true;
		return 0;
	}
	codes_find(t, wanted, l.arena, show, &l);
	if (arena_failed(l.arena))
		p->out->failed = true;
	arena_free(l.arena);
	return l.count;
}
