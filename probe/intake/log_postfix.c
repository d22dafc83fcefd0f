#include "intake/log_formats.h"
#include "intake/logline.h"
#include "intake/scan.h"

#include <string.h>

/* "host mx.example.org[192.0.2.1] said: 550 ...": the words after "said: ";
 * a further reply inside them is the reading's business. */
static struct span
said(struct span words, struct found *f)
{
	struct span rest = words;

	if (!scan_starts(words, SPAN("host ")))
		return words;
	if (f->reply.host.size == 0)
		f->reply.host = scan_value(words, SPAN("host "), SPAN("["));
	if (scan_after(words, SPAN("] said: "), &rest))
		return rest;
	if (scan_after(words, SPAN("refused to talk to me: "), &rest)) {
		f->reply.stage_known = true;
		f->reply.stage = STAGE_BANNER;
	}
	return rest;
}

/* relay= has the host that answered; where none did, the words name it. */
static struct span
host_of(struct span line, struct span words)
{
	struct span host = scan_value(line, SPAN("relay="), SPAN("["));

	if (span_find(host, ',') == host.size)
		return host;
	if (span_search(words, SPAN("connect to ")) == words.size)
		return SPAN_NONE;
	return scan_value(words, SPAN("connect to "), SPAN("["));
}

/* In a queue id there are capitals and digits, or long ones have letters that
 * spell no word: no vowels (Postfix, postconf(5), enable_long_queue_ids). */
static bool
is_queue_id(struct span word)
{
	bool digits = false, vowels = false;

	for (size_t i = 0; i < word.size; i++) {
		char c = word.data[i];

		if (!ascii_is_letter(c) && !ascii_is_digit(c))
			return false;
		digits |= ascii_is_digit(c);
		vowels |= memchr("aeiou", c, 5) != NULL;
	}
	return word.size > 0 && (digits || !vowels);
}

/* "queue-id: rest" or "NOQUEUE: rest", of which the latter is none. */
static struct span
queue_id(struct span line, struct span rest)
{
	struct span id = scan_last_word(scan_until(line, rest));

	return span_equal(id, SPAN("NOQUEUE")) || !is_queue_id(id) ? SPAN_NONE
								   : id;
}

/* "from=<a@b>, status=expired, returned to sender": of a message, not of one
 * recipient. */
static bool
expired(struct span line, struct span status, struct found *f)
{
	f->format = FORMAT_POSTFIX;
	f->queue_id = queue_id(line, SPAN(": from=<"));
	f->sender = scan_value(line, SPAN("from=<"), SPAN(">"));
	f->reply.class = 5;
	f->reply.enhanced = (struct enhanced){ 5, 4, 7 };
	f->reply.text = status;
	return true;
}

/* "(...)" at the end of the line, what stands inside. */
static struct span
in_parentheses(struct span rest)
{
	struct span words;

	if (!scan_after(rest, SPAN(" ("), &words))
		return SPAN_NONE;
	words = span_trim(words);
	if (words.size > 0 && words.data[words.size - 1] == ')')
		words.size--;
	return words;
}

static uint8_t
class_of(struct span status)
{
	if (scan_starts(status, SPAN("sent")) ||
	    scan_starts(status, SPAN("deliverable")))
		return 2;
	return scan_starts(status, SPAN("deferred")) ? 4 : 5;
}

/* Where the server gave no codes, Postfix makes one up: X.0.0 says no more than
 * the class. */
static void
own_enhanced(struct span line, struct enhanced *enhanced)
{
	struct span dsn = scan_value(line, SPAN("dsn="), SPAN(","));
	struct enhanced made = { 0 };

	if (enhanced_read(dsn, &made) > 0 && (made.subject | made.detail) != 0)
		*enhanced = made;
}

bool
log_postfix_delivery(const struct log_line *l, struct found *f)
{
	struct span words = in_parentheses(l->rest);

	if (scan_starts(l->rest, SPAN("expired, ")))
		return expired(l->line, l->rest, f);
	f->recipient = scan_value(l->line, SPAN("to=<"), SPAN(">,"));
	if (f->recipient.size == 0 || words.size == 0)
		return false;
	f->format = FORMAT_POSTFIX;
	f->queue_id = queue_id(l->line, SPAN(": to=<"));
	f->reply.host = host_of(l->line, words);
	f->reply.class = class_of(l->rest);
	logline_words(said(words, f), f);
	if (f->reply.enhanced.class == 0 && f->reply.code == 0)
		own_enhanced(l->line, &f->reply.enhanced);
	return true;
}

bool
log_postfix_said(const struct log_line *l, struct found *f)
{
	size_t behind = l->line.size - l->rest.size;
	struct span words =
	    span_part(l->line, behind - SPAN("host ").size, l->line.size);
	struct span rest = said(words, f);

	if (!scan_is_code(rest))
		return false;
	f->format = FORMAT_POSTFIX;
	f->queue_id = queue_id(l->line, SPAN(": host "));
	logline_words(rest, f);
	return true;
}

/* The words of a reject go up to the first of the envelope's fields. */
static struct span
before_envelope(struct span words)
{
	static const struct span fields[] = {
		{ "; from=<", 8 },
		{ "; to=<", 6 },
		{ "; proto=", 8 },
		{ "; helo=<", 8 },
		{ "; sasl_", 7 },
	};
	size_t least = words.size, at;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		at = span_search(words, fields[i]);
		least = at < least ? at : least;
	}
	return span_part(words, 0, least);
}

/* What stands behind the client, as a reply does: a milter's reject has no
 * code, and postscreen's of a connection has none at all. */
static bool
is_said(struct span rest, struct span words)
{
	struct enhanced enhanced;

	return scan_is_code(words) || enhanced_read(words, &enhanced) > 0 ||
	       scan_starts(rest, SPAN("CONNECT from ["));
}

/* The client is "name[ip]" or "[ip]:port"; behind it the reply. */
bool
log_postfix_reject(const struct log_line *l, struct found *f)
{
	struct span rest = l->rest, words;
	size_t bracket;

	if (!scan_after(rest, SPAN(" from "), &words))
		return false;
	bracket = span_search(words, SPAN("]"));
	if (!scan_after(
		span_part(words, bracket, words.size), SPAN(": "), &words) ||
	    !is_said(rest, words))
		return false;
	f->format = FORMAT_POSTFIX;
	f->reply.stage_known = scan_stage(rest, &f->reply.stage);
	f->recipient = scan_value(words, SPAN(" to=<"), SPAN(">"));
	f->sender = scan_value(words, SPAN(" from=<"), SPAN(">"));
	rest = scan_until(l->line, SPAN(": milter-reject: "));
	f->queue_id = queue_id(rest, SPAN(": reject: "));
	logline_words(before_envelope(words), f);
	if (f->reply.code == 0 && f->reply.enhanced.class == 0)
		f->reply.class = 4; /* postscreen says 421 to them */
	return true;
}
