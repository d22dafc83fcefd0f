#include "diagnosis/reading.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <string.h>

Suite *code_table_suite(void);

/*
 * The code table that a helpdesk has beside the telephone: what each code says
 * alone, and what text and provider make of those that are used for several
 * things.
 */
static struct arena *a;

static void
begin(void)
{
	a = arena_new(1 << 23);
}

static void
end(void)
{
	arena_free(a);
}

/* Words that a row must have, and the reading of the code alone. */
static const struct {
	const char *code;
	const char *words[4];
	const char *stage, *cause, *about, *act, *retry;
} codes[] = {
	{ "211", { "system status", "HELP" }, "", "accepted", "", "nobody",
	    "no" },
	{ "214", { "help message" }, "", "accepted", "", "nobody", "no" },
	{ "220", { "service ready" }, "BANNER", "accepted", "server", "nobody",
	    "no" },
	{ "221", { "closing the connection" }, "QUIT", "accepted", "session",
	    "nobody", "no" },
	{ "235", { "authentication successful" }, "", "accepted", "client",
	    "nobody", "no" },
	{ "250", { "completed", "accepted" }, "RCPT", "accepted", "recipient",
	    "nobody", "no" },
	{ "251", { "not local", "will forward" }, "RCPT", "accepted",
	    "recipient", "nobody", "no" },
	{ "252", { "cannot verify", "will accept and try" }, "RCPT", "accepted",
	    "recipient", "nobody", "no" },
	{ "421", { "not available", "closing", "often too many connections" },
	    "RCPT", "server-error", "server", "sender-admin", "later" },
	{ "421", { "too many connections" }, "BANNER", "too-many-connections",
	    "session", "sender-admin", "later" },
	{ "450", { "mailbox temporarily unavailable", "busy", "locked" },
	    "RCPT", "unspecified", "recipient", "sender-admin", "later" },
	{ "451", { "local error", "try again" }, "RCPT", "server-error",
	    "server", "recipient-admin", "later" },
	{ "452", { "out of storage", "mailbox is full" }, "RCPT",
	    "server-error", "server", "recipient-admin", "later" },
	{ "455", { "cannot accommodate the parameters now" }, "RCPT",
	    "protocol-error", "session", "sender-admin", "after-fix" },
	{ "500", { "syntax error" }, "RCPT", "protocol-error", "session",
	    "sender-admin", "after-fix" },
	{ "501", { "syntax error in parameters" }, "RCPT", "protocol-error",
	    "session", "sender-admin", "after-fix" },
	{ "502", { "command not implemented" }, "RCPT", "protocol-error",
	    "session", "sender-admin", "after-fix" },
	{ "503", { "bad sequence" }, "RCPT", "protocol-error", "session",
	    "sender-admin", "after-fix" },
	{ "504", { "parameter not implemented" }, "RCPT", "protocol-error",
	    "session", "sender-admin", "after-fix" },
	{ "550", { "mailbox does not exist", "refused by policy" }, "RCPT",
	    "unspecified", "server", "sender-admin", "after-fix" },
	{ "551", { "not local", "does not forward" }, "RCPT", "mailbox-moved",
	    "recipient", "sender", "no" },
	{ "552", { "storage allocation exceeded" }, "RCPT", "mailbox-full",
	    "recipient", "recipient", "after-fix" },
	{ "553", { "mailbox name not allowed or invalid" }, "RCPT",
	    "protocol-error", "recipient", "sender", "after-fix" },
	{ "554", { "transaction failed", "general refusal" }, "RCPT", "policy",
	    "client", "sender-admin", "after-fix" },
	{ "421 4.3.0", { "too many messages or connections" }, "RCPT",
	    "too-many-connections", "session", "sender-admin", "later" },
	{ "421 4.7.0",
	    { "rate limited", "too many connections", "from your IP" }, "RCPT",
	    "rate-limited", "client", "sender-admin", "later" },
	{ "450 4.1.8", { "sender rejected", "bad reputation of" }, "RCPT",
	    "sender-rejected", "sender", "sender-admin", "after-fix" },
	{ "450 4.2.1", { "mailbox is disabled", "receives too much" }, "RCPT",
	    "mailbox-disabled", "recipient", "sender", "later" },
	{ "452 4.2.2", { "mailbox is over quota" }, "RCPT", "mailbox-full",
	    "recipient", "recipient", "later" },
	{ "451 4.7.1", { "greylisting", "try again in a few minutes" }, "RCPT",
	    "greylisted", "client", "nobody", "later" },
	{ "550 5.1.1", { "recipient address does not exist" }, "RCPT",
	    "no-such-mailbox", "recipient", "sender", "no" },
	{ "550 5.1.2", { "recipient domain does not exist" }, "RCPT",
	    "no-such-domain", "domain", "sender", "no" },
	{ "550 5.4.1", { "recipient rejected", "no relay allowed" }, "RCPT",
	    "relay-denied", "domain", "sender-admin", "after-fix" },
	{ "550 5.7.1", { "policy", "SPF, DKIM or DMARC failed", "blocked" },
	    "RCPT", "policy", "client", "sender-admin", "after-fix" },
	{ "550 5.7.25", { "PTR record", "sending IP" }, "RCPT",
	    "no-reverse-dns", "client", "sender-admin", "after-fix" },
	{ "550 5.7.26", { "failed SPF or DMARC" }, "RCPT",
	    "unauthenticated-mail", "sender", "sender-admin", "after-fix" },
	{ "553 5.1.3", { "invalid address format" }, "RCPT", "protocol-error",
	    "recipient", "sender", "after-fix" },
	{ "554 5.7.5", { "cryptographic failure", "DKIM" }, "RCPT",
	    "dkim-failed", "message", "sender-admin", "after-fix" },
	{ "554 5.7.9", { "DKIM verification failed" }, "RCPT", "dkim-failed",
	    "message", "sender-admin", "after-fix" },
	{ "556 5.1.10", { "null MX", "accepts no mail" }, "RCPT", "null-mx",
	    "domain", "sender", "no" },
};

