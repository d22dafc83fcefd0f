#include "diagnosis/reading.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <string.h>

Suite *reading_suite(void);

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

static struct reading
read_at(const char *stage, const char *lines)
{
	return read_reply(read_tables(), a, stage, "", lines);
}

/* Who speaks: words, the enhanced code, weak words, the reply code. */
static const struct {
	const char *reply, *cause, *rule;
} speakers[] = {
	{ "550 5.7.1 <a@example.org>: Relay access denied", "relay-denied",
	    "phrases.tbl" },
	/* words before a code that says something else */
	{ "550 5.1.1 Client host [192.0.2.1] blocked using bl.example.org",
	    "ip-blocked", "phrases.tbl" },
	{ "550 5.1.1 qwerty", "no-such-mailbox", "enhanced.tbl" },
	/* weak words before the reply code, not before an enhanced one */
	{ "554 Access denied", "policy", "phrases.tbl" },
	{ "550 5.2.2 access denied", "mailbox-full", "enhanced.tbl" },
	/* but before an enhanced code that is a guess itself */
	{ "554 5.5.0 access denied", "policy", "phrases.tbl" },
	{ "552 qwerty", "mailbox-full", "replies.tbl" },
	/* an enhanced code that says nothing leaves it to the reply code */
	{ "552 5.0.0 qwerty", "mailbox-full", "replies.tbl" },
	{ "577 qwerty", "unspecified", "replies.tbl" },
};

START_TEST(words_speak_before_codes_and_weak_ones_after)
{
	for (size_t i = 0; i < COUNT(speakers); i++) {
		struct reading r = read_at("RCPT", speakers[i].reply);

		expect_reading(
		    &r, speakers[i].cause, "", "", "", "", speakers[i].reply);
		expect_part(r.rule, speakers[i].rule, speakers[i].reply);
		ck_assert_msg(
		    r.by_code == (r.rule[0] != 'p'), "%s", speakers[i].reply);
		ck_assert_msg(r.reference[0] != '\0', "%s", speakers[i].reply);
	}
}
END_TEST

/* An address is certain to be the cause where the words speak of nobody else:
 * what is said of servers along with most refusals does not count. */
static const struct {
	const char *reply, *cause, *confidence;
} shared[] = {
	{ "550 user unknown", "no-such-mailbox", "certain" },
	{ "550 user unknown, and your spam was refused", "no-such-mailbox",
	    "likely" },
	{ "550 user unknown; the first try timed out", "no-such-mailbox",
	    "certain" },
};

START_TEST(an_address_is_certain_where_nobody_else_is_spoken_of)
{
	for (size_t i = 0; i < COUNT(shared); i++) {
		struct reading r = read_at("RCPT", shared[i].reply);

		expect_reading(&r, shared[i].cause, "", "", "",
		    shared[i].confidence, shared[i].reply);
	}
}
END_TEST

/* The reply code's class is never corrected. */
static const struct {
	const char *reply;
	bool permanent, contradictory;
	const char *cause, *confidence, *enhanced;
} classes[] = {
	{ "550 5.1.1 x", true, false, "no-such-mailbox", "certain", "5.1.1" },
	{ "550 4.1.1 x", true, true, "no-such-mailbox", "likely", "4.1.1" },
	{ "450 5.1.1 x", false, true, "no-such-mailbox", "likely", "5.1.1" },
	{ "450 4.1.1 x", false, false, "no-such-mailbox", "certain", "4.1.1" },
	{ "550 4.2.2 Mailbox full", true, true, "mailbox-full", "likely",
	    "4.2.2" },
	{ "550 4.4.7 QUEUE.Expired; message expired", true, true, "expired",
	    "likely", "4.4.7" },
	/* 4.4.4 alone is a matter of the network; with 550 it is 5.4.4 */
	{ "550 4.4.4 x", true, true, "no-such-domain", "guess", "4.4.4" },
	{ "450 4.4.4 x", false, false, "network-error", "likely", "4.4.4" },
	{ "250 5.1.1 x", false, true, "accepted", "guess", "5.1.1" },
	{ "550 x", true, false, "unspecified", "guess", "" },
	{ "550 said (#4.1.1)", true, false, "no-such-mailbox", "certain",
	    "4.1.1" },
};

