#include "diagnosis/choice.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <string.h>

Suite *choice_suite(void);

/* Tables of the test's own stand before the built-in ones. */
static const char phrases[] =
    "generic\t-\t-\t-\t-\tzzz one\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\t-\t-\tzzz one two\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\t-\t-\tzzz 1%%\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\t-\t-\tzzz 10%\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "sentence\t-\t-\t-\t-\tzzz six\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "code\t-\t-\t-\t-\tzzz six\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\t-\t-\tzzz four\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t550\t-\t-\tzzz four\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t550\t5.1.1\t-\tzzz four\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\tgoogle\t-\t-\t-\tzzz five\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\t-\t-\tzzz five and\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\t-\tMAIL\tzzz stage\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t~yahoo\t-\t-\t-\tzzz names\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t4xx\t-\t-\tzzz class\tpolicy\t-\t-\t-\tguess\te\ts\n"
    "generic\t-\t-\tx.7.606-649\t-\tzzz range\tpolicy\t-\t-\t-\tguess\te\ts\n";

/* Which line of them wins; 0 for none. */
static const struct {
	const char *text;
	uint16_t code;
	const char *enhanced, *host;
	int stage;
	unsigned int line;
} rows[] = {
	{ "zzz one", 550, "", "", STAGE_RCPT, 1 },
	/* the longer text */
	{ "zzz one two", 550, "", "", STAGE_RCPT, 2 },
	{ "zzz 105", 550, "", "", STAGE_RCPT, 4 },
	{ "zzz 115", 550, "", "", STAGE_RCPT, 3 },
	/* the kind before the order */
	{ "zzz six", 550, "", "", STAGE_RCPT, 6 },
	/* more asked of the reply, of equal texts */
	{ "zzz four", 450, "", "", STAGE_RCPT, 7 },
	{ "zzz four", 550, "", "", STAGE_RCPT, 8 },
	{ "zzz four", 550, "5.1.1", "", STAGE_RCPT, 9 },
	{ "zzz four", 550, "5.1.2", "", STAGE_RCPT, 8 },
	/* the provider's row before the longer text, where it is recognised */
	{ "zzz five and", 550, "", "", STAGE_RCPT, 11 },
	{ "zzz five and", 550, "", "mx.google.com", STAGE_RCPT, 10 },
	{ "zzz five and - gsmtp", 550, "", "", STAGE_RCPT, 10 },
	{ "zzz five", 550, "", "mx.example.org", STAGE_RCPT, 0 },
	/* the stage, where it is known */
	{ "zzz stage", 550, "", "", STAGE_MAIL, 12 },
	{ "zzz stage", 550, "", "", STAGE_RCPT, 0 },
	{ "zzz stage", 550, "", "", -1, 12 },
	/* a row that only names its provider asks for none */
	{ "zzz names", 550, "", "mx.example.org", STAGE_RCPT, 13 },
	/* the class, where there is a code */
	{ "zzz class", 450, "", "", STAGE_RCPT, 14 },
	{ "zzz class", 550, "", "", STAGE_RCPT, 0 },
	{ "zzz class", 0, "", "", STAGE_RCPT, 14 },
	/* the enhanced code must be there */
	{ "zzz range", 550, "5.7.606", "", STAGE_RCPT, 15 },
	{ "zzz range", 450, "4.7.649", "", STAGE_RCPT, 15 },
	{ "zzz range", 550, "5.7.650", "", STAGE_RCPT, 0 },
	{ "zzz range", 550, "5.1.606", "", STAGE_RCPT, 0 },
	{ "zzz range", 550, "", "", STAGE_RCPT, 0 },
};

static struct subject
subject_of(const char *text, uint16_t code, const char *wanted, int stage)
{
	struct subject s = { .stage = stage < 0 ? 0 : 1u << stage };
	struct enhanced e = { 0 };

	enhanced_read(span_of(wanted), &e);
	choice_read(span_of(text), code, &e, &s);
	return s;
}

