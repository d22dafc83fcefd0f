#include "diagnosis/reading.h"
#include "report/codes_text.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <string.h>

Suite *codes_suite(void);

static struct arena *a;

static void
begin(void)
{
	a = arena_new(1 << 22);
}

static void
end(void)
{
	arena_free(a);
}

/* The rows found, as "code@stage " one after the other. */
struct listing {
	const char *text;
	size_t count;
};

static void
note(void *context, const struct code_row *row)
{
	struct listing *l = context;

	l->text = arena_format(a, "%s%s%s%s;", l->text, row->code,
	    row->stage[0] ? "@" : "", row->stage);
	l->count++;
}

static struct listing
find(const char *wanted)
{
	struct listing l = { "", 0 };

	codes_find(read_tables(), span_of(wanted), a, note, &l);
	return l;
}

/* All of what is found, what says most first. */
static const struct {
	const char *wanted, *rows;
} searches[] = {
	{ "556", "556;" },
	{ "250", "250;250@RCPT;" },
	{ " 251 ", "251;" },
	{ "5.7.25", "x.7.25;" },
	{ "x.7.25", "x.7.25;" },
	{ "X.7.25", "x.7.25;" },
	{ "550 5.7.25", "x.7.25;" },
	{ "550  5.7.1", "550 5.7.1;x.7.1;" },
	{ "450 4.2.1", "450 4.2.1;x.2.1;" },
	{ "550 4.2.1", "x.2.1;" },
	{ "4.2.1", "x.2.1;450 4.2.1;" },
	{ "5.7.610", "5.7.606-649;" },
	{ "451", "451;450,451 4.1.8;450,451 4.7.1;" },
	/* of a kind, where there is no row */
	{ "599", "5xx;" },
	{ "499", "4xx;" },
	{ "5.7.99", "x.7.0;" },
	{ "550 5.7.99", "x.7.0;" },
	{ "5.9.9", "x.0.0;" },
	/* words: all of them, wherever they stand */
	{ "greylisted retry", "" },
	{ "ATRN", "453;" },
	{ "atrn MAIL", "453;" },
	{ "null-mx", "556;x.1.10;" },
	{ "requiretls google", "550 5.7.30;" },
	/* what is neither */
	{ "qwerty", "" },
	{ "5.1.1 550", "" },
	{ "550 qwerty", "" },
	{ "9.1.1", "" },
};

START_TEST(codes_and_words_find_their_rows)
{
	for (size_t i = 0; i < COUNT(searches); i++) {
		struct listing l = find(searches[i].wanted);

		expect_text(l.text, searches[i].rows, searches[i].wanted);
	}
}
END_TEST

START_TEST(a_subject_and_a_class_find_all_of_theirs)
{
	struct listing l = find("4.2");

	expect_part(l.text, "x.2.0;x.2.1;450 4.2.1;x.2.2;x.2.3;", "4.2");
	ck_assert_ptr_null(strstr(l.text, "5.2.4"));
	l = find("5xx");
	expect_part(l.text, "500;501;501@EHLO,HELO;", "5xx");
	expect_part(l.text, "5xx;", "5xx");
	ck_assert_ptr_null(strstr(l.text, "450;"));
	l = find("550");
	expect_part(
	    l.text, "550;550@BANNER;550@EHLO,HELO;550@MAIL;550@RCPT;", "550");
	ck_assert_ptr_null(strstr(l.text, "5xx"));
}
END_TEST

START_TEST(nothing_asked_lists_all_rows)
{
	struct listing l = find(""), spaces = find("  ");

	ck_assert_uint_gt(l.count, 200);
	ck_assert_uint_eq(spaces.count, l.count);
	expect_part(l.text, "211;214;220;", "all");
	expect_part(l.text, "x.0.0;x.1.0;x.1.1;", "all");
}
END_TEST

