#include "base/span.h"

bool
span_equal_nocase(struct span a, struct span b)
{
	return a.size == b.size && span_starts_nocase(a, b);
}

bool
span_starts_nocase(struct span s, struct span prefix)
{
	if (prefix.size > s.size)
		return false;
	for (size_t i = 0; i < prefix.size; i++) {
		if (ascii_lower(s.data[i]) != ascii_lower(prefix.data[i]))
			return false;
	}
	return true;
}

bool
span_ends_nocase(struct span s, struct span suffix)
{
	return suffix.size <= s.size &&
	       span_starts_nocase(
		   span_part(s, s.size - suffix.size, s.size), suffix);
}

size_t
span_search_nocase(struct span s, struct span part)
{
	for (size_t i = 0; i + part.size <= s.size; i++) {
		if (span_starts_nocase(span_part(s, i, s.size), part))
			return i;
	}
	return s.size;
}

/* Which octet of the part to look for: in text, signs are rarer than letters
 * and digits, and spaces are frequent. */
static size_t
rare_octet(struct span part)
{
	char last = part.data[part.size - 1];

	if (!ascii_is_letter(last) && !ascii_is_digit(last) && last != ' ')
		return part.size - 1;
	return part.data[0] == ' ' && part.size > 1 ? 1 : 0;
}

size_t
span_search(struct span s, struct span part)
{
	size_t at = 0, rare, other;

	if (part.size == 0)
		return 0;
	rare = rare_octet(part);
	other = rare > 0 ? 0 : part.size - 1;
	while (s.size - at >= part.size) {
		const char *found = memchr(s.data + at + rare, part.data[rare],
		    s.size - at - part.size + 1);

		if (found == NULL)
			break;
		found -= rare;
		if (found[other] == part.data[other] &&
		    (part.size <= 2 ||
			memcmp(found, part.data, part.size) == 0))
			return (size_t)(found - s.data);
		at = (size_t)(found - s.data) + 1;
	}
	return s.size;
}

struct span
span_trim(struct span s)
{
	while (s.size > 0 && ascii_is_space(s.data[0]))
		s = span_part(s, 1, s.size);
	while (s.size > 0 && ascii_is_space(s.data[s.size - 1]))
		s.size--;
	return s;
}

struct span
span_next(struct span *rest, char separator)
{
	size_t end = span_find(*rest, separator);
	struct span first = span_part(*rest, 0, end);

	*rest = span_part(*rest, end + 1, rest->size);
	return first;
}

bool
span_number(struct span s, uint32_t max, uint32_t *value)
{
	uint64_t sum = 0;

	if (s.size == 0)
		return false;
	for (size_t i = 0; i < s.size; i++) {
		if (!ascii_is_digit(s.data[i]))
			return false;
		sum = sum * 10 + (uint64_t)(s.data[i] - '0');
		if (sum > max)
			return false;
	}
	*value = (uint32_t)sum;
	return true;
}
