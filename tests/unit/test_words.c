#include "diagnosis/words.h"

#include "unit/expect.h"

#include <string.h>

Suite *words_suite(void);

/* The contract with scripts: words and statuses, never to change. */
static const struct {
	const char *word;
	int status;
} verdicts[] = {
	{ "deliverable", 0 },
	{ "accept-all", 0 },
	{ "accepted", 0 },
	{ "undeliverable", 67 },
	{ "deferred", 75 },
	{ "refused", 77 },
	{ "unreachable", 69 },
	{ "invalid", 65 },
	{ "undecided", 76 },
};

START_TEST(each_verdict_keeps_its_word_and_its_exit_status)
{
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		enum verdict v = (enum verdict)i;

		expect_text(verdict_word(v), verdicts[i].word, "in order");
		ck_assert_int_eq(verdict_exit_status(v), verdicts[i].status);
		ck_assert_uint_gt(strlen(verdict_in_words(v)), 4);
	}
}
END_TEST

static const char *const causes[] = {
	"accepted",
	"no-such-mailbox",
	"mailbox-full",
	"mailbox-disabled",
	"mailbox-moved",
	"no-such-domain",
	"null-mx",
	"not-accepting",
	"greylisted",
	"rate-limited",
	"too-many-connections",
	"too-many-recipients",
	"ip-blocked",
	"no-reverse-dns",
	"spf-failed",
	"dkim-failed",
	"dmarc-failed",
	"unauthenticated-mail",
	"sender-rejected",
	"helo-rejected",
	"relay-denied",
	"login-required",
	"login-failed",
	"tls-required",
	"tls-failed",
	"content-rejected",
	"message-too-big",
	"encoding-unsupported",
	"policy",
	"protocol-error",
	"server-error",
	"network-error",
	"routing-loop",
	"expired",
	"unspecified",
};

START_TEST(each_cause_keeps_its_word)
{
	enum cause cause;

	ck_assert_uint_eq(COUNT(causes), CAUSE_COUNT);
	for (size_t i = 0; i < COUNT(causes); i++) {
		ck_assert_msg(cause_from_word(span_of(causes[i]), &cause),
		    "no cause %s", causes[i]);
		expect_text(cause_word(cause), causes[i], causes[i]);
		ck_assert_uint_gt(strlen(cause_meaning(cause)), 4);
	}
}
END_TEST

/* Lists of words, each with a function to and fro. */
static const char *const abouts[] = { "recipient", "domain", "sender", "client",
	"helo", "tls", "message", "session", "server", "path" };
static const char *const acts[] = { "sender", "sender-admin", "recipient",
	"recipient-admin", "network", "nobody" };
static const char *const retries[] = { "no", "later", "after-fix" };
static const char *const confidences[] = { "certain", "likely", "guess" };

START_TEST(the_other_words_lead_there_and_back)
{
	enum about about;
	enum act act;
	enum retry retry;
	enum confidence confidence;

	for (size_t i = 0; i < COUNT(abouts); i++) {
		ck_assert(about_from_word(span_of(abouts[i]), &about));
		expect_text(about_word(about), abouts[i], abouts[i]);
	}
	for (size_t i = 0; i < COUNT(acts); i++) {
		ck_assert(act_from_word(span_of(acts[i]), &act));
		expect_text(act_word(act), acts[i], acts[i]);
	}
	for (size_t i = 0; i < COUNT(retries); i++) {
		ck_assert(retry_from_word(span_of(retries[i]), &retry));
		expect_text(retry_word(retry), retries[i], retries[i]);
	}
	for (size_t i = 0; i < COUNT(confidences); i++) {
		ck_assert(
		    confidence_from_word(span_of(confidences[i]), &confidence));
		expect_text(confidence_word(confidence), confidences[i],
		    confidences[i]);
	}
}
END_TEST

static const char *const strangers[] = { "", "Recipient", "recipien",
	"recipients", "no ", "unknown" };

