#include "peer/resay.h"

enum { LONG_NUMBER = 5, LONG_ID = 10, NAME_MAX_SIZE = 12 };

/* The same each time (xorshift). */
static uint32_t
chance(uint32_t *state, uint32_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state % below;
}

static bool
is_of_run(char octet)
{
	return ascii_is_letter(octet) || ascii_is_digit(octet);
}

static size_t
run_end(struct span text, size_t at)
{
	while (at < text.size && is_of_run(text.data[at]))
		at++;
	return at;
}

/* Where an address or a name that text.data[at] is in ends. */
static size_t
name_end(struct span text, size_t at)
{
	while (at < text.size &&
	       (is_of_run(text.data[at]) || text.data[at] == '.' ||
		   text.data[at] == '-' || text.data[at] == '_'))
		at++;
	return at;
}

static size_t
count_digits(struct span run)
{
	size_t digits = 0;

	for (size_t i = 0; i < run.size; i++)
		digits += ascii_is_digit(run.data[i]);
	return digits;
}

static bool
is_name(struct span text, size_t end)
{
	size_t behind = name_end(text, end);

	return (behind < text.size && text.data[behind] == '@') ||
	       span_starts_nocase(
		   span_part(text, end, text.size), SPAN(".example"));
}

static bool
is_id(struct span run)
{
	size_t digits = count_digits(run);

	return digits == run.size ? digits >= LONG_NUMBER
				  : digits > 0 && run.size >= LONG_ID;
}

static bool
ends_address(struct span text, size_t at)
{
	static const struct span nets[] = { { "192.0.2.", 8 },
		{ "198.51.100.", 11 }, { "203.0.113.", 10 } };

	for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
		size_t size = nets[i].size;

		if (at >= size &&
		    span_equal(span_part(text, at - size, at), nets[i]))
			return true;
	}
	return false;
}

static void
add_octets(const char *octets, uint32_t of, size_t count, uint32_t *state,
    struct buf *out)
{
	while (count-- > 0)
		buf_add_octet(out, octets[chance(state, of)]);
}

static void
add_other(struct span run, uint32_t *state, struct buf *out)
{
	size_t digits = count_digits(run);

	if (digits == 0)
		add_octets("abcdefghijklmnopqrstuvwxyz", 26,
		    1 + chance(state, NAME_MAX_SIZE), state, out);
	else if (digits == run.size)
		add_octets("123456789", 9, run.size, state, out);
	else
		add_octets("0123456789abcdef", 16, run.size, state, out);
}

void
resay(struct span text, uint32_t often, uint32_t *state, struct buf *out)
{
	size_t at = 0, end;

	for (; at < text.size; at = end) {
		struct span run;

		end = run_end(text, at);
		if (end == at) {
			buf_add_octet(out, text.data[end++]);
			continue;
		}
		run = span_part(text, at, end);
		if (ends_address(text, at))
			buf_format(out, "%u", 1 + chance(state, 254));
		else if (is_name(text, end) || is_id(run) ||
			 (often > 0 && chance(state, often) == 0))
			add_other(run, state, out);
		else
			buf_add(out, run);
	}
}
