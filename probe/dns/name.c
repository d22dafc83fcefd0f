#include "dns/name.h"

#include <stdio.h>
#include <string.h>

enum { POINTER = 0xc0 };

struct builder {
	struct name name;
	size_t label; /* where the present label's length octet stands */
	bool bad;
};

static void
begin(struct builder *b)
{
	*b = (struct builder){ .name = { .size = 1 } };
}

static void
add_octet(struct builder *b, unsigned char octet)
{
	size_t length = b->name.size - b->label - 1u;

	/* One octet stays for the root. */
	if (length == LABEL_MAX || b->name.size >= NAME_WIRE_MAX - 1) {
		b->bad = true;
		return;
	}
	b->name.wire[b->name.size++] = octet;
	b->name.wire[b->label]++;
}

static void
end_label(struct builder *b)
{
	if (b->name.wire[b->label] == 0 || b->name.size >= NAME_WIRE_MAX) {
		b->bad = true;
		return;
	}
	b->label = b->name.size;
	b->name.wire[b->name.size++] = 0;
}

/* `\DDD` is an octet, `\X` is X (RFC 1035 5.1). */
static size_t
read_escape(struct span text, unsigned char *octet)
{
	uint32_t value;

	if (text.size >= 4 && span_number(span_part(text, 1, 4), 255, &value)) {
		*octet = (unsigned char)value;
		return 4;
	}
	if (text.size < 2 || ascii_is_digit(text.data[1]))
		return 0;
	*octet = (unsigned char)text.data[1];
	return 2;
}

static bool
finish(struct builder *b, struct name *name)
{
	if (b->name.wire[b->label] != 0)
		end_label(b);
	if (b->bad)
		return false;
	*name = b->name;
	return true;
}

static bool
from_text(struct span text, bool escapes, struct name *name)
{
	struct builder b;
	size_t taken;

	begin(&b);
	if (span_equal(text, SPAN(".")))
		text = SPAN_NONE;
	while (text.size > 0 && !b.bad) {
		unsigned char octet = (unsigned char)text.data[0];

		taken = 1;
		if (octet == '.') {
			end_label(&b);
		} else {
			if (octet == '\\' && escapes)
				taken = read_escape(text, &octet);
			if (taken == 0)
				return false;
			add_octet(&b, octet);
		}
		text = span_part(text, taken, text.size);
	}
	return finish(&b, name);
}

bool
name_from_text(struct span text, struct name *name)
{
	return from_text(text, true, name);
}

bool
name_from_octets(struct span octets, struct name *name)
{
	return from_text(octets, false, name);
}

/* The label at *at, which moves behind it; returns how long its text is. An
 * octet of `plain` stands as it is. */
static size_t
format_label(const struct name *name, size_t *at, char plain, char *text)
{
	size_t end = *at + 1u + name->wire[*at], used = 0;

	for (++*at; *at < end; ++*at) {
		unsigned int c = name->wire[*at];

		if (c <= ' ' || c >= 0x7f)
			used += (size_t)snprintf(text + used, 5, "\\%03u", c);
		else if ((c == '.' || c == '\\') && c != (unsigned char)plain)
			used +=
			    (size_t)snprintf(text + used, 3, "\\%c", (int)c);
		else
			text[used++] = (char)c;
	}
	return used;
}

static bool
is_label(const struct name *name, size_t at)
{
	return at < name->size && name->wire[at] != 0;
}

const char *
name_format(const struct name *name, char text[NAME_TEXT_MAX])
{
	size_t used = 0, at = 0;

	while (is_label(name, at)) {
		if (used > 0)
			text[used++] = '.';
		used += format_label(name, &at, '\0', text + used);
	}
	if (used == 0)
		text[used++] = '.';
	text[used] = '\0';
	return text;
}

const char *
name_format_mailbox(const struct name *name, char text[NAME_TEXT_MAX])
{
	size_t used, at = 0;
	char after = '@';

	if (name_labels(name) < 2)
		return NULL;
	used = format_label(name, &at, '.', text);
	for (; is_label(name, at); after = '.') {
		text[used++] = after;
		used += format_label(name, &at, '\0', text + used);
	}
	text[used] = '\0';
	return text;
}

size_t
name_labels(const struct name *name)
{
	size_t count = 0;

	for (size_t at = 0; is_label(name, at); at += 1u + name->wire[at])
		count++;
	return count;
}

/*
 * A pointer must lead to before the place where it stands, and each one to
 * before the last one's target: so there is no loop.
 */
static bool
follow(struct reader *r, uint8_t first, size_t *limit)
{
	size_t target = (size_t)(first & ~POINTER & 0xff) << 8 | read_u8(r);

	if (r->bad || target >= *limit)
		return false;
	*limit = target;
	r->at = target;
	return true;
}

static void
read_label(struct reader *r, uint8_t length, struct builder *b)
{
	struct span label = read_span(r, length);

	for (size_t i = 0; i < label.size; i++)
		add_octet(b, (unsigned char)label.data[i]);
	end_label(b);
}

bool
name_read(struct reader *r, struct name *name)
{
	size_t limit = r->at, back = 0;
	struct builder b;
	uint8_t length;

	begin(&b);
	while (!b.bad && (length = read_u8(r)) != 0) {
		if ((length & POINTER) == POINTER) {
			if (back == 0)
				back = r->at + 1;
			b.bad = !follow(r, length, &limit);
		} else if ((length & POINTER) != 0) {
			b.bad = true;
		} else {
			read_label(r, length, &b);
		}
		b.bad = b.bad || r->bad;
	}
	if (r->bad || !finish(&b, name)) {
		r->bad = true;
		return false;
	}
	if (back != 0)
		r->at = back;
	return true;
}

static unsigned char
lower(unsigned char octet)
{
	return (unsigned char)ascii_lower((char)octet);
}

bool
name_equal(const struct name *a, const struct name *b)
{
	if (a->size != b->size)
		return false;
	for (size_t i = 0; i < a->size; i++) {
		if (lower(a->wire[i]) != lower(b->wire[i]))
			return false;
	}
	return true;
}

bool
name_is_below(const struct name *name, const struct name *parent)
{
	struct name rest = *name;

	while (rest.size > parent->size) {
		size_t step = rest.wire[0] + 1u;

		rest.size = (uint8_t)(rest.size - step);
		memmove(rest.wire, rest.wire + step, rest.size);
	}
	return name_equal(&rest, parent);
}
