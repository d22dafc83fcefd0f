/*
 * reply: what a server says, line by line (RFC 5321 4.2), fed in any pieces.
 * Pure: no I/O, no clock. The code is never corrected.
 */
#ifndef PROBE_SMTP_REPLY_H
#define PROBE_SMTP_REPLY_H

#include "base/arena.h"
#include "base/buf.h"

/* An enhanced status code (RFC 3463); class 0 means that there is none. */
struct enhanced {
	uint8_t class;
	uint16_t subject;
	uint16_t detail;
};

/* "X.Y.Z", as long as it goes, with class 2, 4 or 5 and numbers up to 999; how
 * many octets it took, 0 for none. What follows must not be a digit or dot and
 * digit. */
size_t enhanced_read(struct span text, struct enhanced *e);

enum { ENHANCED_TEXT_MAX = 12 };

/* NUL-terminated; "" for none. Returns `text`. */
const char *enhanced_format(
    const struct enhanced *e, char text[ENHANCED_TEXT_MAX]);

/*
 * A whole reply. `text` is all lines without code, separator and line end,
 * joined with LF, enhanced codes left in it. `raw` is the reply as it came,
 * line ends as LF. Octets are as they came: not checked for UTF-8, controls
 * possible.
 */
struct reply {
	uint16_t code;            /* of the last line; 200 to 599 */
	struct enhanced enhanced; /* at the start of the first line's text */
	struct span text;
	struct span raw;
	size_t lines;
	bool mixed_codes; /* lines differed in their codes */
	bool bare_lf;     /* a line ended in LF without CR */
	bool cut;         /* over a limit: the rest was thrown away */
};

enum reply_status {
	REPLY_MORE, /* all input was taken; the reply is not complete */
	REPLY_DONE, /* one reply is complete; *in is what follows it */
	REPLY_BAD,  /* a line that is no reply: `raw` holds it, cut to 512 */
};

enum {
	REPLY_LINE_MAX = 2048,  /* RFC 5321 says 512; longer lines are cut */
	REPLY_TEXT_MAX = 16384, /* text kept of one reply */
	REPLY_LINES_MAX = 512,  /* more lines make it REPLY_BAD */
};

struct reply_parser {
	struct buf line, text, raw;
	struct reply so_far;
	bool after_cr; /* the last octet taken was CR */
	bool failed;   /* memory ran out */
};

void reply_parser_init(struct reply_parser *p);
void reply_parser_free(struct reply_parser *p);

/*
 * Takes octets from *in (advancing it) until one reply is complete. On
 * REPLY_DONE and REPLY_BAD *reply is filled, its spans copied to the arena, and
 * the parser is ready for the next one. Lines end in CR LF; a bare LF counts as
 * an end and is noted. "250" alone is a line; "250-" alone too. A line without
 * a code inside a multi-line reply is text of it. Where memory runs out, the
 * arena has failed.
 */
enum reply_status reply_feed(struct reply_parser *p, struct span *in,
    struct arena *a, struct reply *reply);

/* 2, 3, 4 or 5: the first digit. */
int reply_class(const struct reply *r);

#endif
