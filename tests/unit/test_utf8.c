#include "base/utf8.h"

#include "unit/expect.h"

Suite *utf8_suite(void);

/* The octets of a character as RFC 3629 has them; their number. */
static size_t
encode(uint32_t c, char out[4])
{
	static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = size; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(marks[size] | c);
	return size;
}

START_TEST(every_character_is_read_and_no_surrogate)
{
	for (uint32_t c = 0; c <= 0x110100; c++) {
		bool well = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
		uint32_t read = 0xabcdef;
		char octets[4];
		size_t size = encode(c, octets);
		struct span s = { octets, size };

		if (utf8_decode(s, &read) != (well ? size : 0) ||
		    read != (well ? c : 0xabcdef) || utf8_is_valid(s) != well)
			ck_abort_msg("U+%04X read as U+%04X", c, read);
	}
}
END_TEST

START_TEST(what_is_not_utf8_is_refused)
{
	const struct span rows[] = {
		SPAN("\x80"),             /* continues nothing */
		SPAN("\xbf\x80"),         /* the same */
		SPAN("\xc0\x80"),         /* NUL, overlong */
		SPAN("\xc1\xbf"),         /* overlong */
		SPAN("\xe0\x9f\xbf"),     /* overlong */
		SPAN("\xf0\x8f\xbf\xbf"), /* overlong */
		SPAN("\xed\xa0\x80"),     /* a surrogate */
		SPAN("\xf4\x90\x80\x80"), /* above U+10FFFF */
		SPAN("\xf8\x88\x80\x80\x80"), SPAN("\xfe"), SPAN("\xff"),
		SPAN("\xc3"),         /* cut short */
		SPAN("\xe2\x82"),     /* cut short */
		SPAN("\xf0\x9f\x98"), /* cut short */
		SPAN("\xc3("),        /* broken off */
		SPAN("\xe2\x82("),    /* broken off */
		SPAN("\xc3\xc3"),     /* begun twice */
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t c = 77;

		ck_assert_msg(
		    utf8_decode(rows[i], &c) == 0 && c == 77, "row %zu", i);
		ck_assert_msg(!utf8_is_valid(rows[i]), "row %zu", i);
	}
}
END_TEST

START_TEST(a_text_is_valid_when_every_character_is)
{
	const struct {
		struct span text;
		bool valid;
	} rows[] = {
		{ SPAN_NONE, true },
		{ SPAN(""), true },
		{ SPAN("plain\0\x7f"), true },
		{ SPAN("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80"),
		    true },
		{ SPAN("gr\xc3\xbc\xc3"), false },
		{ SPAN("\xfcmlaut"), false },
		{ SPAN("a\x80z"), false },
	};
	uint32_t c = 5;

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(
		    utf8_is_valid(rows[i].text) == rows[i].valid, "row %zu", i);
	ck_assert_uint_eq(utf8_decode(SPAN_NONE, &c), 0);
	ck_assert_uint_eq(c, 5);
	ck_assert_uint_eq(utf8_decode(SPAN("\xc3\xbc\xff"), &c), 2);
	ck_assert_uint_eq(c, 0xfc);
}
END_TEST

Suite *
utf8_suite(void)
{
	Suite *s = suite_create("utf8");
	TCase *c = expect_case(s, "utf8");

	tcase_add_test(c, every_character_is_read_and_no_surrogate);
	tcase_add_test(c, what_is_not_utf8_is_refused);
	tcase_add_test(c, a_text_is_valid_when_every_character_is);
	return s;
}
