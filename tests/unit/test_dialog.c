#include "smtp/dialog.h"

#include "base/memory.h"
#include "unit/expect.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

Suite *dialog_suite(void);

enum { ARENA_MAX = 1 << 22, MANY = 400 };

struct side {
	struct arena *arena;
	struct findings findings;
	struct dialog_options options;
	struct dialog *dialog;
	struct dialog_recipient recipients[MANY];
	struct transaction transaction;
	struct buf said; /* taken from the output, all of it */
	size_t looked;   /* octets of it that were looked at */
	int64_t now;
};

/* A client that waits for the banner, with recipients without an answer. */
static void
begin(struct side *s, enum tls_wish tls, size_t recipients)
{
	memset(s, 0, sizeof *s);
	s->arena = arena_new(ARENA_MAX);
	s->options = (struct dialog_options){
		.helo = SPAN("client.example.test"),
		.tls = tls,
		.quit_after = STAGE_QUIT,
	};
	for (size_t i = 0; i < recipients; i++)
		s->recipients[i].mailbox = SPAN("user@example.test");
	s->transaction.recipients = s->recipients;
	s->transaction.count = recipients;
	buf_init(&s->said, 1 << 18);
	s->dialog = dialog_new(
	    &s->options, s->arena, &s->findings, SPAN("mx.example.test"));
	ck_assert_ptr_nonnull(s->dialog);
	dialog_connected(s->dialog, s->now);
}

static void
end(struct side *s)
{
	dialog_free(s->dialog);
	buf_free(&s->said);
	arena_free(s->arena);
}

static void
tell(struct side *s, const char *text)
{
	s->now += 10;
	dialog_received(s->dialog, span_of(text), s->now);
}

/* What was said since the last look. */
static struct span
take(struct side *s)
{
	struct buf *output = dialog_output(s->dialog);
	size_t looked = s->looked;

	buf_add(&s->said, buf_span(output));
	buf_clear(output);
	s->looked = s->said.size;
	return span_part(buf_span(&s->said), looked, s->said.size);
}

static size_t
count_lines(struct span s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.size; i++)
		count += s.data[i] == '\n';
	return count;
}

START_TEST(every_stage_is_found_by_its_word_in_any_case)
{
	static const enum stage stages[] = {
#define X(id, word, ceiling, usual) id,
		STAGES(X)
#undef X
	};
	enum stage stage = STAGE_QUIT;

	for (size_t i = 0; i < COUNT(stages); i++) {
		ck_assert(
		    stage_from_word(span_of(stage_word(stages[i])), &stage));
		ck_assert_int_eq(stage, stages[i]);
	}
	ck_assert(stage_from_word(SPAN("rcPT"), &stage));
	ck_assert_int_eq(stage, STAGE_RCPT);
	ck_assert(!stage_from_word(SPAN("RCP"), &stage));
	ck_assert(!stage_from_word(SPAN("RCPT "), &stage));
	ck_assert(!stage_from_word(SPAN_NONE, &stage));
	ck_assert_int_eq(stage, STAGE_RCPT);
}
END_TEST

