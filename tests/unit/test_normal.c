#include "diagnosis/normal.h"

#include "unit/expect.h"

#include <string.h>

Suite *normal_suite(void);

static struct enhanced
enhanced_of(const char *text)
{
	struct enhanced e = { 0 };

	enhanced_read(span_of(text), &e);
	return e;
}

static void
expect_enhanced(const struct enhanced *is, const char *wanted, const char *row)
{
	char text[ENHANCED_TEXT_MAX];

	expect_text(enhanced_format(is, text), wanted, row);
}

/* Codes said again on each line are noise; all else is kept. */
static const struct {
	const char *text;
	uint16_t code;
	const char *enhanced, *normal;
} texts[] = {
	{ "User Unknown", 550, "", "user unknown" },
	{ "  a \t\r\n b ", 550, "", "a b" },
	{ "", 550, "", "" },
	{ " \n ", 550, "", "" },
	{ "5.1.1 no such\n5.1.1 user here", 550, "5.1.1", "no such user here" },
	{ "5.1.1 no such\n550-5.1.1 user\n550 5.1.1 here", 550, "5.1.1",
	    "no such user here" },
	{ "550-5.1.1 no such 550 5.1.1 user", 550, "5.1.1", "no such user" },
	/* another code is not the one that is repeated */
	{ "550 5.1.1 was 551 there", 552, "5.2.2", "550 5.1.1 was 551 there" },
	{ "5.1.1 then 5.2.2", 550, "5.1.1", "then 5.2.2" },
	/* without a code nothing can be repeated */
	{ "550 5.1.1 no", 0, "", "550 5.1.1 no" },
	/* within a word it is part of the word */
	{ "id-550 x550 y", 550, "", "id-550 x550 y" },
	{ "5.1.1: no", 550, "5.1.1", ": no" },
	/* one form of "not" */
	{ "It doesn't exist", 550, "", "it does not exist" },
	{ "ISN'T", 550, "", "is not" },
	{ "we can't, they wouldn\xe2\x80\x99t.", 550, "",
	    "we can not, they would not." },
	{ "n't can'to 'tis John's don'", 550, "",
	    "n't can'to 'tis john's don'" },
	/* letters outside ASCII keep their octets */
	{ "\xc3\x84RGER \xff", 550, "", "\xc3\x84rger \xff" },
};

START_TEST(text_is_lower_case_with_single_spaces_and_without_repeated_codes)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct enhanced e = enhanced_of(texts[i].enhanced);
		struct normal n;

		normal_text(span_of(texts[i].text), texts[i].code, &e, &n);
		expect_span(
		    normal_span(&n), span_of(texts[i].normal), texts[i].text);
	}
}
END_TEST

START_TEST(a_nul_is_an_octet_as_any_other)
{
	static const struct enhanced none = { 0 };
	struct normal n;

	normal_text(SPAN("A\0B"), 550, &none, &n);
	expect_span(normal_span(&n), SPAN("a\0b"), "NUL");
}
END_TEST

START_TEST(what_is_over_the_limit_is_cut)
{
	static const struct enhanced none = { 0 };
	static char text[NORMAL_MAX + 100];
	struct normal n;

	memset(text, 'A', sizeof text);
	normal_text((struct span){ text, sizeof text }, 0, &none, &n);
	ck_assert_uint_eq(n.size, NORMAL_MAX);
	memset(text, ' ', NORMAL_MAX + 50);
	normal_text((struct span){ text, sizeof text }, 0, &none, &n);
	ck_assert_uint_eq(n.size, 50);
}
END_TEST

static const struct {
	const char *text, *found;
} inside[] = {
	{ "sorry, no mailbox here by that name (#5.1.1)", "5.1.1" },
	{ "smtp;553 said 5.1.1 no", "5.1.1" },
	{ "no [4.7.25]", "4.7.25" },
	{ "5.1.1", "5.1.1" },
	{ "first 5.2.2 then 5.1.1", "5.2.2" },
	/* what only looks like one */
	{ "server 1.5.1.1", "" },
	{ "from 5.1.1.1", "" },
	{ "from 45.1.1", "" },
	{ "version-5.1.1", "" },
	{ "v5.1.1", "" },
	{ "5.1.1beta", "" },
	{ "release 5.10.1", "" },
	{ "2.1.5 is fine", "" },
	{ "5.1", "" },
	{ "", "" },
};

START_TEST(an_enhanced_code_is_found_within_the_text)
{
	for (size_t i = 0; i < COUNT(inside); i++) {
		struct enhanced e = { 0 };
		bool found = normal_find_enhanced(span_of(inside[i].text), &e);

		ck_assert_msg(found == (inside[i].found[0] != '\0'), "%s",
		    inside[i].text);
		expect_enhanced(&e, inside[i].found, inside[i].text);
	}
}
END_TEST

