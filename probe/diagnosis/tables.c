#include "base/memory.h"
#include "diagnosis/builtin.h"
#include "diagnosis/cells.h"
#include "diagnosis/code_index.h"
#include "diagnosis/expand.h"
#include "diagnosis/layer.h"
#include "diagnosis/suffix_index.h"

/*
 * Each table has a function that turns one row into a struct; the rest is
 * common. The administrator's text is read before the built-in one, and where
 * rows are equal the earlier wins.
 */
enum {
	TABLES_MEMORY_MAX = 64 << 20,
	ROWS_MAX = 50000,
	OWN_PATTERNS_MAX = 3000, /* beside the built-in ones */
	PATTERN_MAX = 8000,
	WEEK = 7 * 24 * 3600
};

const char *
table_file(enum table t)
{
	static const char *const files[] = {
		[TABLE_REPLIES] = "replies.tbl",
		[TABLE_ENHANCED] = "enhanced.tbl",
		[TABLE_PROVIDERS] = "providers.tbl",
		[TABLE_PHRASES] = "phrases.tbl",
		[TABLE_ADVICE] = "advice.tbl",
	};

	return files[t];
}

struct span
table_builtin(enum table t)
{
	switch (t) {
	case TABLE_REPLIES:
		return (struct span){ table_replies_text, table_replies_size };
	case TABLE_ENHANCED:
		return (
		    struct span){ table_enhanced_text, table_enhanced_size };
	case TABLE_PROVIDERS:
		return (
		    struct span){ table_providers_text, table_providers_size };
	case TABLE_PHRASES:
		return (struct span){ table_phrases_text, table_phrases_size };
	case TABLE_ADVICE:
		return (struct span){ table_advice_text, table_advice_size };
	case TABLE_COUNT:
		break;
	}
	return SPAN_NONE;
}

/* Room for one more row; NULL with the trouble told. */
static void *
append(struct row *row, void *items, size_t *count, size_t size)
{
	void *grown = NULL;

	if (*count < ROWS_MAX)
		grown = arena_append(row->arena, items, count, size);
	if (grown == NULL)
		row_complain(row, 1, "too many rows, or no memory for them");
	return grown;
}

_Static_assert(CAUSE_COUNT <= 64, "struct other has a bit for each cause");

/* "cause: text" or "cause,cause: text". */
static void
read_other(struct row *row, size_t cell, struct span item, struct other *other)
{
	struct span causes = span_next(&item, ':');
	enum cause cause;

	other->meaning = arena_text(row->arena, span_trim(item));
	while (causes.size > 0) {
		struct span word = span_trim(span_next(&causes, ','));

		if (cause_from_word(word, &cause))
			other->causes |= (uint64_t)1 << cause;
		else
			item.size = 0;
	}
	if (other->causes == 0 || item.size == 0)
		row_complain(row, cell,
		    "wants other readings as \"cause: what it means\" with "
		    "\"; \" between");
}

static void
read_also(struct row *row, size_t cell, struct code_entry *e)
{
	struct span rest = row->cells[cell - 1];
	struct other *grown;

	while (rest.size > 0 && !row->bad) {
		grown = append(row, e->also, &e->also_count, sizeof *grown);
		if (grown == NULL)
			return;
		e->also = grown;
		read_other(row, cell, span_trim(span_next(&rest, ';')),
		    &grown[e->also_count - 1]);
	}
}

/* The cells that both code tables end with, from `cell` on. */
static void
read_code_entry(struct row *row, size_t cell, struct code_entry *e)
{
	e->place = row->place;
	e->code_text = row_text(row, 1);
	e->stages = row_stages(row, cell);
	e->stage_text = row_text(row, cell);
	e->claim.cause = row_cause(row, cell + 1);
	e->claim.about = row_about(row, cell + 2);
	e->claim.act = row_act(row, cell + 3);
	e->claim.retry = NOBODY;
	e->claim.confidence = row_confidence(row, cell + 4);
	e->meaning = row_text(row, cell + 5);
	read_also(row, cell + 6, e);
	e->reference = row_text(row, cell + 7);
}

static void
read_reply(struct tables *t, struct row *row)
{
	struct code_entry *all =
	    append(row, t->replies, &t->reply_count, sizeof *all);

	if (all == NULL)
		return;
	t->replies = all;
	row_codes(row, 1, &all[t->reply_count - 1].codes);
	read_code_entry(row, 2, &all[t->reply_count - 1]);
}

