#include "dns/view.h"

#include "peer/zone.h"
#include "unit/expect.h"
#include "unit/wire.h"

#include <stdio.h>

Suite *view_suite(void);

enum { ARENA_MAX = 1 << 22 };

static const struct answer *
ask(struct view *v, const char *name, enum record_type type)
{
	struct question q = wire_question(name, type);

	return view_ask(v, &q.name, type);
}

/* Answers all that is missing out of the zone until the answer is there. */
static const struct answer *
ask_zone(
    struct zone *z, struct view *v, const char *name, enum record_type type)
{
	const struct answer *answer;

	for (int round = 0; round < 40; round++) {
		answer = ask(v, name, type);
		if (answer != NULL)
			return answer;
		ck_assert_uint_gt(zone_fill(z, v), 0);
	}
	ck_abort_msg("%s: no answer after 40 rounds", name);
	return NULL;
}

static struct zone *
zone_of(const char *text)
{
	struct trouble t = { "" };
	struct zone *z = zone_new(span_of(text), &t);

	ck_assert_msg(z != NULL, "%s", t.text);
	return z;
}

START_TEST(a_question_is_missing_once_then_pending_then_answered)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	const struct question *first, *second;
	const struct answer *answer;

	ck_assert_ptr_null(view_take_missing(v));
	ck_assert_ptr_null(ask(v, "a.test", RECORD_A));
	ck_assert_ptr_null(ask(v, "A.TEST", RECORD_A));
	ck_assert_ptr_null(ask(v, "a.test", RECORD_AAAA));
	ck_assert_uint_eq(view_pending(v), 0);
	first = view_take_missing(v);
	second = view_take_missing(v);
	ck_assert_int_eq(first->type, RECORD_A);
	ck_assert_int_eq(second->type, RECORD_AAAA);
	ck_assert_ptr_null(view_take_missing(v));
	ck_assert_uint_eq(view_pending(v), 2);
	ck_assert_ptr_null(ask(v, "a.test", RECORD_A));
	ck_assert_ptr_null(view_take_missing(v));
	view_put(v, first, SPAN_NONE, ANSWER_TIMEOUT);
	ck_assert_uint_eq(view_pending(v), 1);
	answer = ask(v, "a.TEST", RECORD_A);
	ck_assert_int_eq(answer->status, ANSWER_TIMEOUT);
	ck_assert_uint_eq(answer->count, 0);
	ck_assert_ptr_null(ask(v, "a.test", RECORD_AAAA));
	arena_free(a);
}
END_TEST

START_TEST(what_was_not_asked_or_is_answered_is_not_put_in)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	struct question q = wire_question("a.test", RECORD_A);

	view_put(v, &q, SPAN_NONE, ANSWER_TIMEOUT);
	ck_assert_ptr_null(view_ask(v, &q.name, q.type));
	ck_assert_ptr_nonnull(view_take_missing(v));
	view_put(v, &q, SPAN_NONE, ANSWER_SERVFAIL);
	view_put(v, &q, SPAN_NONE, ANSWER_TIMEOUT);
	ck_assert_int_eq(view_ask(v, &q.name, q.type)->status, ANSWER_SERVFAIL);
	ck_assert_uint_eq(view_pending(v), 0);
	arena_free(a);
}
END_TEST

START_TEST(an_answer_may_come_before_its_question_or_untaken)
{
	static const struct answer known = { .status = ANSWER_NXDOMAIN };
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	struct question q = wire_question("a.test", RECORD_A);

	view_put_answer(v, &q, &known);
	ck_assert_ptr_eq(view_ask(v, &q.name, q.type), &known);
	ck_assert_ptr_null(view_take_missing(v));
	q = wire_question("b.test", RECORD_A);
	ck_assert_ptr_null(view_ask(v, &q.name, q.type));
	view_put(v, &q, SPAN_NONE, ANSWER_TIMEOUT);
	ck_assert_int_eq(view_ask(v, &q.name, q.type)->status, ANSWER_TIMEOUT);
	ck_assert_ptr_null(view_take_missing(v));
	ck_assert_uint_eq(view_pending(v), 0);
	arena_free(a);
}
END_TEST

