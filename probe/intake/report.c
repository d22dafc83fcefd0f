#include "intake/report.h"

#include "intake/logline.h"
#include "intake/mime.h"
#include "intake/notice.h"
#include "intake/scan.h"

/*
 * The report names the recipients; its Diagnostic-Code is the reply. Where it
 * has none (OpenSMTPD), or says less (Exim leaves out the stage), the text for
 * people is asked for the same recipient. Without a report the text speaks
 * alone.
 */
enum {
	FLAT_MAX = 512 << 10, /* above what is kept of a part */
	LOOKED_MAX = 1 << 16, /* parts of the text, so that no order of the
				 recipients makes the search long */
};

struct group {
	size_t line;
	struct span recipient, original, action, status, remote, diagnostic;
};

struct work {
	struct bounce *bounce;
	found_reply found;
	void *context;
	struct span text; /* for people, without the copy */
	struct buf flat, fields;
};

void
bounce_clear(struct bounce *b)
{
	buf_clear(&b->text);
	buf_clear(&b->html);
	buf_clear(&b->report);
	b->declared = b->text_encoded = b->report_encoded = false;
	b->text_line = b->html_line = b->report_line = 0;
	b->told = b->text_at = b->text_at_line = b->looked = 0;
}

/* "rfc822; user@example.org" */
static struct span
without_type(struct span value)
{
	struct span rest = value;

	span_next(&rest, ';');
	return span_trim(rest.size > 0 ? rest : value);
}

static void
take_field(struct group *g, struct span name, struct span value, size_t line)
{
	struct {
		struct span name;
		struct span *target;
		bool typed;
	} fields[] = {
		{ SPAN("Final-Recipient"), &g->recipient, true },
		{ SPAN("Original-Recipient"), &g->original, true },
		{ SPAN("Action"), &g->action, false },
		{ SPAN("Status"), &g->status, false },
		{ SPAN("Remote-MTA"), &g->remote, true },
		{ SPAN("Diagnostic-Code"), &g->diagnostic, true },
	};

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (!span_equal_nocase(name, fields[i].name))
			continue;
		*fields[i].target =
		    fields[i].typed ? without_type(value) : value;
		if (g->line == 0 || i == 5)
			g->line = line;
	}
}

/*
 * Reads one group of fields, up to an empty line; folded lines are joined in
 * *fields. False when *text held no field.
 */
static bool
read_group(struct span *text, size_t *line, struct buf *fields, struct group *g)
{
	struct span one;
	bool any = false;
	size_t begun = *line;

	*g = (struct group){ .line = 0 };
	buf_clear(fields);
	/* The spans of the group lie in the buffer: it must not move. */
	if (buf_reserve(fields, text->size + 1) == NULL)
		return false;
	while (text->size > 0) {
		struct span value, name;
		size_t begin = fields->size;

		begun = (*line)++;
		one = span_trim(span_next(text, '\n'));
		if (one.size == 0 && any)
			return true;
		if (one.size == 0)
			continue;
		any = true;
		buf_add(fields, one);
		while (text->size > 0 &&
		       (text->data[0] == ' ' || text->data[0] == '\t')) {
			(*line)++;
			buf_add_octet(fields, ' ');
			buf_add(fields, span_trim(span_next(text, '\n')));
		}
		value = span_part(buf_span(fields), begin, fields->size);
		name = span_trim(span_next(&value, ':'));
		take_field(g, name, span_trim(value), begun);
	}
	return any;
}

/* The words of those who returned the message; what follows is a copy. */
static struct span
without_copy(struct span text)
{
	static const struct span marks[] = {
		{ "--- Below this line is a copy of the message", 44 },
		{ "------ This is a copy of ", 25 },
		{ "----- Original message follows", 30 },
		{ "----- Unsent message follows", 28 },
		{ "----- Original message -----", 28 },
		{ "----- Message header follows", 28 },
		{ "Below is a copy of the original message", 39 },
		{ "Original message headers:", 25 },
	};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		text = scan_until(text, marks[i]);
	return text;
}

/* Looks for the recipient from `at` on, up to the part that begins at or after
 * `end`. */
static bool
find_from(struct work *w, struct span text, size_t at, size_t line, size_t end,
    struct span recipient, struct found *f)
{
	struct bounce *b = w->bounce;
	struct notice_parts parts = {
		.rest = span_part(text, at, text.size),
		.line = line,
	};
	struct span part;

	while (text.size - parts.rest.size < end && b->looked < LOOKED_MAX &&
	       notice_next_part(&parts, &part)) {
		b->looked++;
		*f = (struct found){ .format = FORMAT_NOTICE };
		notice_read(part, &w->flat, f);
		f->line = parts.line;
		f->input = part;
		if (!span_equal_nocase(f->recipient, recipient))
			continue;
		b->text_at = (size_t)(part.data - text.data);
		b->text_at_line = parts.line;
		return true;
	}
	return false;
}

/* What the text says of one recipient; false when it does not name it. The two
 * name them in the same order, as a rule: so the search goes on from the last
 * one. */