START_TEST(a_word_that_is_none_is_refused_and_nothing_is_touched)
{
	for (size_t i = 0; i < COUNT(strangers); i++) {
		struct span word = span_of(strangers[i]);
		enum cause cause = CAUSE_EXPIRED;
		enum about about = ABOUT_PATH;
		enum act act = ACT_NETWORK;
		enum retry retry = RETRY_LATER;
		enum confidence confidence = CONFIDENCE_LIKELY;

		ck_assert(!cause_from_word(word, &cause));
		ck_assert(!about_from_word(word, &about));
		ck_assert(!act_from_word(word, &act));
		ck_assert(!retry_from_word(word, &retry));
		ck_assert(!confidence_from_word(word, &confidence));
		ck_assert(cause == CAUSE_EXPIRED && about == ABOUT_PATH &&
			  act == ACT_NETWORK && retry == RETRY_LATER &&
			  confidence == CONFIDENCE_LIKELY);
	}
}
END_TEST

/* What the address's verdict is, by whom the refusal is about. */
static const struct {
	const char *cause, *about;
	const char *permanent, *temporary;
} judgements[] = {
	{ "no-such-mailbox", "recipient", "undeliverable", "deferred" },
	{ "mailbox-full", "recipient", "undeliverable", "deferred" },
	{ "null-mx", "domain", "undeliverable", "deferred" },
	{ "ip-blocked", "client", "refused", "refused" },
	{ "no-reverse-dns", "client", "refused", "refused" },
	{ "sender-rejected", "sender", "refused", "refused" },
	{ "helo-rejected", "helo", "refused", "refused" },
	{ "tls-required", "tls", "refused", "refused" },
	{ "greylisted", "client", "deferred", "deferred" },
	{ "greylisted", "recipient", "deferred", "deferred" },
	{ "policy", "client", "refused", "refused" },
	{ "policy", "recipient", "undeliverable", "deferred" },
	{ "rate-limited", "client", "refused", "refused" },
	{ "rate-limited", "recipient", "undeliverable", "deferred" },
	{ "relay-denied", "domain", "undeliverable", "deferred" },
	{ "no-such-mailbox", "sender", "refused", "refused" },
	{ "server-error", "server", "undecided", "deferred" },
	{ "network-error", "path", "unreachable", "unreachable" },
	{ "protocol-error", "session", "undecided", "undecided" },
	{ "protocol-error", "recipient", "undeliverable", "deferred" },
	{ "unspecified", "server", "undecided", "deferred" },
	{ "unspecified", "recipient", "undecided", "deferred" },
};

START_TEST(a_refusal_of_us_is_never_a_verdict_on_the_address)
{
	for (size_t i = 0; i < COUNT(judgements); i++) {
		enum cause cause;
		enum about about;

		ck_assert(
		    cause_from_word(span_of(judgements[i].cause), &cause));
		ck_assert(
		    about_from_word(span_of(judgements[i].about), &about));
		expect_text(verdict_word(cause_verdict(cause, about, true)),
		    judgements[i].permanent, judgements[i].cause);
		expect_text(verdict_word(cause_verdict(cause, about, false)),
		    judgements[i].temporary, judgements[i].cause);
	}
}
END_TEST

START_TEST(nothing_but_an_acceptance_has_the_exit_status_0)
{
	for (int c = 0; c < CAUSE_COUNT; c++) {
		for (int about = 0; about <= ABOUT_PATH; about++) {
			for (int permanent = 0; permanent <= 1; permanent++) {
				enum verdict v = cause_verdict((enum cause)c,
				    (enum about)about, permanent != 0);

				ck_assert_msg((verdict_exit_status(v) == 0) ==
						  (c == CAUSE_ACCEPTED),
				    "%s about %s", cause_word((enum cause)c),
				    about_word((enum about)about));
			}
		}
	}
}
END_TEST

Suite *
words_suite(void)
{
	Suite *s = suite_create("words");
	TCase *t = expect_case(s, "words");

	tcase_add_test(t, each_verdict_keeps_its_word_and_its_exit_status);
	tcase_add_test(t, each_cause_keeps_its_word);
	tcase_add_test(t, the_other_words_lead_there_and_back);
	tcase_add_test(
	    t, a_word_that_is_none_is_refused_and_nothing_is_touched);
	tcase_add_test(t, a_refusal_of_us_is_never_a_verdict_on_the_address);
	tcase_add_test(t, nothing_but_an_acceptance_has_the_exit_status_0);
	return s;
}
