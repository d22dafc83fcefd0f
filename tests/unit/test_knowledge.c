#include "diagnosis/normal.h"
#include "unit/read.h"

#include "unit/expect.h"

Suite *knowledge_suite(void);

/*
 * What the built-in tables know, beyond each row's own example: sentences that
 * no row was written for, in the manner of many servers; who wins where two
 * things are said; and what is nobody's reply.
 */
struct row {
	const char *cause, *words;
};

static struct reading
read_words(const char *words, uint8_t class, struct arena *a)
{
	struct reading_input in = { .class = class };
	struct reading r;

	in.text = normal_take_codes(span_of(words), &in.code, &in.enhanced);
	ck_assert(reading_of(read_tables(), &in, a, &r));
	return r;
}

static void
expect_causes(const struct row *rows, size_t count, uint8_t class)
{
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < count; i++) {
		struct reading r = read_words(rows[i].words, class, a);

		expect_reading(
		    &r, rows[i].cause, "", "", "", "", rows[i].words);
		arena_reset(a);
	}
	arena_free(a);
}

/* clang-format off */
static const struct row sentences[] = {
	{ "no-such-mailbox", "550 We never had anybody of that name: user not known" },
	{ "no-such-mailbox", "550 5.1.1 That mailbox isn't known to this host" },
	{ "no-such-mailbox", "550 The account you named could not be found" },
	{ "no-such-mailbox", "550 5.1.0 Der Empfänger existiert nicht: Empfänger unbekannt" },
	{ "mailbox-full", "552 5.2.2 The inbox of that person is full" },
	{ "mailbox-full", "452 There isn't enough room in the mailbox of that user" },
	{ "mailbox-disabled", "550 The account has been suspended by its owner" },
	{ "no-such-domain", "550 5.1.2 There is no mail exchanger for that domain" },
	{ "greylisted", "451 4.7.1 We are greylisting you, come back" },
	{ "rate-limited", "450 You exceeded the daily limit of messages" },
	{ "too-many-connections", "421 Too many of your connections at once: too many sessions" },
	{ "too-many-recipients", "452 4.5.3 Too many recipients for one message" },
	{ "ip-blocked", "554 5.7.1 Your IP 192.0.2.1 is on our own blocklist" },
	{ "ip-blocked", "550 No mail from 192.0.2.1: listed at dnsbl.example.org" },
	{ "no-reverse-dns", "550 The host you send from has no reverse DNS" },
	{ "spf-failed", "550 5.7.1 By its SPF record example.org does not permit 192.0.2.1: SPF fail" },
	{ "dkim-failed", "554 5.7.5 The DKIM signature is bad: DKIM verification failed" },
	{ "dmarc-failed", "550 5.7.1 Refused since DMARC says so for example.org" },
	{ "unauthenticated-mail", "550 5.7.26 Neither SPF nor DKIM passed" },
	{ "sender-rejected", "550 We know no such sender: sender address does not exist" },
	{ "sender-rejected", "553 5.1.8 The domain of your sender address does not resolve" },
	{ "helo-rejected", "550 What a HELO: your HELO name is invalid" },
	{ "relay-denied", "550 5.7.1 We won't relay for you: relaying denied" },
	{ "login-required", "530 5.7.0 Log in before you send: authentication is required" },
	{ "login-failed", "535 5.7.8 That password is wrong: authentication failed" },
	{ "tls-required", "530 5.7.0 This server requires TLS" },
	{ "content-rejected", "554 5.7.1 Our filter says that the message is spam" },
	{ "content-rejected", "550 5.7.1 A virus was detected in the attachment" },
	{ "message-too-big", "552 5.3.4 Your message is too large for us" },
	{ "encoding-unsupported", "553 5.6.7 SMTPUTF8 is not supported" },
	{ "policy", "554 5.7.1 It was refused for policy reasons" },
	{ "protocol-error", "500 5.5.1 That is an unknown command" },
	{ "server-error", "451 4.3.0 Our database is temporarily unavailable" },
	{ "network-error", "451 4.4.1 The next host did not answer: connection timed out" },
	{ "routing-loop", "554 5.4.6 The mail loops: too many hops" },
	{ "expired", "550 4.4.7 The message expired in the queue" },
};

