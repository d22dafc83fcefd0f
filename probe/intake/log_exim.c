#include "intake/log_formats.h"
#include "intake/logline.h"
#include "intake/scan.h"

#include "diagnosis/normal.h"

/* Exim writes a backslash and an n between the lines of a reply. */
static struct span
with_line_ends(struct span words, struct buf *scratch)
{
	struct span rest = words, part;

	if (span_search(words, SPAN("\\n")) == words.size)
		return words;
	buf_clear(scratch);
	while (rest.size > 0) {
		part = scan_until(rest, SPAN("\\n"));
		buf_add(scratch,
		    scratch->size > 0 ? scan_continuation(part) : part);
		if (part.size < rest.size)
			buf_add_octet(scratch, '\n');
		rest = span_part(rest, part.size + 2, rest.size);
	}
	return buf_span(scratch);
}

/* " DT=0s", " QT=4m": how long it took, behind the words; and the host where
 * it stands there ("defer (110): Connection timed out H=mx [192.0.2.1]"). */
static struct span
without_tail(struct span words)
{
	static const struct span marks[] = { { " DT=", 4 }, { " QT=", 4 },
		{ " H=", 3 } };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		words = scan_until(words, marks[i]);
	return words;
}

struct span
logline_take_stage(struct span words, struct found *f)
{
	struct span rest = words, at;

	if (!scan_after(words, SPAN("MTP error from remote "), &rest) ||
	    !scan_after(rest, SPAN(" after "), &rest))
		return words;
	f->reply.stage_known = scan_stage(rest, &f->reply.stage);
	if (scan_after(rest, SPAN(">: "), &at) ||
	    scan_after(rest, SPAN(": "), &at))
		rest = at;
	if (scan_starts(rest, SPAN("SIZE=")))
		scan_after(rest, SPAN(": "), &rest);
	if (scan_starts(rest, SPAN("host ")) &&
	    scan_after(rest, SPAN("]: "), &at)) {
		f->reply.host = scan_value(rest, SPAN("host "), SPAN(" "));
		rest = at;
	}
	return rest;
}

static uint8_t
class_of(struct span mark)
{
	if (mark.data[1] == '*')
		return 5;
	return mark.data[1] == '=' && mark.data[2] == '=' ? 4 : 2;
}

/* The arrow that stands behind a message id ("1xVUDH-000024-2Y"). */
static bool
find_arrow(struct span line, struct span *mark, struct span *rest)
{
	static const struct span arrows[] = {
		{ " ** ", 4 },
		{ " == ", 4 },
		{ " => ", 4 },
		{ " -> ", 4 },
	};

	for (int i = 0; i < 4; i++) {
		size_t at = span_search(line, arrows[i]);

		if (at < 16 || at == line.size || line.data[at - 3] != '-' ||
		    !scan_after(line, arrows[i], rest))
			continue;
		*mark = arrows[i];
		return true;
	}
	return false;
}

static struct span
taken_words(struct span rest)
{
	return scan_value(rest, SPAN(" C=\""), SPAN("\""));
}

/* "R=smart T=out H=mx [192.0.2.1] X=TLS1.3: words" or "defer (-44): words";
 * an address alone has ": " directly behind it. */
bool
log_exim_delivery(const struct log_line *l, struct found *f)
{
	struct span mark, rest, words;
	size_t end;

	if (!find_arrow(l->line, &mark, &rest))
		return false;
	f->format = FORMAT_EXIM;
	end = span_find(rest, ' ');
	f->recipient = span_part(rest, 0, end);
	if (f->recipient.size > 0 &&
	    f->recipient.data[f->recipient.size - 1] == ':')
		f->recipient.size--;
	f->recipient = scan_address(f->recipient);
	f->sender = scan_address(
	    scan_value(scan_until(rest, SPAN(": ")), SPAN(" F="), SPAN(" ")));
	f->queue_id = scan_last_word(scan_until(l->line, mark));
	f->reply.host = scan_value(rest, SPAN(" H="), SPAN(" "));
	f->reply.class = class_of(mark);
	if (f->reply.class == 2)
		words = taken_words(rest);
	else if (!scan_after(rest, SPAN(": "), &words))
		return false;
	words = with_line_ends(without_tail(words), l->scratch);
	logline_words(logline_take_stage(words, f), f);
	return f->reply.text.size > 0 || f->reply.code != 0;
}

bool
log_exim_reject(const struct log_line *l, struct found *f)
{
	struct span before = scan_until(l->line, SPAN("rejected "));
	struct span rest = l->rest, words;

	if (!scan_after(rest, SPAN(": "), &words))
		return false;
	if (span_search(before, SPAN("H=")) == before.size &&
	    !scan_starts(rest, SPAN("EHLO from ")) &&
	    !scan_starts(rest, SPAN("HELO from ")))
		return false;
	f->format = FORMAT_EXIM;
	if (scan_starts(rest, SPAN("after ")))
		rest = span_part(rest, 6, rest.size);
	f->reply.stage_known = scan_stage(rest, &f->reply.stage);
	if (scan_starts(rest, SPAN("RCPT ")))
		f->recipient =
		    scan_address(scan_value(rest, SPAN("RCPT "), SPAN(": ")));
	f->sender = scan_address(scan_value(before, SPAN(" F="), SPAN(" ")));
	f->reply.class = scan_ends(before, SPAN("temporarily ")) ? 4 : 5;
	logline_words(with_line_ends(words, l->scratch), f);
	return true;
}

bool
log_exim_verify(const struct log_line *l, struct found *f)
{
	struct span rest, words;
	bool fails = scan_after(l->line, SPAN(" verify fail for "), &rest);

	if (!fails && !scan_after(l->line, SPAN(" verify defer for "), &rest))
		return false;
	if (!scan_after(rest, SPAN(": "), &words))
		return false;
	f->format = FORMAT_EXIM;
	f->sender = scan_angle(rest);
	f->reply.class = fails ? 5 : 4;
	f->reply.stage_known = true;
	f->reply.stage = STAGE_MAIL;
	logline_words(words, f);
	return true;
}

bool
log_exim_host(const struct log_line *l, struct found *f)
{
	struct span words, before = scan_until(l->line, SPAN("]: SMTP error"));

	if (span_search(before, SPAN(" H=")) == before.size ||
	    !scan_after(l->line, SPAN("]: "), &words))
		return false;
	f->format = FORMAT_EXIM;
	f->queue_id = scan_last_word(scan_until(before, SPAN(" H=")));
	f->reply.host = scan_value(before, SPAN(" H="), SPAN(" "));
	words = with_line_ends(without_tail(words), l->scratch);
	logline_words(logline_take_stage(words, f), f);
	return scan_after(words, SPAN(" after "), &words);
}

bool
log_exim_refused(const struct log_line *l, struct found *f)
{
	if (span_search(l->line, SPAN("onnection from ")) == l->line.size)
		return false;
	f->format = FORMAT_EXIM;
	f->reply.class = 4;
	f->reply.stage_known = true;
	f->reply.stage = STAGE_BANNER;
	logline_words(l->rest, f);
	return true;
}