START_TEST(a_wait_is_as_asked_but_never_over_the_limit_of_its_stage)
{
	static const struct {
		enum stage stage;
		uint32_t asked, wait;
	} rows[] = {
		{ STAGE_CONNECT, 0, 15 },
		{ STAGE_CONNECT, 1, 1 },
		{ STAGE_BANNER, 0, 60 },
		{ STAGE_BANNER, 299, 299 },
		{ STAGE_BANNER, 300, 300 },
		{ STAGE_BANNER, 301, 300 },
		{ STAGE_RCPT, UINT32_MAX, 300 },
		{ STAGE_QUIT, 0, 2 },
		{ STAGE_QUIT, 60, 2 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(
		    stage_timeout(rows[i].stage, rows[i].asked), rows[i].wait);
}
END_TEST

START_TEST(each_exchange_has_its_words_its_moments_and_its_cover)
{
	static const struct {
		enum stage stage;
		const char *command;
		bool inside;
		uint16_t code;
		int64_t said, heard;
	} rows[] = {
		{ STAGE_BANNER, "", false, 220, 0, 10 },
		{ STAGE_EHLO, "EHLO client.example.test", false, 250, 10, 20 },
		{ STAGE_STARTTLS, "STARTTLS", false, 220, 20, 30 },
		{ STAGE_EHLO, "EHLO client.example.test", true, 250, 35, 45 },
		{ STAGE_MAIL, "MAIL FROM:<>", true, 250, 45, 55 },
		{ STAGE_RCPT, "RCPT TO:<user@example.test>", true, 550, 55,
		    65 },
		{ STAGE_QUIT, "QUIT", true, 221, 65, 75 },
	};
	const struct exchange *e;
	struct side s;
	size_t count;

	begin(&s, TLS_IF_OFFERED, 1);
	tell(&s, "220 mx\r\n");
	take(&s);
	tell(&s, "250-mx\r\n250 STARTTLS\r\n");
	take(&s);
	tell(&s, "220 go\r\n");
	dialog_tls_started(s.dialog, s.now += 5);
	take(&s);
	tell(&s, "250 mx\r\n");
	dialog_begin(s.dialog, &s.transaction, s.now);
	take(&s);
	tell(&s, "250 ok\r\n");
	take(&s);
	tell(&s, "550 5.1.1 no\r\n");
	dialog_quit(s.dialog, s.now);
	take(&s);
	tell(&s, "221 bye\r\n");
	e = dialog_exchanges(s.dialog, &count);
	ck_assert_uint_eq(count, COUNT(rows));
	for (size_t i = 0; i < count; i++) {
		expect_text(
		    stage_word(e[i].stage), stage_word(rows[i].stage), "stage");
		expect_span(e[i].command, span_of(rows[i].command), "command");
		ck_assert_int_eq(e[i].inside_tls, rows[i].inside);
		ck_assert(e[i].answered);
		ck_assert_uint_eq(e[i].reply.code, rows[i].code);
		ck_assert_int_eq(e[i].said_at, rows[i].said);
		ck_assert_int_eq(e[i].heard_at, rows[i].heard);
	}
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_CLOSE);
	ck_assert_int_eq(dialog_ended(s.dialog, NULL), END_DONE);
	end(&s);
}
END_TEST

START_TEST(what_was_offered_in_clear_is_forgotten_until_ehlo_inside)
{
	struct side s;

	begin(&s, TLS_IF_OFFERED, 1);
	ck_assert_ptr_null(dialog_ehlo(s.dialog));
	tell(&s, "220 mx\r\n");
	take(&s);
	ck_assert_ptr_null(dialog_ehlo(s.dialog));
	tell(&s, "250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n");
	take(&s);
	ck_assert(dialog_ehlo(s.dialog)->pipelining);
	tell(&s, "220 go\r\n");
	dialog_tls_started(s.dialog, s.now);
	take(&s);
	ck_assert_ptr_null(dialog_ehlo(s.dialog));
	tell(&s, "250 mx inside\r\n");
	ck_assert(!dialog_ehlo(s.dialog)->pipelining);
	expect_span(
	    dialog_ehlo(s.dialog)->greeting, SPAN("mx inside"), "greeting");
	end(&s);
}
END_TEST

START_TEST(the_awaited_stage_is_that_of_the_first_without_an_answer)
{
	struct side s;

	begin(&s, TLS_NEVER, 2);
	ck_assert_int_eq(dialog_stage(s.dialog), STAGE_BANNER);
	tell(&s, "220 mx\r\n");
	take(&s);
	ck_assert_int_eq(dialog_stage(s.dialog), STAGE_EHLO);
	tell(&s, "250-mx\r\n250 PIPELINING\r\n");
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_DECIDE);
	dialog_begin(s.dialog, &s.transaction, s.now);
	expect_span(take(&s),
	    SPAN("MAIL FROM:<>\r\nRCPT TO:<user@example.test>\r\n"
		 "RCPT TO:<user@example.test>\r\n"),
	    "batch");
	ck_assert_int_eq(dialog_stage(s.dialog), STAGE_MAIL);
	tell(&s, "250 ok\r\n250 ok\r\n");
	ck_assert_int_eq(dialog_stage(s.dialog), STAGE_RCPT);
	dialog_timed_out(s.dialog, s.now);
	/* Nothing but the answer to QUIT is waited for any more. */
	ck_assert_int_eq(dialog_stage(s.dialog), STAGE_QUIT);
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_LISTEN);
	expect_span(take(&s), SPAN("QUIT\r\n"), "end");
	dialog_timed_out(s.dialog, s.now);
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_CLOSE);
	end(&s);
}
END_TEST

