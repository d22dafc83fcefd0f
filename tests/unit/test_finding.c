#include "base/finding.h"

#include "base/memory.h"
#include "unit/expect.h"

#include <stdio.h>
#include <string.h>

Suite *finding_suite(void);

static const enum finding_id all[] = {
#define X(id, word, reference, sentence) id,
	FINDINGS(X)
#undef X
};

START_TEST(every_finding_has_a_word_of_its_own_a_clause_and_a_sentence)
{
	struct arena *a = arena_new(1 << 16);

	for (size_t i = 0; i < COUNT(all); i++) {
		const char *word = finding_word(all[i]);
		struct finding f = { all[i], "SUBJECT" };

		ck_assert_uint_gt(strlen(word), 3);
		ck_assert_uint_eq(strspn(word, "abcdefghijklmnopqrstuvwxyz"
					       "0123456789-"),
		    strlen(word));
		ck_assert(strncmp(finding_reference(all[i]), "RFC ", 4) == 0);
		ck_assert_uint_gt(strlen(finding_text(&f, a)), 20);
		ck_assert_ptr_null(strchr(finding_text(&f, a), '%'));
		for (size_t k = 0; k < i; k++)
			ck_assert_str_ne(word, finding_word(all[k]));
	}
	arena_free(a);
}
END_TEST

START_TEST(the_subject_stands_in_its_sentence_once)
{
	struct arena *a = arena_new(1 << 16);
	struct finding f = { FINDING_MX_IS_ALIAS, "mx.example.test" };

	expect_text(finding_text(&f, a),
	    "MX mx.example.test is an alias (CNAME), which an MX must not be",
	    "with a subject");
	f.subject = "%s%n";
	expect_part(finding_text(&f, a), "MX %s%n is", "a hostile subject");
	f.id = FINDING_BARE_LF;
	expect_text(finding_text(&f, a), "replies end in LF alone, not CR LF",
	    "without a subject");
	arena_free(a);
}
END_TEST

START_TEST(the_same_is_found_once_and_in_the_order_of_finding)
{
	struct arena *a = arena_new(1 << 16);
	struct findings f = { 0 };
	char subject[] = "one";

	findings_add(&f, a, FINDING_MX_IS_ALIAS, span_of(subject));
	findings_add(&f, a, FINDING_BARE_LF, SPAN_NONE);
	findings_add(&f, a, FINDING_MX_IS_ALIAS, SPAN("two"));
	findings_add(&f, a, FINDING_MX_IS_ALIAS, SPAN("one"));
	findings_add(&f, a, FINDING_BARE_LF, SPAN(""));
	memset(subject, 'x', 3);
	ck_assert_uint_eq(f.count, 3);
	ck_assert_int_eq(f.items[0].id, FINDING_MX_IS_ALIAS);
	expect_text(f.items[0].subject, "one", "first");
	ck_assert_int_eq(f.items[1].id, FINDING_BARE_LF);
	expect_text(f.items[1].subject, "", "second");
	expect_text(f.items[2].subject, "two", "third");
	arena_free(a);
}
END_TEST

START_TEST(findings_stop_at_their_maximum)
{
	struct arena *a = arena_new(1 << 16);
	struct findings f = { 0 };
	char subject[8];

	for (int i = 0; i < FINDINGS_MAX + 20; i++) {
		snprintf(subject, sizeof subject, "%d", i);
		findings_add(&f, a, FINDING_EARLY_TALK, span_of(subject));
	}
	ck_assert_uint_eq(f.count, FINDINGS_MAX);
	expect_text(f.items[FINDINGS_MAX - 1].subject, "63", "the last one");
	arena_free(a);
}
END_TEST

START_TEST(a_finding_that_memory_lacks_is_left_out_and_the_arena_says_so)
{
	struct findings f = { 0 };
	struct arena *a;

	memory_fail_after(1);
	a = arena_new(1 << 16);
	findings_add(&f, a, FINDING_EARLY_TALK, SPAN("x"));
	ck_assert_uint_eq(f.count, 0);
	ck_assert(arena_failed(a));
	memory_fail_after(-1);
	arena_free(a);
}
END_TEST

START_TEST(what_is_of_the_route_is_told_from_what_a_server_did)
{
	const struct {
		enum finding_id id;
		bool route;
	} rows[] = {
		{ FINDING_NULL_MX_BESIDE_OTHERS, true },
		{ FINDING_DNS_TIMEOUT, true },
		{ FINDING_IMPLICIT_MX, true },
		{ FINDING_TOO_MANY_MX, true },
		{ FINDING_EARLY_TALK, false },
		{ FINDING_CERTIFICATE_NAME, false },
		{ FINDING_HELO_IS_LITERAL, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(finding_is_of_route(rows[i].id) == rows[i].route,
		    "%s", finding_word(rows[i].id));
}
END_TEST

Suite *
finding_suite(void)
{
	Suite *s = suite_create("finding");
	TCase *c = expect_case(s, "finding");

	tcase_add_test(
	    c, every_finding_has_a_word_of_its_own_a_clause_and_a_sentence);
	tcase_add_test(c, the_subject_stands_in_its_sentence_once);
	tcase_add_test(c, the_same_is_found_once_and_in_the_order_of_finding);
	tcase_add_test(c, findings_stop_at_their_maximum);
	tcase_add_test(
	    c, a_finding_that_memory_lacks_is_left_out_and_the_arena_says_so);
	tcase_add_test(c, what_is_of_the_route_is_told_from_what_a_server_did);
	return s;
}
