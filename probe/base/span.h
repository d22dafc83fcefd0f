/*
 * span: a borrowed run of octets, not NUL-terminated, and the ASCII questions
 * asked of it. Nothing here allocates or looks at the locale.
 */
#ifndef PROBE_BASE_SPAN_H
#define PROBE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *data;
	size_t size;
};

#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })
#define SPAN_NONE     ((struct span){ NULL, 0 })

/* For printf's "%.*s". */
#define SPAN_ARGUMENTS(s) (int)(s).size, (s).data

/* The octets of a C string; NULL gives the empty span. */
static inline struct span
span_of(const char *text)
{
	return text ? (struct span){ text, strlen(text) } : SPAN_NONE;
}

static inline bool
span_equal(struct span a, struct span b)
{
	return a.size == b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Equal when A-Z and a-z are taken as the same. */
bool span_equal_nocase(struct span a, struct span b);
bool span_starts_nocase(struct span s, struct span prefix);
bool span_ends_nocase(struct span s, struct span suffix);

/* The offset of the first octet, or s.size when there is none. */
static inline size_t
span_find(struct span s, char octet)
{
	const char *at = s.size ? memchr(s.data, octet, s.size) : NULL;

	return at ? (size_t)(at - s.data) : s.size;
}

/* The offset of the first occurrence of part without case, or s.size. */
size_t span_search_nocase(struct span s, struct span part);

/* The offset of the first occurrence of part, case and all, or s.size. */
size_t span_search(struct span s, struct span part);

/* From start (at most s.size) up to, not including, end (at most s.size). */
static inline struct span
span_part(struct span s, size_t start, size_t end)
{
	if (end > s.size)
		end = s.size;
	if (start > end)
		start = end;
	if (s.data == NULL)
		return SPAN_NONE;
	return (struct span){ s.data + start, end - start };
}

/* Without spaces, tabs, CR and LF at both ends. */
struct span span_trim(struct span s);

/*
 * Cuts off what stands before the first separator and returns it; *rest
 * begins behind the separator, or is empty when there was none.
 */
struct span span_next(struct span *rest, char separator);

/* Decimal digits alone, at most max; false leaves *value untouched. */
bool span_number(struct span s, uint32_t max, uint32_t *value);

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool
ascii_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline bool
ascii_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* A control octet of ASCII: below 0x20, or 0x7f. */
static inline bool
ascii_is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}
static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

#endif
