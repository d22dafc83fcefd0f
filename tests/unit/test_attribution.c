#include "diagnosis/reading.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <string.h>

Suite *attribution_suite(void);

/*
 * The heart of the product: servers say at RCPT that they dislike our IP
 * address, HELO name, sender or ways (Postfix by default delays every refusal
 * until then), and none of that is a verdict on the recipient. In the manner of
 * Postfix, Exim, Sendmail, OpenSMTPD, Exchange, qmail, Courier, Google,
 * Microsoft, Yahoo and Apple.
 */
struct row {
	const char *cause, *about, *reply;
};

/* clang-format off */
static const struct row of_us[] = {
	{ "no-reverse-dns", "client",
	  "450 4.7.25 Client host rejected: cannot find your "
	  "reverse hostname, [192.0.2.7]" },
	{ "no-reverse-dns", "client",
	  "450 4.7.1 Client host rejected: cannot find your "
	  "hostname, [192.0.2.7]" },
	{ "ip-blocked", "client",
	  "554 5.7.1 <unknown[192.0.2.7]>: Client host rejected: "
	  "Access denied" },
	{ "ip-blocked", "client",
	  "554 5.7.1 Service unavailable; Client host "
	  "[192.0.2.7] blocked using zen.example.org; "
	  "https://lists.example.org/192.0.2.7" },
	{ "ip-blocked", "client",
	  "450 4.7.1 Service unavailable; Unverified Client host "
	  "[192.0.2.7] blocked using bl.example.org" },
	{ "sender-rejected", "sender",
	  "554 5.7.1 Service unavailable; Sender address "
	  "[someone@example.net] blocked using dbl.example.org" },
	{ "helo-rejected", "helo",
	  "554 5.7.1 Service unavailable; Helo command "
	  "[mail.example.net] blocked using dbl.example.org" },
	{ "helo-rejected", "helo",
	  "504 5.5.2 <probe>: Helo command rejected: need "
	  "fully-qualified hostname" },
	{ "helo-rejected", "helo",
	  "450 4.7.1 <probe.example.net>: Helo command rejected: "
	  "Host not found" },
	{ "helo-rejected", "helo",
	  "550 5.7.1 <probe.example.net>: Helo command rejected: "
	  "You are not me" },
	{ "helo-rejected", "helo",
	  "501 5.5.2 <->: Helo command rejected: Invalid name" },
	{ "sender-rejected", "sender",
	  "450 4.1.8 <someone@example.net>: Sender address "
	  "rejected: Domain not found" },
	{ "sender-rejected", "sender",
	  "550 5.1.8 <someone@example.net>: Sender address "
	  "rejected: Domain not found" },
	{ "sender-rejected", "sender",
	  "504 5.5.2 <someone>: Sender address rejected: need "
	  "fully-qualified address" },
	{ "sender-rejected", "sender",
	  "550 5.7.27 <someone@example.net>: Sender address "
	  "rejected: Domain example.net does not accept mail "
	  "(nullMX)" },
	{ "sender-rejected", "sender",
	  "550 5.1.0 <someone@example.net>: Sender address "
	  "rejected: User unknown in relay recipient table" },
	{ "sender-rejected", "sender",
	  "550 5.1.7 <someone@example.net>: Sender address "
	  "rejected: undeliverable address: host "
	  "mx.example.net[192.0.2.9] said: 550 5.1.1 no such "
	  "user (in reply to RCPT TO command)" },
	{ "sender-rejected", "sender",
	  "450 4.1.7 <someone@example.net>: Sender address "
	  "rejected: unverified address: connect to "
	  "mx.example.net[192.0.2.9]:25: Connection timed out" },
	{ "sender-rejected", "sender",
	  "554 5.7.1 <someone@example.net>: Sender address "
	  "rejected: Access denied" },
	{ "login-required", "client",
	  "553 5.7.1 <someone@example.net>: Sender address "
	  "rejected: not logged in" },
	{ "relay-denied", "path",
	  "554 5.7.1 <nobody@example.org>: Relay access denied" },
	{ "relay-denied", "path",
	  "454 4.7.1 <nobody@example.org>: Relay access denied" },
	{ "spf-failed", "sender",
	  "550 5.7.23 <nobody@example.org>: Recipient address "
	  "rejected: Please see "
	  "http://www.openspf.net/Why?s=mfrom;id=someone%40example.net;ip=192.0.2.7" },
	{ "spf-failed", "sender",
	  "550 5.7.1 <nobody@example.org>: Recipient address "
	  "rejected: Message rejected due to: SPF fail - not "
	  "authorized. See http://spf.example.org" },
	{ "greylisted", "client",
	  "450 4.2.0 <nobody@example.org>: Recipient address "
	  "rejected: Greylisted, see "
	  "http://postgrey.example.org/help" },
	{ "greylisted", "client",
	  "450 4.3.2 Service currently unavailable" },
	{ "tls-required", "tls",
	  "530 5.7.0 Must issue a STARTTLS command first" },
	{ "policy", "client",
	  "550 5.7.1 <nobody@example.org>: Recipient address "
	  "rejected: Access denied" },
	{ "too-many-recipients", "session",
	  "452 4.5.3 Error: too many recipients" },
	{ "protocol-error", "session",
	  "421 4.7.0 mx.example.org Error: too many errors" },
	{ "rate-limited", "client",
	  "450 4.7.1 Error: too much mail from 192.0.2.7" },
	{ "relay-denied", "path",
	  "550 relay not permitted" },
	{ "sender-rejected", "sender",
	  "550 Sender verify failed" },
	{ "sender-rejected", "sender",
	  "451 Could not complete sender verify callout" },
	{ "sender-rejected", "sender",
	  "550-Verification failed for <someone@example.net>\n"
	  "550-No Such User Here\n550 Sender verify failed" },
	{ "ip-blocked", "client",
	  "550 rejected because 192.0.2.7 is in a black list at "
	  "bl.example.org" },
	{ "no-reverse-dns", "client",
	  "550 Your host is not allowed to connect; no rDNS for "
	  "192.0.2.7" },
	{ "greylisted", "client",
	  "451 4.7.1 Greylisting in action, please come back "
	  "later" },
	{ "tls-required", "tls",
	  "550 TLS required: this server takes no mail in clear" },
	{ "sender-rejected", "sender",
	  "550 Sender domain does not exist" },
	{ "server-error", "server",
	  "451 Temporary local problem - please try later" },
	{ "sender-rejected", "sender",
	  "553 5.1.8 <someone@example.net>... Domain of sender "
	  "address someone@example.net does not exist" },
	{ "sender-rejected", "sender",
	  "451 4.1.8 Domain of sender address "
	  "someone@example.net does not resolve" },
	{ "sender-rejected", "sender",
	  "553 5.5.4 <someone>... Domain name required for "
	  "sender address someone" },
	{ "relay-denied", "path",
	  "550 5.7.1 <nobody@example.org>... Relaying denied. "
	  "Proper authentication required." },
	{ "no-reverse-dns", "client",
	  "550 5.7.1 <nobody@example.org>... Relaying denied. IP "
	  "name lookup failed [192.0.2.7]" },
	{ "no-reverse-dns", "client",
	  "550 5.7.1 Fix reverse DNS for 192.0.2.7" },
	{ "rate-limited", "client",
	  "421 4.3.2 Connection rate limit exceeded." },
	{ "tls-required", "tls",
	  "530 5.5.1 Invalid command: Must issue a STARTTLS "
	  "command first" },
	{ "login-required", "client",
	  "530 5.5.1 Invalid command: Must issue an AUTH command "
	  "first" },
	{ "relay-denied", "path",
	  "550 Invalid recipient: relaying denied" },
	{ "ip-blocked", "client",
	  "550 5.7.1 Access denied, banned sending IP [192.0.2.7]" },
	{ "relay-denied", "path",
	  "550 5.7.54 SMTP; Unable to relay recipient in "
	  "non-accepted domain" },
	{ "login-required", "client",
	  "530 5.7.57 SMTP; Client was not authenticated to send "
	  "anonymous mail during MAIL FROM" },
	{ "sender-rejected", "sender",
	  "550 5.7.60 SMTP; Client does not have permissions to "
	  "send as this sender" },
	{ "server-error", "server",
	  "452 4.3.1 Insufficient system resources" },
	{ "too-many-connections", "session",
	  "421 4.3.2 The maximum number of concurrent "
	  "connections has exceeded a limit, closing "
	  "transmission channel" },
	{ "relay-denied", "path",
	  "553 sorry, example.org isn't in my list of allowed "
	  "rcpthosts (#5.7.1)" },
	{ "sender-rejected", "sender",
	  "553 sorry, your envelope sender is in my badmailfrom "
	  "list (#5.7.1)" },
	{ "sender-rejected", "sender",
	  "553 sorry, your envelope sender domain must exist "
	  "(#5.7.1)" },
	{ "ip-blocked", "client",
	  "451 Blocked - see "
	  "http://www.spamcop.net/bl.shtml?192.0.2.7" },
	{ "relay-denied", "path",
	  "513 Relaying denied." },
	{ "sender-rejected", "sender",
	  "517 Domain does not exist: example.net." },
	{ "login-required", "client",
	  "535 Authentication required." },
	{ "unauthenticated-mail", "sender",
	  "550-5.7.26 Blocked, since the sender is "
	  "unauthenticated:\n550 5.7.26 neither SPF nor DKIM "
	  "vouches for it. x1 - gsmtp" },
	{ "no-reverse-dns", "client",
	  "550-5.7.25 Nothing is taken from [192.0.2.7], which "
	  "does not have a\n550 5.7.25 PTR record of its own. x1 "
	  "- gsmtp" },
	{ "rate-limited", "client",
	  "421 4.7.28 There is an unusual rate of mail from "
	  "192.0.2.7, so it is slowed down. x1 - gsmtp" },
	{ "ip-blocked", "client",
	  "550 5.7.1 Blocked for the very low reputation of "
	  "192.0.2.7, the sending IP. x1 - gsmtp" },
	{ "rate-limited", "client",
	  "421 4.7.0 Try again later, closing connection. (EHLO) "
	  "x1 - gsmtp" },
	{ "tls-required", "tls",
	  "421 4.7.0 TLS required for RCPT domain, closing "
	  "connection x1 - gsmtp" },
	{ "ip-blocked", "client",
	  "550 5.7.1 Nothing from [192.0.2.7]: some of that "
	  "range is on our block list (S3140)." },
	{ "ip-blocked", "client",
	  "550 5.7.606 Access denied, banned sending IP "
	  "[192.0.2.7]" },
	{ "rate-limited", "client",
	  "451 4.7.650 [192.0.2.7] is for now rate limited due "
	  "to IP reputation. (S775)" },
	{ "no-reverse-dns", "client",
	  "450 4.7.25 Service unavailable, sending IPv6 address "
	  "[2001:db8::7] must have reverse DNS record" },
	{ "dmarc-failed", "sender",
	  "550 5.7.509 Access denied, sending domain example.net "
	  "does not pass DMARC verification" },
	{ "unauthenticated-mail", "sender",
	  "550 5.7.515 Access denied, sending domain example.net "
	  "does not meet the required authentication level" },
	{ "ip-blocked", "client",
	  "550 5.7.511 Access denied, banned sender[192.0.2.7]" },
	{ "rate-limited", "client",
	  "451 4.7.500 Server busy. Please try again later from "
	  "[192.0.2.7]. (S77719)" },
	{ "rate-limited", "client",
	  "421 4.7.0 [TSS04] 192.0.2.7 sends more than expected "
	  "and is put off" },
	{ "ip-blocked", "client",
	  "553 5.7.1 [BL21] Connections not accepted from "
	  "192.0.2.7 due to being on a list" },
	{ "policy", "message",
	  "554 5.7.9 Message not accepted for policy reasons. "
	  "See https://postmaster.yahooinc.com/error-codes" },
	{ "unauthenticated-mail", "sender",
	  "550 5.7.9 This mail provider requires all senders to "
	  "authenticate. See https://senders.yahooinc.com" },
	{ "sender-rejected", "sender",
	  "451 Message temporarily deferred due to unresolvable "
	  "RFC.5321 from domain; see "
	  "https://postmaster.yahooinc.com" },
	{ "rate-limited", "client",
	  "421 4.7.1 Messages from 192.0.2.7 deferred due to "
	  "excessive volume. https://support.apple.com/en-us/1" },
	{ "policy", "message",
	  "554 5.7.1 [CS01] Message rejected due to local policy" },
	{ "ip-blocked", "client",
	  "554 mx.example.org ESMTP not accepting connections" },
	{ "unauthenticated-mail", "sender",
	  "554 5.7.1 [HME1] Message refused: failing both SPF "
	  "and DKIM" },
	{ "sender-rejected", "sender",
	  "550 Sender address unknown" },
	{ "sender-rejected", "sender",
	  "550 5.1.1 Unknown sender: user does not exist" },
	{ "sender-rejected", "sender",
	  "550 The sender's domain was not found" },
	{ "ip-blocked", "client",
	  "550 No such user here; 192.0.2.7 blocked using "
	  "bl.example.org" },
	{ "relay-denied", "path",
	  "550 5.1.1 <nobody@example.org>: Relay access denied" },
};

