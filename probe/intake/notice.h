/*
 * notice: the words for people in a bounce, in the forms that mail servers and
 * providers write them, with line ends or run together into one line; and
 * which of the words are the reply. For intake/ alone. Pure.
 */
#ifndef PROBE_INTAKE_NOTICE_H
#define PROBE_INTAKE_NOTICE_H

#include "base/buf.h"
#include "intake/found.h"

/* Begins as the text of a bounce does. */
bool notice_begins(struct span line);

/* Begins a failed recipient's part of such a text: an address at its start, in
 * < and > or bare, and behind it a colon, a parenthesis or nothing. */
bool notice_begins_part(struct span line);

/* Holds words that lead to a reply in a bounce. */
bool notice_recognise(struct span text);

/*
 * One failed recipient's part of the text: fills recipient, host, stage, code,
 * enhanced and words of the reply; they lie in `flat`, which is overwritten.
 */
void notice_read(struct span part, struct buf *flat, struct found *f);

/* A text being cut into parts, one a failed recipient. */
struct notice_parts {
	struct span rest;
	size_t line;  /* of the input, where the present part begins */
	size_t lines; /* line ends in the present part */
};

/*
 * The next part: it begins with a line that begins with an address; without
 * any, all of the text is one. False at the end.
 */
bool notice_next_part(struct notice_parts *parts, struct span *part);

#endif
