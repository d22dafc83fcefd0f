/* What was wrong with whole checks, as it is now. */
#include "base/buf.h"
#include "inquiry/inquiry.h"
#include "peer/zone.h"
#include "tls/tls.h"
#include "unit/expect.h"
#include "unit/read.h"

Suite *regressions_inquiry_suite(void);

enum { ZONE_MAX = 1 << 20, HOSTS = 50, ADDRESSES = 40 };

#define LABEL "a23456789012345678901234567890123456789012345678901234567890"
#define LONG  LABEL "." LABEL "." LABEL "."

/* As many hosts and addresses as a route looks at, and some more. */
static struct zone *
large_zone(void)
{
	struct zone *zone;
	struct trouble t = { "" };
	struct buf text;

	buf_init(&text, ZONE_MAX);
	for (int host = 0; host < HOSTS; host++) {
		buf_format(
		    &text, "large.test MX 10 m%d." LONG "large.test\n", host);
		for (int i = 0; i < ADDRESSES; i++)
			buf_format(&text,
			    "m%d." LONG "large.test A 192.88.%d.%d\n", host,
			    host, i);
	}
	zone = zone_new(buf_span(&text), &t);
	buf_free(&text);
	ck_assert_msg(zone != NULL, "%s", t.text);
	return zone;
}

static void
answer(struct inquiry *q, struct zone *zone, const struct question *question)
{
	unsigned char query[QUERY_MAX];
	size_t size = query_build(question, 7, query);
	struct buf message;

	buf_init(&message, 1 << 16);
	ck_assert(zone_answer(
	    zone, (struct span){ (const char *)query, size }, true, &message));
	inquiry_answered(q, question, buf_span(&message), ANSWER_SERVFAIL);
	buf_free(&message);
}

/* Answers come one by one, with a look at the inquiry after each; connections
 * are refused. */
static void
run(struct inquiry *q, struct zone *zone)
{
	const struct question *questions[2 * HOSTS + 1];
	size_t count = 0;
	struct wish wish;

	for (;;) {
		inquiry_wish(q, 0, &wish);
		if (wish.kind == WISH_DONE)
			return;
		if (wish.kind == WISH_RESOLVE)
			questions[count++] = wish.question;
		else if (wish.kind == WISH_CONNECT)
			inquiry_failed(q, NETWORK_REFUSED, 0);
		else if (wish.kind == WISH_WAIT && count > 0)
			answer(q, zone, questions[--count]);
	}
}

/* A stranger's zone must not be able to end a check in "no memory". */
START_TEST(the_largest_route_does_not_use_up_the_memory)
{
	struct tls_context *tls = tls_context_new(NULL, NULL);
	struct zone *zone = large_zone();
	struct inquiry_options options;
	const struct result *r;
	struct inquiry *q;

	inquiry_options_init(&options);
	options.route.allow_private = true;
	q = inquiry_new(&options, read_tables(), tls, SPAN("u@large.test"), 1,
	    0, 1609459200);
	run(q, zone);
	r = inquiry_result(q);
	ck_assert_msg(r != NULL, "memory ran out");
	ck_assert_uint_eq(r->route.host_count, HOSTS);
	ck_assert_uint_eq(r->attempt_count, ATTEMPTS_MAX);
	inquiry_free(q);
	zone_free(zone);
	tls_context_free(tls);
}
END_TEST

Suite *
regressions_inquiry_suite(void)
{
	Suite *suite = suite_create("regressions_inquiry");
	TCase *tests = tcase_create("once wrong");

	tcase_add_test(tests, the_largest_route_does_not_use_up_the_memory);
	suite_add_tcase(suite, tests);
	return suite;
}