static const struct row of_them[] = {
	{ "policy", "recipient",
	  "550 5.7.133 "
	  "RESOLVER.RST.SenderNotAuthenticatedForGroup; "
	  "authentication required" },
	{ "no-such-mailbox", "recipient",
	  "550 5.1.1 <nobody@example.org>: Recipient address "
	  "rejected: User unknown in virtual mailbox table" },
	{ "no-such-mailbox", "recipient",
	  "550 5.1.1 <nobody@example.org>: Recipient address "
	  "rejected: undeliverable address: host "
	  "mx2.example.org[192.0.2.3] said: 550 No such user (in "
	  "reply to RCPT TO command)" },
	{ "server-error", "recipient",
	  "450 4.1.1 <nobody@example.org>: Recipient address "
	  "rejected: unverified address: still being verified" },
	{ "no-such-mailbox", "recipient",
	  "524 5.2.4 Invalid recipient: <nobody@example.org>" },
	{ "no-such-mailbox", "recipient",
	  "550 5.1.10 RESOLVER.ADR.RecipientNotFound; the "
	  "address is in no directory" },
	{ "no-such-mailbox", "recipient",
	  "550 5.4.1 Recipient address rejected: Access denied. "
	  "[x1.prod.protection.outlook.com]" },
	{ "no-such-mailbox", "recipient",
	  "550 5.5.0 Requested action not taken: mailbox "
	  "unavailable (S2017062302). "
	  "[x1.prod.protection.outlook.com]" },
	{ "no-such-mailbox", "recipient",
	  "554 dd This user doesn't have a example.com account "
	  "(nobody@example.com)" },
	{ "no-such-mailbox", "recipient",
	  "550 5.1.1 <nobody@icloud.com>: user does not exist" },
	{ "mailbox-full", "recipient",
	  "552 5.2.2 <nobody@icloud.com>: user is over quota" },
	{ "no-such-mailbox", "recipient",
	  "550 sorry, no mailbox here by that name (#5.1.1)" },
	{ "no-such-mailbox", "recipient",
	  "550 User unknown." },
	{ "no-such-mailbox", "recipient",
	  "550-5.1.1 Nobody here is called that. For more, go "
	  "to\n550 5.1.1 "
	  "https://support.google.com/mail/?p=NoSuchUser x1 - "
	  "gsmtp" },
	{ "mailbox-disabled", "recipient",
	  "550 5.2.1 That account was disabled by its owner. x1 "
	  "- gsmtp" },
	{ "no-such-mailbox", "recipient",
	  "550 Unrouteable address" },
	{ "mailbox-full", "recipient",
	  "552 5.2.2 Mailbox full" },
};
/* clang-format on */

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