static void
read_enhanced(struct tables *t, struct row *row)
{
	struct code_entry *all =
	    append(row, t->enhanced, &t->enhanced_count, sizeof *all);
	struct code_entry *e;

	if (all == NULL)
		return;
	t->enhanced = all;
	e = &all[t->enhanced_count - 1];
	row_enhanced(row, 1, &e->enhanced);
	if (!e->enhanced.given)
		row_complain(row, 1, "wants an enhanced code");
	row_codes(row, 2, &e->codes);
	read_code_entry(row, 3, e);
	if (e->codes.count > 0)
		e->code_text = arena_format(row->arena, "%.*s %s",
		    SPAN_ARGUMENTS(row->cells[1]), e->code_text);
}

/* Room for one more pattern, and whose it is. */
static struct pattern *
add_pattern(struct tables *t, struct row *row, bool of_mark)
{
	size_t count = t->needle_count; /* of both */
	struct pattern **patterns =
	    append(row, t->patterns, &count, sizeof *patterns);
	struct needle *needles =
	    append(row, t->needles, &t->needle_count, sizeof *needles);
	struct pattern *p = arena_get(row->arena, sizeof *p);

	if (needles == NULL || patterns == NULL || p == NULL)
		return NULL;
	t->needles = needles;
	t->patterns = patterns;
	needles[count - 1] = (struct needle){
		.of_mark = of_mark,
		.owner =
		    (uint32_t)(of_mark ? t->mark_count : t->phrase_count) - 1,
	};
	patterns[count - 1] = p;
	return p;
}

static bool
add_needle(struct tables *t, struct row *row, struct span text, bool of_mark,
    struct trouble *why)
{
	struct pattern *p;

	if (row->place.extra && t->own_needles++ >= OWN_PATTERNS_MAX) {
		trouble_set(why, "more than 3000 patterns of your own");
		return false;
	}
	p = add_pattern(t, row, of_mark);
	return p != NULL && pattern_compile(text, row->arena, p, why);
}

/* What the newest phrase or mark is looked for by. */
static void
read_needles(struct tables *t, struct row *row, size_t cell, struct span text,
    bool of_mark)
{
	struct trouble why = { "" };
	struct expansion e;
	struct buf one;
	bool well;

	if (expand_is_plain(text)) {
		if (!add_needle(t, row, text, of_mark, &why))
			row_complain(row, cell, why.text);
		return;
	}
	well = expand_begin(&e, text, EXPAND_GAPS, &why);
	buf_init(&one, PATTERN_MAX);
	while (well && expand_next(&e, &one))
		well = add_needle(t, row, buf_span(&one), of_mark, &why);
	if (!well)
		row_complain(row, cell, why.text);
	buf_free(&one);
}

static void
read_marks(struct tables *t, struct row *row, size_t cell, bool of_banner)
{
	struct span rest = row->cells[cell - 1];

	while (rest.size > 0 && !row->bad) {
		size_t end = span_search_nocase(rest, SPAN(" || "));
		struct span text = span_trim(span_part(rest, 0, end));
		struct mark *all =
		    append(row, t->marks, &t->mark_count, sizeof *all);

		if (all == NULL)
			return;
		t->marks = all;
		all += t->mark_count - 1;
		all->provider = (int)t->provider_count - 1;
		all->of_banner = of_banner;
		read_needles(t, row, cell, text, true);
		rest = span_part(rest, end + 4, rest.size);
	}
}

static void
read_suffixes(struct row *row, size_t cell, struct provider *p)
{
	struct span rest = arena_copy(row->arena, row->cells[cell - 1]);

	while (rest.size > 0) {
		if (p->suffix_count == LIST_MAX) {
			row_complain(row, cell, "at most 16 suffixes");
			return;
		}
		p->suffixes[p->suffix_count++] =
		    span_trim(span_next(&rest, ','));
	}
}

static void
read_provider(struct tables *t, struct row *row)
{
	struct provider *all =
	    append(row, t->providers, &t->provider_count, sizeof *all);
	struct provider *p;

	if (all == NULL)
		return;
	t->providers = all;
	p = &all[t->provider_count - 1];
	p->place = row->place;
	p->word = row_text(row, 1);
	p->name = row_text(row, 2);
	p->kind = row_text(row, 3);
	p->operator= row_text(row, 4);
	read_suffixes(row, 5, p);
	read_marks(t, row, 6, true);
	read_marks(t, row, 7, false);
}

