#include "report/escape.h"

#include "base/utf8.h"

#include "unit/expect.h"

#include <stdio.h>
#include <string.h>

Suite *escape_suite(void);

static const struct {
	const char *octets;
	size_t size;
	const char *terminal, *json;
} cases[] = {
#define ROW(octets, terminal, json)                                            \
	{                                                                      \
		octets, sizeof(octets) - 1, terminal, json                     \
	}
	ROW("", "", ""),
	ROW("plain text", "plain text", "plain text"),
	ROW("a\"b\\c/d", "a\"b\\c/d", "a\\\"b\\\\c/d"),
	ROW("\033[31mred", "\\x1B[31mred", "\\u001B[31mred"),
	ROW("\a\b\t\n\v\f\r", "\\x07\\x08\\x09\\x0A\\x0B\\x0C\\x0D",
	    "\\u0007\\b\\t\\n\\u000B\\f\\r"),
	ROW("a\0b", "a\\x00b", "a\\u0000b"),
	ROW("\x7f", "\\x7F", "\\u007F"),
	/* letters of others */
	ROW("\xc3\xa4 \xe4\xb8\xad \xf0\x9f\x98\x80",
	    "\xc3\xa4 \xe4\xb8\xad \xf0\x9f\x98\x80",
	    "\xc3\xa4 \xe4\xb8\xad \xf0\x9f\x98\x80"),
	/* C1, which some terminals take for escape sequences */
	ROW("\xc2\x9b"
	    "1m",
	    "\\u{9B}1m", "\\u009B1m"),
	ROW("\x9b"
	    "1m",
	    "\\x9B1m",
	    "\xef\xbf\xbd"
	    "1m"),
	/* what turns the text around, or cannot be seen */
	ROW("\xe2\x80\xae"
	    "gpj",
	    "\\u{202E}gpj", "\\u202Egpj"),
	ROW("\xe2\x81\xa6x\xe2\x81\xa9", "\\u{2066}x\\u{2069}",
	    "\\u2066x\\u2069"),
	ROW("\xe2\x80\xa8\xe2\x80\xa9", "\\u{2028}\\u{2029}", "\\u2028\\u2029"),
	ROW("a\xe2\x80\x8b"
	    "b\xef\xbb\xbf",
	    "a\\u{200B}b\\u{FEFF}", "a\\u200Bb\\uFEFF"),
	ROW("\xd8\x9c\xc2\xad", "\\u{61C}\\u{AD}", "\\u061C\\u00AD"),
	ROW("\xf3\xa0\x81\x81", "\\u{E0041}", "\\uDB40\\uDC41"),
	/* broken UTF-8 */
	ROW("\xff\xfe", "\\xFF\\xFE", "\xef\xbf\xbd\xef\xbf\xbd"),
	ROW("\xc0\xaf", "\\xC0\\xAF", "\xef\xbf\xbd\xef\xbf\xbd"),
	ROW("\xed\xa0\x80", "\\xED\\xA0\\x80",
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"),
	ROW("\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80",
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"),
	ROW("caf\xc3", "caf\\xC3", "caf\xef\xbf\xbd"),
	ROW("\xe2\x80z", "\\xE2\\x80z", "\xef\xbf\xbd\xef\xbf\xbdz"),
#undef ROW
};

static const char *
escaped(void (*escape)(struct buf *, struct span), struct span text,
    struct buf *out)
{
	buf_clear(out);
	escape(out, text);
	ck_assert(!out->failed);
	return buf_text(out);
}

START_TEST(what_steers_a_display_is_shown_as_its_number)
{
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span text = { cases[i].octets, cases[i].size };

		expect_text(escaped(escape_for_terminal, text, &out),
		    cases[i].terminal, cases[i].terminal);
		expect_text(escaped(escape_for_json, text, &out), cases[i].json,
		    cases[i].json);
	}
	buf_free(&out);
}
END_TEST

/* Whatever comes in, printable UTF-8 goes out. */
START_TEST(no_two_octets_get_through_that_are_not_printable)
{
	struct buf out;

	buf_init(&out, 4096);
	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			char octets[3] = { (char)first, (char)second, 'x' };
			struct span text = { octets, 3 };
			const char *shown =
			    escaped(escape_for_terminal, text, &out);

			ck_assert(utf8_is_valid(span_of(shown)));
			for (const char *c = shown; *c != '\0'; c++)
				ck_assert(!ascii_is_control(*c));
			shown = escaped(escape_for_json, text, &out);
			ck_assert(utf8_is_valid(span_of(shown)));
			for (const char *c = shown; *c != '\0'; c++)
				ck_assert(!ascii_is_control(*c));
		}
	}
	buf_free(&out);
}
END_TEST

/* Each character that steers, and its neighbours that do not. */
static const struct {
	uint32_t first, last;
} controls[] = {
	{ 0x80, 0x9f },
	{ 0xad, 0xad },
	{ 0x61c, 0x61c },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

static size_t
encode(uint32_t c, char *out)
{
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static bool
is_shown(uint32_t c, struct buf *out)
{
	char octets[4];
	struct span text = { octets, encode(c, octets) };

	escaped(escape_for_terminal, text, out);
	return span_equal(buf_span(out), text);
}

START_TEST(each_steering_character_is_escaped_and_no_other)
{
	struct buf out;

	buf_init(&out, 4096);
	for (size_t i = 0; i < COUNT(controls); i++) {
		for (uint32_t c = controls[i].first; c <= controls[i].last; c++)
			ck_assert_msg(!is_shown(c, &out), "U+%04X", c);
		ck_assert(controls[i].first == 0x80 ||
			  is_shown(controls[i].first - 1, &out));
		ck_assert(is_shown(controls[i].last + 1, &out));
	}
	buf_free(&out);
}
END_TEST

/* Whole blocks of octets are looked at together: at no place may one hide. */
START_TEST(a_run_of_plain_octets_ends_where_one_is_not)
{
	static const char plain[] = " !#[]~a0", odd[] = "\"\\\037\177\200\377";
	char octets[80];

	for (size_t size = 0; size <= sizeof octets; size++) {
		for (size_t i = 0; i < sizeof octets; i++)
			octets[i] = plain[i % 8];
		ck_assert_uint_eq(
		    escape_plain_run((struct span){ octets, size }), size);
		for (size_t i = 0; i < size * sizeof odd; i++) {
			size_t at = i % size;

			octets[at] = odd[i / size];
			ck_assert_uint_eq(
			    escape_plain_run((struct span){ octets, size }),
			    at);
			octets[at] = plain[at % 8];
		}
	}
}
END_TEST

START_TEST(a_full_buffer_is_told)
{
	struct buf out;

	buf_init(&out, 4);
	escape_for_terminal(&out, SPAN("\033\033"));
	ck_assert(out.failed);
	buf_free(&out);
}
END_TEST

Suite *
escape_suite(void)
{
	Suite *s = suite_create("escape");
	TCase *t = expect_case(s, "escape");

	tcase_add_test(t, what_steers_a_display_is_shown_as_its_number);
	tcase_add_test(t, no_two_octets_get_through_that_are_not_printable);
	tcase_add_test(t, each_steering_character_is_escaped_and_no_other);
	tcase_add_test(t, a_run_of_plain_octets_ends_where_one_is_not);
	tcase_add_test(t, a_full_buffer_is_told);
	return s;
}
