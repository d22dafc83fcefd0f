#include "diagnosis/memo.h"

#include "base/memory.h"
#include "diagnosis/normal.h"
#include "diagnosis/rows.h"
#include "peer/resay.h"
#include "unit/expect.h"
#include "unit/read.h"

#include <stdio.h>
#include <string.h>

Suite *memo_suite(void);

enum { SAYINGS = 6, ARENA_MAX = 1 << 20 };

/* A memo, and what it is held against. */
struct bench {
	const struct tables *tables;
	struct tables *own; /* NULL: they are the built-in ones */
	struct memo *memo;
	struct arena *a, *b;
};

static struct bench
bench_open(const struct tables *t)
{
	struct bench b = {
		.tables = t,
		.memo = memo_new(t),
		.a = arena_new(ARENA_MAX),
		.b = arena_new(ARENA_MAX),
	};

	ck_assert_ptr_nonnull(b.memo);
	return b;
}

/* With an administrator's rows of phrases. */
static struct bench
bench_with(const char *phrases)
{
	struct trouble t = { "" };
	struct tables *own = read_tables_with(TABLE_PHRASES, phrases, &t);
	struct bench b;

	ck_assert_msg(own != NULL, "%s", t.text);
	b = bench_open(own);
	b.own = own;
	return b;
}

static void
bench_close(struct bench *b)
{
	memo_free(b->memo);
	arena_free(b->a);
	arena_free(b->b);
	if (b->own != NULL)
		tables_free(b->own);
}

static struct reading_input
input_of(struct span text)
{
	struct reading_input in = { .text = text };

	in.text = normal_take_codes(in.text, &in.code, &in.enhanced);
	return in;
}

/* Returns whether it was read anew. */
static bool
read_both(struct bench *b, const struct reading_input *in)
{
	size_t anew = memo_anew(b->memo);
	struct reading one, other;

	arena_reset(b->a);
	arena_reset(b->b);
	ck_assert(reading_of(b->tables, in, b->a, &one));
	ck_assert(memo_read(b->memo, in, b->b, &other));
	expect_same_reading(&one, &other, in->text.data);
	return memo_anew(b->memo) > anew;
}

static bool
read_text(struct bench *b, const char *text)
{
	struct reading_input in = input_of(span_of(text));

	return read_both(b, &in);
}

/* Each row's example, said again and again to others. often: as in resay(). */
static void
read_all_examples(struct bench *b, uint32_t often)
{
	uint32_t state = 20260102u;
	struct buf said;

	buf_init(&said, 1 << 16);
	for (int i = 0; i < SAYINGS; i++) {
		for (size_t k = 0; k < b->tables->phrase_count; k++) {
			struct reading_input in;

			buf_clear(&said);
			resay(span_of(b->tables->phrases[k].example),
			    i > 0 ? often : 0, &state, &said);
			in = input_of(span_of(buf_text(&said)));
			read_both(b, &in);
		}
	}
	buf_free(&said);
}

START_TEST(it_reads_every_example_as_it_is_read_without_it)
{
	static const uint32_t often[] = { 0, 2, 5 };
	struct bench b = bench_open(read_tables());

	read_all_examples(&b, often[_i]);
	bench_close(&b);
}
END_TEST

START_TEST(most_of_what_is_said_to_others_is_not_read_anew)
{
	struct bench b = bench_open(read_tables());
	size_t count = b.tables->phrase_count;

	read_all_examples(&b, 0);
	ck_assert_uint_ge(memo_anew(b.memo), count / 2);
	ck_assert_uint_lt(memo_anew(b.memo), count * 2);
	bench_close(&b);
}
END_TEST

START_TEST(an_administrators_rows_are_remembered_too)
{
	struct bench b = bench_with(
	    "sentence\t-\t-\t-\t-\t|no room in shaft %%|\tmailbox-full\t-\t-\t-"
	    "\tcertain\tno room in shaft 37\tour page\n");

	read_all_examples(&b, 5);
	ck_assert(read_text(&b, "550 5.1.1 no room in shaft 37, ab"));
	ck_assert(!read_text(&b, "550 5.1.1 no room in shaft 48, cd"));
	ck_assert(read_text(&b, "550 5.1.1 no room in shaft 488, cd"));
	bench_close(&b);
}
END_TEST

/* Words that begin anywhere in a word: nothing is left out then. */
START_TEST(words_that_begin_within_others_are_found_in_all)
{
	struct bench b = bench_with(
	    "sentence\t-\t-\t-\t-\tqzq\tmailbox-full\t-\t-\t-\tcertain\tno "
	    "xqzqx\tour page\n");

	ck_assert(read_text(&b, "550 5.1.1 no xxxqzxx here"));
	ck_assert(read_text(&b, "550 5.1.1 no xxxqzqx here"));
	ck_assert(!read_text(&b, "550 5.1.1 no xxxqzqx here"));
	bench_close(&b);
}
END_TEST

