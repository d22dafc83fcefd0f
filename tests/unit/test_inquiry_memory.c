/*
 * An inquiry whose N-th allocation fails, and every one after it, for every N:
 * it ends, leaks nothing (under ASan), and never takes our lack of memory for
 * something that the server said.
 */
#include "unit/expect.h"
#include "unit/inquiry_case.h"

#include <stdio.h>
#include <string.h>

enum { ALLOCATIONS_MAX = 3000 };

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

/* What a result says, in a line. */
static const char *
outcome(const struct result *r, char line[512])
{
	snprintf(line, 512, "%s %s %s %u %zu attempts %zu findings",
	    verdict_word(r->verdict), cause_word(r->reading.cause),
	    about_word(r->reading.about),
	    r->has_reply ? (unsigned int)r->reply.code : 0, r->attempt_count,
	    r->findings.count);
	return line;
}

/* True when the memory was enough. */
static bool
try_with(struct inquiry_case *c, long memory, const char *wanted)
{
	const char *name = inquiry_case_name(c);
	const struct result *r;
	char line[512];
	struct sim s;
	bool enough;

	inquiry_case_world(c)->memory = memory;
	sim_run(&s, inquiry_case_world(c), inquiry_case_options(c),
	    inquiry_case_address(c));
	r = sim_result(&s);
	enough = s.memory > 0;
	ck_assert_msg(
	    s.fault == NULL ||
		(!enough && strcmp(s.fault, "closes without QUIT") == 0),
	    "%s, after %ld allocations: it %s", name, memory, s.fault);
	ck_assert_msg(!enough || r != NULL, "%s: no result", name);
	if (r != NULL)
		ck_assert_msg(strcmp(outcome(r, line), wanted) == 0,
		    "%s, after %ld allocations: %s instead of %s", name, memory,
		    line, wanted);
	sim_end(&s);
	return enough;
}

static void
starve(struct inquiry_case *c)
{
	const char *name = inquiry_case_name(c);
	char wanted[512];
	struct sim s;
	long n = 0;

	inquiry_case_world(c)->memory = -1;
	sim_run(&s, inquiry_case_world(c), inquiry_case_options(c),
	    inquiry_case_address(c));
	ck_assert_msg(s.fault == NULL && sim_result(&s) != NULL, "%s", name);
	outcome(sim_result(&s), wanted);
	sim_end(&s);
	while (!try_with(c, n, wanted))
		ck_assert_msg(n++ < ALLOCATIONS_MAX, "%s: no end", name);
	ck_assert_msg(n > 0, "%s: it takes memory", name);
}

START_TEST(an_inquiry_without_memory_ends_and_says_nothing_false)
{
	inquiry_case_each(&bench, inquiry_bench_path(_i), starve);
}
END_TEST

Suite *inquiry_memory_suite(void);

Suite *
inquiry_memory_suite(void)
{
	Suite *s = suite_create("inquiry_memory");
	TCase *c = expect_case(s, "memory");

	tcase_add_unchecked_fixture(c, open_bench, close_bench);
	tcase_add_loop_test(c,
	    an_inquiry_without_memory_ends_and_says_nothing_false, 0,
	    inquiry_bench_files());
	return s;
}
