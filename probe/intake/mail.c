#include "intake/mail.h"

#include "base/memory.h"
#include "intake/mime.h"
#include "intake/report.h"
#include "intake/scan.h"

/*
 * A message is a tree of parts; what is needed of it is the text for people
 * and the delivery report. The machine stands in the header or the body of one
 * part; the boundaries of all multiparts that are open are on a stack, and a
 * line that is one of them ends all that is inside. Only text and report are
 * kept, decoded, up to a maximum; the returned message is passed over, so its
 * own words are never taken for a reply.
 */
enum {
	DEPTH_MAX = 8,
	BOUNDARY_MAX = 100, /* RFC 2046 5.1.1 says 70 */
	FIELD_MAX = 4096,
	PART_MAX = 256 << 10,
};

enum part { PART_TEXT, PART_HTML, PART_REPORT, PART_MESSAGE, PART_OTHER };

struct mail {
	found_reply found;
	void *context;
	bool in_header;
	bool top;   /* the message's own header */
	bool whole; /* nothing but a report, without a message around it */
	bool started;
	size_t around; /* multiparts around an attached message; 0: none */
	size_t depth;
	char boundaries[DEPTH_MAX][BOUNDARY_MAX];
	size_t sizes[DEPTH_MAX];
	enum part part;
	enum mime_encoding encoding;
	struct mime_state state;
	struct buf field;
	size_t last_line;
	struct bounce bounce;
};

struct mail *
mail_new(found_reply found, void *context)
{
	struct mail *m = memory_get(sizeof *m);

	if (m == NULL)
		return NULL;
	m->found = found;
	m->context = context;
	m->in_header = m->top = true;
	buf_init(&m->field, FIELD_MAX);
	buf_init(&m->bounce.text, PART_MAX);
	buf_init(&m->bounce.html, PART_MAX);
	buf_init(&m->bounce.report, PART_MAX);
	return m;
}

void
mail_free(struct mail *m)
{
	if (m == NULL)
		return;
	buf_free(&m->field);
	buf_free(&m->bounce.text);
	buf_free(&m->bounce.html);
	buf_free(&m->bounce.report);
	memory_free(m);
}

static bool
is_type(struct span value, struct span wanted)
{
	return span_equal_nocase(mime_type(value), wanted);
}

/* Without a boundary its parts cannot be told apart: all of it is text. Of one
 * that is too long the beginning does; in too deep a tree the innermost
 * multipart takes the place of the one around it. */
static void
push_boundary(struct mail *m, struct span value)
{
	struct span boundary = mime_parameter(value, SPAN("boundary"));

	boundary = span_part(boundary, 0, BOUNDARY_MAX);
	if (boundary.size == 0) {
		m->part = PART_TEXT;
		return;
	}
	if (m->depth == DEPTH_MAX)
		m->depth--;
	for (size_t i = 0; i < boundary.size; i++)
		m->boundaries[m->depth][i] = boundary.data[i];
	m->sizes[m->depth++] = boundary.size;
}

static void
read_type(struct mail *m, struct span value)
{
	m->part = PART_OTHER;
	if (span_starts_nocase(value, SPAN("multipart/")))
		push_boundary(m, value);
	else if (is_type(value, SPAN("text/plain")))
		m->part = PART_TEXT;
	else if (is_type(value, SPAN("text/html")))
		m->part = PART_HTML;
	else if (is_type(value, SPAN("message/rfc822")) ||
		 is_type(value, SPAN("message/global")))
		m->part = PART_MESSAGE;
	else if (is_type(value, SPAN("message/delivery-status")) ||
		 is_type(value, SPAN("message/global-delivery-status")))
		m->part = PART_REPORT;
	/* RFC 3462 2: the report is told by the multipart, whatever its
	 * parts. */
	if (m->top &&
	    span_search_nocase(value, SPAN("delivery-status")) < value.size)
		m->bounce.declared = true;
}

/* Fields of the message's own header that only a bounce has. */
static void
read_top_field(struct mail *m, struct span name, struct span value)
{
	static const struct span senders[] = {
		{ "mailer-daemon", 13 },
		{ "postmaster@", 11 },
		{ "mail delivery", 13 },
		{ "microsoftexchange", 17 },
	};
	bool failed = span_equal_nocase(name, SPAN("X-Failed-Recipients"));

	if (failed || (span_equal_nocase(name, SPAN("Return-Path")) &&
			  span_equal(span_trim(value), SPAN("<>"))))
		m->bounce.declared = true;
	if (!span_equal_nocase(name, SPAN("From")))
		return;
	for (size_t i = 0; i < sizeof senders / sizeof *senders; i++) {
		if (span_search_nocase(value, senders[i]) < value.size)
			m->bounce.declared = true;
	}
}

/* The field gathered so far is whole. */
static void
end_field(struct mail *m)
{
	struct span value = buf_span(&m->field), name;

	if (value.size == 0)
		return;
	name = span_trim(span_next(&value, ':'));
	value = span_trim(value);
	if (span_equal_nocase(name, SPAN("Content-Type")))
		read_type(m, value);
	else if (span_equal_nocase(name, SPAN("Content-Transfer-Encoding")))
		m->encoding = mime_encoding_of(value);
	else if (m->top)
		read_top_field(m, name, value);
	buf_clear(&m->field);
}

/* RFC 5322 2.2.3: a line that begins with white space goes on with the field
 * before it. What is too long is cut. */
static void
header_line(struct mail *m, struct span line)
{
	size_t room;

	if (!ascii_is_space(line.data[0]))
		end_field(m);
	room = m->field.max - m->field.size;
	buf_add(&m->field, span_part(line, 0, room));
}

