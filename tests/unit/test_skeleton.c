#include "diagnosis/skeleton.h"

#include "peer/resay.h"
#include "unit/expect.h"
#include "unit/search.h"

#include <string.h>

Suite *skeleton_suite(void);

enum { ROOM = SKELETON_MAX + SKELETON_BEHIND };

/* A text with the NULs behind it, and what it is to a matcher. */
struct subject {
	char octets[MATCHER_TEXT_MAX + MATCHER_TEXT_BEHIND];
	struct span text;
	char skeleton[ROOM];
	size_t size;
	struct runs runs;
	struct match hits[64];
	size_t hit_count;
	struct leeway leeway;
};

static void
look_at(const struct matchers *m, struct span text, struct subject *s)
{
	memset(s, 0, sizeof *s);
	memcpy(s->octets, text.data, text.size);
	s->text = (struct span){ s->octets, text.size };
	s->size = skeleton_of(m, s->text, s->skeleton, &s->runs);
	s->leeway = (struct leeway){ UINT16_MAX, UINT16_MAX, false };
	s->hit_count =
	    matcher_find(m->a, s->text, s->hits, COUNT(s->hits), &s->leeway);
	if (m->b != NULL)
		s->hit_count +=
		    matcher_find(m->b, s->text, s->hits + s->hit_count,
			COUNT(s->hits) - s->hit_count, &s->leeway);
}

static bool
are_alike(const struct subject *x, const struct subject *y)
{
	return x->size == y->size &&
	       memcmp(x->skeleton, y->skeleton, x->size) == 0;
}

static bool
fits(const struct matchers *m, const struct subject *x, const struct subject *y,
    uint8_t sizes[SKELETON_RUNS_MAX])
{
	struct span skeleton = { y->skeleton, y->size };

	return skeleton_fits(
	    m, x->text, skeleton, y->runs.before, y->runs.count, sizes);
}

static bool
hold_the_same(const struct subject *x, const struct subject *y)
{
	for (size_t i = 0; i < x->hit_count && i < y->hit_count; i++) {
		if (x->hits[i].pattern != y->hits[i].pattern ||
		    x->hits[i].literals != y->hits[i].literals)
			return false;
	}
	return x->hit_count == y->hit_count;
}

/* --- what is left out ----------------------------------------------------- */

static const char *const words[] = { "|user|~|unknown", "|blocked by list-%%|",
	"|code s31%%|", "|rate limit*|exceeded", "|50% full", "|at %% mails|",
	"|at least %%%", "|größe", "|<none>", "|no such {user,mailbox}" };

static const struct {
	const char *one, *other;
	bool alike;
} rows[] = {
	{ "user abc unknown", "user xyzzy unknown", true },
	{ "user abc unknown", "user abc known", false },
	{ "<abc@def.example>", "<xx@yyyyyyyyyyyyyyyyyyyy.zz>", true },
	{ "<abc@def.example>", "<xx@yy>", false },
	{ "<abc@def>", "<none>", false },
	{ "abc", "xyz", true },
	{ "abc", "abc.", false },
	{ "user", "xyz", false },
	{ "userx", "xuser", false },
	{ "xuser", "yuser", true },
	{ "unknownxyz", "unknownxyzz", false },
	/* numbers */
	{ "ab 123", "ab 456", true },
	{ "ab 123", "ab 1234", false },
	{ "ab 123x", "ab 456yzz", true },
	{ "ab 123x", "ab 12xx", false },
	{ "ab 123", "ab abc", false },
	{ "ab 12345678", "ab 123456789", true },
	{ "blocked by list-12", "blocked by list-34", true },
	{ "blocked by list-12", "blocked by list-345", false },
	{ "blocked by list-12", "blocked by list-34x", false },
	{ "ab 12", "ab 34x", false },
	{ "code s3140", "code s3150", false },
	{ "code s4140", "code s4150", true },
	{ "501 full", "502 full", false },
	{ "601 full", "702 full", true },
	/* what is no letter or digit of ASCII */
	{ "gr\xc3\xb6\xc3\x9f"
	  "er",
	    "gr\xc3\xb6\xc3\x9f"
	    "en",
	    false },
	{ "f\xc3\xbcr abc", "f\xc3\xbcr xyzzy", true },
	{ "f\xc3\xbcr abc", "f\xc3\xb6r abc", false },
	{ "ab\xc3\xbc", "ac\xc3\xbc", false },
	{ "abc", "abc\xc3\xbc", false },
	{ "a-b_c", "x-y_z", true },
	{ "a-b_c", "x_y-z", false },
};

