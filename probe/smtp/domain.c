#include "smtp/domain.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "smtp/address.h"

#include <idn2.h>
#include <stdio.h>
#include <string.h>

enum { LABEL_OCTETS_MAX = 63 };

/* How the character at an offset is shown: "`x'", "a space", "U+202E". */
static void
show_character(struct span rest, char *out, size_t size)
{
	uint32_t code_point = 0;
	size_t length = utf8_decode(rest, &code_point);

	if (rest.size == 0)
		snprintf(out, size, "the end");
	else if (length == 0)
		snprintf(out, size, "0x%02X, which is not UTF-8",
		    (unsigned int)(unsigned char)rest.data[0]);
	else if (code_point == ' ')
		snprintf(out, size, "a space");
	else if (code_point < 0x20 || code_point == 0x7f)
		snprintf(out, size, "the control character 0x%02X",
		    (unsigned int)code_point);
	else if (code_point < 0x80)
		snprintf(out, size, "`%c'", (int)code_point);
	else
		snprintf(out, size, "U+%04X", (unsigned int)code_point);
}

void
syntax_trouble(
    struct trouble *t, struct span all, size_t at, const char *remedy)
{
	char shown[64];

	show_character(span_part(all, at, all.size), shown, sizeof shown);
	trouble_set(t, "octet %zu: %s: %s", at + 1, shown, remedy);
}

bool
is_forbidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 ||
	       c == 0x2029 || c == 0x200e || c == 0x200f || c == 0x061c ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xfeff;
}

static bool
is_let_dig(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

static const char label_remedy[] =
    "a domain has letters, digits and hyphens, with single dots between";

/* The offset of the first octet that a label of ASCII may not have, or its
 * size when all is well. */
static size_t
label_fault(struct span label)
{
	for (size_t i = 0; i < label.size; i++) {
		bool edge = i == 0 || i + 1 == label.size;

		if (!is_let_dig(label.data[i]) &&
		    (edge || label.data[i] != '-'))
			return i;
	}
	return label.size;
}

static bool
is_ascii(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		if ((unsigned char)s.data[i] >= 0x80)
			return false;
	}
	return true;
}

static bool
check_ascii_label(
    struct span all, size_t at, struct span label, struct trouble *t)
{
	size_t fault = label_fault(label);

	if (label.size == 0) {
		syntax_trouble(
		    t, all, at, "a label of the domain is missing here");
		return false;
	}
	if (fault < label.size) {
		syntax_trouble(t, all, at + fault,
		    label.data[fault] == '-'
			? "a label neither begins nor ends with a hyphen"
			: label_remedy);
		return false;
	}
	if (label.size > LABEL_OCTETS_MAX) {
		syntax_trouble(t, all, at + LABEL_OCTETS_MAX,
		    "a label of a domain has 63 octets at most");
		return false;
	}
	return true;
}

/* What libidn2 takes for the dot, so that one label would become two. */
static bool
is_other_dot(uint32_t c)
{
	return c == 0x3002 || c == 0xff0e || c == 0xff61;
}

/* Each character of a label that is not ASCII, before libidn2 sees it. */
static bool
check_characters(
    struct span all, size_t at, struct span label, struct trouble *t)
{
	size_t size;

	for (size_t i = 0; i < label.size; i += size) {
		uint32_t c = 0;

		size = utf8_decode(span_part(label, i, label.size), &c);
		if (size == 0 || is_forbidden(c) ||
		    (c < 0x80 && !is_let_dig((char)c) && c != '-')) {
			syntax_trouble(t, all, at + i, label_remedy);
			return false;
		}
		if (is_other_dot(c)) {
			syntax_trouble(t, all, at + i,
			    "the dot between labels is the ASCII one");
			return false;
		}
	}
	return true;
}

/* libidn2 lets much through: what it gives is checked as an ASCII label. */
static bool
is_ascii_label(struct span label)
{
	return label.size > 0 && label.size <= LABEL_OCTETS_MAX &&
	       label_fault(label) == label.size;
}

static bool
add_international_label(struct span all, size_t at, struct span label,
    struct buf *out, struct trouble *t)
{
	char text[DOMAIN_MAX * 4 + 1];
	char *ascii = NULL;
	bool well;
	int status;