START_TEST(recipients_go_out_a_hundred_at_a_time)
{
	struct side s;
	size_t said = 100, most = 0;

	begin(&s, TLS_NEVER, 230);
	tell(&s, "220 mx\r\n");
	take(&s);
	tell(&s, "250-mx\r\n250 PIPELINING\r\n");
	dialog_begin(s.dialog, &s.transaction, s.now);
	ck_assert_uint_eq(count_lines(take(&s)), 1 + 100);
	tell(&s, "250 ok\r\n");
	for (size_t heard = 0; heard < 230; heard++) {
		tell(&s, heard % 2 ? "250 ok\r\n" : "550 no\r\n");
		said += count_lines(take(&s));
		most = said - heard - 1 > most ? said - heard - 1 : most;
	}
	ck_assert_uint_eq(said, 230);
	ck_assert_uint_le(most, 100);
	ck_assert(s.transaction.done);
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_DECIDE);
	for (size_t i = 0; i < 230; i++) {
		ck_assert(s.recipients[i].answered);
		ck_assert_uint_eq(
		    s.recipients[i].reply.code, i % 2 ? 250 : 550);
	}
	end(&s);
}
END_TEST

START_TEST(more_exchanges_than_are_kept_end_with_quit)
{
	static const char *const offers[] = { "250 mx\r\n",
		"250-mx\r\n250 PIPELINING\r\n" };

	for (size_t i = 0; i < COUNT(offers); i++) {
		struct side s;
		size_t count = 0, rounds = 0;

		begin(&s, TLS_NEVER, MANY);
		tell(&s, "220 mx\r\n");
		take(&s);
		tell(&s, offers[i]);
		dialog_begin(s.dialog, &s.transaction, s.now);
		take(&s);
		while (dialog_wish(s.dialog) != DIALOG_CLOSE) {
			ck_assert_uint_lt(rounds++, 1000);
			if (dialog_wish(s.dialog) == DIALOG_DECIDE)
				dialog_quit(s.dialog, s.now);
			else
				tell(&s, "250 ok\r\n");
			take(&s);
		}
		dialog_exchanges(s.dialog, &count);
		ck_assert_uint_eq(count, EXCHANGES_MAX);
		ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_CLOSE);
		ck_assert_int_eq(dialog_ended(s.dialog, NULL), END_DONE);
		ck_assert(
		    span_ends_nocase(buf_span(&s.said), SPAN("\r\nQUIT\r\n")));
		/* All that were named were heard, and QUIT too. */
		ck_assert(s.recipients[EXCHANGES_MAX - 5].answered);
		ck_assert(!s.recipients[EXCHANGES_MAX - 4].answered);
		ck_assert_uint_eq(s.findings.count, 0);
		end(&s);
	}
}
END_TEST

START_TEST(when_all_is_said_nothing_more_is_heard)
{
	struct side s;
	size_t before, after;

	begin(&s, TLS_NEVER, 1);
	tell(&s, "554 no\r\n");
	expect_span(take(&s), SPAN("QUIT\r\n"), "end");
	tell(&s, "221 bye\r\n250 more\r\nand more\r\n");
	dialog_exchanges(s.dialog, &before);
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_CLOSE);
	tell(&s, "250 even more\r\n");
	dialog_closed(s.dialog, s.now);
	dialog_exchanges(s.dialog, &after);
	ck_assert_uint_eq(before, after);
	ck_assert_int_eq(dialog_ended(s.dialog, NULL), END_REFUSED);
	ck_assert_uint_eq(take(&s).size, 0);
	ck_assert_uint_eq(s.findings.count, 0);
	end(&s);
}
END_TEST

