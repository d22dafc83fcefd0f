/*
 * Each file of tests/zones/spf is a test: a world of the DNS and what
 * check_host() must make of it. tests/zones/spf/README has the rows.
 */
#include "policy/spf.h"
#include "unit/world.h"

#include <string.h>

enum { ROUNDS_MAX = 40, STEPS_MAX = 64, TEXT_MAX = 4096 };

#define KEYS                                                                   \
	" check ip helo sender receiver now out-of-time result mechanism "     \
	"explanation problem lookups voids needed domain step finding rounds "

struct checked {
	struct spf spf;
	struct findings findings;
	int rounds;
};

static struct spf_request
request_of(struct world *w)
{
	struct spf_request request = {
		.helo = world_value(w, "helo", 0),
		.sender = world_value(w, "sender", 0),
		.receiver = world_value(w, "receiver", 0),
	};
	uint32_t now = 0;

	if (world_count(w, "helo") == 0)
		request.helo = SPAN("client.example.test");
	if (world_count(w, "ip") > 0)
		ck_assert(ip_parse(world_value(w, "ip", 0), &request.ip));
	else
		ck_assert(ip_parse(SPAN("192.0.2.1"), &request.ip));
	if (span_number(world_value(w, "now", 0), UINT32_MAX, &now))
		request.now = now;
	return request;
}

/* Findings are gathered only where the case names some, or says "finding" by
 * asking for what is needed; they cost look-ups. */
static struct checked
run(struct world *w, const struct spf_request *request)
{
	bool find = world_count(w, "finding") + world_count(w, "needed") > 0;
	struct checked c = { .rounds = 1 };
	struct view *v = world_view(w);

	if (world_count(w, "out-of-time") > 0)
		view_give_up(v);
	while (!spf_check(
	    v, request, w->arena, &c.spf, find ? &c.findings : NULL)) {
		ck_assert_uint_eq(c.findings.count, 0);
		ck_assert_int_lt(c.rounds++, ROUNDS_MAX);
		world_fill(w, v);
	}
	return c;
}

static void
add_lookup(struct buf *row, const struct spf_lookup *l)
{
	const struct answer *answer = l->answer;

	buf_format(row, " [%s %.*s %s %zu]", record_type_word(l->type),
	    SPAN_ARGUMENTS(l->name), answer_status_word(answer->status),
	    answer->count);
}

/* "DEPTH DOMAIN TERM OUTCOME [TYPE NAME STATUS COUNT]..." */
static const char *
step_row(struct world *w, const struct spf_step *step)
{
	struct buf row;
	const char *text;

	buf_init(&row, TEXT_MAX);
	buf_format(&row, "%u %.*s `%.*s' %s", step->depth,
	    SPAN_ARGUMENTS(step->domain), SPAN_ARGUMENTS(step->term),
	    spf_outcome_word(step->outcome));
	for (size_t i = 0; i < step->lookup_count; i++)
		add_lookup(&row, &step->lookups[i]);
	text = arena_text(w->arena, buf_span(&row));
	buf_free(&row);
	return text;
}

static void
expect_steps(struct world *w, const struct spf *spf)
{
	const char *rows[STEPS_MAX];
	size_t count = 0;

	while (count < spf->step_count && count < STEPS_MAX) {
		rows[count] = step_row(w, &spf->steps[count]);
		count++;
	}
	world_expect(w, "step", rows, count);
}

/* "check IP SENDER RESULT [MECHANISM]": a case in one row. */
static void
expect_check(struct world *w, struct span row)
{
	struct spf_request request = request_of(w);
	struct span whole = row, ip = span_next(&row, ' ');
	struct checked c;
	struct buf is;

	ck_assert_msg(ip_parse(ip, &request.ip), "%.*s: no IP address",
	    SPAN_ARGUMENTS(whole));
	request.sender = span_next(&row, ' ');
	c = run(w, &request);
	buf_init(&is, TEXT_MAX);
	buf_format(&is, "%.*s %.*s %s", SPAN_ARGUMENTS(ip),
	    SPAN_ARGUMENTS(request.sender), spf_result_word(c.spf.result));
	if (span_find(row, ' ') < row.size)
		buf_format(&is, " %s", c.spf.mechanism);
	expect_span(buf_span(&is), whole, w->file);
	ck_assert_msg(
	    (c.spf.problem[0] != '\0') == (c.spf.result == SPF_TEMPERROR ||
					      c.spf.result == SPF_PERMERROR),
	    "%.*s: problem \"%s\"", SPAN_ARGUMENTS(whole), c.spf.problem);
	buf_free(&is);
}

static void
expect_problem(struct world *w, const struct spf *spf)
{
	struct span part = world_value(w, "problem", 0);

	if (part.size > 0)
		expect_part(spf->problem, arena_text(w->arena, part), w->file);
}

static void
judge(struct world *w)
{
	struct spf_request request = request_of(w);
	struct checked c;

	for (size_t i = 0; i < world_count(w, "check"); i++)
		expect_check(w, world_value(w, "check", i));
	if (world_count(w, "check") > 0)
		return;
	c = run(w, &request);
	world_expect_text(w, "result", spf_result_word(c.spf.result));
	world_expect_text(w, "mechanism", c.spf.mechanism);
	world_expect_text(w, "explanation", c.spf.explanation);
	world_expect_text(w, "domain", c.spf.domain);
	world_expect_number(w, "lookups", c.spf.lookups);
	world_expect_number(w, "voids", c.spf.voids);
	world_expect_number(w, "needed", c.spf.needed);
	world_expect_number(w, "rounds", (size_t)c.rounds);
	expect_problem(w, &c.spf);
	expect_steps(w, &c.spf);
	world_expect_findings(w, &c.findings);
}

START_TEST(each_world_has_its_result)
{
	world_try("spf", _i, KEYS, judge);
}
END_TEST

Suite *spf_suite(void);

Suite *
spf_suite(void)
{
	Suite *s = suite_create("spf");
	TCase *c = expect_case(s, "spf");

	tcase_add_loop_test(
	    c, each_world_has_its_result, 0, world_files("spf"));
	return s;
}
