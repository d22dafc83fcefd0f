#include "diagnosis/expand.h"

#include "unit/expect.h"

Suite *expand_suite(void);

/* All patterns that a text stands for, with " / " between. */
static void
expand(struct span text, struct buf *all)
{
	struct trouble t = { "" };
	struct expansion e;
	struct buf one;

	buf_init(&one, 1 << 10);
	ck_assert_msg(expand_begin(&e, text, &t), "%s", t.text);
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
		expand(span_of(cases[i].text), &all);
		expect_span(
		    buf_span(&all), span_of(cases[i].patterns), cases[i].text);
		buf_free(&all);
	}
}
END_TEST

static const struct {
	const char *text, *why;
} bad[] = {
	{ "user {is,was unknown", "not closed" },
	{ "{a,{b,c}}", "stands in another" },
	{ "{a}{b}{c}{d}{e}{f}{g}", "at most 6 braces" },
	{ "{a,b,c,d,e,f,g,h}{a,b,c,d,e,f,g,h}{a,b,c,d,e,f,g,h}"
	  "{a,b,c,d,e,f,g,h}",
	    "more than 1000" },
	{ "{0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2}",
	    "at most 32 words" },
};

START_TEST(braces_that_cannot_be_taken_apart_say_why)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct trouble t = { "" };
		struct expansion e;

		ck_assert_msg(!expand_begin(&e, span_of(bad[i].text), &t), "%s",
		    bad[i].text);
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
	tcase_add_test(t, braces_that_cannot_be_taken_apart_say_why);
	return s;
}
