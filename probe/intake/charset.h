/*
 * charset: the text behind a byte order mark. UTF-8's mark is dropped; UTF-16,
 * as Windows writes it (both orders), becomes UTF-8; what has no mark is left
 * as it is. For intake/ alone. Pure.
 */
#ifndef PROBE_INTAKE_CHARSET_H
#define PROBE_INTAKE_CHARSET_H

#include "base/buf.h"

enum charset_kind { CHARSET_UNDECIDED, CHARSET_AS_IT_IS, CHARSET_UTF16 };

/* Zeroed at the beginning of a text. */
struct charset {
	enum charset_kind kind;
	bool big;         /* UTF-16: the high octet comes first */
	char waiting[3];  /* a mark, or half of a unit, not yet whole */
	size_t size;      /* of what waits */
	uint32_t leading; /* the first half of a pair of surrogates; 0: none */
};

/* How much of a text is given at a time, at most: what comes out then has room
 * in a buffer of CHARSET_OUT. */
enum { CHARSET_PIECE = 64 << 10, CHARSET_OUT = 128 << 10 };

/* The next piece in UTF-8: part of it, or what is in *out afterwards. Halves of
 * characters become U+FFFD. */
struct span charset_piece(
    struct charset *c, struct span octets, struct buf *out);

/* What still waits when the text is over. */
struct span charset_end(struct charset *c, struct buf *out);

#endif
