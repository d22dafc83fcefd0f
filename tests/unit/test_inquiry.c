/* Each file of tests/sim/cases is a test; the rows are in its README. */
#include "unit/expect.h"
#include "unit/inquiry_case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 300 };

static const char *files[FILES_MAX];
static int file_count;
static struct inquiry_bench bench;

static int
is_case(const struct dirent *entry)
{
	return span_ends_nocase(span_of(entry->d_name), SPAN(".case"));
}

static void
find_files(void)
{
	struct dirent **entries;
	int count =
	    scandir(TESTS_DIR "/sim/cases", &entries, is_case, alphasort);

	for (int i = 0; i < count; i++) {
		if (file_count < FILES_MAX)
			files[file_count++] = strdup(entries[i]->d_name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

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
	char path[1024];

	snprintf(path, sizeof path, "%s/sim/cases/%s", TESTS_DIR, files[_i]);
	inquiry_case_try(&bench, path);
}
END_TEST

Suite *inquiry_suite(void);

Suite *
inquiry_suite(void)
{
	Suite *s = suite_create("inquiry");
	TCase *c = expect_case(s, "cases");

	find_files();
	tcase_add_unchecked_fixture(c, open_bench, close_bench);
	tcase_add_loop_test(c, each_case_comes_out_as_written, 0, file_count);
	return s;
}
