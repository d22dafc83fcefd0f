/*
 * Replies read by the built-in tables: any text gets a reading that is whole,
 * the matcher finds exactly the phrases that stand in it, and what is read of
 * it when it was said to somebody else before is the same. Input: a line "CODE
 * STAGE HOST", then the reply's text.
 */
#include "fuzz/fuzz.h"

#include "diagnosis/memo.h"
#include "diagnosis/normal.h"
#include "diagnosis/rows.h"
#include "peer/resay.h"

#include <string.h>

enum { MEMORY_MAX = 4 << 20, HITS = 4096 };

static const struct tables *
tables(void)
{
	static struct tables *t;

	if (t == NULL)
		t = tables_build(NULL, NULL, NULL);
	promise(t != NULL, "the built-in tables are read");
	return t;
}

enum { TEXT = 160 };

/* Whether a part may begin at `at`: the one before ends within its gap. */
static bool
may_begin(const bool *before, const struct part *part, size_t at)
{
	for (size_t i = 0; i <= part->gap && i <= at; i++) {
		if (before[at - i])
			return true;
	}
	return false;
}

static bool
find_ends(
    const struct part *part, struct span text, const bool *before, bool *ends)
{
	bool any = false;

	memset(ends, false, TEXT + 1);
	for (size_t at = 0; at <= text.size; at++) {
		if (!may_begin(before, part, at))
			continue;
		for (size_t i = 0; i < part->count; i++) {
			if (!word_stands(&part->words[i], text, at))
				continue;
			ends[at + part->words[i].size] = true;
			any = true;
		}
	}
	return any;
}

static bool
stands_in(const struct pattern *p, struct span text)
{
	bool ends[2][TEXT + 1];

	memset(ends[1], true, sizeof ends[1]);
	for (size_t i = 0; i < p->count; i++) {
		if (!find_ends(
			&p->parts[i], text, ends[(i + 1) % 2], ends[i % 2]))
			return false;
	}
	return true;
}

/* The quick way and the plain way find the same. */
static void
compare_matchers(const struct tables *t, struct span text)
{
	static struct match hits[HITS];
	static bool found[HITS];
	size_t all = t->needle_count;
	struct leeway leeway = { 0, 0, true };
	size_t count = matcher_find(t->matcher, text, hits, HITS, &leeway);

	promise(all <= HITS, "the target has room for the tables");
	memset(found, 0, sizeof found);
	for (size_t i = 0; i < count; i++) {
		promise(hits[i].pattern < all && !found[hits[i].pattern],
		    "a pattern is found once");
		found[hits[i].pattern] = true;
	}
	for (size_t i = 0; i < all; i++)
		promise(found[i] == stands_in(t->patterns[i], text),
		    "the matcher finds what stands there");
}

static void
check_normal(const struct tables *t, const struct reading_input *in)
{
	struct normal n;
	struct span text;

	normal_text(in->text, in->code, &in->enhanced, &n);
	text = normal_span(&n);
	promise(text.size <= NORMAL_MAX, "normal text is bounded");
	for (size_t i = 0; i < text.size; i++)
		promise(!(text.data[i] >= 'A' && text.data[i] <= 'Z') &&
			    text.data[i] != '\n' && text.data[i] != '\t',
		    "normal text has no capitals and no line ends");
	promise(normal_wait_seconds(text) <= 7 * 24 * 3600,
	    "nobody waits more than a week");
	if (text.size <= TEXT)
		compare_matchers(t, text);
}

static void
check(const struct reading_input *in, const struct reading *r)
{
	promise(r->cause < CAUSE_COUNT, "a cause is a cause");
	promise(r->summary != NULL && r->summary[0] != '\0' &&
		    r->explanation != NULL && r->rule != NULL &&
		    r->reference != NULL,
	    "a reading is whole");
	promise(r->advice_count <= ADVICE_MAX, "advice is bounded");
	promise(
	    r->retry_seconds <= 7 * 24 * 3600, "nobody waits more than a week");
	if (in->code >= 400)
		promise(r->permanent == (in->code >= 500),
		    "the reply code decides what is permanent");
}

static bool
are_one(const struct reading *a, const struct reading *b)
{
	return a->cause == b->cause && a->about == b->about &&
	       a->act == b->act && a->retry == b->retry &&
	       a->retry_seconds == b->retry_seconds &&
	       a->confidence == b->confidence && a->permanent == b->permanent &&
	       a->contradictory == b->contradictory &&
	       a->provider == b->provider && a->summary == b->summary &&
	       strcmp(a->explanation, b->explanation) == 0 &&
	       a->advice_count == b->advice_count && a->rule == b->rule &&
	       a->reference == b->reference && a->by_code == b->by_code &&
	       a->other_count == b->other_count &&
	       a->inner.size == b->inner.size && a->inner_code == b->inner_code;
}

/* Said twice to others, and then as it is, it is read the same. */
static void
check_memo(const struct reading_input *in, struct arena *a)
{
	struct memo *m = memo_new(tables());
	uint32_t state = 1 + (uint32_t)in->text.size;
	struct reading plain, recalled;
	struct buf said;

	buf_init(&said, 1 << 18);
	for (uint32_t often = 3; often <= 5 && m != NULL; often++) {
		struct reading_input other = *in;

		buf_clear(&said);
		if (often < 5)
			resay(in->text, often, &state, &said);
		else
			buf_add(&said, in->text);
		other.text = buf_span(&said);
		if (!memo_read(m, &other, a, &recalled) ||
		    !reading_of(tables(), &other, a, &plain))
			break;
		promise(are_one(&plain, &recalled),
		    "what was read before is read the same again");
	}
	buf_free(&said);
	memo_free(m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_input(data, size);
	struct span head = span_next(&text, '\n');
	struct span code = span_next(&head, ' ');
	struct span stage = span_next(&head, ' ');
	struct reading_input in = { .text = text, .host = head };
	struct arena *a = arena_new(MEMORY_MAX);
	uint32_t number = 0;
	struct reading r;

	if (a == NULL || size > 1 << 15) {
		arena_free(a);
		return 0;
	}
	if (span_number(code, 599, &number) && number >= 200)
		in.code = (uint16_t)number;
	in.stage_known = stage_from_word(stage, &in.stage);
	in.banner = span_part(text, 0, 100);
	enhanced_read(text, &in.enhanced);
	check_normal(tables(), &in);
	if (reading_of(tables(), &in, a, &r)) {
		check(&in, &r);
		check_memo(&in, a);
	} else {
		promise(arena_failed(a), "a reading fails for memory alone");
	}
	arena_free(a);
	return 0;
}