START_TEST(plaintext_that_comes_later_than_the_starttls_reply_is_injected_too)
{
	struct side s;

	begin(&s, TLS_REQUIRED, 1);
	tell(&s, "220 mx\r\n");
	take(&s);
	tell(&s, "250-mx\r\n250 STARTTLS\r\n");
	take(&s);
	tell(&s, "220 go\r\n");
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_START_TLS);
	ck_assert_uint_eq(s.findings.count, 0);
	tell(&s, "250 forged\r\n");
	tell(&s, "250 again\r\n");
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_START_TLS);
	ck_assert_uint_eq(s.findings.count, 1);
	ck_assert_int_eq(s.findings.items[0].id, FINDING_STARTTLS_INJECTION);
	end(&s);
}
END_TEST

START_TEST(talk_between_two_turns_is_found_and_answers_nothing)
{
	struct side s;

	begin(&s, TLS_NEVER, 1);
	tell(&s, "220 mx\r\n");
	take(&s);
	tell(&s, "250 mx\r\n");
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_DECIDE);
	tell(&s, "250 who asked?\r\n");
	ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_DECIDE);
	ck_assert_uint_eq(s.findings.count, 1);
	ck_assert_int_eq(s.findings.items[0].id, FINDING_EARLY_TALK);
	expect_text(s.findings.items[0].subject, "250 who asked?", "words");
	tell(&s, "421 time is up\r\n");
	ck_assert_int_eq(dialog_ended(s.dialog, NULL), END_CLOSING);
	expect_span(take(&s), SPAN("QUIT\r\n"), "end");
	end(&s);
}
END_TEST

START_TEST(of_the_servers_words_a_finding_keeps_200_octets)
{
	char line[1000];
	struct side s;

	begin(&s, TLS_NEVER, 1);
	snprintf(line, sizeof line, "%0500d\r\n", 0);
	tell(&s, line);
	ck_assert_int_eq(s.findings.items[0].id, FINDING_BAD_REPLY);
	ck_assert_uint_eq(strlen(s.findings.items[0].subject), 200);
	end(&s);
}
END_TEST

START_TEST(a_transaction_that_nobody_asked_for_is_a_bug)
{
	struct side s;

	begin(&s, TLS_NEVER, 1);
	expect_abort();
	dialog_begin(s.dialog, &s.transaction, s.now);
}
END_TEST

START_TEST(a_transaction_without_recipients_is_a_bug)
{
	struct side s;

	begin(&s, TLS_NEVER, 0);
	tell(&s, "220 mx\r\n");
	take(&s);
	tell(&s, "250 mx\r\n");
	expect_abort();
	dialog_begin(s.dialog, &s.transaction, s.now);
}
END_TEST

/* A session to its end, whatever it wants; a server that takes all. */
static void
go_through(struct side *s)
{
	bool begun = false;

	tell(s, "220 mx\r\n");
	for (int i = 0; i < 60; i++) {
		take(s);
		switch (dialog_wish(s->dialog)) {
		case DIALOG_DECIDE:
			if (begun)
				dialog_quit(s->dialog, s->now);
			else
				dialog_begin(
				    s->dialog, &s->transaction, s->now);
			begun = true;
			break;
		case DIALOG_LISTEN:
			tell(s, "250-ok\r\n250 PIPELINING\r\n");
			break;
		case DIALOG_START_TLS:
		case DIALOG_CLOSE:
			return;
		}
	}
}

