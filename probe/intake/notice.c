#include "intake/notice.h"

#include "intake/logline.h"
#include "intake/scan.h"

/*
 * Each writer has its own words before the reply. The marks stand in the order
 * of their worth: a reason that the writer chose comes before a transcript, a
 * quoted reply before words that only lead to one. All of it is looked for in
 * flat text, where each run of white space is one space, so that wrapped and
 * joined text are the same.
 */
static const struct {
	struct span words;
	struct span end; /* what ends the reply; "" for the end of the part */
} marks[] = {
	{ { "(reason: ", 9 }, { ") ", 2 } },
	{ { "emote host said: ", 17 }, { "Giving up on ", 13 } },
	{ { "emote server returned '", 23 }, { "' ", 2 } },
	{ { "emote Server returned '", 23 }, { "' ", 2 } },
	{ { "other server returned was: ", 27 }, { "", 0 } },
	{ { "the remote server was: ", 23 }, { "", 0 } },
	{ { "The response was: ", 18 }, { "", 0 } },
	{ { "] said: ", 8 }, { "-- Reporting-MTA", 16 } },
	{ { "refused to talk to me: ", 23 }, { "", 0 } },
	{ { "<<< ", 4 }, { ">>> ", 4 } },
	{ { "Transcript of session follows ----- ", 36 }, { "", 0 } },
	{ { "Diagnostic information for administrators: ", 43 },
	    { "Original message headers", 24 } },
	{ { "permanent failure: ", 19 }, { "", 0 } },
	{ { "temporary failure: ", 19 }, { "", 0 } },
	{ { "address(es) failed: ", 20 }, { "", 0 } },
	{ { "address failed: ", 16 }, { "", 0 } },
	{ { "Sorry it didn't work out. ", 26 }, { "", 0 } },
	{ { "Failure Reason: ", 16 }, { "", 0 } },
	{ { "The mail system ", 16 }, { "", 0 } },
};

/* Words with which bounces begin, beside the marks. */
static const struct span beginnings[] = {
	{ "This is the mail system at host ", 32 },
	{ "This message was created automatically by mail", 46 },
	{ "Hi. This is the qmail-send program", 34 },
	{ "The original message was received at ", 37 },
	{ "Delivery has failed to these recipients", 39 },
	{ "Delivery to the following recipient", 35 },
	{ "SMTP error from remote ", 23 },
};

bool
notice_begins(struct span line)
{
	line = span_trim(line);
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		if (scan_starts(line, beginnings[i]))
			return true;
	}
	return false;
}

bool
notice_recognise(struct span text)
{
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		if (span_search(text, beginnings[i]) < text.size)
			return true;
	}
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (span_search(text, marks[i].words) < text.size)
			return true;
	}
	return false;
}

static struct span
flatten(struct span text, struct buf *flat)
{
	bool space = true;

	buf_clear(flat);
	for (size_t i = 0; i < text.size; i++) {
		bool here = ascii_is_space(text.data[i]);

		if (!here)
			buf_add_octet(flat, text.data[i]);
		else if (!space)
			buf_add_octet(flat, ' ');
		space = here;
	}
	return buf_span(flat);
}

static bool
is_atom(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c) || c == '.' ||
	       c == '-' || c == '_' || c == '+' || c == '=' || c == '/' ||
	       c == '\'' || (unsigned char)c >= 0x80;
}

/* The first address in the text from `at` on, or the empty span. */
static struct span
find_address_from(struct span text, size_t at)
{
	size_t begin, end;

	while (at < text.size) {
		at += span_find(span_part(text, at, text.size), '@');
		if (at >= text.size)
			break;
		for (begin = at; begin > 0 && is_atom(text.data[begin - 1]);)
			begin--;
		for (end = at + 1; end < text.size && is_atom(text.data[end]);)
			end++;
		while (end > at && text.data[end - 1] == '.')
			end--;
		if (begin < at && end > at + 1)
			return span_part(text, begin, end);
		at++;
	}
	return SPAN_NONE;
}

static struct span
find_address(struct span text)
{
	return find_address_from(text, 0);
}

/* Whose part it is: the address that it begins with; else the last one before
 * the reply; else any. */
static struct span
find_recipient(struct span text, struct span words)
{
	size_t before = (size_t)(words.data - text.data), at = 0;
	struct span first = find_address(text), last = SPAN_NONE, next;

	if (first.size > 0 && first.data <= text.data + 1)
		return first;
	while (at < before) {
		next = find_address_from(span_part(text, 0, before), at);
		if (next.size == 0)
			break;
		last = next;
		at = (size_t)(next.data - text.data) + next.size;
	}
	return last.size > 0 ? last : first;
}

/* Octets of the text in its flat form. */
static size_t
flat_size(struct span text)
{
	bool space = true;
	size_t size = 0;

	for (size_t i = 0; i < text.size; i++) {
		bool here = ascii_is_space(text.data[i]);

		size += !here || !space;
		space = here;
	}
	return size;
}

/* Nothing leads to the reply, but it has lines of its own: from the first that
 * begins with a code that refuses, up to an empty line. */