START_TEST(a_contradictory_enhanced_code_changes_neither_class_nor_cause)
{
	for (size_t i = 0; i < COUNT(classes); i++) {
		struct reading r = read_at("RCPT", classes[i].reply);
		char enhanced[ENHANCED_TEXT_MAX];

		expect_reading(&r, classes[i].cause, "", "", "",
		    classes[i].confidence, classes[i].reply);
		ck_assert_msg(r.permanent == classes[i].permanent, "%s",
		    classes[i].reply);
		ck_assert_msg(r.contradictory == classes[i].contradictory, "%s",
		    classes[i].reply);
		expect_text(enhanced_format(&r.enhanced, enhanced),
		    classes[i].enhanced, classes[i].reply);
	}
}
END_TEST

/* Without a code: a bare sentence, as a log or a person has it. */
static const struct {
	const char *text;
	uint8_t class;
	bool permanent;
	const char *cause;
} sentences[] = {
	{ "sorry, no mailbox here by that name (#5.1.1)", 0, true,
	    "no-such-mailbox" },
	{ "mailbox full (#4.2.2)", 0, false, "mailbox-full" },
	{ "user unknown", 0, true, "no-such-mailbox" },
	/* what passes by itself */
	{ "Greylisted, come back later", 0, false, "greylisted" },
	{ "too many connections", 0, false, "too-many-connections" },
	/* a log that says the class */
	{ "user unknown", 4, false, "no-such-mailbox" },
	{ "Greylisted", 5, true, "greylisted" },
	{ "user unknown", 2, false, "accepted" },
};

START_TEST(a_sentence_without_a_code_is_permanent_by_what_it_says)
{
	for (size_t i = 0; i < COUNT(sentences); i++) {
		struct reading_input in = {
			.text = span_of(sentences[i].text),
			.class = sentences[i].class,
			.host = SPAN(""),
			.banner = SPAN(""),
		};
		struct reading r;

		ck_assert(reading_of(read_tables(), &in, a, &r));
		expect_reading(
		    &r, sentences[i].cause, "", "", "", "", sentences[i].text);
		ck_assert_msg(r.permanent == sentences[i].permanent, "%s",
		    sentences[i].text);
	}
}
END_TEST

/* What was accepted was accepted, whatever its text says. */
static const char *const accepted[] = {
	"250 2.1.5 Ok",
	"250 ok",
	"250 2.1.0 fine",
	"251 2.1.5 User not local; will forward",
	"252 2.0.0 cannot verify",
	"250 5.1.1 user unknown",
	"250 user unknown, but accepted; spam is rejected, relay access denied",
	"299 what?",
};

START_TEST(an_accepted_recipient_is_accepted_and_nothing_is_to_be_done)
{
	for (size_t i = 0; i < COUNT(accepted); i++) {
		struct reading r = read_at("RCPT", accepted[i]);

		expect_reading(&r, "accepted", "recipient", "nobody", "no", "",
		    accepted[i]);
		ck_assert_uint_eq(r.retry_seconds, 0);
		ck_assert_uint_eq(r.advice_count, 0);
		ck_assert_msg(!r.permanent, "%s", accepted[i]);
	}
}
END_TEST

START_TEST(an_intermediate_reply_at_rcpt_is_no_acceptance)
{
	static const char *const replies[] = { "354 go on", "334 go on",
		"399 x" };

	for (size_t i = 0; i < COUNT(replies); i++) {
		struct reading r = read_at("RCPT", replies[i]);

		expect_reading(
		    &r, "protocol-error", "session", "", "", "", replies[i]);
	}
}
END_TEST

