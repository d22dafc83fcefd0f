#include "diagnosis/reading.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <string.h>

Suite *advise_suite(void);

static struct arena *a;
static struct tables *tables;

static void
begin(void)
{
	a = arena_new(1 << 22);
	tables = NULL;
}

static void
end(void)
{
	tables_free(tables);
	arena_free(a);
}

/* With advice of the test's own before the built-in. */
static struct reading
advised(const char *advice, const char *host, const char *reply)
{
	struct trouble t = { "" };

	tables_free(tables);
	tables = read_tables_with(TABLE_ADVICE, advice, &t);
	ck_assert_msg(tables != NULL, "%s", t.text);
	return read_reply(tables, a, "RCPT", host, reply);
}

/* The row that is made for the case wins: provider and class before either,
 * either before neither. */
static const struct {
	const char *host, *reply, *summary;
} cases[] = {
	{ "", "552 5.2.2 x", "permanent" },
	{ "", "452 4.2.2 x", "any" },
	{ "mx.google.com", "452 4.2.2 x", "google" },
	{ "mx.google.com", "552 5.2.2 x", "google, permanent" },
	{ "mta5.am0.yahoodns.net", "452 4.2.2 x", "any" },
};

START_TEST(the_row_made_for_the_case_gives_the_summary)
{
	static const char advice[] =
	    "mailbox-full\t-\t-\tsummary\tany\n"
	    "mailbox-full\t-\tpermanent\tsummary\tpermanent\n"
	    "mailbox-full\tgoogle\t-\tsummary\tgoogle\n"
	    "mailbox-full\tgoogle\tpermanent\tsummary\tgoogle, permanent\n";

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reading r =
		    advised(advice, cases[i].host, cases[i].reply);

		expect_text(r.summary, cases[i].summary, cases[i].reply);
	}
}
END_TEST

START_TEST(the_actors_sentences_stand_first_and_the_most_fitting_of_them)
{
	struct reading r =
	    advised("ip-blocked\t-\t-\trecipient-admin\tfor them\n"
		    "ip-blocked\tgoogle\t-\tsender-admin\tat Google\n"
		    "ip-blocked\t-\t-\tnetwork\tfor the network\n",
		"mx.google.com",
		"550 5.7.1 192.0.2.1 blocked using bl.example.org");
	size_t own = 0;

	ck_assert_int_eq(r.act, ACT_SENDER_ADMIN);
	expect_text(r.advice[0], "at Google", "the most fitting");
	while (own < r.advice_count && r.advice_for[own] == ACT_SENDER_ADMIN)
		own++;
	ck_assert_uint_ge(own, 3);
	for (size_t i = own; i < r.advice_count; i++)
		ck_assert_int_ne(r.advice_for[i], ACT_SENDER_ADMIN);
	expect_text(r.advice[own], "for them", "the first of the others");
	ck_assert_int_eq(r.advice_for[own], ACT_RECIPIENT_ADMIN);
}
END_TEST

START_TEST(advice_for_another_provider_or_class_is_left_out)
{
	static const char advice[] =
	    "ip-blocked\tyahoo\t-\tsender-admin\tat Yahoo\n"
	    "ip-blocked\t-\ttemporary\tsender-admin\tfor now\n";
	struct reading r = advised(advice, "mx.google.com",
	    "550 5.7.1 192.0.2.1 blocked using bl.example.org");

	for (size_t i = 0; i < r.advice_count; i++) {
		ck_assert_str_ne(r.advice[i], "at Yahoo");
		ck_assert_str_ne(r.advice[i], "for now");
	}
}
END_TEST

START_TEST(no_more_than_eight_sentences_are_given)
{
	char advice[2048] = "";
	struct reading r;

	for (int i = 0; i < 20; i++)
		strcat(advice, "ip-blocked\t-\t-\tsender-admin\tdo it\n");
	r = advised(advice, "", "550 5.7.1 blocked using bl.example.org");
	ck_assert_uint_eq(r.advice_count, ADVICE_MAX);
	ck_assert_int_eq(r.advice_for[ADVICE_MAX - 1], ACT_SENDER_ADMIN);
}
END_TEST

