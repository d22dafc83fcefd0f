/* Every transcript of tests/talks, at every size of the pieces it comes in. */
#include "peer/talk.h"
#include "smtp/dialog.h"
#include "unit/expect.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *talks_suite(void);

enum {
	ARENA_MAX = 1 << 20,
	TALKS_MAX = 200,
	TALKS_LEAST = 40,
	RECIPIENTS_MAX = 32,
	BATCH_MAX = 1 << 18,
	/* Larger pieces than this are fed in one only. */
	PIECES_MAX = 300,
};

struct run {
	const struct talk *talk;
	const char *file;
	size_t at;    /* the step under way */
	size_t piece; /* octets fed at once */
	struct arena *arena;
	struct dialog_options options;
	struct findings findings;
	struct dialog *dialog;
	struct dialog_recipient recipients[RECIPIENTS_MAX];
	struct transaction transactions[2];
	size_t transaction_count, begun;
	struct buf said; /* by the client, and not yet looked for */
	int64_t now;
};

static void
fail_at(const struct run *r, const char *what)
{
	ck_abort_msg("%s:%u, in pieces of %zu: %s", r->file,
	    r->talk->steps[r->at].line, r->piece, what);
}

static enum tls_wish
read_tls(struct span word)
{
	static const char *const words[] = {
		[TLS_NEVER] = "never",
		[TLS_IF_OFFERED] = "if-offered",
		[TLS_REQUIRED] = "required",
		[TLS_ALREADY] = "already",
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		if (span_equal(word, span_of(words[i])))
			return (enum tls_wish)i;
	}
	ck_assert_uint_eq(word.size, 0);
	return TLS_IF_OFFERED;
}

static void
read_recipients(struct run *r)
{
	struct span control = talk_option(r->talk, "control", 0);
	struct span utf8 = talk_option(r->talk, "utf8", 0), mailbox;
	size_t count = 0;

	while (count < RECIPIENTS_MAX - 1 &&
	       (mailbox = talk_option(r->talk, "rcpt", count)).size > 0)
		r->recipients[count++].mailbox = mailbox;
	r->transactions[0].recipients = r->recipients;
	r->transactions[0].count = count;
	r->transactions[0].smtputf8 = utf8.size > 0;
	r->transaction_count = count > 0;
	if (control.size == 0)
		return;
	r->recipients[count].mailbox = control;
	r->transactions[1] = (struct transaction){
		.recipients = r->recipients + count,
		.count = 1,
		.smtputf8 = utf8.size > 0,
	};
	r->transaction_count++;
}

static void
begin(struct run *r)
{
	const struct talk *t = r->talk;
	struct span helo = talk_option(t, "helo", 0);
	struct span last = talk_option(t, "quit-after", 0);

	r->options = (struct dialog_options){
		.helo = helo.size > 0 ? helo : SPAN("client.example.test"),
		.sender = talk_option(t, "sender", 0),
		.tls = read_tls(talk_option(t, "tls", 0)),
		.quit_after = STAGE_QUIT,
	};
	ck_assert(
	    last.size == 0 || stage_from_word(last, &r->options.quit_after));
	read_recipients(r);
	buf_init(&r->said, BATCH_MAX);
	r->dialog = dialog_new(
	    &r->options, r->arena, &r->findings, SPAN("mx.example.test"));
	ck_assert_ptr_nonnull(r->dialog);
	dialog_connected(r->dialog, ++r->now);
}

/* A batch is whole lines of what a probe says; nothing else may be sent. */
static void
check_batch(const struct run *r, struct span batch)
{
	static const char *const commands[] = { "EHLO ", "HELO ", "STARTTLS",
		"MAIL FROM:<", "RCPT TO:<", "RSET", "QUIT" };

	while (batch.size > 0) {
		struct span line = span_next(&batch, '\n');
		size_t known = 0;

		if (line.size == 0 || line.data[line.size - 1] != '\r')
			fail_at(r, "a line without CR LF");
		for (size_t i = 0; i + 1 < line.size; i++) {
			if (ascii_is_control(line.data[i]))
				fail_at(r, "a control on the wire");
		}
		for (size_t i = 0; i < COUNT(commands); i++)
			known += span_starts_nocase(line, span_of(commands[i]));
		if (known != 1)
			fail_at(r, "a command that is none of a probe's");
	}
}

/* What the dialog wants, until it waits; what it says goes into `said`. */
static void
settle(struct run *r)
{
	struct buf *output = dialog_output(r->dialog);

	while (dialog_wish(r->dialog) == DIALOG_DECIDE) {
		if (r->begun < r->transaction_count)
			dialog_begin(
			    r->dialog, &r->transactions[r->begun++], r->now);
		else
			dialog_quit(r->dialog, r->now);
	}
	ck_assert(!output->failed);
	check_batch(r, buf_span(output));
	buf_add(&r->said, buf_span(output));
	buf_clear(output);
}