static struct buf *
kept(struct mail *m, size_t **first_line)
{
	switch (m->part) {
	case PART_TEXT:
		*first_line = &m->bounce.text_line;
		return &m->bounce.text;
	case PART_HTML:
		*first_line = &m->bounce.html_line;
		return &m->bounce.html;
	case PART_REPORT:
		*first_line = &m->bounce.report_line;
		return &m->bounce.report;
	case PART_MESSAGE:
	case PART_OTHER:
		break;
	}
	return NULL;
}

static void
body_line(struct mail *m, struct span line, size_t number)
{
	size_t *first_line;
	struct buf *out = kept(m, &first_line);

	if (out == NULL || out->size + line.size + 1 > out->max)
		return;
	if (out->size == 0) {
		*first_line = number;
		if (m->part == PART_REPORT)
			m->bounce.report_encoded = m->encoding != MIME_PLAIN;
		if (m->part == PART_TEXT)
			m->bounce.text_encoded = m->encoding != MIME_PLAIN;
	}
	mime_decode_line(m->encoding, &m->state, line, out);
	if (m->part == PART_REPORT && out->size > PART_MAX / 2)
		bounce_report_begun(&m->bounce, m->found, m->context);
}

/* Which open multipart the line bounds, counted from 1; 0 for none. */
static size_t
bounded(const struct mail *m, struct span line, bool *last)
{
	if (!scan_starts(line, SPAN("--")))
		return 0;
	line = span_part(line, 2, line.size);
	for (size_t i = m->depth; i > 0; i--) {
		struct span boundary = { m->boundaries[i - 1],
			m->sizes[i - 1] };

		if (!scan_starts(line, boundary))
			continue;
		line = span_part(line, boundary.size, line.size);
		*last = scan_starts(line, SPAN("--"));
		return i;
	}
	return 0;
}

static void
begin_part(struct mail *m)
{
	m->part = PART_TEXT;
	m->encoding = MIME_PLAIN;
	m->state = (struct mime_state){ 0 };
	m->in_header = true;
	m->top = false;
}

static void
end_message(struct mail *m)
{
	bounce_report(&m->bounce, m->found, m->context);
	bounce_clear(&m->bounce);
	m->around = 0;
}

static void
bound(struct mail *m, size_t depth, bool last)
{
	end_field(m);
	if (depth <= m->around)
		end_message(m);
	m->depth = last ? depth - 1 : depth;
	begin_part(m);
	if (!last)
		return;
	m->in_header = false;
	m->part = PART_OTHER;
}

/* A bounce that somebody passes on as an attachment is a message of its own;
 * the one that a bounce returns is not looked into. */
static void
enter_message(struct mail *m)
{
	end_message(m);
	m->around = m->depth;
	begin_part(m);
	m->top = true;
}

static void
end_header(struct mail *m)
{
	end_field(m);
	m->in_header = false;
	if (m->part == PART_MESSAGE && !m->bounce.declared &&
	    m->encoding == MIME_PLAIN)
		enter_message(m);
}

void
mail_line(struct mail *m, struct span line, size_t number)
{
	bool last = false;
	size_t depth = m->whole ? 0 : bounded(m, line, &last);

	m->started = true;
	m->last_line = number;
	if (depth > 0) {
		bound(m, depth, last);
	} else if (!m->in_header) {
		body_line(m, line, number);
	} else if (line.size == 0) {
		end_header(m);
	} else {
		header_line(m, line);
	}
}

static void
start_anew(struct mail *m)
{
	bounce_clear(&m->bounce);
	buf_clear(&m->field);
	begin_part(m);
	m->top = true;
	m->whole = m->started = false;
	m->depth = m->around = 0;
}

void
mail_end(struct mail *m)
{
	if (!m->started)
		return;
	end_field(m);
	bounce_report(&m->bounce, m->found, m->context);
	start_anew(m);
}

void
mail_begin_report(struct mail *m)
{
	start_anew(m);
	m->in_header = m->top = false;
	m->whole = true;
	m->part = PART_REPORT;
}

static bool
is_field_of(struct span line, const struct span *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (span_starts_nocase(line, names[i]) &&
		    line.size > names[i].size &&
		    line.data[names[i].size] == ':')
			return true;
	}
	return false;
}

bool
mail_begins(struct span line)
{
	static const struct span names[] = {
		{ "received", 8 },
		{ "return-path", 11 },
		{ "delivered-to", 12 },
		{ "x-original-to", 13 },
		{ "envelope-to", 11 },
		{ "from", 4 },
		{ "to", 2 },
		{ "subject", 7 },
		{ "date", 4 },
		{ "message-id", 10 },
		{ "mime-version", 12 },
		{ "content-type", 12 },
		{ "auto-submitted", 14 },
		{ "x-failed-recipients", 19 },
		{ "authentication-results", 22 },
		{ "dkim-signature", 14 },
		{ "arc-seal", 8 },
		{ "x-received", 10 },
	};

	return scan_starts(line, SPAN("From ")) ||
	       is_field_of(line, names, sizeof names / sizeof *names);
}

bool
mail_report_begins(struct span line)
{
	static const struct span names[] = {
		{ "reporting-mta", 13 },
		{ "original-envelope-id", 20 },
		{ "final-recipient", 15 },
		{ "original-recipient", 18 },
		{ "action", 6 },
		{ "status", 6 },
		{ "remote-mta", 10 },
		{ "diagnostic-code", 15 },
	};

	return is_field_of(line, names, sizeof names / sizeof *names);
}