/* What the row that won says of act and retry stands over the advice. */
START_TEST(claims_of_the_row_that_won_stand_over_the_advice)
{
	static const struct {
		const char *row, *about, *act, *retry;
	} rows[] = {
		{ "code\t-\t-\t-\t-\tqwerty\tip-blocked\tserver\trecipient-"
		  "admin\tlater\tcertain\te\ts",
		    "server", "recipient-admin", "later" },
		{ "code\t-\t-\t-\t-\tqwerty\tip-blocked\t-\t-\t-\tcertain\te"
		  "\ts",
		    "client", "sender-admin", "after-fix" },
		{ "code\t-\t-\t-\t-\tqwerty\tno-such-mailbox\t-\trecipient\t"
		  "after-fix\tcertain\te\ts",
		    "recipient", "recipient", "after-fix" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct trouble t = { "" };
		struct tables *own =
		    read_tables_with(TABLE_PHRASES, rows[i].row, &t);
		struct reading r;

		ck_assert_msg(own != NULL, "%s", t.text);
		r = read_reply(own, a, "RCPT", "", "550 qwerty");
		expect_reading(&r, "", rows[i].about, rows[i].act,
		    rows[i].retry, "", rows[i].row);
		tables_free(own);
	}
}
END_TEST

/* Permanent is no or after a fix; temporary is later, or after a fix. */
static const struct {
	const char *reply, *cause, *act, *retry;
} retries[] = {
	{ "550 5.1.1 x", "no-such-mailbox", "sender", "no" },
	{ "450 4.1.1 x", "no-such-mailbox", "sender", "later" },
	{ "552 5.2.2 x", "mailbox-full", "recipient", "after-fix" },
	{ "452 4.2.2 x", "mailbox-full", "recipient", "later" },
	{ "550 5.2.1 x", "mailbox-disabled", "sender", "no" },
	{ "450 4.2.1 x", "mailbox-disabled", "sender", "later" },
	{ "556 5.1.10 x", "null-mx", "sender", "no" },
	{ "550 5.1.2 x", "no-such-domain", "sender", "no" },
	{ "550 5.7.25 x", "no-reverse-dns", "sender-admin", "after-fix" },
	{ "450 4.7.25 x", "no-reverse-dns", "sender-admin", "after-fix" },
	{ "451 4.7.1 Greylisted", "greylisted", "nobody", "later" },
	{ "550 5.7.1 Greylisted", "greylisted", "nobody", "later" },
	{ "421 4.7.0 x", "rate-limited", "sender-admin", "later" },
	{ "550 5.7.28 x", "rate-limited", "sender-admin", "later" },
	{ "451 4.3.0 x", "server-error", "recipient-admin", "later" },
	{ "550 x", "unspecified", "sender-admin", "after-fix" },
	{ "450 x", "unspecified", "sender-admin", "later" },
	{ "250 x", "accepted", "nobody", "no" },
};

START_TEST(whether_to_try_again_goes_with_cause_and_class)
{
	for (size_t i = 0; i < COUNT(retries); i++) {
		struct reading r =
		    read_reply(read_tables(), a, "RCPT", "", retries[i].reply);

		expect_reading(&r, retries[i].cause, "", retries[i].act,
		    retries[i].retry, "", retries[i].reply);
	}
}
END_TEST

START_TEST(a_table_that_says_never_is_not_believed_of_what_passes)
{
	struct reading r = advised("no-such-mailbox\t-\t-\tretry\tno\n"
				   "no-such-mailbox\t-\ttemporary\tretry\tno\n",
	    "", "450 4.1.1 x");

	expect_reading(&r, "", "", "", "later", "", "450");
}
END_TEST

START_TEST(the_seconds_of_the_table_hold_where_the_text_has_none)
{
	static const char advice[] =
	    "greylisted\t-\t-\tretry-seconds\t77\n"
	    "greylisted\tgoogle\t-\tretry-seconds\t88\n";
	struct reading r = advised(advice, "", "451 Greylisted");

	ck_assert_uint_eq(r.retry_seconds, 77);
	r = advised(advice, "mx.google.com", "451 Greylisted");
	ck_assert_uint_eq(r.retry_seconds, 88);
	r = advised(advice, "", "451 Greylisted for 99 seconds");
	ck_assert_uint_eq(r.retry_seconds, 99);
}
END_TEST

Suite *
advise_suite(void)
{
	Suite *s = suite_create("advise");
	TCase *t = expect_case(s, "advise");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, the_row_made_for_the_case_gives_the_summary);
	tcase_add_test(
	    t, the_actors_sentences_stand_first_and_the_most_fitting_of_them);
	tcase_add_test(t, advice_for_another_provider_or_class_is_left_out);
	tcase_add_test(t, no_more_than_eight_sentences_are_given);
	tcase_add_test(t, claims_of_the_row_that_won_stand_over_the_advice);
	tcase_add_test(t, whether_to_try_again_goes_with_cause_and_class);
	tcase_add_test(
	    t, a_table_that_says_never_is_not_believed_of_what_passes);
	tcase_add_test(
	    t, the_seconds_of_the_table_hold_where_the_text_has_none);
	return s;
}
