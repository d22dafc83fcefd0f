#include "diagnosis/matcher_index.h"
#include "diagnosis/rows.h"
#include "diagnosis/suffix_index.h"

#include "unit/expect.h"

#include <string.h>

Suite *compiled_suite(void);

/* What was compiled in, and the same from the texts. */
struct both {
	const struct tables *compiled;
	struct tables *built;
};

static struct both
make_both(void)
{
	struct trouble t = { "" };
	struct both b = { tables_new(NULL, &t), tables_build(NULL, NULL, &t) };

	ck_assert_msg(b.built != NULL, "%s", t.text);
	ck_assert(b.compiled != NULL && b.compiled->arena == NULL);
	return b;
}

static void
expect_place(const struct place *a, const struct place *b)
{
	ck_assert_int_eq(a->table, b->table);
	ck_assert_uint_eq(a->line, b->line);
	ck_assert_int_eq(a->extra, b->extra);
	ck_assert_str_eq(a->text, b->text);
}

static void
expect_claim(const struct claim *a, const struct claim *b)
{
	ck_assert_int_eq(a->cause, b->cause);
	ck_assert_int_eq(a->about, b->about);
	ck_assert_int_eq(a->act, b->act);
	ck_assert_int_eq(a->retry, b->retry);
	ck_assert_int_eq(a->confidence, b->confidence);
}

static void
expect_codes(const struct codes *a, const struct codes *b)
{
	ck_assert_uint_eq(a->count, b->count);
	ck_assert_mem_eq(a->items, b->items, sizeof a->items);
}

static void
expect_range(const struct enhanced_range *a, const struct enhanced_range *b)
{
	ck_assert_int_eq(a->given, b->given);
	ck_assert_uint_eq(a->class, b->class);
	ck_assert_uint_eq(a->subject, b->subject);
	ck_assert_uint_eq(a->first, b->first);
	ck_assert_uint_eq(a->last, b->last);
}

static void
expect_entry(const struct code_entry *a, const struct code_entry *b)
{
	expect_place(&a->place, &b->place);
	expect_codes(&a->codes, &b->codes);
	expect_range(&a->enhanced, &b->enhanced);
	expect_claim(&a->claim, &b->claim);
	ck_assert_uint_eq(a->stages, b->stages);
	ck_assert_str_eq(a->code_text, b->code_text);
	ck_assert_str_eq(a->stage_text, b->stage_text);
	ck_assert_str_eq(a->meaning, b->meaning);
	ck_assert_str_eq(a->reference, b->reference);
	ck_assert_uint_eq(a->also_count, b->also_count);
	for (size_t i = 0; i < a->also_count; i++) {
		ck_assert_uint_eq(a->also[i].causes, b->also[i].causes);
		ck_assert_str_eq(a->also[i].meaning, b->also[i].meaning);
	}
}

static void
expect_index(const struct code_index *a, const struct code_index *b)
{
	ck_assert_uint_eq(a->keys, b->keys);
	ck_assert_mem_eq(
	    a->begins, b->begins, (a->keys + 1) * sizeof *a->begins);
	ck_assert_mem_eq(
	    a->rows, b->rows, a->begins[a->keys] * sizeof *a->rows);
}

START_TEST(the_rows_of_codes_are_those_of_the_texts)
{
	struct both t = make_both();
	const struct tables *a = t.compiled, *b = t.built;

	ck_assert_uint_eq(a->reply_count, b->reply_count);
	ck_assert_uint_eq(a->enhanced_count, b->enhanced_count);
	for (size_t i = 0; i < a->reply_count; i++)
		expect_entry(&a->replies[i], &b->replies[i]);
	for (size_t i = 0; i < a->enhanced_count; i++)
		expect_entry(&a->enhanced[i], &b->enhanced[i]);
	expect_index(&a->reply_index, &b->reply_index);
	expect_index(&a->enhanced_index, &b->enhanced_index);
	tables_free(t.built);
}
END_TEST

