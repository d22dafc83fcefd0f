#include "unit/expect.h"

#include <string.h>

Suite *span_suite(void);

START_TEST(the_span_of_a_string_counts_no_nul_and_null_is_empty)
{
	expect_span(span_of("abc"), SPAN("abc"), "abc");
	ck_assert_uint_eq(span_of("").size, 0);
	ck_assert_uint_eq(span_of(NULL).size, 0);
	ck_assert_ptr_null(span_of(NULL).data);
	ck_assert_uint_eq(SPAN("a\0b").size, 3);
}
END_TEST

START_TEST(spans_compare_by_octet_and_without_ascii_case)
{
	const struct {
		struct span a, b;
		bool equal, nocase;
	} rows[] = {
		{ SPAN(""), SPAN_NONE, true, true },
		{ SPAN("a"), SPAN("a"), true, true },
		{ SPAN("a"), SPAN("A"), false, true },
		{ SPAN("a"), SPAN("b"), false, false },
		{ SPAN("a"), SPAN("ab"), false, false },
		{ SPAN("a\0b"), SPAN("a\0c"), false, false },
		{ SPAN("a\0B"), SPAN("A\0b"), false, true },
		/* Only letters have a case. */
		{ SPAN("@"), SPAN("`"), false, false },
		{ SPAN("["), SPAN("{"), false, false },
		{ SPAN("\xc3\x84"), SPAN("\xc3\xa4"), false, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_msg(span_equal(rows[i].a, rows[i].b) == rows[i].equal,
		    "row %zu", i);
		ck_assert_msg(
		    span_equal_nocase(rows[i].a, rows[i].b) == rows[i].nocase,
		    "row %zu", i);
	}
}
END_TEST

START_TEST(a_prefix_and_a_suffix_are_found_without_case)
{
	const struct {
		const char *s, *part;
		bool starts, ends;
	} rows[] = {
		{ "", "", true, true },
		{ "abc", "", true, true },
		{ "", "a", false, false },
		{ "ABC", "ab", true, false },
		{ "ABC", "bc", false, true },
		{ "ABC", "abc", true, true },
		{ "ABC", "abcd", false, false },
		{ "abab", "AB", true, true },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct span s = span_of(rows[i].s),
			    part = span_of(rows[i].part);

		ck_assert_msg(span_starts_nocase(s, part) == rows[i].starts,
		    "row %zu", i);
		ck_assert_msg(
		    span_ends_nocase(s, part) == rows[i].ends, "row %zu", i);
	}
}
END_TEST

START_TEST(an_octet_or_a_part_that_is_not_there_is_found_at_the_end)
{
	ck_assert_uint_eq(span_find(SPAN("abcabc"), 'b'), 1);
	ck_assert_uint_eq(span_find(SPAN("abc"), 'x'), 3);
	ck_assert_uint_eq(span_find(SPAN("ab\0c"), '\0'), 2);
	ck_assert_uint_eq(span_find(SPAN_NONE, 'x'), 0);
	ck_assert_uint_eq(span_search_nocase(SPAN("xxAByy"), SPAN("aB")), 2);
	ck_assert_uint_eq(span_search_nocase(SPAN("aab"), SPAN("ab")), 1);
	ck_assert_uint_eq(span_search_nocase(SPAN("abc"), SPAN("abcd")), 3);
	ck_assert_uint_eq(span_search_nocase(SPAN("abc"), SPAN("cd")), 3);
	ck_assert_uint_eq(span_search_nocase(SPAN("abc"), SPAN("")), 0);
	ck_assert_uint_eq(span_search_nocase(SPAN_NONE, SPAN("a")), 0);
	ck_assert_uint_eq(span_search(SPAN("xxABabab"), SPAN("ab")), 4);
	ck_assert_uint_eq(span_search(SPAN("aab"), SPAN("ab")), 1);
	ck_assert_uint_eq(span_search(SPAN("AB"), SPAN("ab")), 2);
	ck_assert_uint_eq(span_search(SPAN("abc"), SPAN("abcd")), 3);
	ck_assert_uint_eq(span_search(SPAN("aaa"), SPAN("ab")), 3);
	ck_assert_uint_eq(span_search(SPAN("abc"), SPAN("")), 0);
	ck_assert_uint_eq(span_search(SPAN_NONE, SPAN("a")), 0);
}
END_TEST

/* The number-th text of that size of a letter, a space and a sign. */
static struct span
spell(size_t number, size_t size, char *octets)
{
	for (size_t i = 0; i < size; i++, number /= 3)
		octets[i] = "a ="[number % 3];
	return (struct span){ octets, size };
}

static size_t
search_plainly(struct span s, struct span part)
{
	for (size_t i = 0; i + part.size <= s.size; i++) {
		if (span_equal(span_part(s, i, i + part.size), part))
			return i;
	}
	return s.size;
}

/* What is looked for of it depends on where signs and spaces are. */
START_TEST(every_part_is_found_where_it_stands_first)
{
	char octets[5], sought[3];

	for (size_t text = 0; text < 3 * 3 * 3 * 3 * 3; text++) {
		for (size_t n = 0; n < 3 * 3 * 3 * 3; n++) {
			struct span s = spell(text, sizeof octets, octets);
			struct span part = spell(n / 3, n % 3 + 1, sought);

			ck_assert_uint_eq(
			    span_search(s, part), search_plainly(s, part));
		}
	}
}
END_TEST

START_TEST(a_part_never_reaches_outside_its_span)
{
	const struct {
		size_t start, end;
		const char *part;
	} rows[] = {
		{ 0, 4, "abcd" },
		{ 1, 3, "bc" },
		{ 0, 99, "abcd" },
		{ 3, SIZE_MAX, "d" },
		{ 4, 4, "" },
		{ 9, 12, "" },
		{ SIZE_MAX, SIZE_MAX, "" },
		{ 3, 1, "" },
	};
	struct span s = SPAN("abcd");

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct span part = span_part(s, rows[i].start, rows[i].end);

		expect_span(part, span_of(rows[i].part), "part");
		ck_assert(part.data >= s.data);
		ck_assert(part.data + part.size <= s.data + s.size);
	}
	ck_assert_ptr_null(span_part(SPAN_NONE, 0, 5).data);
	ck_assert_uint_eq(span_part(SPAN_NONE, 0, 5).size, 0);
}
END_TEST

