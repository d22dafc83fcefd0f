/*
 * mime: what is needed of MIME to read a bounce: parameters of a header field
 * (RFC 2045 5.1), and the two encodings (RFC 2045 6.7, 6.8). Broken input is
 * read as far as it goes. For intake/ alone. Pure.
 */
#ifndef PROBE_INTAKE_MIME_H
#define PROBE_INTAKE_MIME_H

#include "base/buf.h"

enum mime_encoding { MIME_PLAIN, MIME_QUOTED_PRINTABLE, MIME_BASE64 };

/* By the value of Content-Transfer-Encoding. */
enum mime_encoding mime_encoding_of(struct span value);

/* "boundary" of `multipart/report; boundary="x"`, without its quotes; the
 * empty span when there is none. */
struct span mime_parameter(struct span value, struct span name);

/* `text/plain` of `text/plain; charset=utf-8`. */
struct span mime_type(struct span value);

/* What base64 has left over between two lines. */
struct mime_state {
	uint32_t bits;
	unsigned int count;
};

/* One line without its line end, decoded, with its line end where the
 * encoding has one, added to *out. */
void mime_decode_line(enum mime_encoding encoding, struct mime_state *state,
    struct span line, struct buf *out);

/* Text of HTML without its tags, the commonest entities resolved. */
void mime_strip_html(struct span html, struct buf *out);

#endif
