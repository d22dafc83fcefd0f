#include "diagnosis/expand.h"

#include "unit/expect.h"

Suite *expand_suite(void);

/* All patterns that a text stands for, with " / " between. */
static void
expand(struct span text, enum expand how, struct buf *all)
{
	struct trouble t = { "" };
	struct expansion e;
	struct buf one;

	buf_init(&one, 1 << 10);
	ck_assert_msg(expand_begin(&e, text, how, &t), "%s", t.text);
	while (expand_next(&e, &one)) {
		if (all->size > 0)
			buf_add(all, SPAN(" / "));
		buf_add(all, buf_span(&one));
	}
	buf_free(&one);
}

static const struct {
	const char *text, *patterns;
} cases[] = {
	{ "user unknown", "user unknown" },
	{ "{user,box} unknown", "user unknown / box unknown" },
	{ "no {such ,}user", "no such user / no user" },
	{ "{a,b}{c,d}", "ac / ad / bc / bd" },
	{ "{one}", "one" },
	{ "a{,b}", "a / ab" },
	{ "x \\{y,z\\}", "x \\{y,z\\}" },
	{ "{a\\,b,c}", "a\\,b / c" },
	{ "a, b", "a, b" },
};

START_TEST(braces_stand_for_each_choice_of_their_words)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf all;

		buf_init(&all, 1 << 12);
		expand(span_of(cases[i].text), EXPAND_WORDS, &all);
		expect_span(
		    buf_span(&all), span_of(cases[i].patterns), cases[i].text);
		buf_free(&all);
	}
}
END_TEST

static const struct {
	const char *text, *patterns;
} gaps[] = {
	{ "{user,box} unknown", "{user,box} unknown" },
	{ "{a,b ~c,d}x", "b ~cx / {a,d}x" },
	{ "{a*b,c}{d,e~f}", "a*be~f / a*b{d} / {c}e~f / {c}{d}" },
	{ "{a\\*b,c}", "{a\\*b,c}" },
	{ "a ~ b", "a ~ b" },
};

START_TEST(words_with_a_gap_are_chosen_one_by_one)
{
	for (size_t i = 0; i < COUNT(gaps); i++) {
		struct buf all;

		buf_init(&all, 1 << 12);
		expand(span_of(gaps[i].text), EXPAND_GAPS, &all);
		expect_span(
		    buf_span(&all), span_of(gaps[i].patterns), gaps[i].text);
		buf_free(&all);
	}
}
END_TEST

START_TEST(a_brace_has_room_for_so_many_words)
{
	char text[2 * BRACE_WORDS_MAX + 8] = "{";
	struct trouble t = { "" };
	struct expansion e;
	size_t size = 1;

	for (int i = 0; i < BRACE_WORDS_MAX; i++) {
		text[size++] = 'a';
		text[size++] = ',';
	}
	text[size - 1] = '}';
	ck_assert(
	    expand_begin(&e, (struct span){ text, size }, EXPAND_WORDS, &t));
	text[size - 1] = ',';
	text[size++] = '}';
	ck_assert(
	    !expand_begin(&e, (struct span){ text, size }, EXPAND_WORDS, &t));
	expect_part(t.text, "at most 150 words", "one more");
}
END_TEST

static const struct {
	const char *text, *why;
} bad[] = {
	{ "user {is,was unknown", "not closed" },
	{ "{a,{b,c}}", "stands in another" },
	{ "{a}{b}{c}{d}{e}{f}{g}", "at most 6 braces" },
	{ "{a,b,c,d,e,f,g,h,i}{a,b,c,d,e,f,g,h,i}{a,b,c,d,e,f,g,h,i}"
	  "{a,b,c,d,e,f,g,h,i}",
	    "more than 5000" },
};

START_TEST(braces_that_cannot_be_taken_apart_say_why)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct trouble t = { "" };
		struct expansion e;

		ck_assert_msg(
		    !expand_begin(&e, span_of(bad[i].text), EXPAND_WORDS, &t),
		    "%s", bad[i].text);
		expect_part(t.text, bad[i].why, bad[i].text);
	}
}
END_TEST

Suite *
expand_suite(void)
{
	Suite *s = suite_create("expand");
	TCase *t = expect_case(s, "expand");

	tcase_add_test(t, braces_stand_for_each_choice_of_their_words);
	tcase_add_test(t, words_with_a_gap_are_chosen_one_by_one);
	tcase_add_test(t, a_brace_has_room_for_so_many_words);
	tcase_add_test(t, braces_that_cannot_be_taken_apart_say_why);
	return s;
}
