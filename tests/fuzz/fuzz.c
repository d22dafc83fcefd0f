#include "fuzz/fuzz.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
promise(bool kept, const char *which)
{
	if (kept)
		return;
	fprintf(stderr, "ERROR: a promise is broken: %s\n", which);
	abort();
}

struct span
fuzz_input(const uint8_t *data, size_t size)
{
	return (struct span){ (const char *)data, size };
}

bool
has_no_controls(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char octet = (unsigned char)text.data[i];

		if (octet < 0x20 || octet == 0x7f)
			return false;
	}
	return true;
}

static bool
is_showable_character(uint32_t c)
{
	if (c == '\n')
		return true;
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
		return false;
	return c != 0x61c && c != 0x200e && c != 0x200f &&
	       !(c >= 0x2028 && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069);
}

bool
is_showable(struct span text)
{
	while (text.size > 0) {
		uint32_t c = 0;
		size_t size = utf8_decode(text, &c);

		if (size == 0 || !is_showable_character(c))
			return false;
		text = span_part(text, size, text.size);
	}
	return true;
}

static bool
is_command(struct span line)
{
	static const char *const starts[] = { "EHLO ", "HELO ", "MAIL FROM:<",
		"RCPT TO:<" };
	static const char *const whole[] = { "STARTTLS", "RSET", "QUIT" };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t size = strlen(starts[i]);

		if (line.size > size && memcmp(line.data, starts[i], size) == 0)
			return has_no_controls(line);
	}
	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
		if (span_equal(line, span_of(whole[i])))
			return true;
	}
	return false;
}

bool
is_harmless(struct span said)
{
	while (said.size > 0) {
		size_t end = span_find(said, '\n');

		if (end == said.size || end == 0 ||
		    said.data[end - 1] != '\r' ||
		    !is_command(span_part(said, 0, end - 1)))
			return false;
		said = span_part(said, end + 1, said.size);
	}
	return true;
}

static unsigned int
hex(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, ascii_lower(c)) : NULL;

	return at ? (unsigned int)(at - digits) : 0;
}

/* How many octets an escape takes; *octet gets what it stands for. */
static size_t
unescape(struct span text, char *octet)
{
	static const char names[] = "r\rn\nt\t";
	const char *at = strchr(names, text.data[1]);

	*octet = text.data[1];
	if (text.data[1] == 'x' && text.size >= 4) {
		*octet = (char)(hex(text.data[2]) * 16 + hex(text.data[3]));
		return 4;
	}
	if (text.data[1] != '\0' && at != NULL && (at - names) % 2 == 0)
		*octet = at[1];
	return 2;
}

/* A backslash at the very end leaves the line end out. */
static size_t
add_said(struct span text, char *out)
{
	size_t size = 0;

	while (text.size > 0) {
		size_t taken = 1;

		if (text.data[0] == '\\' && text.size == 1)
			return size;
		if (text.data[0] == '\\')
			taken = unescape(text, &out[size++]);
		else
			out[size++] = text.data[0];
		text = span_part(text, taken, text.size);
	}
	out[size++] = '\r';
	out[size++] = '\n';
	return size;
}

static bool
is_row(struct span line)
{
	return line.size >= 2 && line.data[1] == ':' &&
	       ascii_is_letter(line.data[0]);
}

struct script
script_open(struct arena *a, struct span text)
{
	/* No row gives more octets than it has, but the last, without LF. */
	struct script s = { text, arena_get(a, text.size + 2) };

	if (s.said == NULL)
		s.rest = SPAN_NONE;
	return s;
}

struct step
script_next(struct script *s)
{
	struct step step = { 0, { s->said, 0 } };

	while (s->rest.size > 0) {
		struct span before = s->rest;
		struct span line = span_next(&s->rest, '\n');
		struct span text = span_part(line, 2, line.size);
		size_t size;

		if (!is_row(line))
			continue;
		if (step.kind != 0 && line.data[0] != 'S') {
			s->rest = before;
			break;
		}
		step.kind = line.data[0];
		if (text.size > 0 && text.data[0] == ' ')
			text = span_part(text, 1, text.size);
		if (step.kind != 'S') {
			step.text = text;
			break;
		}
		size = add_said(text, s->said);
		step.text.size += size;
		s->said += size;
	}
	return step;
}