START_TEST(what_no_word_reaches_into_is_left_out)
{
	struct arena *a = arena_new(1 << 20);
	struct matcher *all = search_matcher(words, COUNT(words), a);
	struct matcher *some = search_matcher(words, 3, a);
	struct matcher *rest = search_matcher(words + 3, COUNT(words) - 3, a);
	const struct matchers both[] = { { all, NULL }, { some, rest },
		{ rest, some } };
	uint8_t sizes[SKELETON_RUNS_MAX];

	for (size_t i = 0; i < COUNT(rows) * COUNT(both); i++) {
		const struct matchers *m = &both[i % COUNT(both)];
		struct subject x, y;
		const char *one = rows[i / COUNT(both)].one;
		const char *other = rows[i / COUNT(both)].other;
		bool alike = rows[i / COUNT(both)].alike;

		look_at(m, span_of(one), &x);
		look_at(m, span_of(other), &y);
		ck_assert_uint_gt(x.size, 0);
		ck_assert_msg(are_alike(&x, &y) == alike, "%s and %s are %s",
		    one, other, alike ? "alike" : "not alike");
		ck_assert_msg(fits(m, &x, &y, sizes) == alike, "%s fits %s: %s",
		    one, other, alike ? "yes" : "no");
		ck_assert_msg(fits(m, &y, &x, sizes) == alike, "%s fits %s: %s",
		    other, one, alike ? "yes" : "no");
		ck_assert(fits(m, &x, &x, sizes));
		ck_assert_mem_eq(sizes, x.runs.sizes, x.runs.count);
	}
	arena_free(a);
}
END_TEST

/* So many digits as a skeleton tells, and one less and more. */
START_TEST(digit_signs_see_the_same_in_texts_alike)
{
	static const char *const patterns[] = { "|abc %%%%%%%|",
		"|abc %%%%%%%%|", "|abc %%%%%%%%%|", "|abd %%%%%%%",
		"|abd %%%%%%%%", "|abd %%%%%%%%%", "|abe e%%%%|", "|abe e%%%%",
		"|abf %%%%x|", "|abf %%%%%x" };
	static const char *const tails[] = { "1234567", "9876543", "12345678",
		"98765432", "123456789", "987654321", "1234567890", "1234567x",
		"9876543z", "12345678x", "98765432z", "123456789x", "e1234",
		"e9876", "e12345", "e9876x", "e123", "1234x", "9876x", "1234xy",
		"9876z", "12345x", "98765xz", "123x" };
	struct arena *a = arena_new(1 << 22);
	const struct matchers m = {
		search_matcher(&patterns[_i], 1, a),
		NULL,
	};
	struct span head = span_part(span_of(patterns[_i]), 1, 5);
	size_t alike = 0;

	for (size_t i = 0; i < COUNT(tails) * COUNT(tails); i++) {
		const char *one = tails[i % COUNT(tails)];
		const char *other = tails[i / COUNT(tails)];
		struct subject x, y;

		look_at(&m,
		    span_of(
			arena_format(a, "%.*s%s", SPAN_ARGUMENTS(head), one)),
		    &x);
		look_at(&m,
		    span_of(
			arena_format(a, "%.*s%s", SPAN_ARGUMENTS(head), other)),
		    &y);
		if (!are_alike(&x, &y))
			continue;
		alike += one != other;
		ck_assert_msg(hold_the_same(&x, &y), "%s: %s, %s", patterns[_i],
		    one, other);
	}
	ck_assert_uint_gt(alike, 0);
	arena_free(a);
}
END_TEST

