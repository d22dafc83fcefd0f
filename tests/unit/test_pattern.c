#include "diagnosis/matcher.h"

#include "unit/expect.h"
#include "unit/search.h"

#include <string.h>

Suite *pattern_suite(void);

/* What a matcher of this pattern alone finds; its literals, or 0. */
static uint32_t
literals_in(const struct pattern *p, struct span text)
{
	struct arena *a = arena_new(1 << 20);
	struct pattern *copy = arena_get(a, sizeof *copy);
	struct match match = { 0, 0 };
	struct matcher *m;

	*copy = *p;
	m = matcher_new(&copy, 1, a);
	ck_assert_ptr_nonnull(m);
	search(m, text, &match, 1);
	arena_free(a);
	return match.literals;
}

static bool
stands_in(const struct pattern *p, struct span text)
{
	return literals_in(p, text) > 0;
}

static const struct {
	const char *pattern, *text;
	bool matches;
} cases[] = {
	{ "user unknown", "550 user unknown here", true },
	{ "user unknown", "user unknow", false },
	{ "User Unknown", "user unknown", true },
	{ "user  \t unknown", "user unknown", true },
	/* a star */
	{ "user*unknown", "user <a@example.org> is unknown", true },
	{ "user*unknown", "userunknown", true },
	{ "user*unknown", "unknown user", false },
	{ "*user*", "the user", true },
	{ "aaa*bbb*ccc", "aaa bbb ccc", true },
	{ "aaa*bbb*ccc", "aaa ccc bbb", false },
	{ "abc*c", "abcc", true },
	{ "abc*c", "abc", false },
	{ "quota*0%", "quota 0x 07", true },
	/* a short gap */
	{ "user~unknown", "user <a@example.org> is unknown", true },
	{ "user ~unknown", "user unknown", true },
	{ "user~unknown", "unknown user", false },
	{ "user~a~|known|", "user a is not known", true },
	{ "user~|known|", "user a is unknown", false },
	/* words to choose from */
	{ "{user,mailbox} {is ,}unknown", "the mailbox unknown", true },
	{ "{user,mailbox} {is ,}unknown", "the user is unknown", true },
	{ "{user,mailbox} {is ,}unknown", "the host is unknown", false },
	{ "|{user,box}~{bad,wrong}", "a box that is wrong", true },
	{ "|{user,box}~{bad,wrong}", "a mailbox that is wrong", false },
	{ "{ab,user}~xyz", "user xyz", true },
	{ "a{,bc}d~xyz", "ad xyz", true },
	/* so many that they are taken apart */
	{ "|{a,b,c,d,e,f} {one,two,three,four,five} end", "e three end", true },
	{ "|{a,b,c,d,e,f} {one,two,three,four,five} end", "e three  end",
	    false },
	{ "|{a,b,c,d,e,f} {one,two,three,four,five} end", "e, three end",
	    false },
	{ "|{a,b,c,d,e,f} {one,two,three,four,five} end", "xe three end",
	    false },
	{ "{a,b,c,d,e,f} {one,two,three,four,five,}end", "e end", true },
	/* one or two letters at the end are a word of their own */
	{ "|mail is in", "the mail is inbound", false },
	{ "|mail is in", "the mail is in, now", true },
	{ "mailbox is a*bad", "mailbox is an awfully bad one", false },
	{ "mailbox is a*bad", "mailbox is a very bad one", true },
	{ "|no ip", "no ips", false },
	{ "|no ips", "no ipset", true },
	{ "|max %mb", "max 5mbit", true },
	{ "|int-t%", "int-t10", true },
	/* a digit */
	{ "bl0000%%", "bl000011", true },
	{ "bl0000%%", "bl00001", false },
	{ "bl0000%%", "bl00001x", false },
	{ "%%%*abc", "421 abc", true },
	{ "%%%*abc", "42x abc", false },
	/* an edge of a word */
	{ "|spf|", "by spf of it", true },
	{ "|spf|", "spf", true },
	{ "|spf|", "(spf)", true },
	{ "|spf|", "the spf2 check", false },
	{ "|spf|", "an aspf check", false },
	{ "|spf|", "spf\xc3\xa4", false },
	{ "|spf", "spfx", true },
	{ "spf|", "xspf", true },
	{ "|spf|*fail", "spf does fail", true },
	{ "|spf|*fail", "aspf does fail", false },
	{ "fail*|spf|", "spfx failed by spf", true },
	{ "fail*|spf|", "failed by spfx", false },
	/* with its signs taken literally */
	{ "100\\% full", "100% full", true },
	{ "100\\% full", "1005 full", false },
	{ "5 \\* 5", "5 * 5", true },
	{ "5 \\* 5", "5 times 5", false },
	{ "a\\|b c", "a|b c", true },
	{ "abc\\|", "abc| d", true },
	{ "abc\\|", "abc", false },
	{ "c:\\\\dir", "c:\\dir", true },
	{ "c:\\dir", "c:\\dir", true },
	{ "abc\\", "abc\\", true },
	{ "a \\~ b c", "a ~ b c", true },
	{ "\\{abc\\}", "say {abc} x", true },
	/* other alphabets are octets as any */
	{ "bo\xc3\xaete pleine", "la bo\xc3\xaete pleine", true },
};

