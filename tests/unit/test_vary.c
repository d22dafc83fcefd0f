/* Which refusals are worth another question, and which answers flip them. The
 * changes themselves: tests/sim/cases/vary-*.case. */
#include "inquiry/vary.h"
#include "unit/expect.h"

Suite *vary_suite(void);

static const struct {
	bool wanted;
	enum verdict verdict;
	enum cause cause;
	enum about about;
	uint16_t code; /* of RCPT; 0: not answered */
} refusals[] = {
	{ true, VERDICT_REFUSED, CAUSE_IP_BLOCKED, ABOUT_CLIENT, 554 },
	{ true, VERDICT_REFUSED, CAUSE_SENDER_REJECTED, ABOUT_SENDER, 550 },
	{ true, VERDICT_REFUSED, CAUSE_TLS_FAILED, ABOUT_TLS, 0 },
	{ true, VERDICT_REFUSED, CAUSE_RELAY_DENIED, ABOUT_SESSION, 554 },
	{ true, VERDICT_DEFERRED, CAUSE_NO_REVERSE_DNS, ABOUT_CLIENT, 450 },
	{ true, VERDICT_DEFERRED, CAUSE_SENDER_REJECTED, ABOUT_SENDER, 450 },
	{ true, VERDICT_DEFERRED, CAUSE_HELO_REJECTED, ABOUT_HELO, 450 },
	{ true, VERDICT_DEFERRED, CAUSE_TLS_REQUIRED, ABOUT_TLS, 450 },
	{ false, VERDICT_DEFERRED, CAUSE_MAILBOX_FULL, ABOUT_RECIPIENT, 452 },
	{ false, VERDICT_DEFERRED, CAUSE_SERVER_ERROR, ABOUT_SERVER, 451 },
	{ false, VERDICT_DEFERRED, CAUSE_GREYLISTED, ABOUT_CLIENT, 451 },
	{ false, VERDICT_REFUSED, CAUSE_RATE_LIMITED, ABOUT_CLIENT, 450 },
	{ false, VERDICT_REFUSED, CAUSE_TOO_MANY_CONNECTIONS, ABOUT_SESSION,
	    450 },
	{ false, VERDICT_REFUSED, CAUSE_IP_BLOCKED, ABOUT_CLIENT, 421 },
	{ false, VERDICT_UNDELIVERABLE, CAUSE_NO_SUCH_MAILBOX, ABOUT_RECIPIENT,
	    550 },
	{ false, VERDICT_DELIVERABLE, CAUSE_ACCEPTED, ABOUT_RECIPIENT, 250 },
	{ false, VERDICT_ACCEPT_ALL, CAUSE_ACCEPTED, ABOUT_RECIPIENT, 250 },
	{ false, VERDICT_ACCEPTED, CAUSE_ACCEPTED, ABOUT_RECIPIENT, 250 },
	{ false, VERDICT_UNREACHABLE, CAUSE_NETWORK_ERROR, ABOUT_PATH, 0 },
	{ false, VERDICT_UNDECIDED, CAUSE_UNSPECIFIED, ABOUT_SERVER, 599 },
};

START_TEST(a_refusal_of_us_is_worth_another_question)
{
	struct exchange exchange = {
		.stage = STAGE_RCPT,
		.answered = refusals[_i].code != 0,
		.reply.code = refusals[_i].code,
	};
	struct attempt attempt = { .exchanges = &exchange,
		.exchange_count = 1 };
	struct result r = {
		.verdict = refusals[_i].verdict,
		.reading = { .cause = refusals[_i].cause,
		    .about = refusals[_i].about },
		.decisive = &attempt,
	};
	struct inquiry_options o;

	inquiry_options_init(&o);
	ck_assert_msg(
	    !vary_wanted(&r, &o), "row %d: nobody wants it by default", _i);
	o.vary = true;
	ck_assert_msg(vary_wanted(&r, &o) == refusals[_i].wanted, "row %d: %s",
	    _i, cause_word(refusals[_i].cause));
	r.decisive = NULL;
	ck_assert_msg(!vary_wanted(&r, &o), "row %d: nobody was asked", _i);
}
END_TEST

static const struct {
	bool flips;
	enum verdict verdict;
	enum about about;
} answers[] = {
	{ true, VERDICT_DELIVERABLE, ABOUT_RECIPIENT },
	{ true, VERDICT_ACCEPT_ALL, ABOUT_RECIPIENT },
	{ true, VERDICT_ACCEPTED, ABOUT_RECIPIENT },
	{ true, VERDICT_UNDELIVERABLE, ABOUT_RECIPIENT },
	{ true, VERDICT_UNDELIVERABLE, ABOUT_DOMAIN },
	{ true, VERDICT_DEFERRED, ABOUT_RECIPIENT },
	{ true, VERDICT_DEFERRED, ABOUT_DOMAIN },
	{ false, VERDICT_DEFERRED, ABOUT_CLIENT },
	{ false, VERDICT_DEFERRED, ABOUT_SENDER },
	{ false, VERDICT_DEFERRED, ABOUT_SERVER },
	{ false, VERDICT_REFUSED, ABOUT_CLIENT },
	{ false, VERDICT_UNREACHABLE, ABOUT_PATH },
	{ false, VERDICT_UNDECIDED, ABOUT_SERVER },
	{ false, VERDICT_INVALID, ABOUT_RECIPIENT },
};

START_TEST(an_answer_that_is_not_about_us_flips_the_refusal)
{
	struct arena *a = arena_new(1 << 16);
	struct variation v = { .change = CHANGE_IPV4, .to = "192.0.2.1" };
	struct result r = {
		.verdict = answers[_i].verdict,
		.reading = { .about = answers[_i].about, .summary = "so" },
		.has_reply = true,
		.reply.code = 250,
	};

	vary_note(&v, &r, a);
	ck_assert_msg(v.flips == answers[_i].flips, "row %d: %s about %s", _i,
	    verdict_word(answers[_i].verdict), about_word(answers[_i].about));
	ck_assert(v.asked && v.verdict == answers[_i].verdict);
	ck_assert_uint_eq(v.code, 250);
	ck_assert_str_eq(v.summary, "so");
	arena_free(a);
}
END_TEST

Suite *
vary_suite(void)
{
	Suite *s = suite_create("vary");
	TCase *c = expect_case(s, "vary");

	tcase_add_loop_test(c, a_refusal_of_us_is_worth_another_question, 0,
	    (int)COUNT(refusals));
	tcase_add_loop_test(c, an_answer_that_is_not_about_us_flips_the_refusal,
	    0, (int)COUNT(answers));
	return s;
}