	if (!check_characters(all, at, label, t))
		return false;
	if (label.size >= sizeof text) {
		syntax_trouble(t, all, at, "a label this long cannot be");
		return false;
	}
	memcpy(text, label.data, label.size);
	text[label.size] = '\0';
	status = idn2_to_ascii_8z(
	    text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
	well = status == IDN2_OK && is_ascii_label(span_of(ascii));
	if (well)
		buf_add_text(out, ascii);
	else
		syntax_trouble(t, all, at,
		    status == IDN2_OK ? label_remedy : idn2_strerror(status));
	idn2_free(ascii);
	return well;
}

/* Names all in ASCII bypass IDNA: libidn2 refuses some that exist. */
static bool
add_label(struct span all, size_t at, struct span label, struct buf *out,
    struct trouble *t)
{
	if (!is_ascii(label))
		return add_international_label(all, at, label, out, t);
	if (!check_ascii_label(all, at, label, t))
		return false;
	for (size_t i = 0; i < label.size; i++)
		buf_add_octet(out, ascii_lower(label.data[i]));
	return true;
}

static bool
add_labels(struct span all, size_t at, struct buf *out, struct trouble *t)
{
	struct span rest = span_part(all, at, all.size), label;
	bool last;

	do {
		last = span_find(rest, '.') == rest.size;
		label = span_next(&rest, '.');
		if (label.size == 0 && last && out->size > 0) {
			syntax_trouble(t, all, at - 1,
			    "leave out the dot at the end of the domain");
			return false;
		}
		if (!add_label(all, at, label, out, t))
			return false;
		if (!last)
			buf_add_octet(out, '.');
		at += label.size + 1;
	} while (!last);
	return true;
}

bool
domain_parse(struct span all, size_t at, struct arena *a, struct span *ascii,
    struct trouble *t)
{
	struct buf out;
	bool well;

	buf_init(&out, 4096);
	well = add_labels(all, at, &out, t);
	if (well && (out.failed || out.size > DOMAIN_MAX)) {
		trouble_set(t, "octet %zu: the domain is longer than %d octets",
		    at + 1, DOMAIN_MAX);
		well = false;
	}
	if (well)
		*ascii = arena_copy(a, buf_span(&out));
	if (out.starved)
		arena_fail(a);
	buf_free(&out);
	return well;
}

/* Snum is 1*3DIGIT: leading zeros are allowed there, and mean nothing. */
static bool
read_v4(struct span text, unsigned char octets[4])
{
	for (int i = 0; i < 4; i++) {
		struct span part = i < 3 ? span_next(&text, '.') : text;
		uint32_t value;

		if (part.size > 3 || !span_number(part, 255, &value))
			return false;
		octets[i] = (unsigned char)value;
	}
	return true;
}

static size_t
count_octet(struct span s, char octet)
{
	size_t count = 0;

	for (size_t i = 0; i < s.size; i++)
		count += s.data[i] == octet;
	return count;
}

/*
 * RFC 5321 4.1.3 is narrower than RFC 4291: "::" stands for two groups at
 * least, so at most six others stand beside it (four and a dotted quad).
 */
static bool
has_room_for_gap(struct span text, bool quad)
{
	size_t gap = span_search_nocase(text, SPAN("::"));
	size_t colons = count_octet(text, ':'), groups;

	if (gap == text.size)
		return true;
	/* Every colon but the gap's two parts groups, or leans on the gap. */
	groups = colons - 2 + (gap > 0) + (gap + 2 < text.size);
	return groups <= (quad ? 5u : 6u);
}

static bool
read_v6(struct span text, struct ip *ip)
{
	size_t last = text.size;
	unsigned char octets[4];
	char plain[IP_TEXT_MAX * 2];
	bool quad = span_find(text, '.') < text.size;

	if (!has_room_for_gap(text, quad))
		return false;
	if (!quad)
		return ip_parse(text, ip);
	while (last > 0 && text.data[last - 1] != ':')
		last--;
	if (text.size > IP_TEXT_MAX ||
	    !read_v4(span_part(text, last, text.size), octets))
		return false;
	memcpy(plain, text.data, last);
	last += (size_t)snprintf(plain + last, sizeof plain - last,
	    "%u.%u.%u.%u", octets[0], octets[1], octets[2], octets[3]);
	return ip_parse((struct span){ plain, last }, ip);
}

bool
literal_parse(struct span all, size_t at, struct ip *ip, struct trouble *t)
{
	struct span inside = span_part(all, at + 1, all.size);
	struct span tag = SPAN("IPv6:");

	if (inside.size == 0 || inside.data[inside.size - 1] != ']') {
		syntax_trouble(
		    t, all, all.size, "an address literal ends with `]'");
		return false;
	}
	inside.size--;
	*ip = (struct ip){ .family = IP_V4 };
	if (span_starts_nocase(inside, tag)) {
		inside = span_part(inside, tag.size, inside.size);
		if (read_v6(inside, ip) && ip->family == IP_V6)
			return true;
	} else if (read_v4(inside, ip->octets)) {
		return true;
	}
	syntax_trouble(t, all, at + 1,
	    "an address literal is [192.0.2.1] or [IPv6:2001:db8::1]");
	return false;
}