static bool
find_in_text(struct work *w, struct span recipient, struct found *f)
{
	struct bounce *b = w->bounce;
	struct span text = w->text;
	size_t at = b->text_at < text.size ? b->text_at : 0;
	size_t line = at > 0 ? b->text_at_line : b->text_line;

	return find_from(w, text, at, line, text.size, recipient, f) ||
	       find_from(w, text, 0, b->text_line, at, recipient, f);
}

static uint8_t
class_of(struct span action)
{
	if (span_equal_nocase(action, SPAN("failed")))
		return 5;
	return span_equal_nocase(action, SPAN("delayed")) ? 4 : 2;
}

static void
tell(struct work *w, const struct found *f)
{
	w->bounce->told++;
	w->found(w->context, f);
}

static void
tell_group(struct work *w, const struct group *g)
{
	struct found f = { .format = FORMAT_REPORT }, noticed;
	struct enhanced status = { 0 };
	struct span recipient =
	    g->recipient.size > 0 ? g->recipient : g->original;
	bool in_text;

	recipient = scan_address(recipient);
	in_text = find_in_text(w, recipient, &noticed);
	f.input = g->status.size > 0 ? g->status : recipient;
	if (g->diagnostic.size > 0) {
		f.input = g->diagnostic;
		logline_words(g->diagnostic, &f);
	} else if (in_text) {
		f = noticed;
	}
	f.line = w->bounce->report_encoded ? w->bounce->report_line : g->line;
	if (g->diagnostic.size == 0 && in_text)
		f.line = noticed.line;
	if (in_text && !f.reply.stage_known) {
		f.reply.stage_known = noticed.reply.stage_known;
		f.reply.stage = noticed.reply.stage;
	}
	f.recipient = recipient;
	if (g->remote.size > 0)
		f.reply.host = g->remote;
	f.reply.class = class_of(g->action);
	if (f.reply.code == 0 && f.reply.enhanced.class == 0 &&
	    enhanced_read(g->status, &status) > 0)
		f.reply.enhanced = status;
	tell(w, &f);
}

static void
tell_report(struct work *w, struct span text)
{
	size_t line = w->bounce->report_line;
	struct group g;

	while (read_group(&text, &line, &w->fields, &g)) {
		if (g.recipient.size > 0 || g.original.size > 0 ||
		    g.diagnostic.size > 0)
			tell_group(w, &g);
	}
}

/* The addresses stand alone, in a list behind the reply. */
static void
tell_before_addresses(
    struct work *w, struct span text, size_t line, struct span first)
{
	struct found f = { .format = FORMAT_NOTICE, .line = line };

	f.input = span_part(text, 0, (size_t)(first.data - text.data));
	notice_read(f.input, &w->flat, &f);
	f.recipient = scan_address(first);
	if (f.reply.code != 0 || f.reply.text.size > 0)
		tell(w, &f);
}

static void
tell_text(struct work *w, struct span text, size_t line)
{
	struct notice_parts parts = {
		.rest = without_copy(text),
		.line = line,
	};
	struct span all = parts.rest, part, first = SPAN_NONE;
	struct found f;

	while (notice_next_part(&parts, &part)) {
		f = (struct found){ .format = FORMAT_NOTICE };
		notice_read(part, &w->flat, &f);
		f.line = w->bounce->text_encoded ? line : parts.line;
		f.input = part;
		if (f.reply.code != 0 || f.reply.text.size > 0)
			tell(w, &f);
		else if (first.size == 0)
			first = part;
	}
	if (w->bounce->told == 0 && first.size > 0)
		tell_before_addresses(w, all, line, first);
}

static void
begin(struct work *w, struct bounce *b, found_reply found, void *context)
{
	*w = (struct work){ .bounce = b, .found = found, .context = context };
	w->text = without_copy(buf_span(&b->text));
	buf_init(&w->flat, FLAT_MAX);
	buf_init(&w->fields, FLAT_MAX);
}

static void
end(struct work *w)
{
	buf_free(&w->flat);
	buf_free(&w->fields);
}

/* Up to and with the last empty line. */
static struct span
whole_groups(struct span report)
{
	struct span last = SPAN_NONE;

	if (!scan_after_last(report, SPAN("\n\n"), &last) &&
	    !scan_after_last(report, SPAN("\n\r\n"), &last))
		return SPAN_NONE;
	return span_part(report, 0, report.size - last.size);
}

void
bounce_report_begun(struct bounce *b, found_reply found, void *context)
{
	struct span whole = whole_groups(buf_span(&b->report));
	struct work w;

	begin(&w, b, found, context);
	tell_report(&w, whole);
	for (size_t i = 0; i < whole.size; i++)
		b->report_line += whole.data[i] == '\n' && !b->report_encoded;
	buf_drop(&b->report, whole.size);
	end(&w);
}

void
bounce_report(struct bounce *b, found_reply found, void *context)
{
	struct work w;

	begin(&w, b, found, context);
	tell_report(&w, buf_span(&b->report));
	if (b->told == 0 && b->text.size == 0 && b->html.size > 0) {
		mime_strip_html(buf_span(&b->html), &b->text);
		b->text_line = b->html_line;
		b->text_encoded = true;
	}
	if (b->told == 0 &&
	    (b->declared || notice_recognise(buf_span(&b->text))))
		tell_text(&w, buf_span(&b->text), b->text_line);
	end(&w);
}
