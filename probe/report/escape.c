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

/* Printable ASCII. */
static bool
is_printable(char c)
{
	return c >= 0x20 && c < 0x7f;
}

/* What stands for itself in JSON, too. */
static bool
is_plain(char c)
{
	return is_printable(c) && c != '"' && c != '\\';
}

enum { WORD = sizeof(uint64_t), BLOCK = 4 * WORD };

#define EACH_OCTET(value) (UINT64_C(0x0101010101010101) * (value))

/* The high bit of an octet is set where it is not plain, and perhaps of those
 * above the first of these; the other bits say nothing. Turning bit 1 puts the
 * quote below the space and takes no other plain octet there. */
static inline uint64_t
odd_octets(uint64_t word)
{
	return word | (word + EACH_OCTET(1)) |
	       ((word ^ EACH_OCTET('"' ^ ' ')) - EACH_OCTET(' ' + 1)) |
	       ((word ^ EACH_OCTET('\\')) - EACH_OCTET(1));
}

/* Whether all octets of whole words are plain: a loop without a way out, so
 * that the compiler can take several words at a time. */
static inline bool
is_plain_block(const char *octets, size_t size)
{
	uint64_t odd = 0, word;

	for (size_t i = 0; i < size; i += WORD) {
		memcpy(&word, octets + i, WORD);
		odd |= odd_octets(word);
	}
	return (odd & EACH_OCTET(0x80)) == 0;
}

/* The same of a text that has a block at least: the last block ends where the
 * text does, whatever it shares with the one before. */
static inline bool
is_plain_text(struct span text, size_t block)
{
	for (size_t i = 0; text.size - i > block; i += block) {
		if (!is_plain_block(text.data + i, block))
			return false;
	}
	return is_plain_block(text.data + text.size - block, block);
}

/* Most texts are plain to their end, and a log of millions of lines goes
 * through here. */
size_t
escape_plain_run(struct span text)
{
	size_t i = 0;

	if (text.size >= BLOCK && is_plain_text(text, BLOCK))
		return text.size;
	if (text.size < BLOCK && text.size >= WORD && is_plain_text(text, WORD))
		return text.size;
	while (text.size - i >= WORD && is_plain_block(text.data + i, WORD))
		i += WORD;
	while (i < text.size && is_plain(text.data[i]))
		i++;
	return i;
}

void
escape_for_terminal(struct buf *out, struct span text)
{
	while (text.size > 0) {
		size_t run = escape_plain_run(text);
		uint32_t code_point = 0;
		size_t size;

		buf_add(out, span_part(text, 0, run));
		text = span_part(text, run, text.size);
		if (text.size == 0)
			return;
		size = utf8_decode(text, &code_point);
		if (size == 0 ||
		    (code_point < 0x80 && !is_printable(text.data[0])))
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
		size_t run = escape_plain_run(text);
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