/* All that the rows found for a code say. */
static void
collect(void *context, const struct code_row *row)
{
	const char **text = context;

	*text = arena_format(a, "%s\n%s; %s", *text, row->meaning, row->others);
}

START_TEST(each_code_of_the_table_says_at_least_that)
{
	for (size_t i = 0; i < COUNT(codes); i++) {
		const char *text = "";

		codes_find(
		    read_tables(), span_of(codes[i].code), a, collect, &text);
		for (size_t k = 0; codes[i].words[k] != NULL; k++)
			expect_part(text, codes[i].words[k], codes[i].code);
	}
}
END_TEST

START_TEST(each_code_of_the_table_alone_has_its_reading)
{
	for (size_t i = 0; i < COUNT(codes); i++) {
		const char *reply = arena_format(a, "%s qwerty", codes[i].code);
		struct reading r =
		    read_reply(read_tables(), a, codes[i].stage, "", reply);

		expect_reading(&r, codes[i].cause, codes[i].about, codes[i].act,
		    codes[i].retry, "", reply);
		ck_assert_msg(r.by_code, "%s", reply);
		ck_assert_msg(!r.contradictory, "%s", reply);
	}
}
END_TEST

/* Used for several things: the text and the provider decide. */
static const struct {
	const char *host, *reply, *cause, *about, *confidence;
} several[] = {
	{ "", "450 4.2.1 qwerty", "mailbox-disabled", "recipient", "likely" },
	{ "", "450 4.2.1 The mailbox is disabled", "mailbox-disabled",
	    "recipient", "certain" },
	{ "gmail-smtp-in.l.google.com",
	    "450 4.2.1 Mail comes at a rate that prevents more from coming, "
	    "https://support.google.com/mail/?p=ReceivingRate x - gsmtp",
	    "rate-limited", "recipient", "certain" },
	{ "", "450 4.2.1 Rate limit reached", "rate-limited", "client",
	    "certain" },
	{ "", "450 4.2.1 Greylisted for a while", "greylisted", "client",
	    "certain" },

	{ "", "550 5.4.1 qwerty", "relay-denied", "domain", "guess" },
	{ "", "553 5.1.3 Invalid address format", "protocol-error", "recipient",
	    "certain" },
	{ "", "550 5.4.1 Relay access denied", "relay-denied", "path",
	    "certain" },
	{ "example-org.mail.protection.outlook.com",
	    "550 5.4.1 Recipient address rejected: Access denied.",
	    "no-such-mailbox", "recipient", "certain" },
	{ "",
	    "550 5.4.1 Recipient address rejected: Access denied. "
	    "[AB1.eop-eur01.prod.protection.outlook.com]",
	    "no-such-mailbox", "recipient", "certain" },
	{ "mx.example.org",
	    "550 5.4.1 Recipient address rejected: Access denied.",
	    "no-such-mailbox", "recipient", "likely" },
	{ "", "550 5.4.1 No such user here", "no-such-mailbox", "recipient",
	    "certain" },

	{ "", "554 5.7.9 qwerty", "dkim-failed", "message", "guess" },
	{ "", "554 5.7.9 DKIM check failed", "dkim-failed", "message",
	    "certain" },
	{ "mta5.am0.yahoodns.net", "554 5.7.9 [PH01] Not taken", "policy",
	    "message", "certain" },
	{ "mta5.am0.yahoodns.net",
	    "554 5.7.9 Message not accepted for policy reasons", "policy",
	    "message", "certain" },
	{ "mta5.am0.yahoodns.net",
	    "550 5.7.9 This host requires all senders to authenticate",
	    "unauthenticated-mail", "sender", "certain" },
	{ "", "534 5.7.9 qwerty", "login-failed", "client", "likely" },

	{ "", "550 5.7.1 qwerty", "policy", "client", "guess" },
	{ "", "550 5.7.1 SPF check failed", "spf-failed", "sender", "" },
	{ "", "550 5.7.1 DKIM failed", "dkim-failed", "message", "" },
	{ "", "550 5.7.1 By the DMARC policy of example.net", "dmarc-failed",
	    "sender", "" },
	{ "", "550 5.7.1 192.0.2.7 blocked using bl.example.org", "ip-blocked",
	    "client", "certain" },
	{ "", "550 5.7.1 Relaying denied", "relay-denied", "path", "certain" },
	{ "", "550 5.7.1 This looks like spam", "content-rejected", "message",
	    "likely" },
	{ "", "550 5.7.1 RESOLVER.RST.AuthRequired; outsiders may not",
	    "policy", "recipient", "certain" },
	{ "", "550 5.7.1 No reverse DNS for 192.0.2.7", "no-reverse-dns",
	    "client", "certain" },
	{ "gmail-smtp-in.l.google.com",
	    "550 5.7.1 Refused for the low reputation of the IP - gsmtp",
	    "ip-blocked", "client", "certain" },

	{ "", "550 qwerty", "unspecified", "server", "guess" },
	{ "", "550 No such user", "no-such-mailbox", "recipient", "certain" },
	{ "", "550 Unrouteable address", "no-such-mailbox", "recipient",
	    "likely" },
	{ "", "550 relay not permitted", "relay-denied", "path", "certain" },
	{ "", "550 Sender verify failed", "sender-rejected", "sender",
	    "certain" },
	{ "", "550 192.0.2.7 is on our block list", "ip-blocked", "client",
	    "likely" },
	{ "", "550 Invalid HELO name", "helo-rejected", "helo", "certain" },
	{ "", "550 Mailbox unavailable", "no-such-mailbox", "recipient",
	    "guess" },

	{ "", "552 qwerty", "mailbox-full", "recipient", "guess" },
	{ "", "552 Message is too big", "message-too-big", "message",
	    "certain" },
	{ "", "452 qwerty", "server-error", "server", "guess" },
	{ "", "452 Too many recipients", "too-many-recipients", "session",
	    "certain" },
	{ "", "452 The mailbox is full", "mailbox-full", "recipient",
	    "certain" },
	{ "", "421 4.7.0 [TSS04] Not now", "rate-limited", "client",
	    "certain" },
	{ "", "421 4.7.0 Too many connections", "too-many-connections",
	    "session", "certain" },
};

