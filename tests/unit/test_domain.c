#include "smtp/domain.h"

#include "smtp/address.h"
#include "unit/expect.h"

#include <stdio.h>
#include <string.h>

Suite *domain_suite(void);

enum { ARENA_MAX = 1 << 16 };

#define X16 "xxxxxxxxxxxxxxxx"
#define X15 "xxxxxxxxxxxxxxx"
#define X47 X16 X16 X15
#define X63 X16 X47

START_TEST(a_domain_becomes_a_labels_in_lower_case)
{
	static const struct {
		const char *text, *ascii;
	} rows[] = {
		{ "example.test", "example.test" },
		{ "Example.TEST", "example.test" },
		{ "x", "x" },
		{ "1", "1" },
		{ "192.0.2.1", "192.0.2.1" },
		{ "a-b.c--d.1-2", "a-b.c--d.1-2" },
		/* libidn2 refuses this one, which exists. */
		{ "r4---sn-x.test", "r4---sn-x.test" },
		{ "xn--bcher-kva.test", "xn--bcher-kva.test" },
		{ "b\xc3\xbc"
		  "cher.test",
		    "xn--bcher-kva.test" },
		{ "B\xc3\x9c"
		  "CHER.test",
		    "xn--bcher-kva.test" },
		/* ASCII labels beside others bypass IDNA all the same. */
		{ "r4---sn-x.\xc3\xbc.test", "r4---sn-x.xn--tda.test" },
		/* Composed or not, it is the same name. */
		{ "bu\xcc\x88"
		  "cher.test",
		    "xn--bcher-kva.test" },
		/* Non-transitional: the sharp s stays itself. */
		{ "fa\xc3\x9f.test", "xn--fa-hia.test" },
		{ "\xcf\x80\xce\xb1\xcf\x81\xce\xac\xce\xb4\xce\xb5\xce\xb9"
		  "\xce\xb3\xce\xbc\xce\xb1.test",
		    "xn--hxajbheg2az3al.test" },
		{ "\xd7\x90\xd7\x91.test", "xn--4dbc.test" },
		/* Wide digits are digits. */
		{ "\xef\xbc\x91\xef\xbc\x92.test", "12.test" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct trouble t = { "" };
		struct span ascii = SPAN_NONE;

		ck_assert_msg(domain_read(span_of(rows[i].text), a, &ascii, &t),
		    "%s: %s", rows[i].text, t.text);
		expect_span(ascii, span_of(rows[i].ascii), rows[i].text);
		arena_free(a);
	}
}
END_TEST

static void
expect_refused(const char *text, const char *reason)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct span ascii = SPAN("untouched");
	struct trouble t = { "" };

	ck_assert_msg(!domain_read(span_of(text), a, &ascii, &t),
	    "`%s' is taken for `%.*s'", text, SPAN_ARGUMENTS(ascii));
	expect_part(t.text, reason, text);
	expect_span(ascii, SPAN("untouched"), text);
	arena_free(a);
}

START_TEST(what_is_no_domain_is_refused_with_the_octet_and_the_remedy)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", "octet 1: the domain is empty; give one such as" },
		{ ".", "octet 1: `.': a label of the domain is missing here" },
		{ ".x", "octet 1: `.': a label of the domain is missing here" },
		{ "x..y", "octet 3: `.': a label of the domain is missing" },
		{ "x.", "octet 2: `.': leave out the dot at the end" },
		{ "\xc3\xbc.", "octet 3: `.': leave out the dot at the end" },
		{ "x..", "octet 3: `.': a label of the domain is missing" },
		{ "-x", "octet 1: `-': a label neither begins nor ends with" },
		{ "x-", "octet 2: `-': a label neither begins nor ends with" },
		{ "x.-y", "octet 3: `-': a label neither begins nor ends" },
		{ "x-.y", "octet 2: `-': a label neither begins nor ends" },
		{ "a_b", "octet 2: `_': a domain has letters, digits and" },
		{ "a b", "octet 2: a space: a domain has letters" },
		{ "a/b", "octet 2: `/': a domain has letters" },
		{ "a:25", "octet 2: `:': a domain has letters" },
		{ "a\x01", "octet 2: the control character 0x01: a domain" },
		{ "a\x7f", "octet 2: the control character 0x7F: a domain" },
		{ "u@x", "octet 2: `@': a domain has letters" },
		{ "[192.0.2.1]", "octet 1: `[': a domain has letters" },
		{ "x." X63 "y", "octet 66: `y': a label of a domain has 63" },
		/* beside a U-label */
		{ "\xc3\xbc,x.y", "octet 3: `,': a domain has letters" },
		{ "\xc3\xbc x.y", "octet 3: a space: a domain has letters" },
		{ "x.\xc3\xbc\n", "octet 5: the control character 0x0A" },
		{ "\xc3\xbc..y", "octet 4: `.': a label of the domain is" },
		{ "\xc3", "octet 1: 0xC3, which is not UTF-8: a domain has" },
		{ "x\xff.y", "octet 2: 0xFF, which is not UTF-8" },
		{ "x\xe2\x80\xae.y", "octet 2: U+202E: a domain has" },
		{ "x\xc2\x9b.y", "octet 2: U+009B: a domain has" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_refused(rows[i].text, rows[i].reason);
}
END_TEST

