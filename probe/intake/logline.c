#include "intake/logline.h"

#include "diagnosis/normal.h"
#include "intake/log_formats.h"
#include "intake/scan.h"

#include <string.h>

/*
 * Each format is a row: a mark without which a line is surely not of it, and
 * the function that reads it. The marks are looked for in the order of the
 * rows; a line has at most one of them as a rule. Most lines of most logs have
 * none: where the first format does not fit, the pairs of neighbours in the
 * line are noted once, and a mark with a pair that is not among them is not
 * looked for.
 */
static const struct {
	struct span mark;
	bool (*read)(const struct log_line *l, struct found *f);
} formats[] = {
	{ { " status=", 8 }, log_postfix_delivery },
	{ { "reject: ", 8 }, log_postfix_reject },
	{ { ": host ", 7 }, log_postfix_said },
	{ { "result=\"", 8 }, log_opensmtpd },
	{ { " mda delivery ", 14 }, log_opensmtpd },
	{ { "stat=", 5 }, log_sendmail_delivery },
	{ { "reject=", 7 }, log_sendmail_reject },
	{ { ">... ", 5 }, log_sendmail_address },
	{ { " ** ", 4 }, log_exim_delivery },
	{ { " == ", 4 }, log_exim_delivery },
	{ { " => ", 4 }, log_exim_delivery },
	{ { " -> ", 4 }, log_exim_delivery },
	{ { "rejected ", 9 }, log_exim_reject },
	{ { "]: SMTP error from remote ", 26 }, log_exim_host },
	{ { "] refused: ", 11 }, log_exim_refused },
	{ { " verify ", 8 }, log_exim_verify },
	{ { "delivery ", 9 }, log_qmail },
	{ { "recipient <", 11 }, log_haraka },
	{ { "bouncing mail: ", 15 }, log_haraka },
	{ { "temp fail", 9 }, log_haraka },
	{ { "Temp fail", 9 }, log_haraka },
	{ { "retval=DENY", 11 }, log_haraka_hook },
	{ { ",from=<", 7 }, log_courier },
	{ { ",msg=\"", 6 }, log_courier },
	{ { "rblsmtpd: ", 10 }, log_rblsmtpd },
	{ { ",FAIL,", 6 }, log_exchange },
	{ { ",DEFER,", 7 }, log_exchange },
	{ { "{LED=", 5 }, log_exchange },
	{ { ",<,", 3 }, log_exchange_protocol },
	{ { ",>,", 3 }, log_exchange_protocol },
};

#define FORMATS (sizeof formats / sizeof *formats)

enum { PAIRS = 256 };

/* Where the octet and the one behind it are noted; others may be there too. */
static unsigned char
pair_at(const char *octet)
{
	return (unsigned char)((unsigned char)octet[0] * 8u +
			       (unsigned char)octet[1]);
}

static void
note_pairs(struct span line, bool *pairs)
{
	memset(pairs, 0, PAIRS * sizeof *pairs);
	for (size_t i = 0; i + 1 < line.size; i++)
		pairs[pair_at(line.data + i)] = true;
}

static bool
has_pairs(const bool *pairs, struct span mark)
{
	for (size_t i = 0; i + 1 < mark.size; i++) {
		if (!pairs[pair_at(mark.data + i)])
			return false;
	}
	return true;
}

static bool
is_number(struct span s, size_t at, size_t count)
{
	if (s.size < at + count)
		return false;
	for (size_t i = at; i < at + count; i++) {
		if (!ascii_is_digit(s.data[i]))
			return false;
	}
	return true;
}

/* "13:36:07" */
static bool
is_time(struct span s, size_t at)
{
	return is_number(s, at, 2) && is_number(s, at + 3, 2) &&
	       is_number(s, at + 6, 2) && s.data[at + 2] == ':' &&
	       s.data[at + 5] == ':';
}

/* "Nov 23 13:33:51 ", "2026-11-23 13:36:07 ", "2026-11-23T13:36:07...",
 * "@4000000067...", "1700000000.123456 ": how logs begin their lines. */
