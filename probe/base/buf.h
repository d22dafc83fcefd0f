/*
 * buf: octets that grow up to a mandatory maximum. Failure (no memory, or the
 * maximum reached) sticks: later additions do nothing, and the owner looks at
 * `failed` once, at the end.
 */
#ifndef PROBE_BASE_BUF_H
#define PROBE_BASE_BUF_H

#include "base/span.h"

#include <stdarg.h>

struct buf {
	char *data;
	size_t size; /* octets in use */
	size_t room; /* octets allocated: at most one above max */
	size_t max;  /* size never exceeds it */
	bool failed;
	bool starved; /* it failed for want of memory, not at its maximum */
};

/* Allocates nothing yet. max must be above 0. */
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);

/* Empties it and forgets a failure; keeps the memory. */
void buf_clear(struct buf *b);

void buf_add(struct buf *b, struct span s);
void buf_add_text(struct buf *b, const char *text);
void buf_add_octet(struct buf *b, char octet);

/* As printf. */
void buf_format(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vformat(struct buf *b, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* For buf_reserve(), where there is not enough room. */
char *buf_grow(struct buf *b, size_t size);

/* Room for `size` more octets at the end, to be filled by the caller, who then
 * adds what was filled to b->size; NULL on failure. One octet more is kept, so
 * that buf_text() has room. */
static inline char *
buf_reserve(struct buf *b, size_t size)
{
	if (!b->failed && size < b->room - b->size)
		return b->data + b->size;
	return buf_grow(b, size);
}

/* Removes the first `size` octets. */
void buf_drop(struct buf *b, size_t size);

/* Borrowed: valid until the next change. */
struct span buf_span(const struct buf *b);

/* NUL-terminated (the NUL is not counted); "" when it failed. */
const char *buf_text(struct buf *b);

#endif