START_TEST(some_texts_have_none)
{
	struct arena *a = arena_new(1 << 20);
	const struct matchers m = { search_matcher(words, COUNT(words), a),
		NULL };
	struct subject s;
	char text[SKELETON_MAX + 1];

	look_at(&m, SPAN(""), &s);
	ck_assert_uint_eq(s.size, 0);
	for (char control = '\0'; control < ' '; control++) {
		char octets[] = { 'a', ' ', control, ' ', 'b' };

		look_at(&m, (struct span){ octets, sizeof octets }, &s);
		ck_assert_uint_eq(s.size, 0);
	}
	memset(text, '.', sizeof text);
	look_at(&m, (struct span){ text, sizeof text }, &s);
	ck_assert_uint_eq(s.size, 0);
	look_at(&m, (struct span){ text, sizeof text - 1 }, &s);
	ck_assert_uint_eq(s.size, SKELETON_MAX);
	for (size_t i = 0; i < sizeof text; i += 2)
		text[i] = 'z';
	look_at(&m, (struct span){ text, 2 * (size_t)SKELETON_RUNS_MAX }, &s);
	ck_assert_uint_eq(s.size, 2 * (size_t)SKELETON_RUNS_MAX);
	ck_assert_uint_eq(s.runs.count, SKELETON_RUNS_MAX);
	look_at(
	    &m, (struct span){ text, 2 * (size_t)SKELETON_RUNS_MAX + 1 }, &s);
	ck_assert_uint_eq(s.size, 0);
	arena_free(a);
}
END_TEST

START_TEST(a_run_too_long_to_be_counted_stays)
{
	struct arena *a = arena_new(1 << 20);
	const struct matchers m = { search_matcher(words, COUNT(words), a),
		NULL };
	uint8_t sizes[SKELETON_RUNS_MAX];
	struct subject s, shorter;
	char text[256];

	memset(text, 'z', sizeof text);
	look_at(&m, (struct span){ text, sizeof text }, &s);
	ck_assert_uint_eq(s.size, sizeof text);
	look_at(&m, (struct span){ text, sizeof text - 1 }, &shorter);
	ck_assert_uint_eq(shorter.size, 1);
	ck_assert_uint_eq(shorter.runs.sizes[0], UINT8_MAX);
	ck_assert(!fits(&m, &s, &shorter, sizes));
	ck_assert(!fits(&m, &shorter, &s, sizes));
	arena_free(a);
}
END_TEST

START_TEST(where_words_begin_anywhere_nothing_is_left_out)
{
	static const char *const inside[] = { "user" };
	struct arena *a = arena_new(1 << 20);
	struct matcher *edges = search_matcher(words, COUNT(words), a);
	struct matcher *anywhere = search_matcher(inside, 1, a);
	const struct matchers both[] = { { anywhere, NULL },
		{ edges, anywhere }, { anywhere, edges } };

	for (size_t i = 0; i < COUNT(both); i++) {
		struct subject s;

		look_at(&both[i], SPAN("abc superuser 123"), &s);
		ck_assert_uint_eq(s.runs.count, 0);
		ck_assert_mem_eq(s.skeleton, "abc superuser 123", s.size);
	}
	arena_free(a);
}
END_TEST

/* --- what follows from it ------------------------------------------------- */

/* Runs of a few octets, and now and then of many. */
static struct span
make_text(struct buf *out, uint32_t *state)
{
	static const char *const some[] = { "ab ", "ab*", "a1", "b2b ", "1 ",
		"12 ", "c.", "cc", "<", "\xc3\xbc", "abc ", "123 ", "11 2",
		"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz ", "zz ", "zzz ",
		"zzzzzzzzzzzzzzzzzz ", "z9-", "9999 " };

	buf_clear(out);
	for (uint32_t n = 1 + *state % 40; n > 0; n--) {
		*state ^= *state << 13;
		*state ^= *state >> 17;
		*state ^= *state << 5;
		buf_add_text(out, some[*state % COUNT(some)]);
	}
	return buf_span(out);
}