static struct span
own_lines(struct span part, struct span flat)
{
	struct span rest = part, line, reply;
	size_t at, size;

	while (rest.size > 0) {
		line = span_trim(span_next(&rest, '\n'));
		if (line.size > 4 && line.data[0] >= '4' && scan_is_code(line))
			break;
		line = SPAN_NONE;
	}
	if (line.size == 0)
		return flat;
	at = (size_t)(line.data - part.data);
	reply = span_part(part, at, part.size);
	size = flat_size(scan_until(reply, SPAN("\n\n")));
	at = flat_size(span_part(part, 0, at));
	return span_trim(span_part(flat, at, at + size));
}

static struct span
choose_words(struct span part, struct span flat)
{
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		struct span rest;

		if (!scan_after(flat, marks[i].words, &rest) || rest.size == 0)
			continue;
		if (marks[i].end.size == 0)
			return rest;
		return span_trim(scan_until(rest, marks[i].end));
	}
	return own_lines(part, flat);
}

/* "a@b: 550 ...", "<a@b>: words", "a@b host mx [ip] SMTP error ...": the
 * address in front is no part of the reply. */
static struct span
without_address(struct span words, struct span address)
{
	size_t at = span_search(words, address);
	struct span rest;

	if (address.size == 0 || at > 1)
		return words;
	rest = span_part(words, at + address.size, words.size);
	if (scan_starts(rest, SPAN(">")))
		rest = span_part(rest, 1, rest.size);
	if (scan_starts(rest, SPAN(":")))
		rest = span_part(rest, 1, rest.size);
	return span_trim(rest);
}

/* "... --> RCPT To:<a@b>", "... <-- 550 ...": a session as some servers return
 * it. The first refusal speaks; false without one. */
static bool
read_transcript(struct span part, struct found *f)
{
	while (part.size > 0) {
		struct span line = span_next(&part, '\n'), said;

		if (scan_after(line, SPAN("--> "), &said)) {
			f->reply.stage_known =
			    scan_stage(said, &f->reply.stage);
			if (f->reply.stage_known &&
			    f->reply.stage == STAGE_RCPT)
				f->recipient = scan_angle(said);
		} else if (scan_after(line, SPAN("<-- "), &said) &&
			   scan_is_code(said) && said.data[0] >= '4') {
			logline_words(said, f);
			return true;
		}
	}
	return false;
}

/* "host mx.example.org[192.0.2.1] said: ", "host mx [192.0.2.1] SMTP error ..."
 * before the reply: whose it is. */
static struct span
find_host(struct span text, struct span words)
{
	struct span before =
	    span_part(text, 0, (size_t)(words.data - text.data));
	struct span host =
	    span_trim(scan_value(before, SPAN("host "), SPAN("[")));

	return span_find(host, ' ') == host.size &&
		       span_find(host, '.') < host.size
		   ? host
		   : SPAN_NONE;
}

void
notice_read(struct span part, struct buf *flat, struct found *f)
{
	struct span text, words, rest;

	if (read_transcript(part, f))
		return;
	text = flatten(part, flat);
	words = choose_words(part, text);
	f->recipient = find_recipient(text, words);
	f->reply.host = find_host(text, words);
	words = without_address(words, f->recipient);
	if (scan_starts(words, SPAN("host ")) &&
	    scan_after(words, SPAN("] said: "), &rest)) {
		f->reply.host = scan_value(words, SPAN("host "), SPAN("["));
		words = rest;
	}
	if (scan_after(words, SPAN("SMTP error from remote "), &rest))
		words = logline_take_stage(words, f);
	logline_words(words, f);
}

bool
notice_begins_part(struct span line)
{
	struct span address;
	size_t end;

	line = span_trim(line);
	if (line.size > 0 && line.data[0] == '<')
		line = span_part(line, 1, line.size);
	/* Few lines go on from here. */
	if (span_find(line, '@') > span_find(line, ' '))
		return false;
	address = find_address(line);
	if (address.size == 0 || address.data != line.data)
		return false;
	end = address.size;
	if (end < line.size && line.data[end] == '>')
		end++;
	return end == line.size || line.data[end] == ':' ||
	       (line.data[end] == ' ' && end + 1 < line.size &&
		   line.data[end + 1] == '(');
}

static size_t
indentation(struct span line)
{
	size_t at = 0;

	while (
	    at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
		at++;
	return at;
}

/* The offset of the first line from `at` on that begins a part, or the size;
 * *lines counts the line ends passed. A line that is indented by more than
 * `most` goes on with the part: "    <a@b>: Recipient address rejected". */
static size_t
find_part(struct span text, size_t at, size_t most, size_t *lines)
{
	while (at < text.size) {
		size_t end =
		    at + span_find(span_part(text, at, text.size), '\n');
		struct span line = span_part(text, at, end);

		if (indentation(line) <= most && notice_begins_part(line))
			return at;
		(*lines)++;
		at = end + 1;
	}
	return text.size;
}

bool
notice_next_part(struct notice_parts *parts, struct span *part)
{
	struct span text = parts->rest;
	size_t before = 0, begin, end, most;

	if (text.size == 0)
		return false;
	begin = find_part(text, 0, text.size, &before);
	if (begin == text.size) {
		*part = text;
		parts->rest = SPAN_NONE;
		return true;
	}
	parts->line += parts->lines + before;
	parts->lines = 1;
	most = indentation(span_part(text, begin, text.size));
	end = begin + span_find(span_part(text, begin, text.size), '\n') + 1;
	end = find_part(text, end, most, &parts->lines);
	*part = span_part(text, begin, end);
	parts->rest = span_part(text, end, text.size);
	return true;
}