static bool
has_time(struct span line)
{
	if (line.size > 15 && ascii_is_letter(line.data[0]) &&
	    line.data[3] == ' ' && is_time(line, 7))
		return true;
	if (line.size > 19 && is_number(line, 0, 4) && line.data[4] == '-' &&
	    is_number(line, 5, 2) && is_time(line, 11))
		return true;
	if (line.size > 25 && line.data[0] == '@' && is_number(line, 1, 8))
		return true;
	return line.size > 17 && is_number(line, 0, 10) && line.data[10] == '.';
}

/* "smtp; 550 ...", "smtp;550 ...": the type of a Diagnostic-Code. */
static struct span
without_type(struct span words)
{
	if (span_starts_nocase(words, SPAN("smtp;")))
		return span_trim(span_part(words, 5, words.size));
	return words;
}

/* Some say the code twice ("550 550 5.1.1 ..."). */
static struct span
take_all_codes(struct span words, struct reading_input *reply)
{
	uint16_t again = 0;
	struct span rest;
	size_t size;

	words = normal_take_codes(words, &reply->code, &reply->enhanced);
	if (reply->code == 0) {
		size = enhanced_read(words, &reply->enhanced);
		return span_trim(span_part(words, size, words.size));
	}
	rest = normal_take_codes(words, &again, &reply->enhanced);
	return again == reply->code ? rest : words;
}

void
logline_words(struct span words, struct found *f)
{
	size_t tail;
	struct span stage;

	words = without_type(span_trim(words));
	tail = span_search(words, SPAN("(in reply to "));
	if (tail < words.size) {
		stage = span_part(words, tail + 13, words.size);
		f->reply.stage_known = scan_stage(stage, &f->reply.stage);
		words = span_trim(span_part(words, 0, tail));
	}
	f->reply.text = take_all_codes(words, &f->reply);
}

/* "550 5.1.1 ...", "550-5.1.1 ...": a code that refuses, and an enhanced code
 * of its class: no date and no number of a process looks so. */
static bool
is_refusal(struct span text)
{
	struct enhanced enhanced;

	return text.size > 8 && scan_is_code(text) && text.data[0] >= '4' &&
	       enhanced_read(span_part(text, 4, text.size), &enhanced) > 0 &&
	       enhanced.class == text.data[0] - '0';
}

/* A log of a program that is not known here: a refusal behind a space or a
 * quote; it goes up to the other quote. */
static bool
log_unknown(struct span line, struct found *f)
{
	struct span words;
	char before;

	for (size_t at = 1; at + 8 < line.size; at++) {
		if (line.data[at] != '4' && line.data[at] != '5')
			continue;
		before = line.data[at - 1];
		words = span_part(line, at, line.size);
		if ((before != ' ' && before != '\'' && before != '"') ||
		    !is_refusal(words))
			continue;
		if (before != ' ')
			words.size = span_find(words, before);
		f->format = FORMAT_LOG;
		logline_words(words, f);
		return true;
	}
	return false;
}

static bool
read_as(size_t format, struct log_line *l, struct found *f)
{
	if (!scan_after(l->line, formats[format].mark, &l->rest))
		return false;
	*f = (struct found){ .line = 0 };
	return formats[format].read(l, f);
}

enum logline
logline_read(struct span line, struct buf *scratch, struct found *f)
{
	struct log_line l = { .line = line, .scratch = scratch };
	bool pairs[PAIRS];

	if (read_as(0, &l, f))
		return LOGLINE_REPLY;
	note_pairs(line, pairs);
	for (size_t i = 1; i < FORMATS; i++) {
		if (has_pairs(pairs, formats[i].mark) && read_as(i, &l, f))
			return LOGLINE_REPLY;
	}
	*f = (struct found){ .line = 0 };
	if (!has_time(line))
		return LOGLINE_NONE;
	return log_unknown(line, f) ? LOGLINE_REPLY : LOGLINE_OTHER;
}