static void
expect_silence(struct run *r)
{
	settle(r);
	if (r->said.size > 0) {
		fprintf(stderr, "%s: said: %s", r->file, buf_text(&r->said));
		fail_at(r, "the client said more than it should");
	}
}

static void
expect_line(struct run *r, struct span line)
{
	struct span rest;

	settle(r);
	rest = buf_span(&r->said);
	rest = span_next(&rest, '\n');
	if (!span_equal(span_trim(rest), line)) {
		fprintf(
		    stderr, "%s: said: %.*s\n", r->file, SPAN_ARGUMENTS(rest));
		fail_at(r, "the client should have said this");
	}
	buf_drop(&r->said, rest.size + 1);
}

/* All that the server says up to the client's next turn, out of a block of its
 * own, in pieces; what the client says meanwhile is not sent yet. */
static void
feed_batch(struct run *r)
{
	const struct talk_step *steps = r->talk->steps;
	struct buf batch;

	/* After a handshake the server may come first. */
	if (r->at == 0 || steps[r->at - 1].kind != 'T' ||
	    r->options.tls == TLS_ALREADY)
		expect_silence(r);
	buf_init(&batch, BATCH_MAX);
	buf_add(&batch, steps[r->at].text);
	while (r->at + 1 < r->talk->count && steps[r->at + 1].kind == 'S')
		buf_add(&batch, steps[++r->at].text);
	for (size_t at = 0; at < batch.size; at += r->piece) {
		struct span part =
		    span_part(buf_span(&batch), at, at + r->piece);
		char *block = malloc(part.size);

		memcpy(block, part.data, part.size);
		dialog_received(
		    r->dialog, (struct span){ block, part.size }, ++r->now);
		free(block);
	}
	buf_free(&batch);
}

static void
hand_shake(struct run *r, struct span how)
{
	expect_silence(r);
	if (r->options.tls == TLS_ALREADY)
		return;
	if (dialog_wish(r->dialog) != DIALOG_START_TLS)
		fail_at(r, "no handshake is wanted here");
	/* One that failed is not told: the session ends. */
	if (span_equal(how, SPAN("ok")))
		dialog_tls_started(r->dialog, ++r->now);
}

static void
expect_end(struct run *r, struct span text)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		DIALOG_ENDS(X)
#undef X
	};
	struct span word = span_next(&text, ' ');
	enum stage at = STAGE_CONNECT;
	const char *is = words[dialog_ended(r->dialog, &at)];

	if (!span_equal(word, span_of(is)) ||
	    (text.size > 0 && !span_equal(text, span_of(stage_word(at))))) {
		fprintf(
		    stderr, "%s: ended: %s %s\n", r->file, is, stage_word(at));
		fail_at(r, "it should have ended so");
	}
}

static void
expect_finding(const struct run *r, struct span word)
{
	for (size_t i = 0; i < r->findings.count; i++) {
		if (span_equal(
			word, span_of(finding_word(r->findings.items[i].id))))
			return;
	}
	fail_at(r, "this should have been found");
}

static void
expect_recipient(const struct run *r, struct span text)
{
	struct span number = span_next(&text, ' ');
	const struct dialog_recipient *recipient;
	uint32_t n = 0, code = 0;

	if (!span_number(number, RECIPIENTS_MAX, &n) || n == 0 ||
	    !span_number(text, 599, &code))
		fail_at(r, "R: N CODE");
	recipient = &r->recipients[n - 1];
	if (recipient->answered != (code != 0) || recipient->reply.code != code)
		fail_at(r, "the recipient's code is another");
}

static void
take_step(struct run *r, const struct talk_step *step)
{
	switch (step->kind) {
	case 'S':
		feed_batch(r);
		break;
	case 'C':
		expect_line(r, step->text);
		break;
	case 'T':
		hand_shake(r, step->text);
		break;
	case 'W':
		expect_silence(r);
		if (dialog_wish(r->dialog) != DIALOG_LISTEN)
			fail_at(r, "nothing is waited for here");
		dialog_timed_out(r->dialog, ++r->now);
		break;
	case 'X':
		expect_silence(r);
		dialog_closed(r->dialog, ++r->now);
		break;
	case 'E':
		expect_end(r, step->text);
		break;
	case 'F':
		expect_finding(r, step->text);
		break;
	case 'R':
		expect_recipient(r, step->text);
		break;
	}
}