START_TEST(memory_that_runs_out_is_told_and_sends_no_half_a_command)
{
	size_t well = 0, failed = 0;

	for (long count = 0; count < 40; count++) {
		struct side s;
		struct span said;

		begin(&s, TLS_NEVER, 30);
		buf_add(&s.said, SPAN("x"));
		buf_reserve(&s.said, 10000);
		s.said.size = s.looked = 0;
		memory_fail_after(count);
		go_through(&s);
		memory_fail_after(-1);
		said = buf_span(&s.said);
		ck_assert(said.size == 0 || said.data[said.size - 1] == '\n');
		if (!arena_failed(s.arena)) {
			ck_assert(s.recipients[29].answered);
			ck_assert_int_eq(
			    dialog_ended(s.dialog, NULL), END_DONE);
		}
		well += !arena_failed(s.arena);
		failed += arena_failed(s.arena);
		end(&s);
	}
	ck_assert_uint_gt(well, 5);
	ck_assert_uint_gt(failed, 3);
}
END_TEST

START_TEST(without_memory_there_is_no_dialog)
{
	struct dialog_options options = { .helo = SPAN("x") };
	struct findings findings = { 0 };
	struct arena *a = arena_new(1);

	ck_assert_ptr_null(dialog_new(&options, a, &findings, SPAN("mx")));
	dialog_free(NULL);
	arena_free(a);
}
END_TEST

START_TEST(an_arena_that_is_full_closes_the_dialog)
{
	for (size_t room = 1000; room < 12000; room += 100) {
		struct side s;

		begin(&s, TLS_NEVER, 30);
		dialog_free(s.dialog);
		arena_free(s.arena);
		s.findings = (struct findings){ 0 };
		s.arena = arena_new(16384);
		ck_assert_ptr_nonnull(arena_get(s.arena, 8192));
		ck_assert_ptr_nonnull(
		    arena_get(s.arena, room < 8192 ? 8192 - room : 16));
		s.dialog = dialog_new(
		    &s.options, s.arena, &s.findings, SPAN("mx.example.test"));
		ck_assert_ptr_nonnull(s.dialog);
		dialog_connected(s.dialog, s.now);
		go_through(&s);
		ck_assert_int_eq(dialog_wish(s.dialog), DIALOG_CLOSE);
		ck_assert(arena_failed(s.arena) ||
			  dialog_ended(s.dialog, NULL) == END_DONE);
		end(&s);
	}
}
END_TEST

Suite *
dialog_suite(void)
{
	Suite *s = suite_create("dialog");
	TCase *c = expect_case(s, "dialog");

	tcase_add_test(c, every_stage_is_found_by_its_word_in_any_case);
	tcase_add_test(
	    c, a_wait_is_as_asked_but_never_over_the_limit_of_its_stage);
	tcase_add_test(
	    c, each_exchange_has_its_words_its_moments_and_its_cover);
	tcase_add_test(
	    c, what_was_offered_in_clear_is_forgotten_until_ehlo_inside);
	tcase_add_test(
	    c, the_awaited_stage_is_that_of_the_first_without_an_answer);
	tcase_add_test(c, recipients_go_out_a_hundred_at_a_time);
	tcase_add_test(c, more_exchanges_than_are_kept_end_with_quit);
	tcase_add_test(c, when_all_is_said_nothing_more_is_heard);
	tcase_add_test(c,
	    plaintext_that_comes_later_than_the_starttls_reply_is_injected_too);
	tcase_add_test(c, talk_between_two_turns_is_found_and_answers_nothing);
	tcase_add_test(c, of_the_servers_words_a_finding_keeps_200_octets);
	tcase_add_test_raise_signal(
	    c, a_transaction_that_nobody_asked_for_is_a_bug, SIGABRT);
	tcase_add_test_raise_signal(
	    c, a_transaction_without_recipients_is_a_bug, SIGABRT);
	tcase_add_test(
	    c, memory_that_runs_out_is_told_and_sends_no_half_a_command);
	tcase_add_test(c, without_memory_there_is_no_dialog);
	tcase_add_test(c, an_arena_that_is_full_closes_the_dialog);
	return s;
}
