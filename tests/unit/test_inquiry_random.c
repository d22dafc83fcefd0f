/*
 * Thousands of inquiries in worlds made by chance. Each must end within its
 * time, behave, and claim nothing that no server said. SMTPPROBE_SEED begins
 * at another seed, SMTPPROBE_RUNS sets how many; a failure names its seed.
 */
#include "report/check_json.h"
#include "report/check_text.h"
#include "sim/sim_random.h"
#include "unit/expect.h"
#include "unit/inquiry_bench.h"
#include "unit/json_contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 3000, PARTS = 15, OUTPUT_MAX = 1 << 22, REPORTED = 5 };

static struct inquiry_bench bench;
static const struct issued *leaves[5];

static void
open_bench(void)
{
	inquiry_bench_open(&bench);
	leaves[0] = bench.good;
	leaves[1] = bench.domain;
	leaves[2] = bench.other;
	leaves[3] = bench.self_signed;
	leaves[4] = bench.expired;
}

static void
close_bench(void)
{
	inquiry_bench_close(&bench);
}

static unsigned long
setting(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoul(text, NULL, 10) : otherwise;
}

/* Whether any server took the recipient. */
static bool
was_accepted(const struct result *r)
{
	for (size_t i = 0; i < r->attempt_count; i++) {
		const struct transaction *t = r->attempts[i].asked;

		if (t != NULL && reply_class(&t->mail) == 2 &&
		    t->recipients[0].answered &&
		    reply_class(&t->recipients[0].reply) == 2)
			return true;
	}
	return false;
}

/* A verdict needs something to rest on. */
static const char *
contradiction(const struct result *r)
{
	bool takes = r->verdict == VERDICT_DELIVERABLE ||
		     r->verdict == VERDICT_ACCEPT_ALL ||
		     r->verdict == VERDICT_ACCEPTED;
	bool by_dns = r->decisive == NULL;
	bool lacks_utf8 = r->reading.cause == CAUSE_ENCODING_UNSUPPORTED;

	if (takes != was_accepted(r))
		return "acceptance and verdict differ";
	if (takes && (!r->has_reply || r->stage != STAGE_RCPT ||
			 reply_class(&r->reply) != 2))
		return "accepted without a reply that says so";
	if (r->verdict == VERDICT_UNDELIVERABLE && !by_dns && !lacks_utf8 &&
	    (!r->has_reply || reply_class(&r->reply) != 5))
		return "undeliverable without a permanent refusal";
	if (r->verdict == VERDICT_DEFERRED &&
	    (!r->has_reply || reply_class(&r->reply) < 4))
		return "deferred without a refusal";
	if (r->verdict == VERDICT_UNREACHABLE && r->has_reply &&
	    r->reading.cause != CAUSE_EXPIRED &&
	    r->reading.cause != CAUSE_NETWORK_ERROR)
		return "unreachable with a reply";
	if (r->has_reply != (r->reply.raw.size > 0))
		return "a reply without octets";
	return NULL;
}

static void
expect_printable(struct span text, uint64_t seed)
{
	for (size_t i = 0; i < text.size; i++)
		ck_assert_msg(
		    text.data[i] == '\n' || !ascii_is_control(text.data[i]),
		    "seed %llu: a control octet in the text",
		    (unsigned long long)seed);
}

/* The result as text and as JSON; the JSON is returned. */
static void
report(const struct result *r, uint64_t seed, struct buf *json)
{
	struct text_options o = { .transcript = true };
	struct arena *a = arena_new(OUTPUT_MAX);
	struct buf text;
	struct page p = { &text, 80, false };
	char name[64];

	snprintf(name, sizeof name, "seed %llu", (unsigned long long)seed);
	buf_init(&text, OUTPUT_MAX);
	check_text(r, &o, a, &p);
	expect_printable(buf_span(&text), seed);
	check_json(r, a, json);
	expect_contract(buf_span(json), name);
	ck_assert_msg(
	    !text.failed && !json->failed && !arena_failed(a), "%s", name);
	buf_free(&text);
	arena_free(a);
}

/* json: NULL when it is not to be reported. */
static void
live_through(uint64_t seed, struct buf *json)
{
	struct sim_random r;
	const struct result *result;
	const char *wrong;
	struct sim s;

	sim_random_init(&r, seed, leaves, COUNT(leaves));
	r.world.tables = bench.tables;
	r.world.tls = bench.tls;
	r.world.wall = BENCH_WALL;
	sim_run(&s, &r.world, &r.options, r.address);
	ck_assert_msg(s.fault == NULL, "seed %llu: it %s; said:\n%.*s",
	    (unsigned long long)seed, s.fault,
	    SPAN_ARGUMENTS(buf_span(&s.said)));
	result = sim_result(&s);
	ck_assert_msg(
	    result != NULL, "seed %llu: no result", (unsigned long long)seed);
	ck_assert_msg(
	    result->took <= (int64_t)r.options.total_timeout * 1000000,
	    "seed %llu: took %lld", (unsigned long long)seed,
	    (long long)result->took);
	wrong = contradiction(result);
	ck_assert_msg(wrong == NULL, "seed %llu: %s (%s)",
	    (unsigned long long)seed, wrong, verdict_word(result->verdict));
	if (json != NULL)
		report(result, seed, json);
	sim_end(&s);
	sim_random_free(&r);
}

START_TEST(whatever_servers_do_an_inquiry_ends_well)
{
	unsigned long runs = setting("SMTPPROBE_RUNS", RUNS) / PARTS;
	unsigned long first = setting("SMTPPROBE_SEED", 1);
	struct buf json;

	buf_init(&json, OUTPUT_MAX);
	for (unsigned long i = 0; i < runs; i++) {
		live_through(first + i * PARTS + (unsigned long)_i,
		    i % REPORTED == 0 ? &json : NULL);
		buf_clear(&json);
	}
	buf_free(&json);
}
END_TEST

/* But for the chance that is in keys and in the TLS handshake. */
START_TEST(the_same_world_gives_the_same_run)
{
	struct buf first, again;

	buf_init(&first, OUTPUT_MAX);
	buf_init(&again, OUTPUT_MAX);
	for (uint64_t seed = 1; seed <= 50; seed++) {
		live_through(seed, &first);
		live_through(seed, &again);
		ck_assert_msg(span_equal(buf_span(&first), buf_span(&again)),
		    "seed %llu", (unsigned long long)seed);
		buf_clear(&first);
		buf_clear(&again);
	}
	buf_free(&first);
	buf_free(&again);
}
END_TEST

Suite *inquiry_random_suite(void);

Suite *
inquiry_random_suite(void)
{
	Suite *s = suite_create("inquiry_random");
	TCase *c = expect_case(s, "random");

	tcase_add_unchecked_fixture(c, open_bench, close_bench);
	tcase_add_loop_test(
	    c, whatever_servers_do_an_inquiry_ends_well, 0, PARTS);
	tcase_add_test(c, the_same_world_gives_the_same_run);
	return s;
}
