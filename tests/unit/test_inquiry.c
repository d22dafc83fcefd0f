/* Each file of tests/sim/cases is a test; the rows are in its README. */
#include "unit/expect.h"
#include "unit/inquiry_case.h"

static struct inquiry_bench bench;

static void
open_bench(void)
{
	inquiry_bench_open(&bench);
}

static void
close_bench(void)
{
	inquiry_bench_close(&bench);
}

START_TEST(each_case_comes_out_as_written)
{
	inquiry_case_try(&bench, inquiry_bench_path(_i));
}
END_TEST

/* A driver may have events under way that are of no use any more. */
static void
send_all_events(struct inquiry *q, int64_t now)
{
	struct question question = { .type = RECORD_MX };
	struct ip ip = { .family = IP_V4 };

	name_from_text(SPAN("unasked.test"), &question.name);
	inquiry_answered(q, &question, SPAN("no message"), ANSWER_TIMEOUT);
	inquiry_received(q, SPAN("250 ok\r\n"), now);
	inquiry_closed(q, now);
	inquiry_failed(q, NETWORK_RESET, now);
	inquiry_connected(q, &ip, now);
}

START_TEST(events_that_nobody_waits_for_are_ignored)
{
	struct inquiry_options o;
	struct inquiry *q;
	struct wish w;

	inquiry_options_init(&o);
	q = inquiry_new(&o, bench.tables, bench.tls, SPAN("user@example.test"),
	    1, 1000, BENCH_WALL);
	send_all_events(q, 1000);
	inquiry_wish(q, 1000, &w);
	ck_assert_int_eq(w.kind, WISH_RESOLVE);
	send_all_events(q, 1000);
	inquiry_answered(q, w.question, SPAN_NONE, ANSWER_TIMEOUT);
	send_all_events(q, 2000);
	inquiry_wish(q, 2000, &w);
	ck_assert_int_eq(w.kind, WISH_DONE);
	send_all_events(q, 3000);
	inquiry_wish(q, 3000, &w);
	ck_assert_int_eq(w.kind, WISH_DONE);
	ck_assert_int_eq(inquiry_result(q)->verdict, VERDICT_UNREACHABLE);
	ck_assert_uint_eq(inquiry_result(q)->attempt_count, 0);
	inquiry_free(q);
}
END_TEST

Suite *inquiry_suite(void);

Suite *
inquiry_suite(void)
{
	Suite *s = suite_create("inquiry");
	TCase *c = expect_case(s, "cases");

	tcase_add_unchecked_fixture(c, open_bench, close_bench);
	tcase_add_test(c, events_that_nobody_waits_for_are_ignored);
	tcase_add_loop_test(
	    c, each_case_comes_out_as_written, 0, inquiry_bench_files());
	return s;
}
