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

Suite *inquiry_suite(void);

Suite *
inquiry_suite(void)
{
	Suite *s = suite_create("inquiry");
	TCase *c = expect_case(s, "cases");

	tcase_add_unchecked_fixture(c, open_bench, close_bench);
	tcase_add_loop_test(
	    c, each_case_comes_out_as_written, 0, inquiry_bench_files());
	return s;
}