/* The same code at another stage is about somebody else. */
static const struct {
	const char *stage, *reply, *cause, *about;
} stages[] = {
	{ "BANNER", "554 x", "ip-blocked", "client" },
	{ "RCPT", "554 x", "policy", "client" },
	{ "BANNER", "550 x", "ip-blocked", "client" },
	{ "EHLO", "550 x", "helo-rejected", "helo" },
	{ "HELO", "501 x", "helo-rejected", "helo" },
	{ "MAIL", "550 x", "sender-rejected", "sender" },
	{ "MAIL", "553 x", "sender-rejected", "sender" },
	{ "RCPT", "553 x", "protocol-error", "recipient" },
	{ "RCPT", "550 x", "unspecified", "server" },
	{ "", "550 x", "unspecified", "server" },
	{ "BANNER", "421 x", "too-many-connections", "session" },
	{ "RCPT", "421 x", "server-error", "server" },
	{ "STARTTLS", "454 x", "tls-failed", "tls" },
	{ "MAIL", "530 5.7.0 x", "tls-required", "tls" },
	{ "RCPT", "220 x", "accepted", "server" },
};

START_TEST(the_stage_changes_what_a_code_says)
{
	for (size_t i = 0; i < COUNT(stages); i++) {
		struct reading r = read_at(stages[i].stage, stages[i].reply);

		expect_reading(&r, stages[i].cause, stages[i].about, "", "", "",
		    stages[i].reply);
	}
}
END_TEST

/* A reply within a reply: read is the inner one, and its codes. */
static const struct {
	const char *reply, *cause;
	bool permanent;
	uint16_t inner_code;
	const char *inner;
} nested[] = {
	{ "450 4.1.1 <a@example.org>: Recipient address rejected: "
	  "undeliverable address: host mx.example.org[192.0.2.1] said: 550 "
	  "5.2.2 <a@example.org> is over quota (in reply to RCPT TO command)",
	    "mailbox-full", false, 550,
	    "<a@example.org> is over quota (in reply to RCPT TO command)" },
	{ "550 5.1.351 Remote server returned unknown recipient -> 550 5.1.1 "
	  "qwerty",
	    "no-such-mailbox", true, 550, "qwerty" },
	{ "550 5.1.1 User unknown", "no-such-mailbox", true, 0, "" },
	/* a multi-line inner reply repeats its own codes, not the outer ones */
	{ "450 4.0.0 host x said: 550-5.1.1 user 550 5.1.1 unknown here",
	    "no-such-mailbox", false, 550, "user 550 5.1.1 unknown here" },
};

START_TEST(of_a_nested_reply_the_inner_one_is_read_and_the_outer_code_decides)
{
	for (size_t i = 0; i < COUNT(nested); i++) {
		struct reading r = read_at("RCPT", nested[i].reply);

		expect_reading(
		    &r, nested[i].cause, "", "", "", "", nested[i].reply);
		ck_assert_msg(
		    r.permanent == nested[i].permanent, "%s", nested[i].reply);
		ck_assert_uint_eq(r.inner_code, nested[i].inner_code);
		expect_span(r.inner, span_of(nested[i].inner), nested[i].reply);
	}
}
END_TEST

/* Codes on every line, as servers and logs repeat them, part no sentence. */
static const char *const repeated[] = {
	"550-5.1.1 recipient address rejected: user\n"
	"550 5.1.1 unknown in local recipient table",
	"550-recipient address rejected: user\n"
	"550 unknown in local recipient table",
	"550 5.1.1 recipient address rejected: user 550 5.1.1 unknown in local "
	"recipient table",
	"550-5.1.1 recipient address rejected: user\n"
	"550-5.1.1 unknown in\n550 5.1.1 local recipient table",
};

START_TEST(a_sentence_over_several_lines_is_one_sentence)
{
	for (size_t i = 0; i < COUNT(repeated); i++) {
		struct reading r = read_at("RCPT", repeated[i]);

		expect_reading(&r, "no-such-mailbox", "recipient", "sender",
		    "no", "certain", repeated[i]);
		expect_text(r.reference, "Postfix 3.7", repeated[i]);
	}
}
END_TEST

static const struct {
	const char *reply;
	uint32_t seconds;
} waits[] = {
	{ "451 4.7.1 Greylisted, try again in 10 minutes", 600 },
	/* the usual, where the server does not say */
	{ "451 4.7.1 Greylisted", 300 },
	{ "452 4.2.2 mailbox full", 0 },
	{ "450 4.7.1 rate limit reached, wait 1 hour", 3600 },
	/* never for what is not worth another try as it is */
	{ "550 5.7.1 blocked using bl.example.org, wait 1 hour", 0 },
	{ "250 ok, stored for 5 minutes", 0 },
};

