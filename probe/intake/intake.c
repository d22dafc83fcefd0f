#include "intake/intake.h"

#include "base/memory.h"
#include "intake/charset.h"
#include "intake/logline.h"
#include "intake/mail.h"
#include "intake/notice.h"
#include "intake/scan.h"

#include <string.h>

/*
 * The first line that is not empty decides the mode. In lines, each line is
 * looked at alone; but a line "550-..." waits in `pending` for its
 * continuation, and one that begins a recipient's part of a bounce in `part`
 * for those that are indented below it: what people paste is wrapped. In a
 * message, and in the text of a bounce without its header,
 * all lines belong together.
 */
enum mode { UNDECIDED, LINES, MESSAGE, NOTICE };

enum { NOTICE_MAX = 256 << 10, SCRATCH_MAX = 256 << 10, FIRST_LINE_MAX = 160 };

struct intake {
	enum input_kind kind;
	found_reply found;
	void *context;
	enum mode mode;
	struct mail *mail;
	struct buf line; /* of which not all has come */
	size_t number;
	bool after_blank;
	struct buf pending; /* a reply of several lines, or a notice */
	size_t pending_line;
	struct buf part;
	size_t part_line, part_lines;
	struct buf scratch;
	struct charset charset;
	struct buf converted;
};

const char *
found_format_word(enum found_format format)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		FOUND_FORMATS(X)
#undef X
	};

	return words[format];
}

bool
input_kind_from_word(struct span word, enum input_kind *kind)
{
#define X(id, name)                                                            \
	if (span_equal(word, SPAN(name))) {                                    \
		*kind = id;                                                    \
		return true;                                                   \
	}
	INPUT_KINDS(X)
#undef X
	return false;
}

static void
start_anew(struct intake *in)
{
	in->mode = in->kind == INPUT_MAIL ? MESSAGE : UNDECIDED;
	if (in->kind == INPUT_REPLY || in->kind == INPUT_LOG)
		in->mode = LINES;
	buf_clear(&in->line);
	buf_clear(&in->pending);
	buf_clear(&in->part);
	in->number = 0;
	in->after_blank = true;
}

struct intake *
intake_new(enum input_kind kind, found_reply found, void *context)
{
	struct intake *in = memory_get(sizeof *in);

	if (in == NULL)
		return NULL;
	in->kind = kind;
	in->found = found;
	in->context = context;
	in->mail = mail_new(found, context);
	buf_init(&in->line, INTAKE_LINE_MAX);
	buf_init(&in->pending, NOTICE_MAX);
	buf_init(&in->part, NOTICE_MAX);
	buf_init(&in->scratch, SCRATCH_MAX);
	buf_init(&in->converted, CHARSET_OUT);
	start_anew(in);
	if (in->mail != NULL)
		return in;
	intake_free(in);
	return NULL;
}

void
intake_free(struct intake *in)
{
	if (in == NULL)
		return;
	mail_free(in->mail);
	buf_free(&in->line);
	buf_free(&in->pending);
	buf_free(&in->part);
	buf_free(&in->scratch);
	buf_free(&in->converted);
	memory_free(in);
}

static void
tell(struct intake *in, struct found *f, size_t line, struct span input)
{
	f->line = line;
	f->input = input;
	in->found(in->context, f);
}

/* What transcripts put before a server's line: swaks, Sendmail, ours. */
static struct span
without_mark(struct span line)
{
	static const struct span marks[] = {
		{ "<** ", 4 },
		{ "<-  ", 4 },
		{ "<~* ", 4 },
		{ "<~  ", 4 },
		{ "<<< ", 4 },
		{ "S: ", 3 },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (line.size > 0 && line.data[0] == marks[i].data[0] &&
		    scan_starts(line, marks[i]))
			return span_trim(
			    span_part(line, marks[i].size, line.size));
	}
	return line;
}

static void
tell_reply(struct intake *in, struct span reply, size_t line)
{
	struct found f = { .format = FORMAT_REPLY };

	logline_words(reply, &f);
	tell(in, &f, line, reply);
}

/* The reply that waited has no further line. */
static void
flush(struct intake *in)
{
	if (in->pending.size > 0)
		tell_reply(in, buf_span(&in->pending), in->pending_line);
	buf_clear(&in->pending);
}

/* "550-..." that does not hold its own last line ("550-a 550 b"), as logs and
 * people join them. */
static bool
awaits_more(struct span line)
{
	char last[6] = { ' ', line.data[0], line.data[1], line.data[2], ' ' };

	return line.size > 3 && line.data[3] == '-' &&
	       span_search(line, (struct span){ last, 5 }) == line.size;
}

static bool
continues(const struct buf *pending, struct span line)
{
	return pending->size > 3 && memcmp(pending->data, line.data, 3) == 0;
}

static void
reply_line(struct intake *in, struct span line, size_t number)
{
	bool more = awaits_more(line);

	if (!continues(&in->pending, line))
		flush(in);
	if (!more && in->pending.size == 0) {
		tell_reply(in, line, number);
		return;
	}
	if (in->pending.size == 0) {
		in->pending_line = number;
		buf_add(&in->pending, line);
	} else {
		buf_add_octet(&in->pending, '\n');
		buf_add(&in->pending, scan_continuation(line));
	}
	if (!more)
		flush(in);
}

static void
sentence_line(struct intake *in, struct span line, size_t number)
{
	struct found f = { .format = FORMAT_SENTENCE };

	if (notice_recognise(line)) {
		f.format = FORMAT_NOTICE;
		notice_read(line, &in->scratch, &f);
	} else {
		logline_words(line, &f);
	}
	tell(in, &f, number, line);
}

