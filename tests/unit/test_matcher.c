#include "diagnosis/matcher.h"

#include "base/memory.h"
#include "unit/expect.h"
#include "unit/search.h"

#include <stdio.h>
#include <string.h>

Suite *matcher_suite(void);

enum { PATTERNS = 80, TEXTS = 100, TEXT_MAX = 700, WORD_MAX = 40 };

/* A small generator, so that each run is the same (xorshift). */
static uint32_t state;

static uint32_t
chance(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state % below;
}

static bool
in_word(struct span text, size_t at)
{
	return at < text.size && (ascii_is_letter(text.data[at]) ||
				     ascii_is_digit(text.data[at]));
}

/* Whether a sign other than a star stands at `at`. */
static bool
sign_stands(const char *pattern, size_t i, struct span text, size_t at)
{
	bool first = i == 0 || pattern[i - 1] == '*';

	switch (pattern[i]) {
	case '|':
		return first ? at == 0 || !in_word(text, at - 1)
			     : !in_word(text, at);
	case '%':
		return at < text.size && ascii_is_digit(text.data[at]);
	default:
		return at < text.size && text.data[at] == pattern[i];
	}
}

/* Puts an edge behind each part that ends in one or two letters behind one. */
static void
tell_edges(const char *pattern, char *out)
{
	size_t size = 0;

	for (size_t i = 0;; i++) {
		size_t letters = 0;

		while (
		    letters < size && ascii_is_letter(out[size - 1 - letters]))
			letters++;
		if ((pattern[i] == '*' || pattern[i] == '\0') && letters > 0 &&
		    letters < 3 && letters < size &&
		    strchr(" |", out[size - 1 - letters]) != NULL)
			out[size++] = '|';
		out[size++] = pattern[i];
		if (pattern[i] == '\0')
			return;
	}
}

/* The language by another road: the pattern is read as text, from its end;
 * stands[at] says whether what was read of it stands at that place. */
static bool
naively(const char *words, struct span text)
{
	char pattern[2 * WORD_MAX];
	bool stands[TEXT_MAX + 2];
	size_t nearest;

	tell_edges(words, pattern);
	memset(stands, true, sizeof stands);
	stands[text.size + 1] = false;
	for (size_t i = strlen(pattern); i-- > 0;) {
		bool wide = pattern[i] != '|';

		for (size_t at = 0; pattern[i] != '*' && at <= text.size; at++)
			stands[at] = sign_stands(pattern, i, text, at) &&
				     stands[at + wide];
		if (pattern[i] != '*')
			continue;
		nearest = SIZE_MAX;
		for (size_t at = text.size + 1; at-- > 0;) {
			nearest = stands[at] ? at : nearest;
			stands[at] =
			    nearest != SIZE_MAX && nearest - at <= PATTERN_GAP;
		}
	}
	return memchr(stands, true, text.size + 1) != NULL;
}

static char
any_of(const char *octets)
{
	return octets[chance((uint32_t)strlen(octets))];
}

/* Few octets, so that much of it is met in the texts. */
static void
make_pattern(char *out)
{
	size_t parts = 1 + chance(4), size = 0;

	for (size_t part = 0; part < parts; part++) {
		if (part > 0)
			out[size++] = '*';
		if (chance(5) == 0)
			out[size++] = '|';
		for (size_t n = 1 + chance(4); n > 0; n--) {
			char octet = any_of("aabb1% ");

			if (octet == ' ' && size > 0 && out[size - 1] == ' ')
				octet = 'a';
			out[size++] = octet;
		}
		if (chance(5) == 0)
			out[size++] = '|';
	}
	out[size] = '\0';
}

/* Words with now and then a stretch as long as a star reaches. */
static struct span
make_text(char *out)
{
	size_t size = 0, room = chance(TEXT_MAX);

	while (size < room) {
		size_t stretch = chance(12) == 0 ? 190 + chance(20) : 0;

		while (stretch-- > 0 && size < room)
			out[size++] = '.';
		if (size < room)
			out[size++] = any_of("aaabbb112 ");
	}
	return (struct span){ out, size };
}

struct set {
	char words[PATTERNS][WORD_MAX];
	struct pattern items[PATTERNS];
	struct pattern *pointers[PATTERNS];
};