START_TEST(the_phrase_that_says_most_wins)
{
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_PHRASES, phrases, &t);

	ck_assert_msg(tables != NULL, "%s", t.text);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct subject s = subject_of(rows[i].text, rows[i].code,
		    rows[i].enhanced, rows[i].stage);
		const struct phrase *p;
		unsigned int line;

		choice_recognise(tables, span_of(rows[i].host), SPAN(""), &s);
		p = choice_phrase(tables, &s);
		line = p != NULL && p->place.extra ? p->place.line : 0;
		ck_assert_msg(line == rows[i].line,
		    "%u %s: line %u wins, not %u", rows[i].code, rows[i].text,
		    line, rows[i].line);
	}
	tables_free(tables);
}
END_TEST

/* The first provider recognised, by each of the ways. */
static const struct {
	const char *host, *banner, *text, *word;
} signs[] = {
	{ "gmail-smtp-in.l.google.com", "", "", "google" },
	{ "ASPMX.L.GOOGLE.COM", "", "", "google" },
	{ "google.com", "", "", "google" },
	{ "notgoogle.com", "", "", "" },
	{ "google.com.example.org", "", "", "" },
	{ "example-org.mail.protection.outlook.com", "", "", "microsoft365" },
	{ "outlook-com.olc.protection.outlook.com", "", "", "outlook" },
	{ "mta5.am0.yahoodns.net", "", "", "yahoo" },
	{ "mx01.mail.icloud.com", "", "", "apple" },
	{ "", "mx.example.org ESMTP Postfix (Debian)", "", "postfix" },
	{ "", "mx.example.org ESMTP Exim 4.96", "", "exim" },
	{ "", "mx.example.org ESMTP OpenSMTPD", "", "opensmtpd" },
	{ "", "mx.example.org ESMTP", "", "" },
	{ "", "mx.google.com ESMTP x1 - gsmtp", "", "google" },
	{ "", "", "no such user x1 - gsmtp", "google" },
	{ "", "", "see https://postmaster.yahooinc.com/x", "yahoo" },
	/* what a text says is not read in a banner, nor the other way */
	{ "", "see https://postmaster.yahooinc.com/x", "", "" },
	{ "", "", "mx.example.org esmtp postfix", "" },
	/* the host is the surest */
	{ "mx1.mail.icloud.com", "x ESMTP Postfix", "said - gsmtp", "apple" },
};

START_TEST(a_provider_is_known_by_host_banner_or_words)
{
	const struct tables *tables = read_tables();

	for (size_t i = 0; i < COUNT(signs); i++) {
		struct subject s =
		    subject_of(signs[i].text, 550, "", STAGE_RCPT);
		const char *word = "";

		choice_recognise(tables, span_of(signs[i].host),
		    span_of(signs[i].banner), &s);
		choice_phrase(tables, &s);
		if (s.recognised_count > 0)
			word = tables->providers[s.recognised[0]].word;
		expect_text(word, signs[i].word,
		    signs[i].host[0] ? signs[i].host : signs[i].text);
	}
}
END_TEST

static const char codes[] = "597\t-\tpolicy\t-\t-\tguess\tplain\t-\tr\n"
			    "597\tMAIL\tpolicy\t-\t-\tguess\tat mail\t-\tr\n"
			    "5xx\t-\tpolicy\t-\t-\tguess\tclass\t-\tr\n"
			    "598\tMAIL\tpolicy\t-\t-\tguess\tonly mail\t-\tr\n";

static const struct {
	uint16_t code;
	int stage;
	const char *meaning;
} replies[] = {
	{ 597, STAGE_RCPT, "plain" },
	{ 597, STAGE_MAIL, "at mail" },
	/* where the stage is not known, no row for one speaks first */
	{ 597, -1, "plain" },
	{ 598, STAGE_MAIL, "only mail" },
	{ 598, STAGE_RCPT, "class" },
	/* a class of the administrator's is not more than a code of ours */
	{ 556, STAGE_RCPT, "the domain accepts no mail" },
	{ 599, STAGE_RCPT, "class" },
	{ 499, STAGE_RCPT, "refused for now; the code does not say why" },
};

