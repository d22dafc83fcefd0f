/* Answers that are hostile, broken or cut: what answer_read() makes of them. */
#include "unit/expect.h"
#include "unit/wire.h"

#include <stdio.h>
#include <string.h>

Suite *answers_suite(void);

enum { ARENA_MAX = 1 << 20 };

/* "nI.test", the I-th name of a chain. */
static const char *
chain_name(size_t i)
{
	static char names[2][32];
	char *name = names[i % 2];

	snprintf(name, sizeof names[0], "n%zu.test", i);
	return name;
}

static void
put_chain(struct buf *b, size_t length, bool backwards)
{
	for (size_t i = 0; i < length; i++) {
		size_t at = backwards ? length - 1 - i : i;

		wire_alias(b, chain_name(at), chain_name(at + 1));
	}
}

START_TEST(aliases_are_followed_in_any_order_up_to_their_maximum)
{
	for (size_t length = 0; length < 40; length++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("n0.test", RECORD_A);
		bool well = length <= ALIASES_MAX;
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		put_chain(&b, length, length % 2);
		wire_record(
		    &b, chain_name(length), RECORD_A, 40, SPAN("\xc0\0\2\1"));
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_msg(answer.status == (well ? ANSWER_OK : ANSWER_LOOP),
		    "%zu: %s", length, answer_status_word(answer.status));
		ck_assert_uint_eq(answer.count, well ? 1 : 0);
		if (well) {
			struct question end =
			    wire_question(chain_name(length), RECORD_A);

			ck_assert_uint_eq(answer.alias_count, length);
			ck_assert_uint_eq(answer.ttl, 40);
			ck_assert(name_equal(answer.owner, &end.name));
		}
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(aliases_in_a_circle_are_a_loop)
{
	static const struct {
		const char *rows[3][2];
	} circles[] = {
		{ { { "n0.test", "n0.test" } } },
		{ { { "n0.test", "N0.TEST" } } },
		{ { { "n0.test", "b.test" }, { "b.test", "n0.test" } } },
		{ { { "b.test", "b.test" }, { "n0.test", "b.test" } } },
		{ { { "n0.test", "a.test" }, { "a.test", "b.test" },
		    { "b.test", "a.test" } } },
	};

	for (size_t i = 0; i < COUNT(circles); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("n0.test", RECORD_MX);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		for (size_t k = 0; k < 3 && circles[i].rows[k][0]; k++)
			wire_alias(
			    &b, circles[i].rows[k][0], circles[i].rows[k][1]);
		answer = wire_read(buf_span(&b), &q, a);
		expect_text(
		    answer_status_word(answer.status), "loop", "circle");
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(a_chain_that_leads_out_of_the_message_says_where_to)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("n0.test", RECORD_A);
	struct question end = wire_question("n2.test", RECORD_A);
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER);
	put_chain(&b, 2, true);
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_NODATA);
	ck_assert_uint_eq(answer.alias_count, 2);
	ck_assert(name_equal(answer.owner, &end.name));
	buf_free(&b);

	/* RFC 6604 2.1: the code is that of the last name. */
	wire_begin(&b, &q, WIRE_ANSWER | 3);
	put_chain(&b, 2, false);
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_NXDOMAIN);
	ck_assert(name_equal(answer.owner, &end.name));
	buf_free(&b);

	/* Asked for the alias itself, nothing is followed. */
	q.type = RECORD_CNAME;
	wire_begin(&b, &q, WIRE_ANSWER);
	put_chain(&b, 2, false);
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert_uint_eq(answer.count, 1);
	ck_assert_uint_eq(answer.alias_count, 0);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(an_alias_that_cannot_be_read_spoils_the_answer)
{
	const struct span rows[] = { SPAN(""), SPAN("\1b"), SPAN("\1b\0x"),
		SPAN("\xff\xff"), SPAN("\xc0") };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("n0.test", RECORD_A);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		wire_own(&b, RECORD_CNAME, rows[i]);
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_int_eq(answer.status, ANSWER_MALFORMED);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(counts_that_lie_spoil_the_answer)
{
	/* Offsets in the header: questions at 4, answers at 6. */
	static const struct {
		const char *what;
		size_t at;
		char octet;
		enum answer_status status;
	} rows[] = {
		{ "as it is", 7, 1, ANSWER_OK },
		{ "one answer too many", 7, 2, ANSWER_MALFORMED },
		{ "65281 answers", 6, '\xff', ANSWER_MALFORMED },
		{ "an answer too few", 7, 0, ANSWER_NODATA },
		{ "no question", 5, 0, ANSWER_MALFORMED },
		{ "two questions", 5, 2, ANSWER_MALFORMED },
		{ "authorities that are not there", 9, 9, ANSWER_OK },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", RECORD_A);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		wire_own(&b, RECORD_A, SPAN("\xc0\0\2\1"));
		b.data[rows[i].at] = rows[i].octet;
		answer = wire_read(buf_span(&b), &q, a);
		expect_text(answer_status_word(answer.status),
		    answer_status_word(rows[i].status), rows[i].what);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(the_answer_to_another_question_is_malformed)
{
	static const struct {
		const char *name;
		enum record_type type;
	} rows[] = {
		{ "b.test", RECORD_A },
		{ "a.test", RECORD_AAAA },
		{ "x.a.test", RECORD_A },
		{ ".", RECORD_A },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", RECORD_A);
		struct question other =
		    wire_question(rows[i].name, rows[i].type);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &other, WIRE_ANSWER);
		wire_record(&b, "a.test", RECORD_A, 9, SPAN("\xc0\0\2\1"));
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_int_eq(answer.status, ANSWER_MALFORMED);
		ck_assert_uint_eq(answer.count, 0);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

/* Messages with all that answers have, one for each type. */
static void
put_sample(struct buf *b, const struct question *q)
{
	wire_begin(b, q, WIRE_ANSWER | WIRE_AUTHENTIC);
	wire_alias(b, "a.test", "b.test");
	wire_record(b, "b.test", RECORD_A, 60, SPAN("\xc0\0\2\1"));
	wire_record(b, "b.test", RECORD_AAAA, 60,
	    SPAN("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\7"));
	wire_record(b, "b.test", RECORD_MX, 60, SPAN("\0\12\2mx\xc0\14"));
	wire_record(b, "b.test", RECORD_TXT, 60, SPAN("\3abc\0\2de"));
	wire_record(b, "b.test", RECORD_PTR, 60, SPAN("\1p\xc0\16"));
	wire_record(b, "b.test", RECORD_TLSA, 60, SPAN("\3\1\1\xff"));
}

static const enum record_type types[] = { RECORD_A, RECORD_AAAA, RECORD_MX,
	RECORD_TXT, RECORD_PTR, RECORD_TLSA, RECORD_CNAME };

START_TEST(an_answer_cut_at_any_octet_is_malformed)
{
	for (size_t i = 0; i < COUNT(types); i++) {
		struct question q = wire_question("a.test", types[i]);
		struct buf b;

		put_sample(&b, &q);
		for (size_t size = 0; size <= b.size; size++) {
			struct arena *a = arena_new(ARENA_MAX);
			struct answer answer =
			    wire_read(span_part(buf_span(&b), 0, size), &q, a);

			ck_assert_msg(
			    answer.status ==
				(size == b.size ? ANSWER_OK : ANSWER_MALFORMED),
			    "%s cut at %zu: %s", record_type_word(types[i]),
			    size, answer_status_word(answer.status));
			ck_assert_uint_eq(answer.count, size == b.size);
			ck_assert_ptr_nonnull(answer.owner);
			arena_free(a);
		}
		buf_free(&b);
	}
}
END_TEST

START_TEST(a_no_cut_in_its_authority_is_a_no_all_the_same)
{
	struct question q = wire_question("a.test", RECORD_A);
	struct buf b;
	size_t least;

	wire_begin(&b, &q, WIRE_ANSWER | 3);
	least = b.size;
	wire_authority(&b, WIRE_SOA, 3600,
	    SPAN("\2ns\xc0\14\4root\xc0\14"
		 "1111222233334444\0\0\0\x3c"));
	for (size_t size = 0; size <= b.size; size++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct answer answer =
		    wire_read(span_part(buf_span(&b), 0, size), &q, a);

		ck_assert_int_eq(answer.status,
		    size < least ? ANSWER_MALFORMED : ANSWER_NXDOMAIN);
		ck_assert_uint_eq(answer.ttl, size == b.size ? 60 : 0);
		arena_free(a);
	}
	buf_free(&b);
}
END_TEST

START_TEST(no_single_false_octet_does_harm)
{
	static const unsigned char octets[] = { 0, 1, 0x3f, 0x40, 0x7f, 0x80,
		0xc0, 0xff };

	for (size_t i = 0; i < COUNT(types); i++) {
		struct question q = wire_question("a.test", types[i]);
		struct buf b;

		put_sample(&b, &q);
		for (size_t at = 0; at < b.size * COUNT(octets); at++) {
			struct arena *a = arena_new(ARENA_MAX);
			char *octet = &b.data[at / COUNT(octets)], was = *octet;
			struct answer answer;

			*octet = (char)octets[at % COUNT(octets)];
			answer = wire_read(buf_span(&b), &q, a);
			*octet = was;
			ck_assert_uint_le(answer.count, 2);
			ck_assert(answer.status == ANSWER_OK ||
				  answer.records == NULL ||
				  answer.status == ANSWER_SERVFAIL ||
				  answer.status == ANSWER_NXDOMAIN);
			ck_assert(!arena_failed(a));
			arena_free(a);
		}
		buf_free(&b);
	}
}
END_TEST

START_TEST(an_owner_that_is_compressed_into_a_circle_spoils_the_answer)
{
	const struct span owners[] = {
		SPAN("\xc0\x18"),    /* itself */
		SPAN("\1x\xc0\x18"), /* its own label */
		SPAN("\xc0\x1a"),    /* what follows it */
		SPAN("\xff\xff"),    /* far out */
		SPAN("\x40\0"),      /* no label type */
	};

	for (size_t i = 0; i < COUNT(owners); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", RECORD_A);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		ck_assert_uint_eq(b.size, 0x18);
		b.data[7] = 1;
		buf_add(&b, owners[i]);
		buf_add(&b, SPAN("\0\1\0\1\0\0\0\0\0\4\xc0\0\2\1"));
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_msg(answer.status == ANSWER_MALFORMED, "row %zu", i);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(without_memory_the_arena_has_failed_and_nothing_is_half_there)
{
	enum { ROOM = 8192 };

	for (size_t i = 0; i < COUNT(types); i++) {
		struct question q = wire_question("a.test", types[i]);
		size_t well = 0;
		struct buf b;

		put_sample(&b, &q);
		for (size_t room = 0; room < ROOM; room += 16) {
			struct arena *a = arena_new(ROOM);
			struct answer answer;

			ck_assert_ptr_nonnull(arena_get(a, ROOM - room));
			answer = wire_read(buf_span(&b), &q, a);
			ck_assert_int_eq(answer.status,
			    arena_failed(a) ? ANSWER_SERVFAIL : ANSWER_OK);
			ck_assert_uint_eq(answer.count, !arena_failed(a));
			well += !arena_failed(a);
			arena_free(a);
		}
		ck_assert_uint_gt(well, 10);
		ck_assert_uint_lt(well, ROOM / 16 - 10);
		buf_free(&b);
	}
}
END_TEST

Suite *
answers_suite(void)
{
	Suite *s = suite_create("answers");
	TCase *c = expect_case(s, "answers");

	tcase_add_test(
	    c, aliases_are_followed_in_any_order_up_to_their_maximum);
	tcase_add_test(c, aliases_in_a_circle_are_a_loop);
	tcase_add_test(c, a_chain_that_leads_out_of_the_message_says_where_to);
	tcase_add_test(c, an_alias_that_cannot_be_read_spoils_the_answer);
	tcase_add_test(c, counts_that_lie_spoil_the_answer);
	tcase_add_test(c, the_answer_to_another_question_is_malformed);
	tcase_add_test(c, an_answer_cut_at_any_octet_is_malformed);
	tcase_add_test(c, a_no_cut_in_its_authority_is_a_no_all_the_same);
	tcase_add_test(c, no_single_false_octet_does_harm);
	tcase_add_test(
	    c, an_owner_that_is_compressed_into_a_circle_spoils_the_answer);
	tcase_add_test(
	    c, without_memory_the_arena_has_failed_and_nothing_is_half_there);
	return s;
}