START_TEST(a_refusal_of_us_at_rcpt_is_not_a_refusal_of_the_recipient)
{
	for (size_t i = 0; i < COUNT(of_us); i++) {
		struct reading r =
		    read_reply(read_tables(), a, "RCPT", "", of_us[i].reply);
		enum verdict v = cause_verdict(r.cause, r.about, r.permanent);

		expect_reading(&r, of_us[i].cause, of_us[i].about, "", "", "",
		    of_us[i].reply);
		ck_assert_msg(r.about != ABOUT_RECIPIENT, "%s", of_us[i].reply);
		ck_assert_msg(v != VERDICT_UNDELIVERABLE, "%s", of_us[i].reply);
	}
}
END_TEST

START_TEST(a_refusal_of_the_recipient_is_one)
{
	for (size_t i = 0; i < COUNT(of_them); i++) {
		struct reading r =
		    read_reply(read_tables(), a, "RCPT", "", of_them[i].reply);

		expect_reading(&r, of_them[i].cause, of_them[i].about, "", "",
		    "", of_them[i].reply);
		ck_assert_msg(
		    r.about == ABOUT_RECIPIENT, "%s", of_them[i].reply);
	}
}
END_TEST

/* Whatever the words: before RCPT there is no recipient to refuse. */
static const char *const early[] = { "BANNER", "EHLO", "HELO", "STARTTLS",
	"MAIL" };