/* Whatever happened, exchanges are in order and say nothing of a message. */
static void
check_exchanges(const struct run *r)
{
	size_t count;
	const struct exchange *e = dialog_exchanges(r->dialog, &count);

	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		ck_assert(!span_starts_nocase(e[i].command, SPAN("DATA")));
		ck_assert(!span_starts_nocase(e[i].command, SPAN("BDAT")));
		ck_assert_int_ge(e[i].said_at, i > 0 ? e[i - 1].said_at : 0);
		ck_assert(!e[i].answered || e[i].heard_at >= e[i].said_at);
		ck_assert(!e[i].answered || e[i].reply.code >= 200);
		ck_assert(i == 0 || e[i].inside_tls >= e[i - 1].inside_tls);
		ck_assert_int_eq(
		    e[i].command.size == 0, e[i].stage == STAGE_BANNER);
		ck_assert(span_starts_nocase(
			      e[i].command, span_of(stage_word(e[i].stage))) ||
			  e[i].stage == STAGE_BANNER);
	}
}

/* Then that is its answer to QUIT. */
static bool
server_has_last_word(const struct talk *talk)
{
	char last = 0;

	for (size_t i = 0; i < talk->count; i++) {
		if (strchr("SCTWX", talk->steps[i].kind) != NULL)
			last = talk->steps[i].kind;
	}
	return last == 'S';
}

static void
run_talk(const struct talk *talk, const char *file, size_t piece)
{
	struct run r = { .talk = talk,
		.file = file,
		.piece = piece,
		.arena = arena_new(ARENA_MAX) };
	size_t found = 0;

	begin(&r);
	for (r.at = 0; r.at < talk->count; r.at++) {
		found += talk->steps[r.at].kind == 'F';
		take_step(&r, &talk->steps[r.at]);
	}
	r.at--;
	expect_silence(&r);
	if (found != r.findings.count) {
		for (size_t i = 0; i < r.findings.count; i++)
			fprintf(stderr, "%s: found: %s\n", file,
			    finding_word(r.findings.items[i].id));
		fail_at(&r, "more was found");
	}
	check_exchanges(&r);
	if (server_has_last_word(talk) && dialog_wish(r.dialog) != DIALOG_CLOSE)
		fail_at(&r, "the answer to QUIT was not taken for it");
	ck_assert(!arena_failed(r.arena));
	dialog_free(r.dialog);
	buf_free(&r.said);
	arena_free(r.arena);
}

static size_t
longest_batch(const struct talk *talk)
{
	size_t longest = 1, size = 0;

	for (size_t i = 0; i < talk->count; i++) {
		size = talk->steps[i].kind == 'S'
			   ? size + talk->steps[i].text.size
			   : 0;
		longest = size > longest ? size : longest;
	}
	return longest;
}

/* The files of tests/talks, without order. */
static size_t
list_talks(char names[TALKS_MAX][64])
{
	DIR *directory = opendir(TESTS_DIR "/talks");
	struct dirent *entry;
	size_t count = 0;

	while (directory != NULL && count < TALKS_MAX &&
	       (entry = readdir(directory)) != NULL) {
		if (span_ends_nocase(span_of(entry->d_name), SPAN(".talk")))
			snprintf(names[count++], 64, "%.63s", entry->d_name);
	}
	if (directory != NULL)
		closedir(directory);
	return count;
}

START_TEST(a_talk_goes_as_written_in_pieces_of_any_size)
{
	static char names[TALKS_MAX][64];
	struct arena *a = arena_new(1 << 22);
	struct trouble t = { "" };
	struct talk *talk;
	char path[512];
	size_t longest;

	ck_assert_uint_gt(list_talks(names), (size_t)_i);
	snprintf(path, sizeof path, TESTS_DIR "/talks/%s", names[_i]);
	talk = talk_read(path, a, &t);
	ck_assert_msg(talk != NULL, "%s", t.text);
	longest = longest_batch(talk);
	for (size_t piece = 1; piece <= longest && piece <= PIECES_MAX; piece++)
		run_talk(talk, names[_i], piece);
	run_talk(talk, names[_i], longest);
	arena_free(a);
}
END_TEST

START_TEST(the_talks_are_all_there)
{
	static char names[TALKS_MAX][64];

	ck_assert_uint_ge(list_talks(names), TALKS_LEAST);
}
END_TEST

Suite *
talks_suite(void)
{
	static char names[TALKS_MAX][64];
	Suite *s = suite_create("talks");
	TCase *c = expect_case(s, "talks");

	tcase_add_test(c, the_talks_are_all_there);
	tcase_add_loop_test(c, a_talk_goes_as_written_in_pieces_of_any_size, 0,
	    (int)list_talks(names));
	return s;
}
