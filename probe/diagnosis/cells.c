#include "diagnosis/cells.h"

#include <string.h>

enum { SUBJECTS_MAX = 999 };

static void
split(struct row *row, struct span line)
{
	bool more = true;

	row->count = 0;
	while (more && row->count < CELLS_MAX) {
		more = span_find(line, '\t') < line.size;
		row->cells[row->count] = span_trim(span_next(&line, '\t'));
		if (span_equal(row->cells[row->count], SPAN("-")))
			row->cells[row->count] = SPAN("");
		row->count++;
	}
	if (more)
		row->count++;
}

bool
row_next(struct row *row, struct span *text, size_t wanted)
{
	while (text->size > 0 && !row->bad) {
		struct span line = span_next(text, '\n');

		row->place.line++;
		if (span_trim(line).size == 0 || line.data[0] == '#')
			continue;
		if (line.data[line.size - 1] == '\r')
			line.size--;
		split(row, line);
		if (row->count == wanted)
			return true;
		trouble_set(row->trouble,
		    "%s:%u: a row has %zu cells parted by TAB; this one has "
		    "%s%zu",
		    table_file(row->place.table), row->place.line, wanted,
		    row->count > CELLS_MAX ? "over " : "",
		    row->count > CELLS_MAX ? (size_t)CELLS_MAX : row->count);
		row->bad = true;
	}
	return false;
}

void
row_complain(struct row *row, size_t cell, const char *what)
{
	struct span text = row->cells[cell - 1];

	if (row->bad)
		return;
	row->bad = true;
	trouble_set(row->trouble, "%s:%u: cell %zu (%.*s): %s",
	    table_file(row->place.table), row->place.line, cell,
	    (int)(text.size < 60 ? text.size : 60), text.data ? text.data : "",
	    what);
}

const char *
row_text(struct row *row, size_t cell)
{
	return arena_text(row->arena, row->cells[cell - 1]);
}

static bool
read_code(struct span text, uint16_t *code)
{
	uint32_t number;

	if (text.size != 3)
		return false;
	if (span_equal_nocase(span_part(text, 1, 3), SPAN("xx")))
		text.size = 1;
	if (!span_number(text, 599, &number) || number == 0 ||
	    (number > 5 && number < 200))
		return false;
	*code = (uint16_t)number;
	return true;
}

void
row_codes(struct row *row, size_t cell, struct codes *codes)
{
	struct span rest = row->cells[cell - 1];

	*codes = (struct codes){ .count = 0 };
	while (rest.size > 0) {
		struct span item = span_trim(span_next(&rest, ','));

		if (codes->count == CODES_MAX ||
		    !read_code(item, &codes->items[codes->count++])) {
			row_complain(row, cell,
			    "wants reply codes such as 550, 5xx, or up to 8 "
			    "with commas between");
			return;
		}
	}
}

bool
codes_hold(const struct codes *c, uint16_t code)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i] == code || c->items[i] == code / 100)
			return true;
	}
	return c->count == 0;
}

static bool
read_range(struct span text, struct enhanced_range *range)
{
	struct span class = span_next(&text, '.');
	struct span subject = span_next(&text, '.');
	struct span first = span_next(&text, '-');
	uint32_t number = 0;

	if (class.size != 1)
		return false;
	if (ascii_lower(class.data[0]) != 'x' &&
	    !(span_number(class, 5, &number) && number >= 2))
		return false;
	range->class = (uint8_t)number;
	if (!span_number(subject, SUBJECTS_MAX, &number))
		return false;
	range->subject = (uint16_t)number;
	if (span_equal_nocase(first, SPAN("x"))) {
		range->last = SUBJECTS_MAX;
		return text.size == 0;
	}
	if (!span_number(first, SUBJECTS_MAX, &number))
		return false;
	range->first = range->last = (uint16_t)number;
	if (text.size == 0)
		return true;
	if (!span_number(text, SUBJECTS_MAX, &number))
		return false;
	range->last = (uint16_t)number;
	return range->last >= range->first;
}

void
row_enhanced(struct row *row, size_t cell, struct enhanced_range *range)
{
	*range = (struct enhanced_range){ .given = false };
	if (row->cells[cell - 1].size == 0)
		return;
	range->given = true;
	if (!read_range(row->cells[cell - 1], range))
		row_complain(row, cell,
		    "wants an enhanced code such as 5.1.1, x.7.25 or "
		    "5.7.606-649");
}

bool
enhanced_range_holds(
    const struct enhanced_range *range, const struct enhanced *e)
{
	if (!range->given)
		return true;
	return e->class != 0 &&
	       (range->class == 0 || range->class == e->class) &&
	       range->subject == e->subject && e->detail >= range->first &&
	       e->detail <= range->last;
}

/* A word of its own for the stage that a probe never gets to. */
#define SENDER_STAGES(X) X(DATA, STAGE_MESSAGE)

static bool
read_stage(struct span word, enum stage *stage)
{
#define X(name, id)                                                            \
	if (span_equal(word, SPAN(#name))) {                                   \
		*stage = id;                                                   \
		return true;                                                   \
	}
	SENDER_STAGES(X)
#undef X
	return stage_from_word(word, stage);
}

uint32_t
row_stages(struct row *row, size_t cell)
{
	struct span rest = row->cells[cell - 1];
	uint32_t stages = 0;
	enum stage stage;

	while (rest.size > 0) {
		struct span item = span_trim(span_next(&rest, ','));

		if (!read_stage(item, &stage)) {
			row_complain(row, cell,
			    "wants stages such as RCPT or MAIL,RCPT");
			return 0;
		}
		stages |= 1u << stage;
	}
	return stages;
}

enum cause
row_cause(struct row *row, size_t cell)
{
	enum cause cause = CAUSE_UNSPECIFIED;

	if (!cause_from_word(row->cells[cell - 1], &cause))
		row_complain(row, cell, "is no cause");
	return cause;
}

int
row_about(struct row *row, size_t cell)
{
	enum about about;

	if (row->cells[cell - 1].size == 0)
		return NOBODY;
	if (about_from_word(row->cells[cell - 1], &about))
		return (int)about;
	row_complain(row, cell, "is not what a reply can be about");
	return NOBODY;
}

int
row_act(struct row *row, size_t cell)
{
	enum act act;

	if (row->cells[cell - 1].size == 0)
		return NOBODY;
	if (act_from_word(row->cells[cell - 1], &act))
		return (int)act;
	row_complain(row, cell, "is nobody who could act");
	return NOBODY;
}

int
row_retry(struct row *row, size_t cell)
{
	enum retry retry;

	if (row->cells[cell - 1].size == 0)
		return NOBODY;
	if (retry_from_word(row->cells[cell - 1], &retry))
		return (int)retry;
	row_complain(row, cell, "wants no, later or after-fix");
	return NOBODY;
}

enum confidence
row_confidence(struct row *row, size_t cell)
{
	enum confidence confidence = CONFIDENCE_GUESS;

	if (!confidence_from_word(row->cells[cell - 1], &confidence))
		row_complain(row, cell, "wants certain, likely or guess");
	return confidence;
}

int
row_word(struct row *row, size_t cell, const char *const *words)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (span_equal(row->cells[cell - 1], span_of(words[i])))
			return i;
	}
	row_complain(row, cell, "is none of the words for this cell");
	return 0;
}