START_TEST(trimming_takes_white_space_from_both_ends_only)
{
	const struct {
		struct span s, trimmed;
	} rows[] = {
		{ SPAN(""), SPAN("") },
		{ SPAN_NONE, SPAN("") },
		{ SPAN(" \t\r\n"), SPAN("") },
		{ SPAN("a"), SPAN("a") },
		{ SPAN(" \ta b\r\n"), SPAN("a b") },
		{ SPAN("\v a \f"), SPAN("\v a \f") },
		{ SPAN("\0 "), SPAN("\0") },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_span(span_trim(rows[i].s), rows[i].trimmed, "trimmed");
}
END_TEST

START_TEST(cutting_at_separators_gives_every_piece_in_order)
{
	struct span rest = SPAN("a,,bc,");

	expect_span(span_next(&rest, ','), SPAN("a"), "first");
	expect_span(rest, SPAN(",bc,"), "rest");
	expect_span(span_next(&rest, ','), SPAN(""), "empty one");
	expect_span(span_next(&rest, ','), SPAN("bc"), "third");
	expect_span(rest, SPAN(""), "rest");
	expect_span(span_next(&rest, ','), SPAN(""), "at the end");
	rest = SPAN("whole");
	expect_span(span_next(&rest, ','), SPAN("whole"), "no separator");
	ck_assert_uint_eq(rest.size, 0);
}
END_TEST

START_TEST(a_number_is_digits_alone_and_at_most_the_maximum)
{
	const struct {
		const char *text;
		uint32_t max;
		bool well;
		uint32_t value;
	} rows[] = {
		{ "0", 10, true, 0 },
		{ "10", 10, true, 10 },
		{ "11", 10, false, 0 },
		{ "0010", 10, true, 10 },
		{ "4294967295", UINT32_MAX, true, UINT32_MAX },
		{ "4294967296", UINT32_MAX, false, 0 },
		{ "99999999999999999999999999", UINT32_MAX, false, 0 },
		{ "", 10, false, 0 },
		{ "-1", 10, false, 0 },
		{ "+1", 10, false, 0 },
		{ " 1", 10, false, 0 },
		{ "1 ", 10, false, 0 },
		{ "0x1", 10, false, 0 },
		{ "1a", 10, false, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t value = 777;
		bool well =
		    span_number(span_of(rows[i].text), rows[i].max, &value);

		ck_assert_msg(well == rows[i].well, "%s", rows[i].text);
		ck_assert_msg(value == (well ? rows[i].value : 777), "%s: %u",
		    rows[i].text, value);
	}
}
END_TEST

START_TEST(each_octet_has_the_classes_that_ascii_gives_it)
{
	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		bool upper = i >= 'A' && i <= 'Z';

		ck_assert_int_eq(ascii_is_digit(c), i >= '0' && i <= '9');
		ck_assert_int_eq(
		    ascii_is_letter(c), upper || (i >= 'a' && i <= 'z'));
		ck_assert_int_eq(
		    ascii_is_space(c), i != 0 && strchr(" \t\r\n", i) != NULL);
		ck_assert_int_eq(ascii_is_control(c), i < 32 || i == 127);
		ck_assert_int_eq(
		    (unsigned char)ascii_lower(c), upper ? i + 32 : i);
	}
}
END_TEST

Suite *
span_suite(void)
{
	Suite *s = suite_create("span");
	TCase *c = expect_case(s, "span");

	tcase_add_test(c, the_span_of_a_string_counts_no_nul_and_null_is_empty);
	tcase_add_test(c, spans_compare_by_octet_and_without_ascii_case);
	tcase_add_test(c, a_prefix_and_a_suffix_are_found_without_case);
	tcase_add_test(
	    c, an_octet_or_a_part_that_is_not_there_is_found_at_the_end);
	tcase_add_test(c, every_part_is_found_where_it_stands_first);
	tcase_add_test(c, a_part_never_reaches_outside_its_span);
	tcase_add_test(c, trimming_takes_white_space_from_both_ends_only);
	tcase_add_test(c, cutting_at_separators_gives_every_piece_in_order);
	tcase_add_test(c, a_number_is_digits_alone_and_at_most_the_maximum);
	tcase_add_test(c, each_octet_has_the_classes_that_ascii_gives_it);
	return s;
}