START_TEST(what_libidn2_would_make_of_a_label_is_checked_again)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		/* other dots, which it takes for the dot */
		{ "a\xe3\x80\x82.b", "octet 2: U+3002: the dot between" },
		{ "a\xe3\x80\x82"
		  "b",
		    "octet 2: U+3002: the dot between" },
		{ "a.\xef\xbc\x8e"
		  "b",
		    "octet 3: U+FF0E: the dot between" },
		{ "\xc3\xbc\xef\xbd\xa1", "octet 3: U+FF61: the dot between" },
		/* what it turns into ASCII that no host name has */
		{ "a\xef\xbc\xa0"
		  "b.c",
		    "octet 1: `a': a domain has" },
		{ "a\xe2\x84\x80.c", "octet 1: `a': a domain has" },
		{ "a\xc2\xa0"
		  "b.c",
		    "octet 1: `a': a domain has" },
		{ "a.b\xe3\x80\x80", "octet 3: `b': a domain has" },
		{ "\xe2\x80\xa5.c", "octet 1: U+2025:" },
		/* what it turns into nothing */
		{ "\xc2\xad.c", "octet 1: U+00AD: a domain has" },
		{ "c.\xe2\x80\x8b", "octet 3: U+200B: a domain has" },
		/* what it refuses itself */
		{ "-\xc3\xbc.c", "octet 1: `-':" },
		{ "\xc3\xbc-.c", "octet 1: U+00FC:" },
		{ "ab--\xc3\xbc.c", "octet 1: `a':" },
		{ "c.xn--\xc3\xbc", "octet 3: `x':" },
		{ "\xcc\x81.c", "octet 1: U+0301:" },
		{ "\xe2\x98\x83.c", "octet 1: U+2603:" },
		{ "\xd7\x90"
		  "a1.c",
		    "octet 1: U+05D0:" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_refused(rows[i].text, rows[i].reason);
}
END_TEST

START_TEST(a_domain_has_255_octets_at_most_in_a_labels)
{
	/* Three labels of 63 with their dots are 192. */
	for (int last = 1; last <= 63; last++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct span ascii = SPAN_NONE;
		struct trouble t = { "" };
		char text[300];

		snprintf(
		    text, sizeof text, "%s.%s.%s.%0*d", X63, X63, X63, last, 0);
		ck_assert(domain_read(span_of(text), a, &ascii, &t));
		ck_assert_uint_eq(ascii.size, 192u + (unsigned int)last);
		arena_free(a);
	}
	/* 256 octets, and 257. */
	expect_refused(X63 "." X63 "." X63 "." X47 X15 ".y",
	    "octet 1: the domain is longer than 255 octets");
	expect_refused(X63 "." X63 "." X63 "." X63 ".y",
	    "octet 1: the domain is longer than 255 octets");
	expect_refused(X63 "." X63 "." X63 "." X63 "." X63 "." X63,
	    "octet 1: the domain is longer than 255 octets");
}
END_TEST

START_TEST(a_u_label_may_be_long_and_its_a_label_has_63_octets_at_most)
{
	bool well = true;
	size_t longest = 0;

	for (size_t count = 1; count < 600; count++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct span ascii = SPAN_NONE;
		struct trouble t = { "" };
		char text[1300];

		for (size_t i = 0; i < count; i++)
			memcpy(text + 2 * i, "\xc3\xbc", 3);
		if (domain_read(span_of(text), a, &ascii, &t)) {
			/* No gap: what is refused stays refused. */
			ck_assert(well);
			ck_assert_uint_le(ascii.size, 63);
			longest = ascii.size;
		} else {
			well = false;
			expect_part(t.text, "octet 1: ", "reason");
		}
		arena_free(a);
	}
	ck_assert(!well);
	ck_assert_uint_ge(longest, 60);
}
END_TEST

/* RFC 5321 4.1.3: the octets are 1 to 3 digits, and "::" stands for
 * two groups at least. */
