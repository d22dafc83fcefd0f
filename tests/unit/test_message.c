#include "unit/expect.h"
#include "unit/wire.h"

Suite *message_suite(void);

enum { ARENA_MAX = 1 << 20 };

static const char long_name[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb."
    "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc."
    "ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";

START_TEST(a_query_asks_one_question_with_rd_ad_and_edns)
{
	struct question q = wire_question("mx.Example.test", RECORD_MX);
	unsigned char out[QUERY_MAX];
	size_t size = query_build(&q, 0xbeef, out);

	expect_span((struct span){ (char *)out, size },
	    SPAN("\xbe\xef" /* id */
		 "\x01\x20" /* RD, AD */
		 "\0\1\0\0\0\0\0\1"
		 "\2mx\7Example\4test\0\0\x0f\0\1"
		 "\0\0\x29\x04\xd0" /* OPT, 1232 octets */
		 "\0\0\0\0\0\0"),   /* version 0, no DO, no options */
	    "query");
	q = wire_question(long_name, RECORD_TLSA);
	size = query_build(&q, 1, out);
	ck_assert_uint_eq(size, 12 + 255 + 4 + 11);
}
END_TEST

START_TEST(a_query_can_ask_for_a_name_with_any_octet)
{
	struct question q = wire_question("a:b/c d\\000.test", RECORD_TXT);
	unsigned char out[QUERY_MAX];
	size_t size = query_build(&q, 1, out);

	expect_span(span_part((struct span){ (char *)out, size }, 12, 27),
	    SPAN("\10a:b/c d\0\4test\0"), "name");
}
END_TEST

START_TEST(an_answer_is_ours_when_id_and_question_are)
{
	struct question asked = wire_question("a.test", RECORD_A);
	const struct {
		const char *what;
		size_t at; /* of the octet that is changed */
		char octet;
		bool ours;
	} rows[] = {
		{ "as it is", 0, 0x12, true },
		{ "another id", 0, 0x13, false },
		{ "another id, low octet", 1, 0x35, false },
		{ "not a response", 2, 0x01, false },
		{ "NXDOMAIN", 3, '\x83', true },
		{ "no question", 5, 0, false },
		{ "two questions", 5, 2, false },
		{ "257 questions", 4, 1, false },
		{ "the name in other case", 13, 'A', true },
		{ "another name", 13, 'b', false },
		{ "another type", 21, 28, false },
		{ "another class", 23, 3, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf b;

		wire_begin(&b, &asked, WIRE_ANSWER);
		b.data[rows[i].at] = rows[i].octet;
		ck_assert_msg(message_answers(buf_span(&b), &asked, 0x1234) ==
				  rows[i].ours,
		    "%s", rows[i].what);
		buf_free(&b);
	}
}
END_TEST

START_TEST(what_is_cut_within_the_question_answers_nothing)
{
	struct question q = wire_question("a.test", RECORD_A);
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER | WIRE_TRUNCATED);
	for (size_t size = 0; size <= b.size; size++) {
		struct span part = span_part(buf_span(&b), 0, size);

		ck_assert_int_eq(
		    message_answers(part, &q, 0x1234), size == b.size);
		ck_assert_int_eq(message_is_truncated(part), size >= 12);
	}
	ck_assert(!message_is_truncated(SPAN_NONE));
	buf_free(&b);
	wire_begin(&b, &q, WIRE_ANSWER);
	ck_assert(!message_is_truncated(buf_span(&b)));
	buf_free(&b);
}
END_TEST

static void
expect_target(const struct record *r, unsigned int preference,
    const char *target, const char *row)
{
	char text[NAME_TEXT_MAX];

	ck_assert_msg(
	    r->preference == preference, "%s: %u", row, r->preference);
	ck_assert_ptr_nonnull(r->target);
	expect_text(name_format(r->target, text), target, row);
}

START_TEST(addresses_of_both_families_are_read_in_order)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("a.test", RECORD_A);
	char text[IP_TEXT_MAX];
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER);
	wire_own(&b, RECORD_A, SPAN("\xc0\0\2\1"));
	wire_record(&b, "A.TEST", RECORD_A, 60, SPAN("\xc0\0\2\2"));
	wire_record(&b, "a.test", RECORD_A, 90, SPAN("\xc0\0\2\1"));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert_uint_eq(answer.count, 3);
	ck_assert_uint_eq(answer.ttl, 60);
	ck_assert_uint_eq(answer.records[0].ttl, 300);
	expect_text(ip_format(&answer.records[0].ip, text), "192.0.2.1", "1");
	expect_text(ip_format(&answer.records[1].ip, text), "192.0.2.2", "2");
	expect_text(ip_format(&answer.records[2].ip, text), "192.0.2.1", "3");
	ck_assert(name_equal(answer.owner, &q.name));
	buf_free(&b);

	q.type = RECORD_AAAA;
	wire_begin(&b, &q, WIRE_ANSWER);
	wire_own(
	    &b, RECORD_AAAA, SPAN("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\7"));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	expect_text(
	    ip_format(&answer.records[0].ip, text), "2001:db8::7", "AAAA");
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(names_in_rdata_may_be_compressed_and_have_any_octet)
{
	const struct {
		enum record_type type;
		struct span rdata;
		unsigned int preference;
		const char *target;
	} rows[] = {
		{ RECORD_MX, SPAN("\0\12\2mx\1t\0"), 10, "mx.t" },
		{ RECORD_MX, SPAN("\xff\xff\2mx\xc0\14"), 65535, "mx.a.test" },
		{ RECORD_MX, SPAN("\0\0\0"), 0, "." },
		{ RECORD_MX, SPAN("\0\1\xc0\16"), 1, "test" },
		{ RECORD_MX, SPAN("\0\1\6:/ \0.x\0"), 1, ":/\\032\\000\\.x" },
		{ RECORD_PTR, SPAN("\4host\xc0\14"), 0, "host.a.test" },
		{ RECORD_PTR, SPAN("\0"), 0, "." },
		{ RECORD_CNAME, SPAN("\1b\xc0\16"), 0, "b.test" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", rows[i].type);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		wire_own(&b, rows[i].type, rows[i].rdata);
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_int_eq(answer.status, ANSWER_OK);
		ck_assert_uint_eq(answer.count, 1);
		ck_assert_uint_eq(answer.alias_count, 0);
		expect_target(answer.records, rows[i].preference,
		    rows[i].target, rows[i].target);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(the_strings_of_a_txt_are_kept_apart_and_may_be_none)
{
	const struct {
		struct span rdata;
		size_t count;
		struct span strings[3];
		struct span joined;
	} rows[] = {
		{ SPAN(""), 0, { { 0 } }, SPAN("") },
		{ SPAN("\0"), 1, { SPAN("") }, SPAN("") },
		{ SPAN("\0\0\0"), 3, { SPAN(""), SPAN(""), SPAN("") },
		    SPAN("") },
		{ SPAN("\3abc"), 1, { SPAN("abc") }, SPAN("abc") },
		{ SPAN("\3abc\0\2de"), 3, { SPAN("abc"), SPAN(""), SPAN("de") },
		    SPAN("abcde") },
		{ SPAN("\4a\0\xff\n"), 1, { SPAN("a\0\xff\n") },
		    SPAN("a\0\xff\n") },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", RECORD_TXT);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		wire_own(&b, RECORD_TXT, rows[i].rdata);
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_int_eq(answer.status, ANSWER_OK);
		ck_assert_uint_eq(
		    answer.records[0].string_count, rows[i].count);
		for (size_t k = 0; k < rows[i].count; k++)
			expect_span(answer.records[0].strings[k],
			    rows[i].strings[k], "string");
		expect_span(answer.records[0].data, rows[i].joined, "joined");
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(rdata_that_is_too_short_or_too_long_spoils_the_answer)
{
	const struct {
		enum record_type type;
		struct span rdata;
	} rows[] = {
		{ RECORD_A, SPAN("") },
		{ RECORD_A, SPAN("\xc0\0\2") },
		{ RECORD_A, SPAN("\xc0\0\2\1\0") },
		{ RECORD_AAAA, SPAN("\xc0\0\2\1") },
		{ RECORD_AAAA, SPAN("123456789012345") },
		{ RECORD_AAAA, SPAN("12345678901234567") },
		{ RECORD_MX, SPAN("") },
		{ RECORD_MX, SPAN("\0") },
		{ RECORD_MX, SPAN("\0\1") },
		{ RECORD_MX, SPAN("\0\1\2mx") },
		{ RECORD_MX, SPAN("\0\1\x3fmx\0") },
		{ RECORD_MX, SPAN("\0\1\2mx\0\0") },
		{ RECORD_MX, SPAN("\0\1\xc0") },
		{ RECORD_MX, SPAN("\0\1\xff\xff") },
		{ RECORD_PTR, SPAN("") },
		{ RECORD_PTR, SPAN("\1a\0x") },
		{ RECORD_CNAME, SPAN("\1a") },
		{ RECORD_TXT, SPAN("\1") },
		{ RECORD_TXT, SPAN("\3ab") },
		{ RECORD_TXT, SPAN("\3abc\xff") },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", rows[i].type);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER);
		wire_own(&b, rows[i].type, rows[i].rdata);
		/* What follows must not be taken for the missing octets. */
		wire_authority(&b, WIRE_SOA, 1, SPAN("\0\0\0\0\0\0\0\0\0"));
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_msg(answer.status == ANSWER_MALFORMED, "row %zu: %s",
		    i, answer_status_word(answer.status));
		ck_assert_uint_eq(answer.count, 0);
		ck_assert_ptr_null(answer.records);
		ck_assert(name_equal(answer.owner, &q.name));
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(the_data_of_a_tlsa_is_kept_as_it_came)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("_25._tcp.mx.test", RECORD_TLSA);
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER | WIRE_AUTHENTIC);
	wire_own(&b, RECORD_TLSA, SPAN("\3\1\1\0\xff"));
	wire_own(&b, RECORD_TLSA, SPAN(""));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert(answer.authentic);
	ck_assert_uint_eq(answer.count, 2);
	expect_span(answer.records[0].data, SPAN("\3\1\1\0\xff"), "first");
	ck_assert_uint_eq(answer.records[1].data.size, 0);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(records_of_others_are_passed_over)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("a.test", RECORD_A);
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER);
	wire_record(&b, "b.test", RECORD_A, 9, SPAN("\xc0\0\2\1"));
	wire_record(&b, "x.a.test", RECORD_A, 9, SPAN("\xc0\0\2\2"));
	wire_own(&b, RECORD_TXT, SPAN("\3abc"));
	wire_own(&b, RECORD_A, SPAN("\xc0\0\2\3"));
	b.data[b.size - 11] = 3; /* the class becomes CHAOS */
	wire_own(&b, RECORD_A, SPAN("\xc0\0\2\4"));
	wire_record(&b, "b.test", RECORD_CNAME, 9, SPAN("\1c\0"));
	wire_own(&b, 46, SPAN("a signature"));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert(!answer.authentic);
	ck_assert_uint_eq(answer.count, 1);
	ck_assert_uint_eq(answer.records[0].ip.octets[3], 4);
	ck_assert_uint_eq(answer.ttl, 300);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(an_edns_record_beside_the_answer_is_passed_over)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("a.test", RECORD_A);
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER);
	wire_own(&b, RECORD_A, SPAN("\xc0\0\2\1"));
	b.data[11] = 1; /* one additional record: OPT, with a cookie */
	buf_add(&b, SPAN("\0\0\x29\x04\xd0\0\0\x80\0\0\014"
			 "\0\012\0\10cookie..\0"));
	ck_assert(message_answers(buf_span(&b), &q, 0x1234));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert_uint_eq(answer.count, 1);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(a_flood_of_records_is_cut_at_the_maximum)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("a.test", RECORD_A);
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER);
	for (int i = 0; i < RECORDS_MAX + 300; i++)
		wire_own(&b, RECORD_A, SPAN("\xc0\0\2\1"));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert_uint_eq(answer.count, RECORDS_MAX);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(each_response_code_has_its_status)
{
	struct question q = wire_question("a.test", RECORD_A);

	for (unsigned int code = 0; code < 16; code++) {
		struct arena *a = arena_new(ARENA_MAX);
		enum answer_status wanted = code == 0   ? ANSWER_NODATA
					    : code == 3 ? ANSWER_NXDOMAIN
							: ANSWER_SERVFAIL;
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER | code);
		answer = wire_read(buf_span(&b), &q, a);
		expect_text(answer_status_word(answer.status),
		    answer_status_word(wanted), "code");
		ck_assert_uint_eq(answer.ttl, 0);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

static void
expect_contact(
    const struct answer *answer, const char *contact, const char *what)
{
	char text[NAME_TEXT_MAX];

	ck_assert_int_eq(answer->contact == NULL, contact == NULL);
	ck_assert_int_eq(answer->zone == NULL, contact == NULL);
	if (contact == NULL)
		return;
	expect_text(name_format(answer->contact, text), contact, what);
	expect_text(name_format(answer->zone, text), "a.test", what);
}

START_TEST(a_no_may_be_kept_as_long_as_its_soa_says)
{
	const struct {
		const char *what;
		uint32_t ttl;
		struct span soa;
		uint32_t kept;
		const char *contact; /* NULL: none can be read */
	} rows[] = {
		{ "the minimum is less", 3600,
		    SPAN("\0\0"
			 "1111222233334444\0\0\0\x3c"),
		    60, "." },
		{ "the TTL is less", 30,
		    SPAN("\0\0"
			 "1111222233334444\0\0\0\x3c"),
		    30, "." },
		{ "names in it", 3600,
		    SPAN("\2ns\xc0\14\4root\xc0\14"
			 "1111222233334444\0\0\1\0"),
		    256, "root.a.test" },
		{ "cut short", 3600,
		    SPAN("\0\0"
			 "1111"),
		    0, NULL },
		{ "no name", 3600, SPAN("\xff\xff"), 0, NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct question q = wire_question("a.test", RECORD_A);
		struct answer answer;
		struct buf b;

		wire_begin(&b, &q, WIRE_ANSWER | 3);
		wire_authority(&b, 2, 5, SPAN("\2ns\0"));
		wire_authority(&b, WIRE_SOA, rows[i].ttl, rows[i].soa);
		answer = wire_read(buf_span(&b), &q, a);
		ck_assert_int_eq(answer.status, ANSWER_NXDOMAIN);
		ck_assert_msg(answer.ttl == rows[i].kept, "%s: %u",
		    rows[i].what, answer.ttl);
		expect_contact(&answer, rows[i].contact, rows[i].what);
		buf_free(&b);
		arena_free(a);
	}
}
END_TEST

START_TEST(a_ttl_with_the_top_bit_is_zero)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct question q = wire_question("a.test", RECORD_A);
	struct answer answer;
	struct buf b;

	wire_begin(&b, &q, WIRE_ANSWER);
	wire_record(&b, "a.test", RECORD_A, 0x7fffffff, SPAN("\xc0\0\2\1"));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_uint_eq(answer.ttl, 0x7fffffff);
	wire_record(&b, "a.test", RECORD_A, 0x80000000, SPAN("\xc0\0\2\1"));
	answer = wire_read(buf_span(&b), &q, a);
	ck_assert_int_eq(answer.status, ANSWER_OK);
	ck_assert_uint_eq(answer.ttl, 0);
	ck_assert_uint_eq(answer.records[1].ttl, 0);
	buf_free(&b);
	arena_free(a);
}
END_TEST

START_TEST(every_type_and_status_has_a_word)
{
	expect_text(record_type_word(RECORD_A), "A", "A");
	expect_text(record_type_word(RECORD_TLSA), "TLSA", "TLSA");
	expect_text(record_type_word((enum record_type)99), "?", "unknown");
	expect_text(answer_status_word(ANSWER_LOOP), "loop", "loop");
	expect_text(
	    answer_status_word(ANSWER_NXDOMAIN), "nxdomain", "nxdomain");
}
END_TEST

Suite *
message_suite(void)
{
	Suite *s = suite_create("message");
	TCase *c = expect_case(s, "message");

	tcase_add_test(c, a_query_asks_one_question_with_rd_ad_and_edns);
	tcase_add_test(c, a_query_can_ask_for_a_name_with_any_octet);
	tcase_add_test(c, an_answer_is_ours_when_id_and_question_are);
	tcase_add_test(c, what_is_cut_within_the_question_answers_nothing);
	tcase_add_test(c, addresses_of_both_families_are_read_in_order);
	tcase_add_test(c, names_in_rdata_may_be_compressed_and_have_any_octet);
	tcase_add_test(c, the_strings_of_a_txt_are_kept_apart_and_may_be_none);
	tcase_add_test(
	    c, rdata_that_is_too_short_or_too_long_spoils_the_answer);
	tcase_add_test(c, the_data_of_a_tlsa_is_kept_as_it_came);
	tcase_add_test(c, records_of_others_are_passed_over);
	tcase_add_test(c, an_edns_record_beside_the_answer_is_passed_over);
	tcase_add_test(c, a_flood_of_records_is_cut_at_the_maximum);
	tcase_add_test(c, each_response_code_has_its_status);
	tcase_add_test(c, a_no_may_be_kept_as_long_as_its_soa_says);
	tcase_add_test(c, a_ttl_with_the_top_bit_is_zero);
	tcase_add_test(c, every_type_and_status_has_a_word);
	return s;
}
