#include "diagnosis/choice.h"

#include <string.h>

static uint32_t
lowest_bit(uint32_t bits)
{
	return bits & (~bits + 1);
}

/* The example read as `check` and `explain` would, with the row's provider
 * recognised and at the row's stage. */
static const struct phrase *
winner(const struct tables *t, const struct phrase *p)
{
	struct subject s = { .stage = lowest_bit(p->stages) };
	struct enhanced enhanced = { 0 };
	uint16_t code = 0;
	struct span text;

	text = normal_take_codes(span_of(p->example), &code, &enhanced);
	choice_read(text, code, &enhanced, &s);
	if (p->provider != NOBODY && !p->names_only)
		s.recognised[s.recognised_count++] = p->provider;
	return choice_phrase(t, &s);
}

static size_t
prove_phrase(const struct tables *t, const struct phrase *p, struct buf *out)
{
	const struct phrase *won;

	if (p->example[0] == '\0' || p->source[0] == '\0') {
		buf_format(out, "%s:%u: a row needs an example and a source\n",
		    table_file(p->place.table), p->place.line);
		return 1;
	}
	won = winner(t, p);
	if (won == p)
		return 0;
	buf_format(out, "%s:%u: its example is won by line %u (0: none)\n",
	    table_file(p->place.table), p->place.line,
	    won ? won->place.line : 0);
	return 1;
}

static bool
has_key(const struct tables *t, enum cause cause, enum advice_key key)
{
	for (size_t i = t->first_advice[cause]; i != 0;
	     i = t->advice[i - 1].next) {
		const struct advice *a = &t->advice[i - 1];

		if (a->key == key && a->provider == NOBODY)
			return true;
	}
	return false;
}

static bool
has_sentence(const struct tables *t, enum cause cause)
{
	for (int key = KEY_SENDER; key <= KEY_NETWORK; key++) {
		if (has_key(t, cause, (enum advice_key)key))
			return true;
	}
	return false;
}

static size_t
prove_cause(const struct tables *t, enum cause cause, struct buf *out)
{
	bool well = has_key(t, cause, KEY_SUMMARY) &&
		    has_key(t, cause, KEY_EXPLANATION) &&
		    has_key(t, cause, KEY_ACT) &&
		    (has_sentence(t, cause) || cause == CAUSE_ACCEPTED);

	if (!well)
		buf_format(out,
		    "advice.tbl: %s lacks act, summary, explanation or "
		    "advice\n",
		    cause_word(cause));
	return !well;
}

static bool
says_the_same(const struct code_entry *a, const struct code_entry *b)
{
	return strcmp(a->code_text, b->code_text) == 0 &&
	       strcmp(a->stage_text, b->stage_text) == 0 &&
	       a->place.extra == b->place.extra;
}

static size_t
prove_codes(const struct code_entry *all, size_t count, bool extra_only,
    struct buf *out)
{
	size_t defects = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (!says_the_same(&all[i], &all[j]) ||
			    (extra_only && !all[i].place.extra))
				continue;
			buf_format(out, "%s:%u: stands in line %u already\n",
			    table_file(all[i].place.table), all[i].place.line,
			    all[j].place.line);
			defects++;
		}
	}
	return defects;
}

size_t
tables_check(const struct span extra[TABLE_COUNT], struct buf *out)
{
	struct trouble trouble = { "" };
	size_t defects = tables_complain(extra, out);
	struct tables *t;

	if (defects > 0)
		return defects;
	t = tables_new(extra, &trouble);
	if (t == NULL) {
		buf_format(out, "%s\n", trouble.text);
		return 1;
	}
	for (size_t i = 0; i < t->phrase_count; i++) {
		if (t->phrases[i].place.extra)
			defects += prove_phrase(t, &t->phrases[i], out);
	}
	defects += prove_codes(t->replies, t->reply_count, true, out);
	defects += prove_codes(t->enhanced, t->enhanced_count, true, out);
	tables_free(t);
	return defects;
}

size_t
tables_prove(const struct tables *t, struct buf *out)
{
	size_t defects = 0;

	for (size_t i = 0; i < t->phrase_count; i++)
		defects += prove_phrase(t, &t->phrases[i], out);
	for (int cause = 0; cause < CAUSE_COUNT; cause++)
		defects += prove_cause(t, (enum cause)cause, out);
	defects += prove_codes(t->replies, t->reply_count, false, out);
	defects += prove_codes(t->enhanced, t->enhanced_count, false, out);
	return defects;
}