static void
make_set(struct set *set, struct arena *a)
{
	for (size_t i = 0; i < PATTERNS; i++) {
		do
			make_pattern(set->words[i]);
		while (!pattern_compile(
		    span_of(set->words[i]), a, &set->items[i], NULL));
		set->pointers[i] = &set->items[i];
	}
}

static bool
is_hit(const struct match *hits, size_t count, size_t number)
{
	size_t times = 0;

	for (size_t i = 0; i < count; i++)
		times += hits[i].pattern == number;
	ck_assert_uint_le(times, 1);
	return times == 1;
}

START_TEST(it_finds_what_a_naive_search_finds)
{
	struct arena *a = arena_new(1 << 22);
	struct match hits[PATTERNS];
	size_t found = 0, missing = 0;
	char octets[TEXT_MAX];
	struct matcher *m;
	struct set set;

	state = 20260101u + (uint32_t)_i;
	make_set(&set, a);
	m = matcher_new(set.pointers, PATTERNS, a);
	ck_assert_ptr_nonnull(m);
	for (int t = 0; t < TEXTS; t++) {
		struct span text = make_text(octets);
		size_t count = search(m, text, hits, PATTERNS);

		for (size_t i = 0; i < PATTERNS; i++) {
			bool wanted = naively(set.words[i], text);

			ck_assert_msg(is_hit(hits, count, i) == wanted,
			    "%s %s in %.*s", set.words[i],
			    wanted ? "stands" : "does not stand",
			    SPAN_ARGUMENTS(text));
			found += wanted;
			missing += !wanted;
		}
	}
	/* else the test would say nothing */
	ck_assert_uint_gt(found, TEXTS / 2);
	ck_assert_uint_gt(missing, TEXTS / 2);
	arena_free(a);
}
END_TEST

START_TEST(equal_patterns_are_all_found_and_each_once)
{
	static const char *const words[] = { "user unknown", "user unknown",
		"unknown", "user" };
	struct arena *a = arena_new(1 << 20);
	struct matcher *m = search_matcher(words, COUNT(words), a);
	struct match hits[8];
	size_t count =
	    search(m, SPAN("user unknown, unknown user unknown"), hits, 8);

	ck_assert_uint_eq(count, COUNT(words));
	for (size_t i = 0; i < COUNT(words); i++)
		ck_assert(is_hit(hits, count, i));
	arena_free(a);
}
END_TEST

START_TEST(no_more_is_told_than_there_is_room_for)
{
	static const char *const words[] = { "aaa", "bbb", "ccc" };
	struct arena *a = arena_new(1 << 20);
	struct matcher *m = search_matcher(words, COUNT(words), a);
	struct match hits[4] = { { 77, 7 }, { 77, 7 }, { 77, 7 }, { 77, 7 } };

	ck_assert_uint_eq(search(m, SPAN("aaabbbccc"), hits, 2), 2);
	ck_assert_uint_eq(hits[2].pattern, 77);
	ck_assert_uint_eq(search(m, SPAN("aaabbbccc"), hits, 0), 0);
	arena_free(a);
}
END_TEST

START_TEST(short_texts_and_an_empty_list_hold_nothing)
{
	static const char *const words[] = { "aaa" };
	struct arena *a = arena_new(1 << 20);
	struct matcher *m = search_matcher(words, 1, a);
	struct matcher *none = search_matcher(words, 0, a);
	struct match hits[4];

	ck_assert_uint_eq(search(m, SPAN_NONE, hits, 4), 0);
	ck_assert_uint_eq(search(m, SPAN("aa"), hits, 4), 0);
	ck_assert_uint_eq(search(m, SPAN("aaa"), hits, 4), 1);
	ck_assert_uint_eq(search(none, SPAN("aaa"), hits, 4), 0);
	arena_free(a);
}
END_TEST