static int
find_provider(const struct tables *t, struct row *row, size_t cell)
{
	struct span word = row->cells[cell - 1];

	if (word.size > 0 && word.data[0] == '~')
		word = span_part(word, 1, word.size);
	if (word.size == 0)
		return NOBODY;
	for (size_t i = 0; i < t->provider_count; i++) {
		if (span_equal(word, span_of(t->providers[i].word)))
			return (int)i;
	}
	row_complain(row, cell, "is no word of providers.tbl");
	return NOBODY;
}

static void
read_phrase(struct tables *t, struct row *row)
{
	static const char *const kinds[] = {
		"code",
		"sentence",
		"generic",
		"bare",
		NULL,
	};
	struct phrase *all =
	    append(row, t->phrases, &t->phrase_count, sizeof *all);
	struct phrase *p;

	if (all == NULL)
		return;
	t->phrases = all;
	p = &all[t->phrase_count - 1];
	p->place = row->place;
	p->kind = (enum phrase_kind)row_word(row, 1, kinds);
	p->provider = find_provider(t, row, 2);
	p->names_only = row->cells[1].size > 0 && row->cells[1].data[0] == '~';
	row_codes(row, 3, &p->codes);
	row_enhanced(row, 4, &p->enhanced);
	p->stages = row_stages(row, 5);
	read_needles(t, row, 6, row->cells[5], false);
	p->claim.cause = row_cause(row, 7);
	p->claim.about = row_about(row, 8);
	p->claim.act = row_act(row, 9);
	p->claim.retry = row_retry(row, 10);
	p->claim.confidence = row_confidence(row, 11);
	p->example = row_text(row, 12);
	p->source = row_text(row, 13);
}

static void
read_choice(
    struct row *row, int choice, const char *wanted, struct advice *advice)
{
	if (choice == NOBODY)
		row_complain(row, 5, wanted);
	else
		advice->number = (uint32_t)choice;
}

/* Always, with a class of reply, or with what the reply is about. */
static void
read_when(struct row *row, struct advice *advice)
{
	static const char *const classes[] = {
		"",
		"permanent",
		"temporary",
		NULL,
	};
	enum about about;

	advice->about = NOBODY;
	if (about_from_word(row->cells[2], &about))
		advice->about = (int)about;
	else
		advice->class = (enum advice_class)row_word(row, 3, classes);
}

static void
read_advice(struct tables *t, struct row *row)
{
	static const char *const keys[] = {
		"act",
		"retry",
		"retry-seconds",
		"summary",
		"explanation",
		"sender",
		"sender-admin",
		"recipient",
		"recipient-admin",
		"network",
		NULL,
	};
	struct advice *all =
	    append(row, t->advice, &t->advice_count, sizeof *all);
	struct advice *advice;
	uint32_t seconds = 0;

	if (all == NULL)
		return;
	t->advice = all;
	advice = &all[t->advice_count - 1];
	advice->place = row->place;
	advice->cause = row_cause(row, 1);
	advice->provider = find_provider(t, row, 2);
	read_when(row, advice);
	advice->key = (enum advice_key)row_word(row, 4, keys);
	advice->value = row_text(row, 5);
	if (advice->key == KEY_RETRY_SECONDS &&
	    !span_number(row->cells[4], WEEK, &seconds))
		row_complain(row, 5, "wants seconds, up to 604800 (a week)");
	advice->number = seconds;
	if (advice->key == KEY_ACT)
		read_choice(row, row_act(row, 5), "wants who acts", advice);
	if (advice->key == KEY_RETRY)
		read_choice(row, row_retry(row, 5),
		    "wants no, later or after-fix", advice);
}

static const struct {
	size_t cells;
	void (*read)(struct tables *t, struct row *row);
} readers[] = {
	[TABLE_REPLIES] = { 9, read_reply },
	[TABLE_ENHANCED] = { 10, read_enhanced },
	[TABLE_PROVIDERS] = { 8, read_provider },
	[TABLE_PHRASES] = { 13, read_phrase },
	[TABLE_ADVICE] = { 5, read_advice },
};

/* "phrases.tbl:118" */
static const char *
place_text(const struct place *p, struct arena *a)
{
	char digits[12];
	char *at = digits + sizeof digits - 1;
	unsigned int line = p->line;
	const char *texts[] = { table_file(p->table), ":", NULL, NULL };

	*at = '\0';
	do {
		*--at = (char)('0' + line % 10);
		line /= 10;
	} while (line > 0);
	texts[2] = at;
	return arena_join(a, texts);
}