static void
expect_not_of_recipient(const char *stage, const char *reply)
{
	struct reading r = read_reply(read_tables(), a, stage, "", reply);
	enum verdict v = cause_verdict(r.cause, r.about, r.permanent);

	ck_assert_msg(r.about != ABOUT_RECIPIENT, "%s at %s", reply, stage);
	ck_assert_msg(v != VERDICT_UNDELIVERABLE, "%s at %s", reply, stage);
}

START_TEST(before_rcpt_nothing_is_about_the_recipient)
{
	for (size_t s = 0; s < COUNT(early); s++) {
		for (size_t i = 0; i < COUNT(of_us); i++)
			expect_not_of_recipient(early[s], of_us[i].reply);
		for (size_t i = 0; i < COUNT(of_them); i++)
			expect_not_of_recipient(early[s], of_them[i].reply);
	}
}
END_TEST

/* What the words of a recipient's refusal become at another stage. */
static const struct {
	const char *stage, *reply, *cause, *about, *confidence;
} displaced[] = {
	{ "MAIL", "550 5.1.1 User unknown", "sender-rejected", "sender",
	    "likely" },
	{ "MAIL", "550 5.1.2 x", "sender-rejected", "sender", "guess" },
	{ "MAIL", "552 5.2.2 x", "sender-rejected", "sender", "likely" },
	{ "EHLO", "550 5.1.1 User unknown", "policy", "client", "likely" },
	{ "BANNER", "550 5.1.1 User unknown", "policy", "client", "likely" },
	/* but a host may well say at once that it takes no mail */
	{ "BANNER", "521 5.3.2 example.org does not accept mail",
	    "not-accepting", "domain", "likely" },
	{ "MAIL", "452 4.3.1 Insufficient system storage", "server-error",
	    "server", "certain" },
};

START_TEST(at_mail_a_refused_mailbox_is_the_senders_and_the_report_says_so)
{
	struct reading r;

	for (size_t i = 0; i < COUNT(displaced); i++) {
		r = read_reply(read_tables(), a, displaced[i].stage, "",
		    displaced[i].reply);

		expect_reading(&r, displaced[i].cause, displaced[i].about, "",
		    "", displaced[i].confidence, displaced[i].reply);
	}
	r = read_reply(read_tables(), a, "MAIL", "", displaced[0].reply);
	expect_part(r.explanation, "No recipient had been named yet",
	    displaced[0].reply);
}
END_TEST

Suite *
attribution_suite(void)
{
	Suite *s = suite_create("attribution");
	TCase *t = expect_case(s, "attribution");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(
	    t, a_refusal_of_us_at_rcpt_is_not_a_refusal_of_the_recipient);
	tcase_add_test(t, a_refusal_of_the_recipient_is_one);
	tcase_add_test(t, before_rcpt_nothing_is_about_the_recipient);
	tcase_add_test(
	    t, at_mail_a_refused_mailbox_is_the_senders_and_the_report_says_so);
	return s;
}