START_TEST(a_pattern_stands_where_its_parts_stand_in_order)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new(1 << 16);
		struct trouble t = { "" };
		struct pattern p;

		ck_assert_msg(
		    pattern_compile(span_of(cases[i].pattern), a, &p, &t),
		    "%s: %s", cases[i].pattern, t.text);
		ck_assert_msg(
		    stands_in(&p, span_of(cases[i].text)) == cases[i].matches,
		    "%s in %s", cases[i].pattern, cases[i].text);
		arena_free(a);
	}
}
END_TEST

static const struct {
	const char *pattern, *why;
} bad[] = {
	{ "", "needs 3 octets" },
	{ "ab", "needs 3 octets" },
	{ "ab*cd*ef", "needs 3 octets" },
	{ "%%%%", "needs 3 octets" },
	{ "a%b%c", "needs 3 octets" },
	{ "abc|def", "either end" },
	{ "abc*d|e", "either end" },
	{ "a*b*c*d*e*f*g*h*iii", "at most 8 parts" },
	{ "user doesn't exist", "write \"does not\"" },
};

START_TEST(what_is_no_pattern_says_why)
{
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct arena *a = arena_new(1 << 16);
		struct trouble t = { "" };
		struct pattern p;

		ck_assert_msg(
		    !pattern_compile(span_of(bad[i].pattern), a, &p, &t),
		    "%s is none", bad[i].pattern);
		expect_part(t.text, bad[i].why, bad[i].pattern);
		arena_free(a);
	}
}
END_TEST

START_TEST(eight_parts_are_still_a_pattern)
{
	struct arena *a = arena_new(1 << 16);
	struct pattern p;

	ck_assert(pattern_compile(SPAN("a*b*c*d*e*f*g*hhh"), a, &p, NULL));
	ck_assert_uint_eq(p.count, PATTERN_PARTS_MAX);
	ck_assert(stands_in(&p, SPAN("a-b-c-d-e-f-g-hhh")));
	arena_free(a);
}
END_TEST

/* "aaa", so many octets, "bbb" */
static bool
matches_over(size_t gap, const char *pattern)
{
	struct arena *a = arena_new(1 << 16);
	char text[600];
	struct pattern p;
	bool matches;

	memset(text, '.', sizeof text);
	memcpy(text, "aaa", 3);
	memcpy(text + 3 + gap, "bbb", 3);
	ck_assert(pattern_compile(span_of(pattern), a, &p, NULL));
	matches = stands_in(&p, (struct span){ text, gap + 6 });
	arena_free(a);
	return matches;
}

START_TEST(a_star_reaches_200_octets_and_no_further)
{
	ck_assert(matches_over(0, "aaa*bbb"));
	ck_assert(matches_over(PATTERN_GAP, "aaa*bbb"));
	ck_assert(!matches_over(PATTERN_GAP + 1, "aaa*bbb"));
	/* from the other end, the anchor being in the last part */
	ck_assert(matches_over(PATTERN_GAP, "aa*bbb"));
	ck_assert(!matches_over(PATTERN_GAP + 1, "aa*bbb"));
}
END_TEST

START_TEST(a_short_gap_reaches_60_octets_and_no_further)
{
	ck_assert(matches_over(PATTERN_NEAR, "aaa~bbb"));
	ck_assert(!matches_over(PATTERN_NEAR + 1, "aaa~bbb"));
	ck_assert(matches_over(PATTERN_NEAR, "aa~bbb"));
	ck_assert(!matches_over(PATTERN_NEAR + 1, "aa~bbb"));
	/* of two signs side by side the wider counts */
	ck_assert(matches_over(PATTERN_GAP, "aaa~*bbb"));
	ck_assert(matches_over(PATTERN_GAP, "aaa*~bbb"));
}
END_TEST