static const char world[] = "# what a zone can say\n"
			    "ok.test A 192.0.2.1\n"
			    "ok.test A 192.0.2.2\n"
			    "ok.test MX 10 mx.ok.test\n"
			    "www.test CNAME ok.test\n"
			    "far.test CNAME gone.test\n"
			    "a.circle.test CNAME b.circle.test\n"
			    "b.circle.test CNAME a.circle.test\n"
			    "a:b/c.test A 192.0.2.3\n"
			    "a\\032b\\000.test A 192.0.2.4\n"
			    "txt.test TXT \"one\" \"\" \"two\"\n"
			    "txt.test TXT\n"
			    "servfail.test SERVFAIL\n"
			    "refused.test REFUSED\n"
			    "silent.test SILENT\n"
			    "late.test LATE 1\n"
			    "late.test A 192.0.2.5\n"
			    "cut.test TRUNCATE\n"
			    "cut.test A 192.0.2.6\n"
			    "garbage.test GARBAGE\n"
			    "foreign.test FOREIGN\n"
			    "loop.test LOOP\n"
			    "short.test SHORT\n";

START_TEST(every_fault_of_the_dns_has_its_status)
{
	static const struct {
		const char *name;
		enum record_type type;
		enum answer_status status;
		size_t count, aliases;
	} rows[] = {
		{ "ok.test", RECORD_A, ANSWER_OK, 2, 0 },
		{ "ok.test", RECORD_MX, ANSWER_OK, 1, 0 },
		{ "ok.test", RECORD_AAAA, ANSWER_NODATA, 0, 0 },
		{ "test", RECORD_A, ANSWER_NODATA, 0, 0 },
		{ "no.test", RECORD_A, ANSWER_NXDOMAIN, 0, 0 },
		{ "www.test", RECORD_A, ANSWER_OK, 2, 1 },
		{ "www.test", RECORD_CNAME, ANSWER_OK, 1, 0 },
		{ "www.test", RECORD_TXT, ANSWER_NODATA, 0, 1 },
		{ "far.test", RECORD_A, ANSWER_NXDOMAIN, 0, 1 },
		{ "a.circle.test", RECORD_A, ANSWER_LOOP, 0, 17 },
		{ "a:b/c.test", RECORD_A, ANSWER_OK, 1, 0 },
		{ "a\\032b\\000.test", RECORD_A, ANSWER_OK, 1, 0 },
		{ "txt.test", RECORD_TXT, ANSWER_OK, 2, 0 },
		{ "servfail.test", RECORD_A, ANSWER_SERVFAIL, 0, 0 },
		{ "refused.test", RECORD_A, ANSWER_SERVFAIL, 0, 0 },
		{ "silent.test", RECORD_A, ANSWER_TIMEOUT, 0, 0 },
		{ "late.test", RECORD_A, ANSWER_TIMEOUT, 0, 0 },
		{ "cut.test", RECORD_A, ANSWER_OK, 1, 0 },
		{ "garbage.test", RECORD_A, ANSWER_MALFORMED, 0, 0 },
		{ "foreign.test", RECORD_A, ANSWER_MALFORMED, 0, 0 },
		{ "loop.test", RECORD_A, ANSWER_MALFORMED, 0, 0 },
		{ "short.test", RECORD_A, ANSWER_MALFORMED, 0, 0 },
	};
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	struct zone *z = zone_of(world);

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct answer *answer =
		    ask_zone(z, v, rows[i].name, rows[i].type);

		expect_text(answer_status_word(answer->status),
		    answer_status_word(rows[i].status), rows[i].name);
		ck_assert_msg(answer->count == rows[i].count, "%s: %zu",
		    rows[i].name, answer->count);
		ck_assert_msg(answer->alias_count == rows[i].aliases, "%s: %zu",
		    rows[i].name, answer->alias_count);
	}
	zone_free(z);
	arena_free(a);
}
END_TEST

/* A message with some links of a chain, and at its end the record. */
static void
put_alias_message(struct view *v, const struct question *q, size_t from,
    size_t length, bool last)
{
	struct buf b;

	wire_begin(&b, q, WIRE_ANSWER);
	for (size_t i = from; i < from + length; i++) {
		char owner[40], target[40];

		snprintf(owner, sizeof owner, "n%zu.test", i);
		snprintf(target, sizeof target, "n%zu.test", i + 1);
		wire_alias(&b, owner, target);
	}
	if (last) {
		char owner[40];

		snprintf(owner, sizeof owner, "n%zu.test", from + length);
		wire_record(&b, owner, RECORD_A, 9, SPAN("\xc0\0\2\1"));
	}
	view_put(v, q, buf_span(&b), ANSWER_TIMEOUT);
	buf_free(&b);
}

/* How an alias chain of `count` links ends when `step` of them are in each
 * message, and the record in the last one or in one of its own. */