/* complaints: where each bad row is told of, and passed over; NULL: the first
 * one ends it. */
static size_t
read_text(struct tables *t, enum table table, struct span text, bool extra,
    struct trouble *trouble, struct buf *complaints)
{
	size_t bad = 0;

	struct row row = {
		.place = { .table = table, .extra = extra },
		.arena = t->arena,
		.trouble = trouble,
	};

	if (span_starts_nocase(text, SPAN("\xef\xbb\xbf"))) /* RFC 3629 6 */
		text = span_part(text, 3, text.size);

	while (row_next(&row, &text, readers[table].cells) || row.bad) {
		row.place.text = place_text(&row.place, t->arena);
		if (!row.bad)
			readers[table].read(t, &row);
		bad += row.bad;
		if (row.bad && complaints == NULL)
			break;
		/* A built-in row has no room left, at the most. */
		if (row.bad && extra)
			buf_format(complaints, "%s\n", trouble->text);
		row.bad = false;
	}
	return bad;
}

static bool
layer(struct tables *t, enum table table, const struct tables *base,
    struct trouble *trouble)
{
	bool well = layer_rows(t, table, base);

	if (!well)
		trouble_set(trouble, "no memory");
	return well;
}

/* In the order of enum table, in which none needs a later one but phrases and
 * advice the providers. */
static size_t
read_all(struct tables *t, const struct span extra[TABLE_COUNT],
    const struct tables *base, struct trouble *trouble, struct buf *complaints)
{
	size_t bad = 0;

	for (int i = 0; i < TABLE_COUNT && (bad == 0 || complaints != NULL);
	     i++) {
		enum table table = (enum table)i;

		if (extra != NULL)
			bad += read_text(
			    t, table, extra[i], true, trouble, complaints);
		if (bad > 0 && complaints == NULL)
			break;
		if (base != NULL)
			bad += !layer(t, table, base, trouble);
		else
			bad += read_text(t, table, table_builtin(table), false,
			    trouble, complaints);
	}
	return bad;
}

/* Rows of one cause are linked, so that a diagnosis looks at few. */
static void
link_advice(struct tables *t)
{
	for (size_t i = t->advice_count; i > 0; i--) {
		struct advice *advice = &t->advice[i - 1];

		advice->next = t->first_advice[advice->cause];
		t->first_advice[advice->cause] = i;
	}
}

static bool
index_rows(struct tables *t, const struct tables *base)
{
	t->matcher = matcher_new(t->patterns, t->needle_count, t->arena);
	t->suffixes =
	    suffix_index_new(t->providers, t->provider_count, t->arena);
	return t->matcher != NULL && t->suffixes != NULL &&
	       (base == NULL || layer_needles(t, base)) &&
	       code_index_replies(
		   &t->reply_index, t->replies, t->reply_count, t->arena) &&
	       code_index_enhanced(&t->enhanced_index, t->enhanced,
		   t->enhanced_count, t->arena);
}

size_t
tables_complain(const struct span extra[TABLE_COUNT], struct buf *out)
{
	struct tables t = { .arena = arena_new(TABLES_MEMORY_MAX) };
	struct trouble trouble = { "" };
	size_t bad = 0;

	if (t.arena != NULL)
		bad = read_all(&t, extra, NULL, &trouble, out);
	arena_free(t.arena);
	return bad;
}

static struct tables *
tables_empty(struct trouble *trouble)
{
	struct tables *t = memory_get(sizeof *t);

	if (t != NULL)
		t->arena = arena_new(TABLES_MEMORY_MAX);
	if (t != NULL && t->arena != NULL)
		return t;
	memory_free(t);
	trouble_set(trouble, "no memory");
	return NULL;
}

struct tables *
tables_build(const struct span extra[TABLE_COUNT], const struct tables *base,
    struct trouble *trouble)
{
	struct tables *t = tables_empty(trouble);

	if (t == NULL)
		return NULL;
	if (read_all(t, extra, base, trouble, NULL) > 0) {
		tables_free(t);
		return NULL;
	}
	link_advice(t);
	if (!index_rows(t, base) || arena_failed(t->arena)) {
		trouble_set(trouble,
		    "phrases.tbl: its patterns have more parts and words than "
		    "there is room for, or there is no memory");
		tables_free(t);
		return NULL;
	}
	return t;
}

void
tables_free(struct tables *t)
{
	if (t == NULL || t->arena == NULL)
		return;
	arena_free(t->arena);
	memory_free(t);
}