/* Numbers and words, edges and none, narrow gaps and wide ones. */
static const char *const few[] = { "|ab ~|12|", "|abc*|%%%", "|b2b~|c.",
	"|<ab*|ab a", "|abc|", "|ab {a1,b2b}~|1", "|123 ~|11", "|ab % ab",
	"|%%|*|ab 9", "|\xc3\xbc\xc3\xbc~|a1%",
	"|ab {a,b,c,d,e} {1,2,3,4,11 2} ab", "|cc*|cc*|ccc." };

START_TEST(texts_with_the_same_skeleton_hold_the_same)
{
	struct arena *a = arena_new(1 << 22);
	const struct matchers m = { search_matcher(few, COUNT(few), a), NULL };
	uint32_t state = 20260103u + (uint32_t)_i;
	size_t alike = 0, held = 0, found = 0;
	struct buf first, second;

	buf_init(&first, 1 << 16);
	buf_init(&second, 1 << 16);
	for (int t = 0; t < 4000; t++) {
		uint8_t sizes[SKELETON_RUNS_MAX];
		struct span text = make_text(&first, &state);
		struct subject x, y;

		buf_clear(&second);
		resay(text, 4, &state, &second);
		look_at(&m, text, &x);
		look_at(&m, buf_span(&second), &y);
		if (x.size == 0 || y.size == 0)
			continue;
		ck_assert(are_alike(&x, &y) == fits(&m, &y, &x, sizes));
		if (!are_alike(&x, &y))
			continue;
		alike++;
		ck_assert_mem_eq(sizes, y.runs.sizes, y.runs.count);
		if (!skeleton_holds(
			sizes, x.runs.sizes, x.runs.count, &x.leeway))
			continue;
		held++;
		found += x.hit_count;
		ck_assert_msg(hold_the_same(&x, &y), "%s\n%s", buf_text(&first),
		    buf_text(&second));
	}
	/* else the test would say nothing */
	ck_assert_uint_gt(alike, held);
	ck_assert_uint_gt(held, 100);
	ck_assert_uint_gt(found, 100);
	buf_free(&first);
	buf_free(&second);
	arena_free(a);
}
END_TEST

START_TEST(the_leeway_is_what_the_gap_leaves)
{
	struct arena *a = arena_new(1 << 20);
	const struct matchers m = { search_matcher(words, COUNT(words), a),
		NULL };
	static const char apart[] =
	    "user "
	    "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz "
	    "unknown";
	struct subject s;

	look_at(&m, SPAN("user abc unknown"), &s);
	ck_assert_uint_eq(s.leeway.more, PATTERN_NEAR - 5);
	ck_assert_uint_eq(s.leeway.less, UINT16_MAX);
	look_at(&m, span_of(apart), &s);
	ck_assert_uint_eq(s.hit_count, 0);
	ck_assert_uint_eq(s.leeway.more, UINT16_MAX);
	ck_assert_uint_eq(s.leeway.less, 63 - PATTERN_NEAR - 1);
	arena_free(a);
}
END_TEST

Suite *
skeleton_suite(void)
{
	Suite *s = suite_create("skeleton");
	TCase *t = expect_case(s, "skeleton");

	tcase_add_test(t, what_no_word_reaches_into_is_left_out);
	tcase_add_loop_test(t, digit_signs_see_the_same_in_texts_alike, 0, 10);
	tcase_add_test(t, some_texts_have_none);
	tcase_add_test(t, a_run_too_long_to_be_counted_stays);
	tcase_add_test(t, where_words_begin_anywhere_nothing_is_left_out);
	tcase_add_loop_test(
	    t, texts_with_the_same_skeleton_hold_the_same, 0, 8);
	tcase_add_test(t, the_leeway_is_what_the_gap_leaves);
	return s;
}
