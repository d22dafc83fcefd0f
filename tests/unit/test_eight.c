#include "base/eight.h"

#include "unit/expect.h"

#include <string.h>

Suite *eight_suite(void);

START_TEST(octets_are_loaded_and_stored_in_the_order_of_the_text)
{
	char copy[8];

	eight_store(eight_load("abcdefgh"), copy);
	ck_assert_mem_eq(copy, "abcdefgh", 8);
	ck_assert_uint_eq(eight_load("a\0\0\0\0\0\0\0"), 'a');
}
END_TEST

/* Of a text shorter than eight octets, and of a longer one. */
START_TEST(nul_stands_for_what_is_missing_of_the_last_octets)
{
	static const char text[] = "0123456789";

	for (size_t size = 0; size <= 10; size++) {
		for (size_t count = 0; count <= size && count < 8; count++) {
			char last[8], wanted[8] = "";

			memcpy(wanted, text + size - count, count);
			eight_store(eight_load_last(text, size, count), last);
			ck_assert_mem_eq(last, wanted, 8);
		}
	}
}
END_TEST

START_TEST(each_octet_of_ascii_is_marked_by_itself)
{
	for (unsigned int c = 0; c < 0x80; c++) {
		for (size_t at = 0; at < 8; at++) {
			char text[8] = "~~~~~~~~";
			uint64_t ascii;
			bool digit = c >= '0' && c <= '9';

			text[at] = (char)c;
			ascii = eight_load(text);
			ck_assert_uint_eq(
			    eight_first(eight_within(ascii, '0', '9')),
			    digit ? at : 8);
			ck_assert_uint_eq(eight_first(eight_equal(ascii, ' ')),
			    c == ' ' ? at : 8);
			ck_assert_uint_eq(eight_first(~eight_from(ascii, 'a')),
			    c < 'a' ? at : 8);
		}
	}
}
END_TEST

Suite *
eight_suite(void)
{
	Suite *s = suite_create("eight");
	TCase *t = tcase_create("eight");

	tcase_add_test(
	    t, octets_are_loaded_and_stored_in_the_order_of_the_text);
	tcase_add_test(t, nul_stands_for_what_is_missing_of_the_last_octets);
	tcase_add_test(t, each_octet_of_ascii_is_marked_by_itself);
	suite_add_tcase(s, t);
	return s;
}