static const struct {
	const char *text, *ip;
} literals[] = {
	{ "[192.0.2.1]", "192.0.2.1" },
	{ "[0.0.0.0]", "0.0.0.0" },
	{ "[001.02.3.255]", "1.2.3.255" },
	{ "[IPv6:2001:db8::1]", "2001:db8::1" },
	{ "[ipv6:2001:DB8::1]", "2001:db8::1" },
	{ "[IPv6:::]", "::" },
	{ "[IPv6:::1]", "::1" },
	{ "[IPv6:1::]", "1::" },
	{ "[IPv6:1:2:3:4:5:6:7:8]", "1:2:3:4:5:6:7:8" },
	{ "[IPv6:1:2:3:4:5:6::]", "1:2:3:4:5:6::" },
	{ "[IPv6:::3:4:5:6:7:8]", "::3:4:5:6:7:8" },
	{ "[IPv6:1:2:3::6:7:8]", "1:2:3::6:7:8" },
	{ "[IPv6:1:2:3:4:5:6:192.0.2.1]", "1:2:3:4:5:6:c000:201" },
	{ "[IPv6:::192.0.2.1]", "::c000:201" },
	{ "[IPv6:1:2:3:4::192.0.2.001]", "1:2:3:4::c000:201" },
	{ "[]", NULL },
	{ "[", NULL },
	{ "[192.0.2.1", NULL },
	{ "[192.0.2.256]", NULL },
	{ "[192.0.2.0001]", NULL },
	{ "[192.0.2]", NULL },
	{ "[192.0.2.1.1]", NULL },
	{ "[192.0.2.]", NULL },
	{ "[ 192.0.2.1]", NULL },
	{ "[192.0.2.1 ]", NULL },
	{ "[192.0.2.1]]", NULL },
	{ "[[192.0.2.1]", NULL },
	{ "[2001:db8::1]", NULL },
	{ "[IPv6:]", NULL },
	{ "[IPv6:192.0.2.1]", NULL },
	{ "[IPv6 :::1]", NULL },
	{ "[IPv6:::1%eth0]", NULL },
	{ "[IPv6:1:2:3:4:5:6:7]", NULL },
	{ "[IPv6:1:2:3:4:5:6:7::]", NULL },
	{ "[IPv6:::2:3:4:5:6:7:8]", NULL },
	{ "[IPv6:1:2:3:4:5::192.0.2.1]", NULL },
	{ "[IPv6:1::2::3]", NULL },
	{ "[IPv6:::1.2.3.4:5]", NULL },
	{ "[IPv6:1:2:3:4:5:6:1.2.3.999]", NULL },
	{ "[IPv6:00000000000000000000000000000000000000000:1.2.3.4]", NULL },
	{ "[tag:anything]", NULL },
};

START_TEST(a_literal_is_an_ipv4_or_a_tagged_ipv6_address)
{
	for (size_t i = 0; i < COUNT(literals); i++) {
		char all[100], text[IP_TEXT_MAX];
		struct trouble t = { "" };
		struct ip ip = { 0 };
		bool well;

		/* It begins at an offset, from which troubles do not count. */
		snprintf(all, sizeof all, "u@%s", literals[i].text);
		well = literal_parse(span_of(all), 2, &ip, &t);
		ck_assert_msg(well == (literals[i].ip != NULL), "%s", all);
		if (well)
			expect_text(ip_format(&ip, text), literals[i].ip, all);
		else
			expect_part(t.text, "an address literal", all);
	}
}
END_TEST

START_TEST(the_character_that_is_named_is_shown_without_steering_a_terminal)
{
	static const struct {
		const char *text;
		size_t at;
		const char *shown;
	} rows[] = {
		{ "ab", 1, "octet 2: `b': remedy" },
		{ "ab", 2, "octet 3: the end: remedy" },
		{ "ab", 99, "octet 100: the end: remedy" },
		{ "a b", 1, "octet 2: a space: remedy" },
		{ "\x1b[2J", 0, "octet 1: the control character 0x1B: remedy" },
		{ "\xc2\x9b", 0, "octet 1: U+009B: remedy" },
		{ "\xf0\x9f\x98\x80", 0, "octet 1: U+1F600: remedy" },
		{ "\xf0\x9f", 0, "octet 1: 0xF0, which is not UTF-8: remedy" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trouble t = { "" };

		syntax_trouble(&t, span_of(rows[i].text), rows[i].at, "remedy");
		expect_text(t.text, rows[i].shown, "shown");
	}
}
END_TEST

START_TEST(characters_that_hide_or_turn_text_are_forbidden)
{
	static const uint32_t forbidden[] = { 0, 0x1f, 0x7f, 0x80, 0x9f, 0x61c,
		0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069,
		0xfeff };
	static const uint32_t allowed[] = { ' ', '~', 0xa0, 0xfc, 0x200d,
		0x2027, 0x202f, 0x2065, 0x206a, 0x10ffff };

	for (size_t i = 0; i < COUNT(forbidden); i++)
		ck_assert_msg(
		    is_forbidden(forbidden[i]), "U+%04X", forbidden[i]);
	for (size_t i = 0; i < COUNT(allowed); i++)
		ck_assert_msg(!is_forbidden(allowed[i]), "U+%04X", allowed[i]);
}
END_TEST

Suite *
domain_suite(void)
{
	Suite *s = suite_create("domain");
	TCase *c = expect_case(s, "domain");

	tcase_add_test(c, a_domain_becomes_a_labels_in_lower_case);
	tcase_add_test(
	    c, what_is_no_domain_is_refused_with_the_octet_and_the_remedy);
	tcase_add_test(c, what_libidn2_would_make_of_a_label_is_checked_again);
	tcase_add_test(c, a_domain_has_255_octets_at_most_in_a_labels);
	tcase_add_test(
	    c, a_u_label_may_be_long_and_its_a_label_has_63_octets_at_most);
	tcase_add_test(c, a_literal_is_an_ipv4_or_a_tagged_ipv6_address);
	tcase_add_test(c,
	    the_character_that_is_named_is_shown_without_steering_a_terminal);
	tcase_add_test(c, characters_that_hide_or_turn_text_are_forbidden);
	return s;
}