START_TEST(how_long_to_wait_is_told_where_it_is_known)
{
	for (size_t i = 0; i < COUNT(waits); i++) {
		struct reading r = read_at("RCPT", waits[i].reply);

		ck_assert_msg(r.retry_seconds == waits[i].seconds,
		    "%s: %u, not %u", waits[i].reply, r.retry_seconds,
		    waits[i].seconds);
	}
}
END_TEST

static const char *
joined(const struct reading *r)
{
	const char *text = "";

	for (size_t i = 0; i < r->other_count; i++)
		text = arena_format(a, "%s[%s]", text, r->other_readings[i]);
	return text;
}

/* What else a code is in use for, without what was chosen. */
static const char also[] =
    "597\t-\tpolicy\t-\t-\tguess\town\t"
    "ip-blocked: other one; relay-denied,login-required: other two\tr\n"
    "598\t-\tunspecified\t-\t-\tguess\tanything\tpolicy: a; ip-blocked: b\tr\n"
    "596\t-\tpolicy\t-\t-\tguess\town\tpolicy: own in short; ip-blocked: b\tr\n"
    "595\t-\tpolicy\t-\t-\tguess\town\t-\tr\n";

static const struct {
	const char *reply, *others;
} others[] = {
	{ "597 x", "[other one][other two]" },
	{ "597 user unknown", "[own][other one][other two]" },
	{ "597 relay access denied", "[own][other one]" },
	{ "597 authentication required", "[own][other one]" },
	{ "597 192.0.2.1 blocked using bl.example.org", "[own][other two]" },
	{ "598 x", "[a][b]" },
	{ "598 user unknown", "[a][b]" },
	{ "596 x", "[b]" },
	{ "596 user unknown", "[own in short][b]" },
	{ "595 x", "" },
	{ "595 user unknown", "[own]" },
};

START_TEST(other_readings_are_all_that_the_code_is_used_for_but_the_chosen)
{
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_REPLIES, also, &t);

	ck_assert_msg(tables != NULL, "%s", t.text);
	for (size_t i = 0; i < COUNT(others); i++) {
		struct reading r =
		    read_reply(tables, a, "RCPT", "", others[i].reply);

		expect_text(joined(&r), others[i].others, others[i].reply);
	}
	tables_free(tables);
}
END_TEST

static const struct {
	const char *reply, *explanation;
} explanations[] = {
	{ "556 x", "556 says: the domain accepts no mail. " },
	{ "550 5.2.2 x",
	    "5.2.2 says: the recipient's mailbox is over quota. " },
	{ "450 4.2.1 x",
	    "450 4.2.1 says: the recipient's mailbox is disabled" },
	{ "550 4.2.2 x",
	    "4.2.2 says: the recipient's mailbox is over quota. " },
	{ "550 5.7.99 x",
	    "5.7.99 is not in the table; as one of its kind it says: " },
	{ "577 x", "577 says: refused for good" },
	{ "550 5.4.1 Recipient address rejected: Access denied. "
	  "[x.prod.protection.outlook.com]",
	    "The code 550 5.4.1 alone would say: recipient rejected: no relay "
	    "allowed; the server's words say more, and decide." },
};

START_TEST(the_explanation_says_what_the_code_says)
{
	for (size_t i = 0; i < COUNT(explanations); i++) {
		struct reading r = read_at("RCPT", explanations[i].reply);

		expect_part(r.explanation, explanations[i].explanation,
		    explanations[i].reply);
	}
}
END_TEST

START_TEST(a_known_provider_is_named)
{
	struct reading r = read_reply(read_tables(), a, "RCPT",
	    "gmail-smtp-in.l.google.com", "550 5.1.1 x");

	expect_text(r.provider, "google", "by the MX host");
	expect_text(r.provider_name, "Google", "by the MX host");
	r = read_at("RCPT", "550 5.1.1 x");
	expect_text(r.provider, "", "by nothing");
	expect_text(r.provider_name, "", "by nothing");
}
END_TEST

