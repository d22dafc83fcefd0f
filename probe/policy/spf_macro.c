#include "policy/spf_macro.h"

#include <string.h>

/* RFC 7208 7.1. Strings of ABNF have no case. */
static const struct span letters = { "slodiphcrtv", 11 };
static const struct span explanation_letters = { "crt", 3 };
static const struct span delimiters = { ".-+,/_=", 7 };

/* A macro taken apart: %{ letter digits r delimiters }. */
struct macro {
	char letter; /* lower case */
	bool escaped;
	bool reversed;
	bool transformed;
	uint32_t parts; /* right-hand ones kept; 0: all */
	struct span delimiters;
};

static bool
holds(struct span set, char c)
{
	return span_find(set, c) < set.size;
}

static bool
is_alphanumeric(char c)
{
	return ascii_is_letter(c) || ascii_is_digit(c);
}

/*
 * text begins behind "%{". Returns how much of it the macro takes, its brace
 * included; 0 when it is none. A number of parts must not be 0 (RFC 7208 7.3).
 */
static size_t
read_macro(struct span text, struct macro *macro)
{
	size_t at = 1, digits;

	if (text.size == 0 || !holds(letters, ascii_lower(text.data[0])))
		return 0;
	*macro = (struct macro){ .letter = ascii_lower(text.data[0]) };
	macro->escaped = macro->letter != text.data[0];
	for (digits = at; at < text.size && ascii_is_digit(text.data[at]); at++)
		if (macro->parts < 1000)
			macro->parts =
			    macro->parts * 10 + (uint32_t)(text.data[at] - '0');
	if (at > digits && macro->parts == 0)
		return 0;
	macro->reversed = at < text.size && ascii_lower(text.data[at]) == 'r';
	at += macro->reversed;
	macro->delimiters.data = text.data + at;
	while (at < text.size && holds(delimiters, text.data[at])) {
		macro->delimiters.size++;
		at++;
	}
	macro->transformed = at > 1;
	return at < text.size && text.data[at] == '}' ? at + 1 : 0;
}

/*
 * What one item takes: a macro, %% %_ %-, or a literal. 0 with *problem when it
 * is neither.
 */
static size_t
item_size(struct span text, enum spf_place place, const char **problem)
{
	char c = text.data[0], next = text.size > 1 ? text.data[1] : '\0';
	struct macro macro;
	size_t size;

	if (c != '%') {
		if (c > ' ' && c < 0x7f)
			return 1;
		*problem = "holds a control or a character that is not ASCII";
		return c == ' ' && place == SPF_IN_EXPLANATION;
	}
	if (next == '%' || next == '_' || next == '-')
		return 2;
	*problem = "holds a % that begins no macro";
	size =
	    next == '{' ? read_macro(span_part(text, 2, text.size), &macro) : 0;
	if (size == 0)
		return 0;
	*problem = "uses %{c}, %{r} or %{t}, which belong in explanations only";
	if (place == SPF_IN_DOMAIN && holds(explanation_letters, macro.letter))
		return 0;
	return size + 2;
}

/* Most texts hold no macro, nor anything else that is special. */
static bool
is_plain(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (c <= ' ' || c >= 0x7f || c == '%')
			return false;
	}
	return true;
}

const char *
spf_macro_problem(struct span text, enum spf_place place)
{
	const char *problem = NULL;

	if (is_plain(text))
		return NULL;
	while (text.size > 0) {
		size_t size = item_size(text, place, &problem);

		if (size == 0)
			return problem;
		text = span_part(text, size, text.size);
	}
	return NULL;
}

/* toplabel of RFC 7208 7.1: no digits alone, no hyphen at an end. */
static bool
is_top_label(struct span label)
{
	bool number = true;

	if (label.size == 0 || label.data[0] == '-' ||
	    label.data[label.size - 1] == '-')
		return false;
	for (size_t i = 0; i < label.size; i++) {
		if (!is_alphanumeric(label.data[i]) && label.data[i] != '-')
			return false;
		number = number && ascii_is_digit(label.data[i]);
	}
	return !number;
}

/* Whether the last item is a macro: then nothing is asked of the end. */
static bool
ends_in_macro(struct span spec)
{
	const char *unused;
	size_t size = 0;

	if (is_plain(spec))
		return false;
	while (spec.size > 0) {
		size = item_size(spec, SPF_IN_DOMAIN, &unused);
		if (spec.size == size)
			break;
		spec = span_part(spec, size, spec.size);
	}
	return size > 1;
}