static struct answer
ask_chain(size_t count, size_t step, bool apart)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	const struct answer *answer;
	struct answer copy;
	size_t at = 0;

	while ((answer = ask(v, "n0.test", RECORD_A)) == NULL) {
		const struct question *q = view_take_missing(v);
		size_t length = count - at < step ? count - at : step;

		ck_assert_ptr_nonnull(q);
		put_alias_message(v, q, at, length,
		    apart ? length == 0 : at + length == count);
		at += length;
	}
	ck_assert_ptr_null(view_take_missing(v));
	copy = *answer;
	arena_free(a);
	return copy;
}

START_TEST(an_alias_that_leads_out_of_its_message_is_asked_for)
{
	for (size_t step = 1; step <= ALIASES_MAX; step++) {
		for (size_t i = 0; i < 80; i++) {
			size_t count = i / 2;
			struct answer answer = ask_chain(count, step, i % 2);
			bool well = count <= ALIASES_MAX;

			ck_assert_msg(
			    answer.status == (well ? ANSWER_OK : ANSWER_LOOP),
			    "%zu aliases, %zu a message: %s", count, step,
			    answer_status_word(answer.status));
			if (well)
				ck_assert_uint_eq(answer.alias_count, count);
		}
	}
}
END_TEST

START_TEST(aliases_in_a_circle_through_several_messages_are_a_loop)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	const struct question *q;
	const struct answer *answer;

	for (int i = 0; (answer = ask(v, "a.test", RECORD_A)) == NULL; i++) {
		struct buf b;

		ck_assert_int_lt(i, 2);
		q = view_take_missing(v);
		wire_begin(&b, q, WIRE_ANSWER);
		wire_alias(&b, i == 0 ? "a.test" : "b.test",
		    i == 0 ? "b.test" : "a.test");
		view_put(v, q, buf_span(&b), ANSWER_TIMEOUT);
		buf_free(&b);
	}
	ck_assert_int_eq(answer->status, ANSWER_LOOP);
	arena_free(a);
}
END_TEST

START_TEST(more_questions_than_a_view_takes_are_answered_servfail)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct view *v = view_new(a);
	size_t taken = 0;

	for (size_t i = 0; i < VIEW_QUESTIONS_MAX + 10; i++) {
		const struct answer *answer;
		char name[40];

		snprintf(name, sizeof name, "n%zu.test", i);
		answer = ask(v, name, RECORD_A);
		if (i < VIEW_QUESTIONS_MAX)
			ck_assert_ptr_null(answer);
		else
			ck_assert_int_eq(answer->status, ANSWER_SERVFAIL);
	}
	ck_assert_ptr_null(ask(v, "n0.test", RECORD_A));
	while (view_take_missing(v) != NULL)
		taken++;
	ck_assert_uint_eq(taken, VIEW_QUESTIONS_MAX);
	arena_free(a);
}
END_TEST

START_TEST(without_memory_a_view_answers_servfail)
{
	struct question q = wire_question("a.test", RECORD_A);
	static const struct answer known = { .status = ANSWER_OK };
	struct arena *a = arena_new(8192);
	struct view *v;

	ck_assert_ptr_nonnull(arena_get(a, 8192 - 600));
	v = view_new(a);
	ck_assert_ptr_null(view_ask(v, &q.name, q.type));
	while (arena_get(a, 16) != NULL)
		;
	view_put(v, &q, SPAN_NONE, ANSWER_TIMEOUT);
	ck_assert_int_eq(view_ask(v, &q.name, q.type)->status, ANSWER_SERVFAIL);
	ck_assert_ptr_null(view_new(a));
	q = wire_question("b.test", RECORD_A);
	ck_assert_int_eq(view_ask(v, &q.name, q.type)->status, ANSWER_SERVFAIL);
	view_put_answer(v, &q, &known);
	ck_assert_int_eq(view_ask(v, &q.name, q.type)->status, ANSWER_SERVFAIL);
	arena_free(a);
}
END_TEST

Suite *
view_suite(void)
{
	Suite *s = suite_create("view");
	TCase *c = expect_case(s, "view");

	tcase_add_test(
	    c, a_question_is_missing_once_then_pending_then_answered);
	tcase_add_test(c, what_was_not_asked_or_is_answered_is_not_put_in);
	tcase_add_test(c, an_answer_may_come_before_its_question_or_untaken);
	tcase_add_test(c, every_fault_of_the_dns_has_its_status);
	tcase_add_test(c, an_alias_that_leads_out_of_its_message_is_asked_for);
	tcase_add_test(
	    c, aliases_in_a_circle_through_several_messages_are_a_loop);
	tcase_add_test(
	    c, more_questions_than_a_view_takes_are_answered_servfail);
	tcase_add_test(c, without_memory_a_view_answers_servfail);
	return s;
}