START_TEST(another_address_is_the_same_and_another_word_is_not)
{
	struct bench b = bench_open(read_tables());

	ck_assert(read_text(&b, "550 5.1.1 <jqx@example.org> User unknown"));
	ck_assert(!read_text(&b, "550 5.1.1 <vwvwv@example.org> User unknown"));
	ck_assert(read_text(&b, "550 5.1.1 <jqx@example.org> Spam unknown"));
	ck_assert(read_text(&b, "550 5.7.1 <jqx@example.org> User unknown"));
	ck_assert(read_text(&b, "450 4.1.1 <jqx@example.org> User unknown"));
	ck_assert(read_text(&b, "<jqx@example.org> User unknown"));
	ck_assert(read_text(&b, "550 5.1.1 <jqx@example.org>  User unknown."));
	ck_assert(!read_text(&b, "550 5.1.1 <jjj@example.org>  User unknown."));
	bench_close(&b);
}
END_TEST

START_TEST(what_is_known_beside_the_text_counts)
{
	struct bench b = bench_open(read_tables());
	struct reading_input in =
	    input_of(SPAN("550 5.1.1 <jqx> user unknown"));

	ck_assert(read_both(&b, &in));
	in.stage_known = true;
	in.stage = STAGE_MAIL;
	ck_assert(read_both(&b, &in));
	in.stage = STAGE_RCPT;
	ck_assert(read_both(&b, &in));
	in.host = SPAN("gmail-smtp-in.l.google.com");
	ck_assert(read_both(&b, &in));
	in.host = SPAN("alt1.gmail-smtp-in.l.google.com");
	ck_assert(!read_both(&b, &in));
	in.host = SPAN("mta5.am0.yahoodns.net");
	ck_assert(read_both(&b, &in));
	in.enhanced.class = 4;
	ck_assert(read_both(&b, &in));
	in.code = 0;
	in.enhanced.class = 0;
	in.class = 4;
	ck_assert(read_both(&b, &in));
	in.class = 5;
	ck_assert(read_both(&b, &in));
	ck_assert(!read_both(&b, &in));
	bench_close(&b);
}
END_TEST

START_TEST(an_enhanced_code_counts_and_where_it_was_found)
{
	struct bench b = bench_open(read_tables());
	struct reading_input in = {
		.code = 550,
		.enhanced = { 4, 1, 1 },
		.text = SPAN("x user unknown"),
	};

	ck_assert(read_both(&b, &in));
	in.enhanced = (struct enhanced){ 0 };
	in.text = SPAN("x 4.1.1 user unknown");
	ck_assert(read_both(&b, &in));
	in.text = SPAN("x 5.1.1 user unknown");
	ck_assert(read_both(&b, &in));
	in.text = SPAN("x user unknown");
	ck_assert(read_both(&b, &in));
	bench_close(&b);
}
END_TEST

/* A number that means nothing to the tables. */
START_TEST(a_wait_is_read_off_each_text)
{
	struct bench b = bench_open(read_tables());

	ck_assert(read_text(&b, "450 4.2.0 Greylisted, wait 371 seconds"));
	ck_assert(!read_text(&b, "450 4.2.0 Greylisted, wait 482 seconds"));
	bench_close(&b);
}
END_TEST

START_TEST(replies_within_replies_are_read_each_time)
{
	static const char text[] =
	    "550 5.1.0 <jqx> Sender rejected: host mx said: 550 5.1.1 no user";
	struct bench b = bench_open(read_tables());

	ck_assert(read_text(&b, text));
	ck_assert(read_text(&b, text));
	bench_close(&b);
}
END_TEST

/* What is found depends on how far apart the words stand. */
START_TEST(a_longer_id_may_be_too_long)
{
	static const char *const filler =
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
	struct bench b = bench_open(read_tables());

	for (int size = -255; size < 256; size++) {
		char text[512];

		snprintf(text, sizeof text,
		    "550 recipient <%.*s@example.org> does not exist",
		    size < 0 ? -size : size, filler);
		read_text(&b, text);
	}
	ck_assert_uint_gt(memo_anew(b.memo), 1);
	ck_assert_uint_lt(memo_anew(b.memo), 100);
	bench_close(&b);
}
END_TEST

/* A sentence for each number, told apart by its signs, and by what it begins
 * with: so it is guessed, too. */