START_TEST(each_cause_can_be_told_without_a_reply)
{
	for (int c = 0; c < CAUSE_COUNT; c++) {
		enum cause cause = (enum cause)c;
		struct reading r;

		ck_assert(reading_of_cause(
		    read_tables(), cause, cause_about(cause), true, a, &r));
		expect_reading(&r, cause_word(cause),
		    about_word(cause_about(cause)), "", "", "certain",
		    cause_word(cause));
		ck_assert_uint_gt(strlen(r.summary), 10);
		ck_assert_uint_gt(strlen(r.explanation), 20);
		ck_assert(cause == CAUSE_ACCEPTED || r.advice_count > 0);
		ck_assert_uint_eq(r.other_count, 0);
		expect_text(r.provider, "", cause_word(cause));
		expect_text(r.rule, "", cause_word(cause));
		expect_text(r.reference, "", cause_word(cause));
	}
}
END_TEST

START_TEST(who_acts_can_be_placed_anew_and_the_advice_follows)
{
	struct reading r = read_at("RCPT", "554 5.7.1 Relay access denied");
	size_t count = r.advice_count;

	ck_assert_uint_gt(count, 1);
	ck_assert_int_eq(r.advice_for[0], ACT_SENDER_ADMIN);
	reading_place(&r, ABOUT_DOMAIN, ACT_RECIPIENT_ADMIN, a);
	expect_reading(&r, "relay-denied", "domain", "recipient-admin", "", "",
	    "placed anew");
	ck_assert_uint_eq(r.advice_count, count);
	ck_assert_int_eq(r.advice_for[0], ACT_RECIPIENT_ADMIN);
	ck_assert_int_eq(r.advice_for[1], ACT_SENDER_ADMIN);
}
END_TEST

START_TEST(advice_can_hang_on_what_a_reply_is_about)
{
	struct reading r =
	    read_at("RCPT", "550 Restricted characters in address");

	expect_reading(&r, "protocol-error", "recipient", "sender", "after-fix",
	    "certain", "an address");
	expect_part(r.advice[0], "how the address is written", "address");
	for (size_t i = 0; i < r.advice_count; i++)
		ck_assert_ptr_null(strstr(r.advice[i], "proxy"));
	r = read_at("RCPT", "503 5.5.1 Nested MAIL command");
	expect_reading(&r, "protocol-error", "session", "sender-admin",
	    "after-fix", "certain", "a command");
	expect_part(r.advice[0], "proxy", "command");
}
END_TEST

START_TEST(no_memory_is_told)
{
	struct reading_input in = { .code = 550, .text = SPAN("x") };
	struct arena *small = arena_new(256);
	struct reading r;

	in.host = in.banner = SPAN("");
	ck_assert(!reading_of(read_tables(), &in, small, &r));
	arena_free(small);
}
END_TEST

Suite *
reading_suite(void)
{
	Suite *s = suite_create("reading");
	TCase *t = expect_case(s, "reading");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, words_speak_before_codes_and_weak_ones_after);
	tcase_add_test(t, an_address_is_certain_where_nobody_else_is_spoken_of);
	tcase_add_test(
	    t, a_contradictory_enhanced_code_changes_neither_class_nor_cause);
	tcase_add_test(
	    t, a_sentence_without_a_code_is_permanent_by_what_it_says);
	tcase_add_test(
	    t, an_accepted_recipient_is_accepted_and_nothing_is_to_be_done);
	tcase_add_test(t, an_intermediate_reply_at_rcpt_is_no_acceptance);
	tcase_add_test(t, the_stage_changes_what_a_code_says);
	tcase_add_test(t,
	    of_a_nested_reply_the_inner_one_is_read_and_the_outer_code_decides);
	tcase_add_test(t, a_sentence_over_several_lines_is_one_sentence);
	tcase_add_test(t, how_long_to_wait_is_told_where_it_is_known);
	tcase_add_test(
	    t, other_readings_are_all_that_the_code_is_used_for_but_the_chosen);
	tcase_add_test(t, the_explanation_says_what_the_code_says);
	tcase_add_test(t, a_known_provider_is_named);
	tcase_add_test(t, each_cause_can_be_told_without_a_reply);
	tcase_add_test(t, who_acts_can_be_placed_anew_and_the_advice_follows);
	tcase_add_test(t, advice_can_hang_on_what_a_reply_is_about);
	tcase_add_test(t, no_memory_is_told);
	return s;
}