/* Two things are said: who wins. */
static const struct row contests[] = {
	/* a noun of ours stands behind any word about an address */
	{ "sender-rejected", "550 5.1.0 Sender address rejected: user unknown" },
	{ "ip-blocked", "550 5.1.1 Client host [192.0.2.1] blocked using bl.example.org" },
	{ "no-reverse-dns", "550 Your host may not connect: it has no PTR record" },
	/* a vendor's code wins over the sentence around it */
	{ "no-such-mailbox", "550 5.7.1 Service refused, try later. OFR_416 [416]" },
	{ "mailbox-full", "421 Service refused, try later. LPN004_417" },
	{ "no-reverse-dns", "550 5.1.0 sender rejected. AUP#In-1110" },
	{ "content-rejected", "550 5.7.1 policy. https://support.google.com/mail/?p=UnsolicitedMessageError" },
	/* a certain enhanced code that is not about the recipient wins over a
	 * noun and a verdict that are likely; 5.1.1 does not */
	{ "sender-rejected", "550 5.1.7 invalid address" },
	{ "ip-blocked", "550 5.1.1 denied for the dynamic IP" },
	/* a code that is about one side only knows whose domain or account */
	{ "sender-rejected", "550 5.1.8 The domain does not exist" },
	{ "no-such-domain", "550 5.1.2 The domain does not exist" },
	{ "login-failed", "535 5.7.8 The account is locked" },
	{ "mailbox-disabled", "550 5.2.1 The account is locked" },
	/* a word behind a comma is not what the noun before it is */
	{ "rate-limited", "550 Too many unknown recipients, your host is blocked" },
	{ "server-error", "451 4.3.0 The connection to the spam filter was lost" },
	/* whose domain is told by the noun, in any language */
	{ "sender-rejected", "550 Le domaine de l'expéditeur n'existe pas" },
	{ "no-such-domain", "550 Le domaine n'existe pas" },
	{ "sender-rejected", "550 El dominio del remitente no existe" },
	{ "no-such-domain", "550 El dominio no existe" },
	/* that a message expired says more than its last try */
	{ "expired", "554 4.4.7 Message expired: 421 4.4.2 connection timed out" },
	{ "expired", "550 5.4.300 Message expired -> 451 4.7.0 Temporary server error" },
	{ "no-such-mailbox", "554 4.4.7 Message expired: 550 5.1.1 user unknown" },
	{ "mailbox-full", "550 4.4.7 Message expired (452 4.2.2 mailbox full)" },
	/* the inner reply counts */
	{ "mailbox-full", "550 5.1.1 refused: host mx.example.org said: 552 5.2.2 over quota" },
	/* weak words give way to an enhanced code, and decide without one */
	{ "mailbox-full", "552 5.2.2 rejected" },
	{ "policy", "550 rejected" },
};

/* What is no reply of a server, and holds words that servers use. */
static const char *const prose[] = {
	"The meeting about our mail policy is on Friday",
	"Please find the attachment that I promised",
	"I was denied a seat, and the order was refused",
	"Try again later, when the shop is open",
	"There is an error in line 7 of the program",
	"Her number is unknown to me",
	"kernel: usb 1-1: new device found",
	"",
};
/* clang-format on */

START_TEST(sentences_that_no_row_was_written_for_are_understood)
{
	expect_causes(sentences, COUNT(sentences), 0);
}
END_TEST

START_TEST(where_two_things_are_said_one_wins)
{
	expect_causes(contests, COUNT(contests), 0);
}
END_TEST

