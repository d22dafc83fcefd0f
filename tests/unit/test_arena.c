#include "base/arena.h"

#include "base/memory.h"
#include "base/trouble.h"
#include "unit/expect.h"

#include <string.h>

Suite *arena_suite(void);

START_TEST(blocks_are_zeroed_aligned_and_apart)
{
	static const size_t sizes[] = { 1, 8, 3, 4096, 0, 8192, 8193, 5, 100000,
		16 };
	struct arena *a = arena_new(1 << 20);
	char *blocks[COUNT(sizes)];

	for (size_t i = 0; i < COUNT(sizes); i++) {
		blocks[i] = arena_get(a, sizes[i]);
		ck_assert_ptr_nonnull(blocks[i]);
		ck_assert_uint_eq(
		    (uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < sizes[i]; k++)
			ck_assert_int_eq(blocks[i][k], 0);
		memset(blocks[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < COUNT(sizes); i++) {
		for (size_t k = 0; k < sizes[i]; k++)
			ck_assert_int_eq(blocks[i][k], (int)i + 1);
	}
	ck_assert(!arena_failed(a));
	ck_assert_uint_ge(arena_used(a), 100000);
	arena_free(a);
	arena_free(NULL);
}
END_TEST

START_TEST(a_copy_is_the_arenas_own_and_ends_in_nul)
{
	struct arena *a = arena_new(1 << 16);
	char octets[] = "one\0two";
	struct span copy = arena_copy(a, (struct span){ octets, 7 });

	memset(octets, 'x', sizeof octets);
	expect_span(copy, SPAN("one\0two"), "copy");
	ck_assert_int_eq(copy.data[7], '\0');
	copy = arena_copy(a, SPAN_NONE);
	ck_assert_uint_eq(copy.size, 0);
	expect_text(copy.data, "", "copy of nothing");
	expect_text(arena_text(a, SPAN("text")), "text", "text");
	expect_text(arena_text(a, SPAN_NONE), "", "text of nothing");
	expect_text(
	    arena_format(a, "%s-%03d", "a", 7), "a-007", "formatted text");
	arena_free(a);
}
END_TEST

START_TEST(the_maximum_holds_and_the_failure_sticks)
{
	struct arena *a = arena_new(20000);
	size_t got = 0;

	while (arena_get(a, 1000) != NULL)
		got++;
	ck_assert(arena_failed(a));
	ck_assert_uint_ge(got, 16);
	ck_assert_uint_le(arena_used(a), 20000);
	expect_text(arena_copy(a, SPAN("abcdefgh")).data, "abcdefgh",
	    "what still fits where room was left");
	while (arena_get(a, 1) != NULL)
		got++;
	ck_assert_uint_eq(arena_copy(a, SPAN("abc")).size, 0);
	expect_text(arena_copy(a, SPAN("abc")).data, "", "copy");
	expect_text(arena_text(a, SPAN("abc")), "", "text");
	expect_text(arena_format(a, "%d", 1), "", "format");
	ck_assert(arena_failed(a));
	arena_free(a);
}
END_TEST

START_TEST(a_size_beyond_all_measure_fails_and_does_not_wrap)
{
	static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 15,
		SIZE_MAX - 16, SIZE_MAX / 2, 1 << 21 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct arena *a = arena_new(1 << 20);
		size_t count = 4;

		ck_assert_ptr_null(arena_get(a, sizes[i]));
		ck_assert(arena_failed(a));
		ck_assert_ptr_null(arena_append(a, &count, &count, sizes[i]));
		ck_assert_uint_eq(count, 4);
		arena_free(a);
	}
}
END_TEST

START_TEST(an_array_grows_and_keeps_its_items)
{
	struct arena *a = arena_new(1 << 20);
	uint32_t *items = NULL;
	size_t count = 0;

	for (uint32_t i = 0; i < 1000; i++) {
		items = arena_append(a, items, &count, sizeof *items);
		ck_assert_ptr_nonnull(items);
		ck_assert_uint_eq(count, i + 1);
		ck_assert_uint_eq(items[i], 0);
		items[i] = i * 7;
	}
	for (uint32_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(items[i], i * 7);
	arena_free(a);
}
END_TEST

START_TEST(an_array_that_cannot_grow_stays_as_it_is)
{
	struct arena *a = arena_new(8192);
	uint64_t *items = NULL, *grown;
	size_t count = 0;

	while (
	    (grown = arena_append(a, items, &count, sizeof *items)) != NULL) {
		items = grown;
		items[count - 1] = count;
	}
	ck_assert(arena_failed(a));
	ck_assert_uint_eq(count, 512);
	for (size_t i = 0; i < count; i++)
		ck_assert_uint_eq(items[i], i + 1);
	arena_free(a);
}
END_TEST

START_TEST(without_memory_there_is_no_arena_and_no_block)
{
	struct arena *a;

	memory_fail_after(0);
	ck_assert_ptr_null(arena_new(100));
	memory_fail_after(1);
	a = arena_new(1 << 20);
	ck_assert_ptr_nonnull(a);
	ck_assert_ptr_null(arena_get(a, 1));
	ck_assert(arena_failed(a));
	memory_fail_after(-1);
	ck_assert_ptr_null(arena_get(a, 1));
	arena_free(a);
}
END_TEST

START_TEST(an_arena_can_be_used_again_and_forgets_its_failure)
{
	struct arena *a = arena_new(40000);
	size_t used;
	char *block;

	arena_reset(a);
	ck_assert_uint_eq(arena_used(a), 0);
	block = arena_get(a, 100);
	memset(block, 'x', 100);
	used = arena_used(a);
	ck_assert_ptr_null(arena_get(a, 50000));
	ck_assert(arena_failed(a));
	arena_reset(a);
	for (int i = 0; i < 5; i++) {
		ck_assert_ptr_nonnull(arena_get(a, 8192 * 3));
		ck_assert_uint_gt(arena_used(a), used);
		arena_reset(a);
		ck_assert(!arena_failed(a));
		ck_assert_uint_le(arena_used(a), used);
		block = arena_get(a, 100);
		for (size_t k = 0; k < 100; k++)
			ck_assert_int_eq(block[k], 0);
		memset(block, 'x', 100);
	}
	arena_free(a);
}
END_TEST

START_TEST(a_failure_elsewhere_can_be_noted)
{
	struct arena *a = arena_new(40000);

	arena_fail(a);
	ck_assert(arena_failed(a));
	arena_free(a);
}
END_TEST

START_TEST(allocations_fail_from_the_chosen_one_on)
{
	void *first, *second;

	memory_fail_after(2);
	first = memory_get(0);
	second = memory_resize(NULL, 0);
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(second);
	ck_assert_ptr_null(memory_get(1));
	ck_assert_ptr_null(memory_resize(second, 10));
	memory_fail_after(-1);
	second = memory_resize(second, 10);
	ck_assert_ptr_nonnull(second);
	memory_free(first);
	memory_free(second);
	memory_free(NULL);
}
END_TEST

START_TEST(the_text_of_a_trouble_is_the_last_one_and_cut_to_its_room)
{
	struct trouble t = { "untouched" };
	char text[TROUBLE_MAX + 100];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	trouble_set(NULL, "%d", 1);
	expect_text(t.text, "untouched", "before");
	trouble_set(&t, "%s", text);
	ck_assert_uint_eq(strlen(t.text), TROUBLE_MAX - 1);
	trouble_set(&t, "%s %d", "short", 2);
	expect_text(t.text, "short 2", "after");
}
END_TEST

Suite *
arena_suite(void)
{
	Suite *s = suite_create("arena");
	TCase *c = expect_case(s, "arena");

	tcase_add_test(c, blocks_are_zeroed_aligned_and_apart);
	tcase_add_test(c, a_copy_is_the_arenas_own_and_ends_in_nul);
	tcase_add_test(c, the_maximum_holds_and_the_failure_sticks);
	tcase_add_test(c, a_size_beyond_all_measure_fails_and_does_not_wrap);
	tcase_add_test(c, an_array_grows_and_keeps_its_items);
	tcase_add_test(c, an_array_that_cannot_grow_stays_as_it_is);
	tcase_add_test(c, without_memory_there_is_no_arena_and_no_block);
	tcase_add_test(c, an_arena_can_be_used_again_and_forgets_its_failure);
	tcase_add_test(c, a_failure_elsewhere_can_be_noted);
	tcase_add_test(c, allocations_fail_from_the_chosen_one_on);
	tcase_add_test(
	    c, the_text_of_a_trouble_is_the_last_one_and_cut_to_its_room);
	return s;
}
