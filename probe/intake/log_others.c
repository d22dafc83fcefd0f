#include "intake/log_formats.h"
#include "intake/logline.h"
#include "intake/scan.h"

/* Sendmail: `reply=` has the server's words, `stat=` Sendmail's own. */
static struct span
sendmail_words(struct span line, struct span stat)
{
	struct span rest, words;

	if (scan_after(line, SPAN("reply="), &rest)) {
		words = scan_until(rest, SPAN(", stat="));
		if (words.size > 3)
			return words;
	}
	return stat;
}

static uint8_t
sendmail_class(struct span stat)
{
	if (scan_starts(stat, SPAN("Sent")))
		return 2;
	return scan_starts(stat, SPAN("Deferred")) ? 4 : 5;
}

/* "sendmail[241]: 6ANDZAGf000214: to=": the word between the two colons. */
static struct span
sendmail_queue_id(struct span line, struct span rest)
{
	struct span before = scan_until(line, rest);
	struct span id = scan_last_word(before);

	before.size -= id.size;
	return scan_ends(before, SPAN("]: ")) && id.size < line.size
		   ? id
		   : SPAN_NONE;
}

bool
log_sendmail_delivery(const struct log_line *l, struct found *f)
{
	struct span dsn, rest;

	if (!scan_after(l->line, SPAN(" to="), &rest))
		return false;
	f->format = FORMAT_SENDMAIL;
	f->recipient = scan_address(scan_until(rest, SPAN(", ")));
	f->queue_id = sendmail_queue_id(l->line, SPAN(": to="));
	f->reply.host = scan_until(
	    scan_value(l->line, SPAN("relay="), SPAN(", ")), SPAN(" ["));
	if (scan_ends(f->reply.host, SPAN(".")))
		f->reply.host.size--;
	f->reply.class = sendmail_class(l->rest);
	logline_words(sendmail_words(l->line, l->rest), f);
	dsn = scan_value(l->line, SPAN("dsn="), SPAN(","));
	if (f->reply.code == 0)
		enhanced_read(dsn, &f->reply.enhanced);
	return f->reply.text.size > 0 || f->reply.code != 0;
}

/* "ruleset=check_rcpt, arg1=<a@b>", and arg1 is whose address the stage has;
 * "Milter: to=<a@b>", "Milter: data". */
static void
sendmail_stage(struct span line, struct found *f)
{
	struct span ruleset = scan_value(line, SPAN("ruleset="), SPAN(",")),
		    milter = scan_value(line, SPAN("Milter: "), SPAN(",")),
		    who = scan_value(line, SPAN("arg1=<"), SPAN(">"));

	f->reply.stage_known = true;
	if (scan_starts(ruleset, SPAN("check_rcpt"))) {
		f->reply.stage = STAGE_RCPT;
		f->recipient = who;
	} else if (scan_starts(ruleset, SPAN("check_mail"))) {
		f->reply.stage = STAGE_MAIL;
		f->sender = who;
	} else if (scan_starts(ruleset, SPAN("check_relay"))) {
		f->reply.stage = STAGE_BANNER;
	} else if (scan_starts(milter, SPAN("to="))) {
		f->reply.stage = STAGE_RCPT;
		f->recipient = scan_angle(milter);
	} else if (scan_starts(milter, SPAN("from="))) {
		f->reply.stage = STAGE_MAIL;
		f->sender = scan_angle(milter);
	} else {
		f->reply.stage_known = scan_stage(milter, &f->reply.stage);
	}
}

bool
log_sendmail_reject(const struct log_line *l, struct found *f)
{
	if (!scan_is_code(l->rest))
		return false;
	f->format = FORMAT_SENDMAIL;
	sendmail_stage(l->line, f);
	f->queue_id = sendmail_queue_id(l->line, SPAN(": ruleset="));
	if (f->queue_id.size == 0)
		f->queue_id = sendmail_queue_id(l->line, SPAN(": Milter: "));
	logline_words(l->rest, f);
	return true;
}

