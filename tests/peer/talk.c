#include "peer/talk.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

enum { FILE_MAX = 1 << 18 };

static int
hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, ascii_lower(c)) : NULL;

	return at ? (int)(at - digits) : 0;
}

/* `\*Nc`: N times c. */
static size_t
add_run(struct span text, struct buf *out)
{
	size_t size = 2;
	uint32_t count = 0;

	while (size < text.size && ascii_is_digit(text.data[size]))
		size++;
	if (size == text.size ||
	    !span_number(span_part(text, 2, size), FILE_MAX, &count))
		return size;
	for (uint32_t i = 0; i < count; i++)
		buf_add_octet(out, text.data[size]);
	return size + 1;
}

static size_t
add_escape(struct span text, struct buf *out)
{
	switch (text.data[1]) {
	case 'r':
		buf_add_octet(out, '\r');
		return 2;
	case 'n':
		buf_add_octet(out, '\n');
		return 2;
	case 't':
		buf_add_octet(out, '\t');
		return 2;
	case 'x':
		if (text.size < 4)
			return 2;
		buf_add_octet(
		    out, (char)(hex(text.data[2]) * 16 + hex(text.data[3])));
		return 4;
	case '*':
		return add_run(text, out);
	default:
		buf_add_octet(out, text.data[1]);
		return 2;
	}
}

/* A backslash at the very end leaves the line end out. */
static struct span
said(struct span text, struct arena *a)
{
	bool ends = true;
	struct span copy;
	struct buf out;

	buf_init(&out, FILE_MAX);
	while (text.size > 0) {
		size_t size = 1;

		if (text.data[0] == '\\' && text.size == 1)
			ends = false;
		else if (text.data[0] == '\\')
			size = add_escape(text, &out);
		else
			buf_add_octet(&out, text.data[0]);
		text = span_part(text, size, text.size);
	}
	if (ends)
		buf_add_text(&out, "\r\n");
	copy = arena_copy(a, buf_span(&out));
	buf_free(&out);
	return copy;
}

static bool
add_step(
    struct talk *talk, struct span line, unsigned int number, struct arena *a)
{
	struct talk_step *steps;
	struct span text = span_trim(span_part(line, 2, line.size));

	if (line.size < 2 || line.data[1] != ':' ||
	    strchr("OSCTWXEFR", line.data[0]) == NULL)
		return false;
	steps = arena_append(a, talk->steps, &talk->count, sizeof *steps);
	if (steps == NULL)
		return false;
	talk->steps = steps;
	steps[talk->count - 1] = (struct talk_step){
		.kind = line.data[0],
		.text = line.data[0] == 'S' ? said(text, a) : text,
		.line = number,
	};
	return true;
}

struct talk *
talk_read(const char *path, struct arena *a, struct trouble *t)
{
	struct talk *talk = arena_get(a, sizeof *talk);
	char *data = arena_get(a, FILE_MAX);
	FILE *file = fopen(path, "r");
	unsigned int number = 0;
	struct span text;

	if (file == NULL || talk == NULL || data == NULL) {
		trouble_set(t, "%s: cannot be read", path);
		return NULL;
	}
	text = (struct span){ data, fread(data, 1, FILE_MAX, file) };
	fclose(file);
	while (text.size > 0) {
		struct span line = span_next(&text, '\n');

		number++;
		if (line.size == 0 || line.data[0] == '#' ||
		    add_step(talk, line, number, a))
			continue;
		trouble_set(t, "%s:%u: not a row of a talk", path, number);
		return NULL;
	}
	return talk;
}

struct span
talk_option(const struct talk *t, const char *word, size_t n)
{
	for (size_t i = 0; i < t->count; i++) {
		struct span value = t->steps[i].text;
		struct span name = span_next(&value, ' ');

		if (t->steps[i].kind == 'O' &&
		    span_equal(name, span_of(word)) && n-- == 0)
			return value;
	}
	return SPAN_NONE;
}