/* The nearest place of a part may be too far from the next one. */
START_TEST(a_farther_place_is_taken_where_the_nearest_leads_nowhere)
{
	struct arena *a = arena_new(1 << 16);
	char text[420];
	struct pattern p;

	memset(text, '.', sizeof text);
	memcpy(text, "aaa bb", 6);
	memcpy(text + 190, "bb", 2);
	memcpy(text + 380, "cc", 2);
	ck_assert(pattern_compile(SPAN("aaa*bb*cc"), a, &p, NULL));
	ck_assert(stands_in(&p, (struct span){ text, sizeof text }));
	ck_assert(pattern_compile(SPAN("aaa*bb|*cc"), a, &p, NULL));
	memcpy(text + 190, "bbx", 3);
	ck_assert(!stands_in(&p, (struct span){ text, sizeof text }));

	memset(text, '.', sizeof text);
	memcpy(text, "cc", 2);
	memcpy(text + 190, "bb", 2);
	memcpy(text + 370, "bb aaa", 6);
	ck_assert(pattern_compile(SPAN("cc*bb*aaa"), a, &p, NULL));
	ck_assert(stands_in(&p, (struct span){ text, sizeof text }));
	arena_free(a);
}
END_TEST

START_TEST(the_longest_words_met_say_how_much_a_pattern_says)
{
	static const struct {
		const char *pattern, *text;
		uint32_t literals;
	} rows[] = {
		{ "abc", "abc", 3 },
		{ "abc*def", "abc def", 6 },
		{ "|abc%%|", "abc11", 3 },
		{ "abc\\*", "abc*", 4 },
		{ "a  bc", "a bc", 4 },
		{ "{user,user name}~bad", "user name bad", 12 },
		{ "{user,user name}~bad", "user bad", 7 },
		{ "{user,user unknown}", "user unknown", 12 },
		{ "abc~{%x,%yyy}", "abc 1yyy", 6 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(1 << 16);
		struct pattern p;

		ck_assert(
		    pattern_compile(span_of(rows[i].pattern), a, &p, NULL));
		ck_assert_uint_eq(
		    literals_in(&p, span_of(rows[i].text)), rows[i].literals);
		arena_free(a);
	}
}
END_TEST

START_TEST(a_part_is_firm_whose_words_begin_with_two_plain_octets)
{
	struct arena *a = arena_new(1 << 16);
	struct pattern p;

	ck_assert(pattern_compile(SPAN("ab%cde*{fg,h}*i%j*xyz"), a, &p, NULL));
	ck_assert_uint_eq(p.count, 4);
	ck_assert(p.parts[0].firm);
	ck_assert_uint_eq(word_stem(&p.parts[0].words[0]), 2);
	ck_assert(!p.parts[1].firm);
	ck_assert(!p.parts[2].firm);
	ck_assert(p.parts[3].firm);
	arena_free(a);
}
END_TEST

START_TEST(no_memory_is_told)
{
	struct arena *a = arena_new(64);
	struct trouble t = { "" };
	struct pattern p;

	while (arena_get(a, 8) != NULL)
		;
	ck_assert(!pattern_compile(SPAN("user unknown"), a, &p, &t));
	expect_part(t.text, "no memory", "a full arena");
	arena_free(a);
}
END_TEST

Suite *
pattern_suite(void)
{
	Suite *s = suite_create("pattern");
	TCase *t = expect_case(s, "pattern");

	tcase_add_test(t, a_pattern_stands_where_its_parts_stand_in_order);
	tcase_add_test(t, what_is_no_pattern_says_why);
	tcase_add_test(t, eight_parts_are_still_a_pattern);
	tcase_add_test(t, a_star_reaches_200_octets_and_no_further);
	tcase_add_test(t, a_short_gap_reaches_60_octets_and_no_further);
	tcase_add_test(
	    t, a_farther_place_is_taken_where_the_nearest_leads_nowhere);
	tcase_add_test(t, the_longest_words_met_say_how_much_a_pattern_says);
	tcase_add_test(
	    t, a_part_is_firm_whose_words_begin_with_two_plain_octets);
	tcase_add_test(t, no_memory_is_told);
	return s;
}
