#include "intake/mime.h"

enum mime_encoding
mime_encoding_of(struct span value)
{
	value = span_trim(value);
	if (span_starts_nocase(value, SPAN("base64")))
		return MIME_BASE64;
	if (span_starts_nocase(value, SPAN("quoted-printable")))
		return MIME_QUOTED_PRINTABLE;
	return MIME_PLAIN;
}

/* From behind the "=": quoted or up to white space or ';'. */
static struct span
parameter_value(struct span rest)
{
	size_t end = 0;

	rest = span_trim(rest);
	if (rest.size > 0 && rest.data[0] == '"') {
		rest = span_part(rest, 1, rest.size);
		return span_part(rest, 0, span_find(rest, '"'));
	}
	while (end < rest.size && rest.data[end] != ';' &&
	       !ascii_is_space(rest.data[end]))
		end++;
	return span_part(rest, 0, end);
}

struct span
mime_parameter(struct span value, struct span name)
{
	struct span rest = value, item, key;

	span_next(&rest, ';');
	while (rest.size > 0) {
		struct span all = rest;

		item = span_next(&rest, ';');
		key = span_trim(span_next(&item, '='));
		if (span_equal_nocase(key, name)) {
			span_next(&all, '=');
			return parameter_value(all);
		}
	}
	return SPAN_NONE;
}

struct span
mime_type(struct span value)
{
	return span_trim(span_next(&value, ';'));
}

static int
hex_value(char c)
{
	c = ascii_lower(c);
	if (ascii_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
decode_quoted(struct span line, struct buf *out)
{
	bool soft = line.size > 0 && line.data[line.size - 1] == '=';

	if (soft)
		line.size--;
	for (size_t i = 0; i < line.size; i++) {
		int high = -1, low = -1;

		if (line.data[i] == '=' && i + 2 < line.size) {
			high = hex_value(line.data[i + 1]);
			low = hex_value(line.data[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			buf_add_octet(out, (char)(high * 16 + low));
			i += 2;
		} else {
			buf_add_octet(out, line.data[i]);
		}
	}
	if (!soft)
		buf_add_octet(out, '\n');
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

static void
decode_base64(struct mime_state *state, struct span line, struct buf *out)
{
	for (size_t i = 0; i < line.size; i++) {
		int value = base64_value(line.data[i]);

		if (value < 0)
			continue;
		state->bits = state->bits << 6 | (uint32_t)value;
		state->count += 6;
		if (state->count < 8)
			continue;
		state->count -= 8;
		buf_add_octet(out, (char)(state->bits >> state->count & 0xff));
	}
}

void
mime_decode_line(enum mime_encoding encoding, struct mime_state *state,
    struct span line, struct buf *out)
{
	switch (encoding) {
	case MIME_BASE64:
		decode_base64(state, line, out);
		return;
	case MIME_QUOTED_PRINTABLE:
		decode_quoted(line, out);
		return;
	case MIME_PLAIN:
		break;
	}
	buf_add(out, line);
	buf_add_octet(out, '\n');
}

/* The character of "&lt;" and its like at the start; 0 for none. */
static char
entity(struct span text, size_t *size)
{
	static const struct {
		struct span name;
		char character;
	} known[] = {
		{ { "&lt;", 4 }, '<' },
		{ { "&gt;", 4 }, '>' },
		{ { "&amp;", 5 }, '&' },
		{ { "&quot;", 6 }, '"' },
		{ { "&nbsp;", 6 }, ' ' },
		{ { "&#39;", 5 }, '\'' },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (span_starts_nocase(text, known[i].name)) {
			*size = known[i].name.size;
			return known[i].character;
		}
	}
	return 0;
}

/* What stands in these is not shown. */
static size_t
hidden(struct span html)
{
	static const struct {
		struct span begin, end;
	} elements[] = {
		{ { "<style", 6 }, { "</style>", 8 } },
		{ { "<script", 7 }, { "</script>", 9 } },
		{ { "<!--", 4 }, { "-->", 3 } },
	};

	for (int i = 0; i < 3; i++) {
		if (span_starts_nocase(html, elements[i].begin))
			return span_search_nocase(html, elements[i].end);
	}
	return 0;
}

void
mime_strip_html(struct span html, struct buf *out)
{
	while (html.size > 0) {
		size_t size = 1;
		char character = html.data[0];

		if (character == '<') {
			size = hidden(html);
			html = span_part(html, size, html.size);
			size = span_find(html, '>') + 1;
			character = '\n';
		} else if (character == '&') {
			character = entity(html, &size);
			if (character == 0)
				character = '&';
		}
		buf_add_octet(out, character);
		html = span_part(html, size, html.size);
	}
}
