#include "diagnosis/reading.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *registry_suite(void);

/*
 * The registered codes, against the rows of our own tables. The lists are not
 * part of this tree: SMTPPROBE_DATA names the folder that has them.
 */
enum { FILE_MAX = 1 << 16 };

static char text[FILE_MAX];

/* The list's octets; false, said aloud, where there is none. */
static bool
read_list(const char *name, struct span *list)
{
	const char *data = getenv("SMTPPROBE_DATA");
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/codes/%s", data ? data : "", name);
	file = fopen(path, "r");
	if (file == NULL) {
		fprintf(stderr, "SKIPPED: registered codes: no %s\n", path);
		return false;
	}
	*list = (struct span){ text, fread(text, 1, sizeof text, file) };
	fclose(file);
	return true;
}

/* The first cell of the next row that is no comment. */
static bool
next_row(struct span *list, struct span *line, struct span *cell)
{
	do {
		if (list->size == 0)
			return false;
		*line = span_next(list, '\n');
	} while (line->size == 0 || line->data[0] == '#');
	*cell = span_next(line, '\t');
	return true;
}

struct listing {
	const char *wanted;
	bool found;
};

/* A row of its own, not one of its kind. */
static void
look(void *context, const struct code_row *row)
{
	struct listing *l = context;

	if (strcmp(row->code, l->wanted) == 0)
		l->found = true;
}

static bool
has_row(struct arena *a, const char *code)
{
	struct listing l = { code, false };

	codes_find(read_tables(), span_of(code), a, look, &l);
	return l.found;
}

START_TEST(every_registered_reply_code_has_a_row)
{
	struct arena *a = arena_new(1 << 24);
	struct span list, line, code;
	unsigned int count = 0;

	if (read_list("replies.tsv", &list)) {
		while (next_row(&list, &line, &code)) {
			ck_assert_msg(has_row(a, arena_text(a, code)),
			    "no row for %.*s", SPAN_ARGUMENTS(code));
			count++;
		}
		ck_assert_uint_ge(count, 40);
		printf("registered reply codes: %u, each with a row\n", count);
	}
	arena_free(a);
}
END_TEST

START_TEST(every_registered_enhanced_code_has_a_row)
{
	struct arena *a = arena_new(1 << 24);
	struct span list, line, code;
	unsigned int count = 0;

	if (read_list("enhanced.tsv", &list)) {
		while (next_row(&list, &line, &code)) {
			const char *wanted =
			    arena_format(a, "x.%.*s", SPAN_ARGUMENTS(code));

			ck_assert_msg(
			    has_row(a, wanted), "no row for %s", wanted);
			count++;
		}
		ck_assert_uint_ge(count, 80);
		printf(
		    "registered enhanced codes: %u, each with a row\n", count);
	}
	arena_free(a);
}
END_TEST

/* Read with a code that it is registered with, and no word to help. */
static void
read_pair(struct arena *a, struct span code, struct span detail)
{
	uint32_t number;
	struct reading r;
	const char *reply;

	if (!span_number(code, 599, &number) || number < 400)
		return;
	reply = arena_format(a, "%u %u.%.*s qwerty", number, number / 100,
	    SPAN_ARGUMENTS(detail));
	r = read_reply(read_tables(), a, "RCPT", "", reply);
	ck_assert_msg(r.by_code, "%s", reply);
	ck_assert_msg(!r.contradictory, "%s", reply);
	ck_assert_msg(r.cause != CAUSE_ACCEPTED, "%s", reply);
	ck_assert_msg(span_ends_nocase(detail, SPAN(".0")) ||
			  r.cause != CAUSE_UNSPECIFIED,
	    "%s says nothing", reply);
	ck_assert_msg(strstr(r.explanation, " says: ") != NULL, "%s", reply);
}

START_TEST(every_registered_pair_of_codes_is_read_by_its_row)
{
	struct arena *a = arena_new(1 << 24);
	struct span list, line, detail, codes;

	if (read_list("enhanced.tsv", &list)) {
		while (next_row(&list, &line, &detail)) {
			span_next(&line, '\t');
			codes = span_next(&line, '\t');
			while (codes.size > 0)
				read_pair(a, span_next(&codes, ' '), detail);
		}
	}
	arena_free(a);
}
END_TEST

Suite *
registry_suite(void)
{
	Suite *s = suite_create("registry");
	TCase *t = expect_case(s, "registry");

	tcase_add_test(t, every_registered_reply_code_has_a_row);
	tcase_add_test(t, every_registered_enhanced_code_has_a_row);
	tcase_add_test(t, every_registered_pair_of_codes_is_read_by_its_row);
	return s;
}
