#include "base/buf.h"

#include "base/memory.h"
#include "unit/expect.h"

#include <signal.h>
#include <string.h>

Suite *buf_suite(void);

START_TEST(what_is_added_stands_in_order)
{
	struct buf b;

	buf_init(&b, 100);
	expect_text(buf_text(&b), "", "nothing yet");
	buf_add(&b, SPAN("a\0b"));
	buf_add_text(&b, "cd");
	buf_add_octet(&b, '\0');
	buf_add_octet(&b, 'e');
	buf_format(&b, "<%s %d>", "f", 7);
	buf_add(&b, SPAN_NONE);
	buf_add_text(&b, NULL);
	expect_span(buf_span(&b), SPAN("a\0bcd\0e<f 7>"), "all");
	ck_assert(!b.failed);
	buf_free(&b);
	ck_assert_uint_eq(b.size, 0);
	ck_assert_ptr_null(b.data);
}
END_TEST

START_TEST(the_maximum_can_be_filled_and_not_passed)
{
	for (size_t max = 1; max < 300; max++) {
		struct buf b;

		buf_init(&b, max);
		for (size_t i = 0; i < max; i++)
			buf_add_octet(&b, 'x');
		ck_assert(!b.failed);
		ck_assert_uint_eq(b.size, max);
		ck_assert_uint_eq(strlen(buf_text(&b)), max);
		buf_add_octet(&b, 'y');
		ck_assert(b.failed);
		ck_assert_uint_eq(b.size, max);
		buf_free(&b);
	}
}
END_TEST

static void
add_span(struct buf *b)
{
	buf_add(b, SPAN("12345"));
}

static void
add_text(struct buf *b)
{
	buf_add_text(b, "12345");
}

static void
add_format(struct buf *b)
{
	buf_format(b, "%d", 12345);
}

static void
reserve(struct buf *b)
{
	ck_assert_ptr_null(buf_reserve(b, 5));
}

static void
reserve_all(struct buf *b)
{
	ck_assert_ptr_null(buf_reserve(b, SIZE_MAX));
}

START_TEST(an_addition_that_does_not_fit_adds_nothing_and_the_failure_sticks)
{
	void (*const additions[])(struct buf *) = { add_span, add_text,
		add_format, reserve, reserve_all };

	for (size_t i = 0; i < COUNT(additions); i++) {
		struct buf b;

		buf_init(&b, 6);
		buf_add_text(&b, "ab");
		additions[i](&b);
		ck_assert_msg(b.failed, "addition %zu", i);
		expect_span(buf_span(&b), SPAN("ab"), "what was there");
		buf_add_octet(&b, 'c');
		ck_assert_uint_eq(b.size, 2);
		expect_text(buf_text(&b), "", "text of a failed one");
		buf_clear(&b);
		ck_assert(!b.failed);
		buf_add_text(&b, "123456");
		expect_text(buf_text(&b), "123456", "after clearing");
		buf_free(&b);
	}
}
END_TEST

START_TEST(dropping_takes_from_the_front)
{
	struct buf b;

	buf_init(&b, 100);
	buf_drop(&b, 0);
	buf_add_text(&b, "abcdef");
	buf_drop(&b, 0);
	expect_text(buf_text(&b), "abcdef", "none");
	buf_drop(&b, 2);
	expect_text(buf_text(&b), "cdef", "two");
	buf_add_text(&b, "gh");
	buf_drop(&b, 6);
	expect_text(buf_text(&b), "", "all");
	buf_free(&b);
}
END_TEST

START_TEST(more_than_there_is_cannot_be_dropped)
{
	struct buf b;

	buf_init(&b, 100);
	buf_add_text(&b, "abc");
	expect_abort();
	buf_drop(&b, 4);
}
END_TEST

START_TEST(a_buffer_without_a_maximum_is_a_bug)
{
	struct buf b;

	expect_abort();
	buf_init(&b, 0);
}
END_TEST

START_TEST(reserved_room_counts_when_it_was_filled)
{
	struct buf b;
	char *room;

	buf_init(&b, 5000);
	buf_add_text(&b, "ab");
	room = buf_reserve(&b, 4998);
	ck_assert_ptr_nonnull(room);
	memset(room, 'x', 4998);
	expect_span(buf_span(&b), SPAN("ab"), "before");
	b.size += 3;
	expect_text(buf_text(&b), "abxxx", "after");
	ck_assert_ptr_null(buf_reserve(&b, 4996));
	buf_free(&b);
}
END_TEST

START_TEST(memory_that_is_not_there_is_a_failure_that_loses_nothing)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	memory_fail_after(0);
	buf_add_text(&b, "abc");
	ck_assert(b.failed);
	expect_text(buf_text(&b), "", "text without memory");
	memory_fail_after(-1);
	buf_clear(&b);
	buf_add_text(&b, "abc");
	memory_fail_after(0);
	for (int i = 0; i < 500; i++)
		buf_add_octet(&b, 'x');
	ck_assert(b.failed);
	expect_span(span_part(buf_span(&b), 0, 4), SPAN("abcx"), "kept");
	ck_assert_uint_lt(b.size, 500);
	memory_fail_after(-1);
	buf_free(&b);
}
END_TEST

Suite *
buf_suite(void)
{
	Suite *s = suite_create("buf");
	TCase *c = expect_case(s, "buf");

	tcase_add_test(c, what_is_added_stands_in_order);
	tcase_add_test(c, the_maximum_can_be_filled_and_not_passed);
	tcase_add_test(c,
	    an_addition_that_does_not_fit_adds_nothing_and_the_failure_sticks);
	tcase_add_test(c, dropping_takes_from_the_front);
	tcase_add_test_raise_signal(
	    c, more_than_there_is_cannot_be_dropped, SIGABRT);
	tcase_add_test_raise_signal(
	    c, a_buffer_without_a_maximum_is_a_bug, SIGABRT);
	tcase_add_test(c, reserved_room_counts_when_it_was_filled);
	tcase_add_test(
	    c, memory_that_is_not_there_is_a_failure_that_loses_nothing);
	return s;
}