START_TEST(the_phrases_are_those_of_the_texts)
{
	struct both t = make_both();

	ck_assert_uint_eq(t.compiled->phrase_count, t.built->phrase_count);
	for (size_t i = 0; i < t.built->phrase_count; i++) {
		const struct phrase *a = &t.compiled->phrases[i];
		const struct phrase *b = &t.built->phrases[i];

		expect_place(&a->place, &b->place);
		ck_assert_int_eq(a->kind, b->kind);
		ck_assert_int_eq(a->provider, b->provider);
		ck_assert_int_eq(a->names_only, b->names_only);
		expect_codes(&a->codes, &b->codes);
		expect_range(&a->enhanced, &b->enhanced);
		ck_assert_uint_eq(a->stages, b->stages);
		expect_claim(&a->claim, &b->claim);
		ck_assert_str_eq(a->example, b->example);
		ck_assert_str_eq(a->source, b->source);
	}
	tables_free(t.built);
}
END_TEST

START_TEST(the_advice_is_that_of_the_texts)
{
	struct both t = make_both();

	ck_assert_uint_eq(t.compiled->advice_count, t.built->advice_count);
	for (size_t i = 0; i < t.built->advice_count; i++) {
		const struct advice *a = &t.compiled->advice[i];
		const struct advice *b = &t.built->advice[i];

		expect_place(&a->place, &b->place);
		ck_assert_int_eq(a->cause, b->cause);
		ck_assert_int_eq(a->provider, b->provider);
		ck_assert_int_eq(a->class, b->class);
		ck_assert_int_eq(a->about, b->about);
		ck_assert_int_eq(a->key, b->key);
		ck_assert_str_eq(a->value, b->value);
		ck_assert_uint_eq(a->number, b->number);
		ck_assert_uint_eq(a->next, b->next);
	}
	ck_assert_mem_eq(t.compiled->first_advice, t.built->first_advice,
	    sizeof t.built->first_advice);
	tables_free(t.built);
}
END_TEST

static void
expect_suffixes(const struct suffix_index *a, const struct suffix_index *b)
{
	ck_assert_uint_eq(a->count, b->count);
	ck_assert_uint_eq(a->mask, b->mask);
	ck_assert_uint_eq(a->loose, b->loose);
	ck_assert_mem_eq(
	    a->heads, b->heads, ((size_t)a->mask + 1) * sizeof *a->heads);
	for (size_t i = 0; i < a->count; i++) {
		ck_assert(span_equal(a->suffixes[i].text, b->suffixes[i].text));
		ck_assert_int_eq(
		    a->suffixes[i].provider, b->suffixes[i].provider);
		ck_assert_uint_eq(a->suffixes[i].next, b->suffixes[i].next);
	}
}

START_TEST(the_providers_are_those_of_the_texts)
{
	struct both t = make_both();

	ck_assert_uint_eq(t.compiled->provider_count, t.built->provider_count);
	for (size_t i = 0; i < t.built->provider_count; i++) {
		const struct provider *a = &t.compiled->providers[i];
		const struct provider *b = &t.built->providers[i];

		expect_place(&a->place, &b->place);
		ck_assert_str_eq(a->word, b->word);
		ck_assert_str_eq(a->name, b->name);
		ck_assert_str_eq(a->kind, b->kind);
		ck_assert_str_eq(a->operator, b->operator);
		ck_assert_uint_eq(a->suffix_count, b->suffix_count);
		for (size_t k = 0; k < a->suffix_count; k++)
			ck_assert(span_equal(a->suffixes[k], b->suffixes[k]));
	}
	expect_suffixes(t.compiled->suffixes, t.built->suffixes);
	tables_free(t.built);
}
END_TEST