START_TEST(the_row_of_a_reply_code_is_chosen_by_code_and_stage)
{
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_REPLIES, codes, &t);

	ck_assert_msg(tables != NULL, "%s", t.text);
	for (size_t i = 0; i < COUNT(replies); i++) {
		struct subject s =
		    subject_of("x", replies[i].code, "", replies[i].stage);
		const struct code_entry *e = choice_reply(tables, &s);

		ck_assert_ptr_nonnull(e);
		expect_text(e->meaning, replies[i].meaning, replies[i].meaning);
	}
	tables_free(tables);
}
END_TEST

START_TEST(without_a_code_there_is_no_row_of_one)
{
	struct subject s = subject_of("x", 0, "", STAGE_RCPT);

	ck_assert_ptr_null(choice_reply(read_tables(), &s));
	ck_assert_ptr_null(choice_enhanced(read_tables(), &s));
}
END_TEST

static const char enhanced[] =
    "x.8.1\t-\t-\tpolicy\t-\t-\tguess\tany class\t-\tr\n"
    "4.8.1\t-\t-\tpolicy\t-\t-\tguess\tclass 4\t-\tr\n"
    "4.8.1\t450\t-\tpolicy\t-\t-\tguess\twith 450\t-\tr\n"
    "x.8.1\t-\tMAIL\tpolicy\t-\t-\tguess\tat mail\t-\tr\n"
    "x.8.10-19\t-\t-\tpolicy\t-\t-\tguess\trange\t-\tr\n"
    "x.8.15\t-\t-\tpolicy\t-\t-\tguess\tin the range\t-\tr\n"
    "x.8.0\t-\t-\tpolicy\t-\t-\tguess\tof its kind\t-\tr\n";

static const struct {
	uint16_t code;
	const char *enhanced;
	int stage;
	const char *meaning;
} details[] = {
	{ 550, "5.8.1", STAGE_RCPT, "any class" },
	{ 451, "4.8.1", STAGE_RCPT, "class 4" },
	{ 450, "4.8.1", STAGE_RCPT, "with 450" },
	{ 550, "5.8.1", STAGE_MAIL, "at mail" },
	{ 550, "5.8.1", -1, "any class" },
	{ 550, "5.8.14", STAGE_RCPT, "range" },
	{ 550, "5.8.15", STAGE_RCPT, "in the range" },
	{ 550, "5.8.20", STAGE_RCPT, "of its kind" },
	/* a class that is not the code's does not count */
	{ 550, "4.8.1", STAGE_RCPT, "any class" },
	{ 450, "5.8.1", STAGE_RCPT, "with 450" },
	/* but for where there is no code */
	{ 0, "4.8.1", STAGE_RCPT, "class 4" },
};

START_TEST(the_row_of_an_enhanced_code_is_the_one_that_says_most)
{
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_ENHANCED, enhanced, &t);

	ck_assert_msg(tables != NULL, "%s", t.text);
	for (size_t i = 0; i < COUNT(details); i++) {
		struct subject s = subject_of("x", details[i].code,
		    details[i].enhanced, details[i].stage);
		const struct code_entry *e = choice_enhanced(tables, &s);

		ck_assert_ptr_nonnull(e);
		expect_text(
		    e->meaning, details[i].meaning, details[i].enhanced);
	}
	tables_free(tables);
}
END_TEST

START_TEST(a_subject_that_nobody_knows_has_no_row)
{
	struct subject s = subject_of("x", 550, "5.9.1", STAGE_RCPT);

	ck_assert_ptr_null(choice_enhanced(read_tables(), &s));
}
END_TEST

Suite *
choice_suite(void)
{
	Suite *s = suite_create("choice");
	TCase *t = expect_case(s, "choice");

	tcase_add_test(t, the_phrase_that_says_most_wins);
	tcase_add_test(t, a_provider_is_known_by_host_banner_or_words);
	tcase_add_test(t, the_row_of_a_reply_code_is_chosen_by_code_and_stage);
	tcase_add_test(t, without_a_code_there_is_no_row_of_one);
	tcase_add_test(
	    t, the_row_of_an_enhanced_code_is_the_one_that_says_most);
	tcase_add_test(t, a_subject_that_nobody_knows_has_no_row);
	return s;
}