static const struct {
	const char *text;
	uint16_t code;
	const char *enhanced, *rest;
} taken[] = {
	{ "550 5.1.1 no", 550, "5.1.1", "no" },
	{ "550-5.1.1 no", 550, "5.1.1", "no" },
	{ "550 #5.1.1 no", 550, "5.1.1", "no" },
	{ "550#5.1.1 no", 550, "5.1.1", "no" },
	{ " 550  no ", 550, "", "no" },
	{ "550-no", 550, "", "no" },
	{ "550", 550, "", "" },
	{ "550 5.1.1", 550, "5.1.1", "" },
	/* a bare sentence, and what is no reply code */
	{ "no such user", 0, "", "no such user" },
	{ "5.1.1 no", 0, "", "5.1.1 no" },
	{ "150 x", 0, "", "150 x" },
	{ "600 x", 0, "", "600 x" },
	{ "5505 x", 0, "", "5505 x" },
	{ "55 x", 0, "", "55 x" },
	{ "550: x", 0, "", "550: x" },
	{ "", 0, "", "" },
};

START_TEST(codes_are_taken_off_the_text)
{
	for (size_t i = 0; i < COUNT(taken); i++) {
		struct enhanced e = { 0 };
		uint16_t code = 0;
		struct span rest =
		    normal_take_codes(span_of(taken[i].text), &code, &e);

		expect_span(rest, span_of(taken[i].rest), taken[i].text);
		ck_assert_msg(code == taken[i].code, "%s", taken[i].text);
		expect_enhanced(&e, taken[i].enhanced, taken[i].text);
	}
}
END_TEST

/* The outer code is 450 with 4.1.1 where there is no inner one. */
static const struct {
	const char *text;
	uint16_t code;
	const char *enhanced, *inner;
} nested[] = {
	{ "host mx.example.org[192.0.2.1] said: 550 5.1.1 no such user", 550,
	    "5.1.1", "no such user" },
	{ "undeliverable address: host mx said: 550-5.1.1 no (in reply to "
	  "RCPT)",
	    550, "5.1.1", "no (in reply to RCPT)" },
	{ "Remote server returned -> 554 5.4.1 Access denied", 554, "5.4.1",
	    "Access denied" },
	{ "The response was: 552 5.2.2 full", 552, "5.2.2", "full" },
	{ "smtp;553 5.3.0 no", 553, "5.3.0", "no" },
	/* the innermost of several */
	{ "a said: 450 4.0.0 b said: 550 5.1.1 no", 550, "5.1.1", "no" },
	/* an inner one without an enhanced code has none */
	{ "a said: 550 no", 550, "", "no" },
	/* none: numbers that are no replies */
	{ "we said: try 550 things", 450, "4.1.1", "we said: try 550 things" },
	{ "he said: 250 ok", 450, "4.1.1", "he said: 250 ok" },
	{ "said: 5501 no", 450, "4.1.1", "said: 5501 no" },
	{ "no such user", 450, "4.1.1", "no such user" },
	{ "", 450, "4.1.1", "" },
};

START_TEST(of_nested_replies_the_innermost_is_read)
{
	for (size_t i = 0; i < COUNT(nested); i++) {
		struct enhanced e = enhanced_of("4.1.1");
		uint16_t code = 450;
		struct span inner =
		    normal_innermost(span_of(nested[i].text), &code, &e);

		expect_span(inner, span_of(nested[i].inner), nested[i].text);
		ck_assert_msg(code == nested[i].code, "%s", nested[i].text);
		expect_enhanced(&e, nested[i].enhanced, nested[i].text);
	}
}
END_TEST

static const struct {
	const char *text;
	uint32_t seconds;
} waits[] = {
	{ "try again in 5 minutes", 300 },
	{ "try again in 1 minute", 60 },
	{ "greylisted for 300 seconds", 300 },
	{ "retry in 300s", 300 },
	{ "come back in 5min", 300 },
	{ "wait 10 mins.", 600 },
	{ "wait 45 secs", 45 },
	{ "too many mails, try again in 1 hour(s) 0 minute(s)", 3600 },
	{ "not before 2 hours", 7200 },
	{ "not before 1 day", 86400 },
	{ "not before 7 days", 604800 },
	/* more than a week, nothing, or no time at all */
	{ "not before 8 days", 0 },
	{ "in 99999999999999999999 seconds", 0 },
	{ "in 0 minutes", 0 },
	{ "try again later", 0 },
	{ "in minutes", 0 },
	{ "10 minimum", 0 },
	{ "5 mines", 0 },
	{ "4.7.1 days", 0 },
	{ "code a5 seconds", 0 },
	{ "5", 0 },
	{ "", 0 },
	/* the first that is one */
	{ "3 messages in 10 minutes, wait 1 hour", 600 },
};

START_TEST(how_long_to_wait_is_read_off_the_text)
{
	for (size_t i = 0; i < COUNT(waits); i++) {
		uint32_t is = normal_wait_seconds(span_of(waits[i].text));

		ck_assert_msg(is == waits[i].seconds, "%s: %u, not %u",
		    waits[i].text, is, waits[i].seconds);
	}
}
END_TEST

Suite *
normal_suite(void)
{
	Suite *s = suite_create("normal");
	TCase *t = expect_case(s, "normal");

	tcase_add_test(t,
	    text_is_lower_case_with_single_spaces_and_without_repeated_codes);
	tcase_add_test(t, a_nul_is_an_octet_as_any_other);
	tcase_add_test(t, what_is_over_the_limit_is_cut);
	tcase_add_test(t, an_enhanced_code_is_found_within_the_text);
	tcase_add_test(t, codes_are_taken_off_the_text);
	tcase_add_test(t, of_nested_replies_the_innermost_is_read);
	tcase_add_test(t, how_long_to_wait_is_read_off_the_text);
	return s;
}