/* Whatever stands behind it, and if nothing does. */
START_TEST(a_word_of_two_octets_is_found_before_any_other)
{
	static const char *const words[] = { "|a1*|cde", "|cde*|a1" };
	struct arena *a = arena_new(1 << 20);
	struct matcher *m = search_matcher(words, COUNT(words), a);
	struct match hits[4];

	ck_assert_uint_eq(search(m, SPAN("cde a1"), hits, 4), 1);
	for (int octet = 0; octet < 256; octet++) {
		char text[] = { 'a', '1', (char)octet, ' ', 'c', 'd', 'e' };
		struct span span = { text, sizeof text };

		ck_assert_uint_eq(search(m, span, hits, 4), 1);
	}
	arena_free(a);
}
END_TEST

/* Whatever a word begins with, its places are looked at. */
START_TEST(words_may_begin_with_any_octet)
{
	for (int octet = 2; octet < 256; octet++) {
		const char escaped[] = { '\\', (char)octet, 'a', 'b', '\0' };
		const char *words[] = {
			escaped + (strchr("*~%|{},\\", octet) == NULL),
		};
		char text[] = { 'a', ' ', '.', ascii_lower((char)octet), 'a',
			'b', '\0' };
		struct arena *a = arena_new(1 << 20);
		struct pattern p;
		struct match hits[4];

		/* other white space is a space in either */
		if ((octet == ' ' || !ascii_is_space((char)octet)) &&
		    pattern_compile(span_of(words[0]), a, &p, NULL))
			ck_assert_msg(search(search_matcher(words, 1, a),
					  span_of(text), hits, 4) == 1,
			    "octet %d", octet);
		arena_free(a);
	}
}
END_TEST

/* More gates than a stem has room for, on either side. */
START_TEST(one_word_may_be_a_part_of_thousands)
{
	enum { MANY = 2000, ROOM = 16 };
	static char texts[2 * MANY][ROOM];
	static const char *words[2 * MANY];
	struct arena *a = arena_new(1 << 24);
	struct match hits[4];
	struct matcher *m;

	for (int i = 0; i < MANY; i++) {
		snprintf(texts[i], ROOM, "|zebra*|a%04d", i);
		snprintf(texts[MANY + i], ROOM, "|a%04d*|zebra", i);
		words[i] = texts[i];
		words[MANY + i] = texts[MANY + i];
	}
	m = search_matcher(words, 2 * MANY, a);
	ck_assert_ptr_nonnull(m);
	ck_assert_uint_eq(search(m, SPAN("a0007 and a1999 and a"), hits, 4), 0);
	ck_assert_uint_eq(
	    search(m, SPAN("a zebra, and behind it a1999"), hits, 4), 1);
	ck_assert_uint_eq(hits[0].pattern, 1999);
	ck_assert_uint_eq(hits[0].literals, 10);
	ck_assert_uint_eq(
	    search(m, SPAN("a0007, and behind it a zebra"), hits, 4), 1);
	ck_assert_uint_eq(hits[0].pattern, MANY + 7);
	arena_free(a);
}
END_TEST

START_TEST(no_memory_makes_no_matcher)
{
	static const char *const words[] = { "aaa" };
	struct pattern p, *pointers[] = { &p };
	struct arena *of_pattern = arena_new(1 << 20), *a = arena_new(1 << 20);
	long allocations = 0;

	ck_assert(pattern_compile(span_of(words[0]), of_pattern, &p, NULL));
	do {
		arena_reset(a);
		memory_fail_after(allocations++);
	} while (matcher_new(pointers, 1, a) == NULL && allocations < 100);
	memory_fail_after(-1);
	ck_assert_int_gt(allocations, 3);
	ck_assert_int_lt(allocations, 100);
	arena_free(of_pattern);
	arena_free(a);
}
END_TEST

Suite *
matcher_suite(void)
{
	Suite *s = suite_create("matcher");
	TCase *t = expect_case(s, "matcher");

	tcase_add_loop_test(t, it_finds_what_a_naive_search_finds, 0, 8);
	tcase_add_test(t, equal_patterns_are_all_found_and_each_once);
	tcase_add_test(t, no_more_is_told_than_there_is_room_for);
	tcase_add_test(t, short_texts_and_an_empty_list_hold_nothing);
	tcase_add_test(t, words_may_begin_with_any_octet);
	tcase_add_test(t, a_word_of_two_octets_is_found_before_any_other);
	tcase_add_test(t, one_word_may_be_a_part_of_thousands);
	tcase_add_test(t, no_memory_makes_no_matcher);
	return s;
}