static void
expect_trie(const struct matcher *a, const struct matcher *b)
{
	ck_assert_uint_eq(a->node_count, b->node_count);
	ck_assert_uint_eq(a->stem_count, b->stem_count);
	ck_assert_uint_eq(a->use_count, b->use_count);
	ck_assert_uint_eq(a->pattern_count, b->pattern_count);
	ck_assert_uint_eq(a->gate_count, b->gate_count);
	ck_assert_mem_eq(a->nodes, b->nodes, a->node_count * sizeof *a->nodes);
	ck_assert_mem_eq(
	    a->stems, b->stems, (a->stem_count + 1) * sizeof *a->stems);
	ck_assert_mem_eq(a->uses, b->uses, a->use_count * sizeof *a->uses);
	ck_assert_mem_eq(
	    a->longest, b->longest, a->gate_count * sizeof *a->longest);
	ck_assert_uint_eq(a->more_count, b->more_count);
	ck_assert_mem_eq(a->gates, b->gates, a->more_count * sizeof *a->gates);
}

START_TEST(the_matcher_is_that_of_the_texts)
{
	struct both t = make_both();
	const struct matcher *a = t.compiled->matcher, *b = t.built->matcher;

	expect_trie(a, b);
	ck_assert_uint_eq(a->octet_count, b->octet_count);
	ck_assert_int_eq(a->anywhere, b->anywhere);
	ck_assert_mem_eq(a->octets, b->octets, a->octet_count);
	ck_assert_mem_eq(
	    a->stem_filter, b->stem_filter, FILTER_SIZE * sizeof(uint64_t));
	ck_assert_mem_eq(
	    a->piece_filter, b->piece_filter, FILTER_SIZE * sizeof(uint64_t));
	ck_assert_uint_eq(t.compiled->needle_count, t.built->needle_count);
	for (size_t i = 0; i < t.built->needle_count; i++) {
		ck_assert_uint_eq(
		    t.compiled->needles[i].owner, t.built->needles[i].owner);
		ck_assert_int_eq(t.compiled->needles[i].of_mark,
		    t.built->needles[i].of_mark);
	}
	ck_assert_uint_eq(t.compiled->mark_count, t.built->mark_count);
	for (size_t i = 0; i < t.built->mark_count; i++) {
		ck_assert_int_eq(
		    t.compiled->marks[i].provider, t.built->marks[i].provider);
		ck_assert_int_eq(t.compiled->marks[i].of_banner,
		    t.built->marks[i].of_banner);
	}
	tables_free(t.built);
}
END_TEST

/* One word that begins with a space, or within words, would make every octet
 * of a text a place to look at. */
START_TEST(no_built_in_word_begins_within_a_word)
{
	struct trouble t = { "" };

	ck_assert(!tables_new(NULL, &t)->matcher->anywhere);
}
END_TEST

START_TEST(what_is_compiled_in_is_never_freed)
{
	const struct span none[TABLE_COUNT] = { SPAN_NONE };
	struct trouble trouble = { "" };
	struct tables *t = tables_new(NULL, &trouble);

	ck_assert_ptr_eq(tables_new(none, &trouble), t);
	tables_free(t);
	ck_assert_ptr_eq(tables_new(NULL, &trouble), t);
	ck_assert_uint_gt(t->phrase_count, 0);
}
END_TEST

Suite *
compiled_suite(void)
{
	Suite *s = suite_create("compiled");
	TCase *t = expect_case(s, "compiled");

	tcase_add_test(t, the_rows_of_codes_are_those_of_the_texts);
	tcase_add_test(t, the_phrases_are_those_of_the_texts);
	tcase_add_test(t, the_advice_is_that_of_the_texts);
	tcase_add_test(t, the_providers_are_those_of_the_texts);
	tcase_add_test(t, the_matcher_is_that_of_the_texts);
	tcase_add_test(t, no_built_in_word_begins_within_a_word);
	tcase_add_test(t, what_is_compiled_in_is_never_freed);
	return s;
}
