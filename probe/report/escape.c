#include "report/escape.h"

#include "base/utf8.h"

#include <string.h>

/*
 * Characters that steer a display instead of showing on it: C0, DEL, C1, line
 * and paragraph separators, bidirectional controls (UAX 9), invisible fillers
 * and tags.
 */
static const struct {
	uint32_t first, last;
} controls[] = {
	{ 0x0000, 0x001f },
	{ 0x007f, 0x009f },
	{ 0x00ad, 0x00ad },
	{ 0x061c, 0x061c },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

static bool
steers(uint32_t code_point)
{
	for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
		if (code_point >= controls[i].first &&
		    code_point <= controls[i].last)
			return true;
	}
	return false;
}

static bool
is_plain(char c)
{
	return c >= 0x20 && c < 0x7f;
}

enum { WORD = sizeof(uint64_t) };

#define EACH_OCTET(value) (UINT64_C(0x0101010101010101) * (value))

/* Sets the high bit of each octet that is zero, and perhaps of one above it;
 * the other bits say nothing. */
static uint64_t
zero_octets(uint64_t word)
{
	return (word - EACH_OCTET(1)) & ~word;
}

/* Whether all eight are printable ASCII other than `a` and `b`; at worst a
 * false no. */
static bool
is_plain_word(uint64_t word, unsigned char a, unsigned char b)
{
	uint64_t below_space = (word - EACH_OCTET(0x20)) & ~word;
	uint64_t delete = word + EACH_OCTET(1);
	uint64_t odd = word | below_space | delete |
		       zero_octets(word ^ EACH_OCTET(a)) |
		       zero_octets(word ^ EACH_OCTET(b));

	return (odd & EACH_OCTET(0x80)) == 0;
}

/* How many octets at the start are printable ASCII other than `a` and `b`:
 * eight at a time, since a log of millions of lines goes through here. */
static size_t
plain_run(struct span text, char a, char b)
{
	uint64_t word;
	size_t i = 0;

	while (text.size - i >= WORD) {
		memcpy(&word, text.data + i, WORD);
		if (!is_plain_word(word, (unsigned char)a, (unsigned char)b))
			break;
		i += WORD;
	}
	while (i < text.size && is_plain(text.data[i]) && text.data[i] != a &&
	       text.data[i] != b)
		i++;
	return i;
}

void
escape_for_terminal(struct buf *out, struct span text)
{
	while (text.size > 0) {
		size_t run = plain_run(text, '\n', '\n');
		uint32_t code_point = 0;
		size_t size;

		buf_add(out, span_part(text, 0, run));
		text = span_part(text, run, text.size);
		if (text.size == 0)
			return;
		size = utf8_decode(text, &code_point);
		if (size == 0 || code_point < 0x80)
			buf_format(out, "\\x%02X",
			    (unsigned int)(unsigned char)text.data[0]);
		else if (steers(code_point))
			buf_format(out, "\\u{%X}", (unsigned int)code_point);
		else
			buf_add(out, span_part(text, 0, size));
		text = span_part(text, size ? size : 1, text.size);
	}
}

static void
add_json_character(struct buf *out, uint32_t code_point)
{
	static const char names[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof names; i += 2) {
		if ((unsigned char)names[i] != code_point)
			continue;
		buf_add_octet(out, '\\');
		buf_add_octet(out, names[i + 1]);
		return;
	}
	if (code_point > 0xffff)
		buf_format(out, "\\u%04X\\u%04X",
		    (unsigned int)(0xd7c0 + (code_point >> 10)),
		    (unsigned int)(0xdc00 + (code_point & 0x3ff)));
	else
		buf_format(out, "\\u%04X", (unsigned int)code_point);
}

void
escape_for_json(struct buf *out, struct span text)
{
	while (text.size > 0) {
		size_t run = plain_run(text, '"', '\\');
		uint32_t code_point = 0;
		size_t size;

		buf_add(out, span_part(text, 0, run));
		text = span_part(text, run, text.size);
		if (text.size == 0)
			return;
		size = utf8_decode(text, &code_point);
		if (size == 0)
			buf_add_text(out, "\xef\xbf\xbd");
		else if (code_point < 0x80 || steers(code_point))
			add_json_character(out, code_point);
		else
			buf_add(out, span_part(text, 0, size));
		text = span_part(text, size ? size : 1, text.size);
	}
}