static bool
read_number(struct bench *b, unsigned int number)
{
	char text[700] = "550 5.1.1 ";
	size_t at = strlen(text);

	for (int bit = 0; bit < 16; bit++)
		at += (size_t)snprintf(text + at, sizeof text - at, "%s",
		    number >> bit & 1 ? "user" : "no,");
	at += (size_t)snprintf(text + at, sizeof text - at, " unknown");
	memset(text + at, '#', sizeof text - at);
	text[sizeof text - 1] = '\0';
	return read_text(b, text);
}

START_TEST(it_begins_anew_when_it_is_full)
{
	struct bench b = bench_open(read_tables());

	ck_assert(read_number(&b, 0));
	for (unsigned int i = 1; i < 8000; i++)
		ck_assert(read_number(&b, i));
	ck_assert(!read_number(&b, 7999));
	/* Where they were is not yet overwritten. */
	for (unsigned int i = 5000; i < 6000; i += 50)
		ck_assert(read_number(&b, i));
	ck_assert(!read_number(&b, 7998));
	bench_close(&b);
}
END_TEST

/* More words begin in one text than there is room for, and less in the other:
 * words of dashes at each dash, and one that a number begins like. */
START_TEST(what_was_cut_for_want_of_room_is_not_remembered)
{
	struct bench b = bench_with(
	    "code\t-\t-\t-\t-\t{---,----,-----,------,-------,--------,--------"
	    "-,"
	    "----------,-----------,------------}\tpolicy\t-\t-\t-\tguess\t---"
	    "\t"
	    "ours\n"
	    "code\t-\t-\t-\t-\t|345|\tpolicy\t-\t-\t-\tguess\t345\tours\n"
	    "code\t-\t-\t-\t-\t|marker is here and says more than dashes|\t"
	    "mailbox-full\t-\t-\t-\tcertain\tx\tours\n");
	char one[1000], other[1000], dashes[900];

	memset(dashes, '-', sizeof dashes);
	for (int count = 800; count < 840; count++) {
		snprintf(one, sizeof one,
		    "550 7896zz %.*s --- --- --- --- --- --- marker is here "
		    "and says more than dashes",
		    count, dashes);
		snprintf(other, sizeof other, "550 3456%s", one + 8);
		read_text(&b, one);
		read_text(&b, other);
	}
	bench_close(&b);
}
END_TEST

START_TEST(a_reading_fails_when_its_arena_does)
{
	struct memo *m = memo_new(read_tables());
	struct arena *a = arena_new(ARENA_MAX);
	struct reading_input in = input_of(SPAN("550 5.1.1 user unknown"));
	struct reading r;

	for (int i = 0; i < 2; i++) {
		arena_reset(a);
		ck_assert(memo_read(m, &in, a, &r));
		arena_fail(a);
		ck_assert(!memo_read(m, &in, a, &r));
	}
	memo_free(m);
	arena_free(a);
}
END_TEST

START_TEST(without_memory_it_reads_all_the_same)
{
	struct memo *none;
	struct bench b;

	memory_fail_after(0);
	none = memo_new(read_tables());
	memory_fail_after(-1);
	ck_assert_ptr_null(none);
	memo_free(none);
	b = bench_open(read_tables());
	arena_get(b.a, 1000);
	arena_get(b.b, 1000);
	memory_fail_after(0);
	ck_assert(read_text(&b, "550 5.1.1 user unknown"));
	ck_assert(read_text(&b, "550 5.1.1 user unknown"));
	memory_fail_after(-1);
	ck_assert(read_text(&b, "550 5.1.1 user unknown"));
	ck_assert(!read_text(&b, "550 5.1.1 user unknown"));
	bench_close(&b);
}
END_TEST

Suite *
memo_suite(void)
{
	Suite *s = suite_create("memo");
	TCase *c = tcase_create("memo");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(
	    c, it_reads_every_example_as_it_is_read_without_it, 0, 3);
	tcase_add_test(c, most_of_what_is_said_to_others_is_not_read_anew);
	tcase_add_test(c, an_administrators_rows_are_remembered_too);
	tcase_add_test(c, words_that_begin_within_others_are_found_in_all);
	tcase_add_test(c, another_address_is_the_same_and_another_word_is_not);
	tcase_add_test(c, what_is_known_beside_the_text_counts);
	tcase_add_test(c, an_enhanced_code_counts_and_where_it_was_found);
	tcase_add_test(c, a_wait_is_read_off_each_text);
	tcase_add_test(c, replies_within_replies_are_read_each_time);
	tcase_add_test(c, a_longer_id_may_be_too_long);
	tcase_add_test(c, it_begins_anew_when_it_is_full);
	tcase_add_test(c, what_was_cut_for_want_of_room_is_not_remembered);
	tcase_add_test(c, a_reading_fails_when_its_arena_does);
	tcase_add_test(c, without_memory_it_reads_all_the_same);
	suite_add_tcase(s, c);
	return s;
}