static void
keep(void *context, const struct code_row *row)
{
	struct code_row *kept = context;

	if (kept->code == NULL)
		*kept = *row;
}

START_TEST(a_row_tells_who_acts_and_what_else_it_may_mean)
{
	struct code_row row = { 0 };

	codes_find(read_tables(), SPAN("550 5.4.1"), a, keep, &row);
	expect_text(row.code, "550 5.4.1", "row");
	expect_text(row.meaning, "recipient rejected: no relay allowed", "row");
	expect_text(cause_word(row.cause), "relay-denied", "row");
	expect_text(confidence_word(row.confidence), "guess", "row");
	expect_text(act_word(row.act), "sender-admin", "row");
	expect_text(row.others,
	    "no such recipient in the organisation (Microsoft 365: \"Access "
	    "denied\"); or no answer from the next host (RFC 3463)",
	    "row");
	expect_text(row.reference, "RFC 3463 3.5", "row");
	row.code = NULL;
	codes_find(read_tables(), SPAN("5.2.2"), a, keep, &row);
	expect_text(act_word(row.act), "recipient", "5.2.2");
	expect_text(row.others, "", "5.2.2");
}
END_TEST

static const char *
page_of(const char *wanted, size_t width, size_t *count)
{
	struct buf out;
	struct page p = { &out, width, false };
	const char *text;

	buf_init(&out, 1 << 20);
	*count = codes_text(read_tables(), span_of(wanted), &p);
	text = arena_text(a, buf_span(&out));
	ck_assert(!out.failed);
	buf_free(&out);
	return text;
}

START_TEST(a_search_shows_a_row_in_full)
{
	size_t count;

	expect_text(page_of("450 4.7.1", 80, &count),
	    "450/451 4.7.1  greylisting: try again in a few minutes\n"
	    "               Cause: greylisted (guess).\n"
	    "               Could also mean: a rate limit; or the reverse DNS "
	    "of the IP\n"
	    "               (older Postfix); or a policy that may pass.\n"
	    "               RFC 6647 2\n"
	    "\n"
	    "x.7.1          not authorised, the message is refused by policy\n"
	    "               Cause: policy (guess). Who acts: the sender's mail "
	    "administrator.\n"
	    "               Could also mean: SPF, DKIM or DMARC failed; or the "
	    "IP is blocked;\n"
	    "               or relaying is denied; or the content is refused.\n"
	    "               RFC 3463 3.8\n",
	    "450 4.7.1");
	ck_assert_uint_eq(count, 2);
	expect_part(page_of("504", 0, &count),
	    "504            at EHLO or HELO: the name in EHLO", "504");
	expect_part(page_of("599", 0, &count),
	    "5xx            not in the table; one of its kind says: refused "
	    "for good",
	    "599");
	expect_text(page_of("qwerty", 80, &count), "", "qwerty");
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(the_whole_table_is_short_and_keeps_the_width)
{
	size_t count, lines = 0;
	struct span text = span_of(page_of("", 80, &count));

	while (text.size > 0) {
		struct span line = span_next(&text, '\n');

		ck_assert_msg(line.size <= 80, "%.*s", SPAN_ARGUMENTS(line));
		ck_assert_msg(line.size > 0, "an empty line");
		lines++;
	}
	ck_assert_uint_gt(count, 200);
	ck_assert_uint_lt(lines, count + count / 2);
}
END_TEST

Suite *
codes_suite(void)
{
	Suite *s = suite_create("codes");
	TCase *t = expect_case(s, "codes");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, codes_and_words_find_their_rows);
	tcase_add_test(t, a_subject_and_a_class_find_all_of_theirs);
	tcase_add_test(t, nothing_asked_lists_all_rows);
	tcase_add_test(t, a_row_tells_who_acts_and_what_else_it_may_mean);
	tcase_add_test(t, a_search_shows_a_row_in_full);
	tcase_add_test(t, the_whole_table_is_short_and_keeps_the_width);
	return s;
}
