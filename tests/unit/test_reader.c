#include "base/reader.h"

#include "unit/expect.h"

Suite *reader_suite(void);

static const struct span octets = { "\x01\x02\x03\xff\xfe\xfd\xfc\x10\x20", 9 };

START_TEST(numbers_are_read_in_network_order)
{
	struct reader r = reader_of(octets);

	ck_assert_uint_eq(reader_left(&r), 9);
	ck_assert_uint_eq(read_u8(&r), 0x01);
	ck_assert_uint_eq(read_u16(&r), 0x0203);
	ck_assert_uint_eq(read_u32(&r), 0xfffefdfc);
	ck_assert_uint_eq(reader_left(&r), 2);
	expect_span(read_span(&r, 2), SPAN("\x10\x20"), "the rest");
	ck_assert_uint_eq(reader_left(&r), 0);
	expect_span(read_span(&r, 0), SPAN(""), "nothing");
	ck_assert(!r.bad);
}
END_TEST

/* Reads with one width until it is bad; how many reads went well. */
static size_t
reads_of(struct reader *r, size_t width)
{
	for (size_t count = 0;; count++) {
		uint32_t value = 0;

		if (width == 1)
			value = read_u8(r);
		else if (width == 2)
			value = read_u16(r);
		else if (width == 4)
			value = read_u32(r);
		else
			value = (uint32_t)read_span(r, width).size;
		if (r->bad) {
			ck_assert_uint_eq(value, 0);
			return count;
		}
	}
}

START_TEST(a_read_beyond_the_end_is_bad_whatever_its_width)
{
	for (size_t size = 0; size <= octets.size; size++) {
		for (size_t width = 1; width <= 10; width++) {
			struct reader r = reader_of(span_part(octets, 0, size));

			ck_assert_uint_eq(reads_of(&r, width), size / width);
			ck_assert_uint_eq(reader_left(&r), 0);
		}
	}
}
END_TEST

START_TEST(after_a_bad_read_every_read_gives_zero)
{
	struct reader r = reader_of(octets);

	read_u8(&r);
	ck_assert_uint_eq(read_span(&r, SIZE_MAX).size, 0);
	ck_assert(r.bad);
	ck_assert_uint_eq(read_u8(&r), 0);
	ck_assert_uint_eq(read_u16(&r), 0);
	ck_assert_uint_eq(read_u32(&r), 0);
	ck_assert_ptr_null(read_span(&r, 1).data);
	ck_assert_uint_eq(reader_left(&r), 0);
	ck_assert(r.bad);
}
END_TEST

START_TEST(a_place_set_beyond_the_end_leaves_nothing)
{
	struct reader r = reader_of(octets);

	r.at = 50;
	ck_assert_uint_eq(reader_left(&r), 0);
	ck_assert_uint_eq(read_u8(&r), 0);
	ck_assert(r.bad);
}
END_TEST

Suite *
reader_suite(void)
{
	Suite *s = suite_create("reader");
	TCase *c = expect_case(s, "reader");

	tcase_add_test(c, numbers_are_read_in_network_order);
	tcase_add_test(c, a_read_beyond_the_end_is_bad_whatever_its_width);
	tcase_add_test(c, after_a_bad_read_every_read_gives_zero);
	tcase_add_test(c, a_place_set_beyond_the_end_leaves_nothing);
	return s;
}