/* What it says to a client of one recipient. */
bool
log_sendmail_address(const struct log_line *l, struct found *f)
{
	struct span before = scan_until(l->line, SPAN(": <"));

	f->queue_id = sendmail_queue_id(l->line, SPAN(": <"));
	if (f->queue_id.size == 0)
		return false;
	f->format = FORMAT_SENDMAIL;
	f->recipient =
	    scan_angle(span_part(l->line, before.size, l->line.size));
	f->reply.stage_known = true;
	f->reply.stage = STAGE_RCPT;
	f->reply.class = 5;
	logline_words(l->rest, f);
	return true;
}

static struct span
quoted(struct span line, struct span mark)
{
	struct span rest, words;

	if (!scan_after(line, mark, &rest))
		return SPAN_NONE;
	/* The reply may hold quotes itself: up to the last one. */
	words = span_trim(rest);
	while (words.size > 0 && words.data[words.size - 1] != '"')
		words.size--;
	return span_part(words, 0, words.size ? words.size - 1 : 0);
}

/* Of a session: command="RCPT TO:<a@b>" result="550 ...". */
static void
opensmtpd_session(struct span line, struct span result, struct found *f)
{
	struct span said = scan_value(line, SPAN("command=\""), SPAN("\""));

	f->reply.class = (uint8_t)(result.data[0] - '0');
	f->reply.stage_known = scan_stage(said, &f->reply.stage);
	if (f->reply.stage_known && f->reply.stage == STAGE_MAIL)
		f->sender = scan_angle(said);
	else
		f->recipient = scan_angle(said);
	logline_words(result, f);
}

bool
log_opensmtpd(const struct log_line *l, struct found *f)
{
	struct span result = scan_value(l->line, SPAN("result=\""), SPAN("\"")),
		    words = quoted(l->line, SPAN(" stat=\""));

	f->format = FORMAT_OPENSMTPD;
	if (scan_is_code(result)) {
		opensmtpd_session(l->line, result, f);
		return true;
	}
	if (result.size == 0) { /* the mda writes no quotes */
		result = scan_value(l->line, SPAN(" result="), SPAN(" "));
		scan_after(l->line, SPAN(" stat="), &words);
	}
	f->reply.class = span_equal(result, SPAN("Ok"))         ? 2
			 : span_equal(result, SPAN("TempFail")) ? 4
								: 5;
	f->recipient = scan_value(l->line, SPAN(" to=<"), SPAN(">"));
	f->sender = scan_value(l->line, SPAN(" from=<"), SPAN(">"));
	f->reply.host =
	    scan_value(scan_value(l->line, SPAN("relay=\""), SPAN("\"")),
		SPAN("("), SPAN(")"));
	logline_words(words, f);
	return f->reply.text.size > 0 || f->reply.code != 0;
}

/* qmail-send writes '_' for a space and '/' for a line end. */
static struct span
from_qmail(struct span words, struct buf *scratch)
{
	buf_clear(scratch);
	buf_add(scratch, words);
	for (size_t i = 0; i < scratch->size; i++) {
		if (scratch->data[i] == '_')
			scratch->data[i] = ' ';
	}
	/* A slash may be one in the reply; before a code it ends a line. */
	for (size_t i = 0; i + 1 < scratch->size; i++) {
		struct span rest =
		    span_part(buf_span(scratch), i + 1, scratch->size);

		if (scratch->data[i] == '/' && scan_is_code(rest))
			scratch->data[i] = '\n';
	}
	return buf_span(scratch);
}

/* Which step failed, by what qmail-remote says before the server's words. */
static void
qmail_stage(struct span words, struct found *f)
{
	static const struct {
		struct span mark;
		enum stage stage;
	} steps[] = {
		{ { "does not like recipient", 23 }, STAGE_RCPT },
		{ { "sender was rejected", 19 }, STAGE_MAIL },
		{ { "failed after I sent the message", 31 }, STAGE_MESSAGE },
		{ { "failed on ", 10 }, STAGE_MESSAGE },
		{ { "greeting failed", 15 }, STAGE_BANNER },
		{ { "my name was rejected", 20 }, STAGE_EHLO },
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (span_search(words, steps[i].mark) == words.size)
			continue;
		f->reply.stage_known = true;
		f->reply.stage = steps[i].stage;
		return;
	}
}

