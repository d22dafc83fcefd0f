#include "base/finding.h"

#include <string.h>

static const struct {
	const char *word, *reference, *sentence;
} rows[] = {
#define X(id, word, reference, sentence) [id] = { word, reference, sentence },
	FINDINGS(X)
#undef X
};

static bool
is_known(const struct findings *f, enum finding_id id, struct span subject)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].id == id &&
		    span_equal(span_of(f->items[i].subject), subject))
			return true;
	}
	return false;
}

void
findings_add(struct findings *f, struct arena *a, enum finding_id id,
    struct span subject)
{
	struct finding *items;

	if (f->count == FINDINGS_MAX || is_known(f, id, subject))
		return;
	items = arena_append(a, f->items, &f->count, sizeof *items);
	if (items == NULL)
		return;
	items[f->count - 1] = (struct finding){ id, arena_text(a, subject) };
	f->items = items;
}

void
findings_add_all(
    struct findings *f, struct arena *a, const struct findings *more)
{
	for (size_t i = 0; i < more->count; i++)
		findings_add(
		    f, a, more->items[i].id, span_of(more->items[i].subject));
}

bool
finding_is_of_route(enum finding_id id)
{
	return id <= FINDING_TOO_MANY_MX;
}

const char *
finding_word(enum finding_id id)
{
	return rows[id].word;
}

const char *
finding_reference(enum finding_id id)
{
	return rows[id].reference;
}

const char *
finding_text(const struct finding *f, struct arena *a)
{
	const char *sentence = rows[f->id].sentence;
	const char *gap = strstr(sentence, "%s");

	if (gap == NULL)
		return sentence;
	return arena_format(a, "%.*s%s%s", (int)(gap - sentence), sentence,
	    f->subject, gap + 2);
}
