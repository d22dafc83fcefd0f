#include "intake/log_formats.h"
#include "intake/logline.h"
#include "intake/scan.h"

/* Sendmail: `reply=` has the server's words, `stat=` Sendmail's own. */
static struct span
sendmail_words(struct span line)
{
	struct span rest, words;

	if (scan_after(line, SPAN("reply="), &rest)) {
		words = scan_until(rest, SPAN(", stat="));
		if (words.size > 3)
			return words;
	}
	return scan_after(line, SPAN("stat="), &rest) ? rest : SPAN_NONE;
}

static uint8_t
sendmail_class(struct span stat)
{
	if (scan_starts(stat, SPAN("Sent")))
		return 2;
	return scan_starts(stat, SPAN("Deferred")) ? 4 : 5;
}

bool
log_sendmail_delivery(struct span line, struct buf *scratch, struct found *f)
{
	struct span stat, dsn, rest;

	(void)scratch;
	if (!scan_after(line, SPAN("stat="), &stat) ||
	    !scan_after(line, SPAN(" to="), &rest))
		return false;
	f->format = FORMAT_SENDMAIL;
	f->recipient = scan_address(scan_until(rest, SPAN(", ")));
	f->reply.host = scan_value(line, SPAN("relay="), SPAN(" ["));
	if (scan_ends(f->reply.host, SPAN(".")))
		f->reply.host.size--;
	f->reply.class = sendmail_class(stat);
	logline_words(sendmail_words(line), f);
	dsn = scan_value(line, SPAN("dsn="), SPAN(","));
	if (f->reply.code == 0)
		enhanced_read(dsn, &f->reply.enhanced);
	return f->reply.text.size > 0 || f->reply.code != 0;
}

static bool
stage_of_ruleset(struct span ruleset, enum stage *stage)
{
	if (scan_starts(ruleset, SPAN("check_rcpt")))
		*stage = STAGE_RCPT;
	else if (scan_starts(ruleset, SPAN("check_mail")))
		*stage = STAGE_MAIL;
	else if (scan_starts(ruleset, SPAN("check_relay")))
		*stage = STAGE_BANNER;
	else
		return false;
	return true;
}

bool
log_sendmail_reject(struct span line, struct buf *scratch, struct found *f)
{
	struct span words,
	    ruleset = scan_value(line, SPAN("ruleset="), SPAN(","));

	(void)scratch;
	if (!scan_after(line, SPAN("reject="), &words) || !scan_is_code(words))
		return false;
	f->format = FORMAT_SENDMAIL;
	f->reply.stage_known = stage_of_ruleset(ruleset, &f->reply.stage);
	f->recipient =
	    scan_address(scan_value(line, SPAN("arg1=<"), SPAN(">")));
	if (f->recipient.size == 0)
		f->recipient =
		    scan_address(scan_value(line, SPAN(" to="), SPAN(",")));
	logline_words(words, f);
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

bool
log_opensmtpd(struct span line, struct buf *scratch, struct found *f)
{
	struct span result = scan_value(line, SPAN("result=\""), SPAN("\""));

	(void)scratch;
	f->format = FORMAT_OPENSMTPD;
	f->reply.class = span_equal(result, SPAN("Ok"))         ? 2
			 : span_equal(result, SPAN("TempFail")) ? 4
								: 5;
	if (scan_is_code(result)) { /* of a session: command="RCPT TO:<>" */
		struct span said =
		    scan_value(line, SPAN("command=\""), SPAN("\""));

		f->reply.stage_known = scan_stage(said, &f->reply.stage);
		f->recipient = scan_angle(said);
		logline_words(result, f);
		return true;
	}
	f->recipient = scan_value(line, SPAN(" to=<"), SPAN(">"));
	f->sender = scan_value(line, SPAN(" from=<"), SPAN(">"));
	f->reply.host =
	    scan_value(scan_value(line, SPAN("relay=\""), SPAN("\"")),
		SPAN("("), SPAN(")"));
	logline_words(quoted(line, SPAN(" stat=\"")), f);
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
log_qmail(struct span line, struct buf *scratch, struct found *f)
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
		if (scan_after(line, outcomes[i].mark, &words))
			f->reply.class = outcomes[i].class;
	}
	if (words.size == 0)
		return false;
	f->format = FORMAT_QMAIL;
	words = from_qmail(words, scratch);
	qmail_stage(words, f);
	if (scan_after(words, SPAN("emote host said: "), &rest))
		words = scan_until(rest, SPAN("/Giving up on "));
	if (scan_ends(words, SPAN("/")))
		words.size--;
	logline_words(words, f);
	return true;
}

bool
log_haraka(struct span line, struct buf *scratch, struct found *f)
{
	struct span rest;

	(void)scratch;
	f->format = FORMAT_HARAKA;
	if (scan_after(line, SPAN("bouncing mail: "), &rest)) {
		f->reply.class = 5;
		logline_words(rest, f);
		return true;
	}
	if (scan_after(line, SPAN("temp fail"), &rest) &&
	    scan_after(rest, SPAN(": "), &rest)) {
		f->reply.class = 4;
		logline_words(rest, f);
		return true;
	}
	if (!scan_after(line, SPAN("recipient <"), &rest))
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
log_courier(struct span line, struct buf *scratch, struct found *f)
{
	struct span rest, words;

	(void)scratch;
	if (!scan_after(line, SPAN(",to=<"), &rest) &&
	    !scan_after(line, SPAN(",addr=<"), &rest))
		return false;
	f->recipient = scan_until(rest, SPAN(">"));
	if (!scan_after(rest, SPAN(">: "), &words) || !scan_is_code(words))
		return false;
	f->format = FORMAT_COURIER;
	f->sender = scan_value(line, SPAN(",from=<"), SPAN(">"));
	f->queue_id = scan_value(line, SPAN("id="), SPAN(","));
	logline_words(words, f);
	return true;
}

bool
log_rblsmtpd(struct span line, struct buf *scratch, struct found *f)
{
	struct span words;

	(void)scratch;
	if (!scan_after_last(line, SPAN(": "), &words))
		return false;
	scan_after(line, SPAN("rblsmtpd: "), &words);
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

enum {
	TRACKING_RECIPIENT = 12, /* recipient-address */
	TRACKING_STATUS = 13,    /* recipient-status */
};

/* The n-th cell of a CSV row, from 0, without the quotes around it. */
static struct span
csv_cell(struct span row, size_t n)
{
	size_t at = 0, begin = 0;
	bool quotes = false;

	for (; at < row.size; at++) {
		if (row.data[at] == '"')
			quotes = !quotes;
		if (row.data[at] != ',' || quotes)
			continue;
		if (n-- == 0)
			break;
		begin = at + 1;
	}
	if (at == row.size && n > 0)
		return SPAN_NONE;
	row = span_trim(span_part(row, begin, at));
	if (row.size > 1 && row.data[0] == '"')
		return span_part(row, 1, row.size - 1);
	return row;
}

bool
log_exchange(struct span line, struct buf *scratch, struct found *f)
{
	struct span words, led;

	(void)scratch;
	f->format = FORMAT_EXCHANGE;
	f->reply.class = span_search(line, SPAN(",DEFER,")) < line.size ? 4 : 5;
	f->recipient = csv_cell(line, TRACKING_RECIPIENT);
	words = csv_cell(line, TRACKING_STATUS);
	led = scan_value(line, SPAN("{LED="), SPAN("}"));
	if (led.size > 0)
		words = led;
	logline_words(words, f);
	return f->reply.code != 0 || f->reply.enhanced.class != 0;
}