START_TEST(text_and_provider_decide_between_several_meanings)
{
	for (size_t i = 0; i < COUNT(several); i++) {
		struct reading r = read_reply(read_tables(), a, "RCPT",
		    several[i].host, several[i].reply);

		expect_reading(&r, several[i].cause, several[i].about, "", "",
		    several[i].confidence, several[i].reply);
	}
}
END_TEST

/* And the report says which readings there are, without the one chosen. */
static const struct {
	const char *reply;
	const char *there[4], *not_there;
} readings[] = {
	{ "450 4.2.1 qwerty",
	    { "receives mail at too high a rate (Google)",
		"a rate limit of the server" },
	    "disabled" },
	{ "450 4.2.1 Rate limit reached", { "the mailbox is disabled" },
	    "rate" },
	{ "550 5.4.1 qwerty",
	    { "no such recipient in the organisation",
		"no answer from the next host" },
	    "take mail for the domain" },
	{ "550 5.4.1 Recipient address rejected: Access denied",
	    { "does not take mail for the domain",
		"no answer from the next host" },
	    "no such recipient" },
	{ "554 5.7.9 qwerty",
	    { "for policy reasons (Yahoo)", "neither SPF nor DKIM vouches",
		"login is too weak" },
	    "DKIM verification" },
	{ "554 5.7.9 [PH01] Not taken",
	    { "DKIM verification failed", "neither SPF nor DKIM",
		"login is too weak" },
	    "policy reasons" },
	{ "550 5.7.1 qwerty",
	    { "the IP is blocked", "relaying is denied",
		"the content is refused" },
	    "DMARC" },
	{ "550 5.7.1 Relaying denied",
	    { "SPF, DKIM or DMARC failed", "the IP is blocked" }, "relaying" },
	{ "550 qwerty",
	    { "the mailbox does not exist",
		"a policy about the sending IP, HELO name or sender" },
	    "refused:" },
	{ "550 No such user",
	    { "a policy about the sending IP, HELO name or sender" },
	    "does not exist" },
	{ "421 qwerty", { "too many connections", "block of this IP" },
	    "overloaded" },
	{ "451 4.7.1 qwerty", { "a rate limit", "the reverse DNS" },
	    "greylisting" },
};

START_TEST(the_reading_lists_what_else_a_code_is_used_for)
{
	for (size_t i = 0; i < COUNT(readings); i++) {
		struct reading r =
		    read_reply(read_tables(), a, "RCPT", "", readings[i].reply);
		const char *text = "";

		for (size_t k = 0; k < r.other_count; k++)
			text = arena_format(
			    a, "%s%s; ", text, r.other_readings[k]);
		for (size_t k = 0; readings[i].there[k] != NULL; k++)
			expect_part(
			    text, readings[i].there[k], readings[i].reply);
		ck_assert_msg(strstr(text, readings[i].not_there) == NULL,
		    "%s: %s", readings[i].reply, text);
	}
}
END_TEST

Suite *
code_table_suite(void)
{
	Suite *s = suite_create("code_table");
	TCase *t = expect_case(s, "code_table");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, each_code_of_the_table_says_at_least_that);
	tcase_add_test(t, each_code_of_the_table_alone_has_its_reading);
	tcase_add_test(t, text_and_provider_decide_between_several_meanings);
	tcase_add_test(t, the_reading_lists_what_else_a_code_is_used_for);
	return s;
}