const char *
spf_domain_problem(struct span spec)
{
	const char *problem = spf_macro_problem(spec, SPF_IN_DOMAIN);
	size_t dot;

	if (spec.size == 0)
		return "names no domain";
	if (problem != NULL || ends_in_macro(spec))
		return problem;
	if (spec.data[spec.size - 1] == '.')
		spec.size--;
	for (dot = spec.size; dot > 0 && spec.data[dot - 1] != '.'; dot--)
		;
	if (dot == 0)
		return "is not a domain with a dot in it";
	return is_top_label(span_part(spec, dot, spec.size))
		   ? NULL
		   : "does not end as a domain name does";
}

/* Over the end: a name loses its beginning, of which nothing will be needed,
 * and a text for people its end. */
static void
put(struct spf_text *out, char c)
{
	size_t kept = SPF_TEXT_MAX / 2;

	if (out->size == SPF_TEXT_MAX) {
		if (!out->keep_end)
			return;
		memcpy(out->data, out->data + SPF_TEXT_MAX - kept, kept);
		out->size = kept;
	}
	out->data[out->size++] = c;
}

/* RFC 3986 2.3: all but the unreserved ones (RFC 7208 7.3). */
static void
put_escaped(struct spf_text *out, char c)
{
	static const char hex[] = "0123456789ABCDEF";

	if (is_alphanumeric(c) || holds(SPAN("-._~"), c)) {
		put(out, c);
		return;
	}
	put(out, '%');
	put(out, hex[(unsigned char)c >> 4]);
	put(out, hex[(unsigned char)c & 15]);
}

static void
put_part(struct spf_text *out, const struct macro *macro, struct span part)
{
	for (size_t i = 0; i < part.size; i++) {
		if (macro->escaped)
			put_escaped(out, part.data[i]);
		else
			put(out, part.data[i]);
	}
}

static size_t
count_parts(struct span value, struct span set)
{
	size_t count = 1;

	for (size_t i = 0; i < value.size; i++)
		count += holds(set, value.data[i]);
	return count;
}

/* The first part, cut off; *rest is what stands behind its delimiter. */
static struct span
first_part(struct span *rest, struct span set)
{
	struct span part = *rest;

	part.size = 0;
	while (part.size < rest->size && !holds(set, part.data[part.size]))
		part.size++;
	*rest = span_part(*rest, part.size + 1, rest->size);
	return part;
}

static struct span
last_part(struct span *rest, struct span set)
{
	size_t at = rest->size;
	struct span part;

	while (at > 0 && !holds(set, rest->data[at - 1]))
		at--;
	part = span_part(*rest, at, rest->size);
	*rest = span_part(*rest, 0, at > 0 ? at - 1 : 0);
	return part;
}

/*
 * RFC 7208 7.3: split at the delimiters, reversed, then so many parts kept on
 * the right, joined by dots. Kept on the right of the reversed value are the
 * first ones of the value itself.
 */
static void
put_transformed(
    struct spf_text *out, const struct macro *macro, struct span value)
{
	struct span set =
	    macro->delimiters.size > 0 ? macro->delimiters : SPAN(".");
	size_t count = count_parts(value, set), kept = count;

	if (macro->parts > 0 && macro->parts < count)
		kept = macro->parts;
	for (size_t i = kept; i < count; i++) {
		if (macro->reversed)
			last_part(&value, set);
		else
			first_part(&value, set);
	}
	for (size_t i = 0; i < kept; i++) {
		if (i > 0)
			put(out, '.');
		put_part(out, macro,
		    macro->reversed ? last_part(&value, set)
				    : first_part(&value, set));
	}
}

/* Behind the percent sign; returns how many octets are taken. */
static size_t
put_macro(
    struct spf_text *out, struct span text, spf_value value, void *context)
{
	struct macro macro;
	size_t size;

	if (text.data[0] == '%') {
		put(out, '%');
	} else if (text.data[0] == '_') {
		put(out, ' ');
	} else if (text.data[0] == '-') {
		put(out, '%');
		put(out, '2');
		put(out, '0');
	} else {
		size = read_macro(span_part(text, 1, text.size), &macro);
		if (macro.transformed)
			put_transformed(
			    out, &macro, value(context, macro.letter));
		else
			put_part(out, &macro, value(context, macro.letter));
		return size + 1;
	}
	return 1;
}

void
spf_expand(
    struct spf_text *out, struct span text, spf_value value, void *context)
{
	while (text.size > 0) {
		size_t taken = 1;

		if (text.data[0] == '%')
			taken += put_macro(
			    out, span_part(text, 1, text.size), value, context);
		else
			put(out, text.data[0]);
		text = span_part(text, taken, text.size);
	}
}

struct span
spf_name_cut(struct span name)
{
	if (name.size > 0 && name.data[name.size - 1] == '.')
		name.size--;
	while (name.size > SPF_NAME_MAX)
		span_next(&name, '.');
	return name;
}
