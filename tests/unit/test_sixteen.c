#include "base/sixteen.h"

#include "unit/expect.h"

Suite *sixteen_suite(void);

START_TEST(octets_are_loaded_in_the_order_of_the_text)
{
	ck_assert_uint_eq(eight_load("a\0\0\0\0\0\0\0"), 'a');
	ck_assert_uint_eq(eight_load("\0\0\0\0\0\0\0z"), (uint64_t)'z' << 56);
}
END_TEST

START_TEST(octets_are_stored_as_they_were_loaded)
{
	char copy[16];

	sixteen_store(sixteen_load("0123456789abcdef"), copy);
	ck_assert_mem_eq(copy, "0123456789abcdef", sizeof copy);
}
END_TEST

START_TEST(nul_stands_for_octets_that_are_missing)
{
	static const char text[] = "0123456789abcdef";

	for (size_t count = 0; count < 16; count++) {
		char some[16], wanted[16] = "";

		memcpy(wanted, text, count);
		sixteen_store(sixteen_load_some(text, count), some);
		ck_assert_mem_eq(some, wanted, sizeof some);
	}
}
END_TEST

START_TEST(each_octet_is_marked_by_itself)
{
	for (unsigned int c = 0; c < 256; c++) {
		for (size_t at = 0; at < 16; at++) {
			char text[] = "~~~~~~~~~~~~~~~~";
			unsigned int bit = 1u << at;
			bool digit = c >= '0' && c <= '9';
			sixteen octets;

			text[at] = (char)c;
			octets = sixteen_load(text);
			ck_assert_uint_eq(
			    sixteen_bits(sixteen_within(octets, '0', '9')),
			    digit ? bit : 0);
			ck_assert_uint_eq(
			    sixteen_bits(sixteen_equal(octets, ' ')),
			    c == ' ' ? bit : 0);
			ck_assert_uint_eq(
			    sixteen_bits(octets), c >= 0x80 ? bit : 0);
		}
	}
}
END_TEST

/* As it is done where the processor has no instruction for it. */
START_TEST(bits_are_gathered_by_numbers_too)
{
	for (unsigned int bits = 0; bits < 256; bits++) {
		char octets[8];

		for (size_t at = 0; at < 8; at++)
			octets[at] =
			    (char)((bits >> at & 1) != 0 ? 0xe1 : 0x7f);
		ck_assert_uint_eq(eight_bits(eight_load(octets)), bits);
	}
}
END_TEST

Suite *
sixteen_suite(void)
{
	Suite *s = suite_create("sixteen");
	TCase *t = tcase_create("sixteen");

	tcase_add_test(t, octets_are_loaded_in_the_order_of_the_text);
	tcase_add_test(t, octets_are_stored_as_they_were_loaded);
	tcase_add_test(t, nul_stands_for_octets_that_are_missing);
	tcase_add_test(t, each_octet_is_marked_by_itself);
	tcase_add_test(t, bits_are_gathered_by_numbers_too);
	suite_add_tcase(s, t);
	return s;
}
