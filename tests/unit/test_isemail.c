#include "smtp/address.h"
#include "unit/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *isemail_suite(void);

/*
 * The public set of addresses that libraries are measured with. Its file is
 * not part of this tree: SMTPPROBE_DATA names the folder that has it.
 */
enum { FILE_MAX = 1 << 17, ARENA_MAX = 1 << 20 };

struct score {
	unsigned int cases, right, right_utf8;
};

static int
hex(char c)
{
	return ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
}

/* `\\` is a backslash, `\xHH` one octet. */
static struct span
unescape(struct span text, char *out)
{
	size_t used = 0;

	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (c == '\\' && i + 1 < text.size && text.data[i + 1] == '\\')
			i++;
		else if (c == '\\' && i + 3 < text.size) {
			c = (char)(hex(text.data[i + 2]) * 16 +
				   hex(text.data[i + 3]));
			i += 3;
		}
		out[used++] = c;
	}
	return (struct span){ out, used };
}

static void
judge(struct score *score, struct span line)
{
	struct span columns[7];
	char octets[1024];
	struct arena *a = arena_new(ARENA_MAX);
	struct address address;
	struct trouble t = { "" };
	bool well, smtp;

	for (size_t i = 0; i < 7; i++)
		columns[i] = span_next(&line, '\t');
	ck_assert_uint_lt(columns[0].size, sizeof octets);
	well = address_read(unescape(columns[0], octets), a, &address, &t);
	smtp = well && !address.needs_smtputf8;
	ck_assert_msg(well || t.text[0] != '\0', "refused without a reason");
	score->cases++;
	score->right += smtp == span_equal(columns[3], SPAN("yes"));
	score->right_utf8 += well == span_equal(columns[4], SPAN("yes"));
	if (smtp != span_equal(columns[3], SPAN("yes")))
		fprintf(stderr, "isemail %.*s: `%.*s' is%s taken %s\n",
		    SPAN_ARGUMENTS(columns[5]), SPAN_ARGUMENTS(columns[0]),
		    smtp ? "" : " not", t.text);
	arena_free(a);
}

static FILE *
open_set(char *path, size_t size)
{
	const char *data = getenv("SMTPPROBE_DATA");

	snprintf(path, size, "%s/address/isemail.tsv", data ? data : "");
	return fopen(path, "r");
}

START_TEST(every_address_of_the_isemail_set_is_judged_as_smtp_has_it)
{
	static char text[FILE_MAX];
	struct score score = { 0 };
	struct span rest;
	char path[512];
	FILE *file = open_set(path, sizeof path);

	if (file == NULL) {
		fprintf(stderr, "SKIPPED: the isemail set: no %s\n", path);
		return;
	}
	rest = (struct span){ text, fread(text, 1, sizeof text, file) };
	fclose(file);
	while (rest.size > 0) {
		struct span line = span_next(&rest, '\n');

		if (line.size > 0 && line.data[0] != '#')
			judge(&score, line);
	}
	printf("isemail: %u of %u\n", score.right, score.cases);
	fflush(stdout);
	ck_assert_uint_eq(score.cases, 164);
	ck_assert_uint_eq(score.right, score.cases);
	ck_assert_uint_eq(score.right_utf8, score.cases);
}
END_TEST

Suite *
isemail_suite(void)
{
	Suite *s = suite_create("isemail");
	TCase *c = expect_case(s, "isemail");

	tcase_add_test(
	    c, every_address_of_the_isemail_set_is_judged_as_smtp_has_it);
	return s;
}