bool
log_qmail(const struct log_line *l, struct found *f)
{
	static const struct {
		struct span mark;
		uint8_t class;
	} outcomes[] = {
		{ { ": failure: ", 11 }, 5 },
		{ { ": deferral: ", 12 }, 4 },
		{ { ": success: ", 11 }, 2 },
	};
	struct span words = SPAN_NONE, rest;

	for (int i = 0; i < 3 && words.size == 0; i++) {
		if (scan_after(l->line, outcomes[i].mark, &words))
			f->reply.class = outcomes[i].class;
	}
	if (words.size == 0)
		return false;
	f->format = FORMAT_QMAIL;
	words = from_qmail(words, l->scratch);
	qmail_stage(words, f);
	if (scan_after(words, SPAN("emote host said: "), &rest))
		words = scan_until(rest, SPAN("/Giving up on "));
	if (scan_ends(words, SPAN("/")))
		words.size--;
	logline_words(words, f);
	return true;
}

bool
log_haraka(const struct log_line *l, struct found *f)
{
	struct span rest;

	f->format = FORMAT_HARAKA;
	if (scan_after(l->line, SPAN("bouncing mail: "), &rest)) {
		f->reply.class = 5;
		logline_words(rest, f);
		return true;
	}
	if (scan_after(l->line, SPAN("emp fail"), &rest) &&
	    scan_after(rest, SPAN(": "), &rest)) {
		f->reply.class = 4;
		logline_words(rest, f);
		return true;
	}
	if (!scan_after(l->line, SPAN("recipient <"), &rest))
		return false;
	f->recipient = scan_until(rest, SPAN(">"));
	f->reply.class =
	    span_search(rest, SPAN("> deferred: ")) < rest.size ? 4 : 5;
	if (!scan_after(rest, SPAN("> rejected: "), &rest) &&
	    !scan_after(rest, SPAN("> deferred: "), &rest))
		return false;
	f->reply.stage_known = true;
	f->reply.stage = STAGE_RCPT;
	logline_words(rest, f);
	return true;
}

bool
log_haraka_hook(const struct log_line *l, struct found *f)
{
	struct span words = quoted(l->line, SPAN(" msg=\"")), hook;

	if (words.size == 0)
		return false;
	f->format = FORMAT_HARAKA;
	f->reply.class =
	    span_search(l->line, SPAN("=DENYSOFT")) < l->line.size ? 4 : 5;
	hook = scan_value(l->line, SPAN(" hook="), SPAN(" "));
	f->reply.stage_known = scan_stage(hook, &f->reply.stage);
	if (f->reply.stage_known && f->reply.stage == STAGE_RCPT)
		f->recipient = scan_angle(l->line);
	logline_words(words, f);
	return true;
}

/* "error,relay=ip,msg="511 ...",cmd: MAIL FROM:<a@b>" */
static bool
courier_message(struct span line, struct found *f)
{
	struct span words = scan_value(line, SPAN(",msg=\""), SPAN("\"")),
		    command;

	if (!scan_is_code(words))
		return false;
	f->format = FORMAT_COURIER;
	if (scan_after(line, SPAN("\",cmd: "), &command))
		f->reply.stage_known = scan_stage(command, &f->reply.stage);
	logline_words(words, f);
	return true;
}

bool
log_courier(const struct log_line *l, struct found *f)
{
	struct span rest, words;

	if (courier_message(l->line, f))
		return true;
	if (!scan_after(l->line, SPAN(",to=<"), &rest) &&
	    !scan_after(l->line, SPAN(",addr=<"), &rest))
		return false;
	f->recipient = scan_until(rest, SPAN(">"));
	if (!scan_after(rest, SPAN(">: "), &words) || !scan_is_code(words))
		return false;
	f->format = FORMAT_COURIER;
	f->sender = scan_value(l->line, SPAN(",from=<"), SPAN(">"));
	f->queue_id = scan_value(l->line, SPAN("id="), SPAN(","));
	logline_words(words, f);
	return true;
}

bool
log_rblsmtpd(const struct log_line *l, struct found *f)
{
	struct span words = l->rest;

	while (!scan_is_code(words)) {
		if (!scan_after(words, SPAN(": "), &words))
			return false;
	}
	f->format = FORMAT_RBLSMTPD;
	f->reply.stage_known = true;
	f->reply.stage = STAGE_BANNER;
	logline_words(words, f);
	return true;
}