static void
one_line(struct intake *in, struct span whole, size_t number)
{
	struct span line = without_mark(span_trim(whole));
	struct found f;
	enum logline kind;

	if (line.size == 0 || scan_is_code(line)) {
		if (line.size > 0)
			reply_line(in, line, number);
		else
			flush(in);
		return;
	}
	flush(in);
	kind = in->kind == INPUT_REPLY ? LOGLINE_NONE
				       : logline_read(line, &in->scratch, &f);
	if (kind == LOGLINE_REPLY)
		tell(in, &f, number, line);
	else if (kind == LOGLINE_NONE && in->kind != INPUT_LOG)
		sentence_line(in, line, number);
}

/* What waited as a recipient's part is over: with lines of its own, or words
 * that lead to a reply, it is one; else it is a line as others are. */
static void
end_part(struct intake *in)
{
	struct found f = { .format = FORMAT_NOTICE };

	if (in->part.size == 0)
		return;
	if (in->part_lines > 1 || notice_recognise(buf_span(&in->part))) {
		flush(in);
		notice_read(buf_span(&in->part), &in->scratch, &f);
		tell(in, &f, in->part_line, buf_span(&in->part));
	} else {
		one_line(in, buf_span(&in->part), in->part_line);
	}
	buf_clear(&in->part);
}

static bool
is_indented(struct span line)
{
	return line.size > 1 && span_trim(line).size > 0 &&
	       (line.data[0] == '\t' ||
		   (line.data[0] == ' ' && line.data[1] == ' '));
}

static void
add_to_part(struct intake *in, struct span line)
{
	if (in->part.size + line.size + 1 > in->part.max)
		return;
	if (in->part.size > 0)
		buf_add_octet(&in->part, '\n');
	buf_add(&in->part, line);
	in->part_lines++;
}

static void
line_alone(struct intake *in, struct span line)
{
	if (in->part.size > 0 && is_indented(line)) {
		add_to_part(in, line);
		return;
	}
	end_part(in);
	if (in->kind != INPUT_AUTO || !notice_begins_part(line)) {
		one_line(in, line, in->number);
		return;
	}
	in->part_line = in->number;
	in->part_lines = 0;
	add_to_part(in, line);
}

/* An mbox parts its messages by lines that begin with "From ", after an empty
 * line or at the start. */
static void
message_line(struct intake *in, struct span line)
{
	if (in->after_blank && scan_starts(line, SPAN("From ")))
		mail_end(in->mail);
	else
		mail_line(in->mail, line, in->number);
}

static void
notice_line(struct intake *in, struct span line)
{
	if (in->pending.size == 0)
		in->pending_line = in->number;
	if (in->pending.size + line.size + 1 > in->pending.max)
		return;
	buf_add(&in->pending, line);
	buf_add_octet(&in->pending, '\n');
}

static void
end_notice(struct intake *in)
{
	struct notice_parts parts = {
		.rest = buf_span(&in->pending),
		.line = in->pending_line,
	};
	struct span part;
	struct found f;

	while (notice_next_part(&parts, &part)) {
		f = (struct found){ .format = FORMAT_NOTICE };
		notice_read(part, &in->scratch, &f);
		tell(in, &f, parts.line, part);
	}
	buf_clear(&in->pending);
}

static enum mode
mode_of(struct intake *in, struct span line)
{
	if (mail_begins(line))
		return MESSAGE;
	if (mail_report_begins(line)) {
		mail_begin_report(in->mail);
		return MESSAGE;
	}
	/* Wrapped text of a bounce; one long line is an input of its own. */
	if (line.size < FIRST_LINE_MAX && notice_begins(line))
		return NOTICE;
	return LINES;
}

static void
take_line(struct intake *in, struct span line)
{
	if (line.size > 0 && line.data[line.size - 1] == '\r')
		line.size--;
	in->number++;
	if (in->mode == UNDECIDED && span_trim(line).size > 0)
		in->mode = mode_of(in, line);
	switch (in->mode) {
	case LINES:
		line_alone(in, line);
		break;
	case MESSAGE:
		message_line(in, line);
		break;
	case NOTICE:
		notice_line(in, line);
		break;
	case UNDECIDED:
		break;
	}
	in->after_blank = line.size == 0;
}

/* Keeps what there is room for of a line that has not come to its end. */
static void
keep(struct intake *in, struct span part)
{
	buf_add(&in->line, span_part(part, 0, in->line.max - in->line.size));
}

static void
feed(struct intake *in, struct span octets)
{
	while (octets.size > 0) {
		size_t end = span_find(octets, '\n');
		struct span line = span_part(octets, 0, end);

		if (end == octets.size) {
			keep(in, line);
			return;
		}
		octets = span_part(octets, end + 1, octets.size);
		if (in->line.size == 0) {
			take_line(in, span_part(line, 0, INTAKE_LINE_MAX));
			continue;
		}
		keep(in, line);
		take_line(in, buf_span(&in->line));
		buf_clear(&in->line);
	}
}

void
intake_feed(struct intake *in, struct span octets)
{
	struct span piece;

	while (octets.size > 0 && in->charset.kind != CHARSET_AS_IT_IS) {
		piece = span_part(octets, 0, CHARSET_PIECE);
		octets = span_part(octets, piece.size, octets.size);
		feed(in, charset_piece(&in->charset, piece, &in->converted));
	}
	feed(in, octets);
}

void
intake_end(struct intake *in)
{
	feed(in, charset_end(&in->charset, &in->converted));
	if (in->line.size > 0)
		take_line(in, buf_span(&in->line));
	if (in->mode == NOTICE)
		end_notice(in);
	end_part(in);
	flush(in);
	mail_end(in->mail);
	start_anew(in);
}