START_TEST(words_against_a_code_that_is_certain_are_only_likely)
{
	static const struct {
		const char *words;
		enum confidence confidence;
	} rows[] = {
		{ "552 5.2.2 the mailbox is over quota", CONFIDENCE_CERTAIN },
		{ "552 the mailbox is over quota", CONFIDENCE_CERTAIN },
		{ "552 5.1.1 the mailbox is over quota", CONFIDENCE_LIKELY },
		/* 4.2.1 is in use for several things */
		{ "450 4.2.1 your rate limit is reached", CONFIDENCE_CERTAIN },
		/* a vendor's code */
		{ "550 5.1.1 refused. OFR_417 [417]", CONFIDENCE_CERTAIN },
	};
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reading r = read_words(rows[i].words, 0, a);

		ck_assert_msg(r.confidence == rows[i].confidence, "%s: %s",
		    rows[i].words, confidence_word(r.confidence));
	}
	arena_free(a);
}
END_TEST

/* Words that any server may use say nothing of whose it is. */
START_TEST(plain_words_name_no_provider)
{
	static const char *const rows[] = {
		"554 5.4.6 Mail loop detected",
		"550 5.7.1 Malware detected",
		"550 5.1.1 Invalid recipient address",
		"550 5.7.1 Refused by our anti-spoofing policy",
		"451 4.7.1 Your IP is temporarily blacklisted",
		"552 5.3.4 Email size limit exceeded",
	};
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reading r = read_words(rows[i], 0, a);

		expect_text(r.provider, "", rows[i]);
	}
	arena_free(a);
}
END_TEST

START_TEST(prose_is_nobodys_reply)
{
	struct arena *a = arena_new(1 << 20);

	for (size_t i = 0; i < COUNT(prose); i++) {
		struct reading r = read_words(prose[i], 0, a);

		expect_text(r.rule, "", prose[i]);
	}
	arena_free(a);
}
END_TEST

START_TEST(a_weak_word_speaks_where_a_refusal_is_known)
{
	static const struct row rows[] = {
		{ "policy", "it was refused" },
		{ "no-such-mailbox", "someone is unknown" },
	};

	expect_causes(rows, COUNT(rows), 5);
}
END_TEST

START_TEST(a_row_for_one_code_holds_beside_that_code_alone)
{
	static const char text[] =
	    "sentence\t-\t557\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tlikely\t557 "
	    "frobnicate\ts\n"
	    "sentence\t-\t4xx\t-\t-\tgyre\tpolicy\t-\t-\t-\tlikely\t450 "
	    "gyre\ts\n";
	static const struct {
		const char *words;
		uint8_t class;
		bool holds;
	} rows[] = {
		{ "557 frobnicate", 0, true },
		{ "550 frobnicate", 0, false },
		{ "frobnicate", 0, false },
		{ "frobnicate", 5, false },
		{ "450 gyre", 0, true },
		{ "550 gyre", 0, false },
		{ "gyre", 4, true },
		{ "gyre", 5, false },
		{ "gyre", 0, true },
	};
	struct trouble trouble = { "" };
	struct tables *t = read_tables_with(TABLE_PHRASES, text, &trouble);
	struct arena *a = arena_new(1 << 20);

	ck_assert_msg(t != NULL, "%s", trouble.text);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reading_input in = { .class = rows[i].class };
		struct reading r;

		in.text = normal_take_codes(
		    span_of(rows[i].words), &in.code, &in.enhanced);
		ck_assert(reading_of(t, &in, a, &r));
		ck_assert_msg((r.cause == CAUSE_POLICY) == rows[i].holds,
		    "%s, %d", rows[i].words, rows[i].class);
	}
	arena_free(a);
	tables_free(t);
}
END_TEST

Suite *
knowledge_suite(void)
{
	Suite *s = suite_create("knowledge");
	TCase *t = expect_case(s, "knowledge");

	tcase_add_test(t, sentences_that_no_row_was_written_for_are_understood);
	tcase_add_test(t, where_two_things_are_said_one_wins);
	tcase_add_test(t, words_against_a_code_that_is_certain_are_only_likely);
	tcase_add_test(t, plain_words_name_no_provider);
	tcase_add_test(t, prose_is_nobodys_reply);
	tcase_add_test(t, a_weak_word_speaks_where_a_refusal_is_known);
	tcase_add_test(t, a_row_for_one_code_holds_beside_that_code_alone);
	return s;
}
