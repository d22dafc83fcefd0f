/*
 * scan: finding one's way in a line of somebody else's log. For intake/ alone.
 * Pure; nothing is copied.
 */
#ifndef PROBE_INTAKE_SCAN_H
#define PROBE_INTAKE_SCAN_H

#include "smtp/dialog.h"

#include <string.h>

/* What follows the first `mark`; false, with *rest untouched, without one. */
bool scan_after(struct span text, struct span mark, struct span *rest);

/* The same for the last one. */
bool scan_after_last(struct span text, struct span mark, struct span *rest);

/* What stands before the first `mark`, or all of it. */
struct span scan_until(struct span text, struct span mark);

/* What stands between `mark` and the first of `end` behind it, or the end;
 * the empty span without a mark. */
struct span scan_value(struct span text, struct span mark, struct span end);

/* What stands behind the last space; the queue id before a mark. */
struct span scan_last_word(struct span text);

/* The address without the < and > around it, when there are. */
struct span scan_address(struct span text);

/* The address in the first <...>, or the empty span. */
struct span scan_angle(struct span text);

static inline bool
scan_starts(struct span text, struct span prefix)
{
	return text.size >= prefix.size &&
	       memcmp(text.data, prefix.data, prefix.size) == 0;
}
static inline bool
scan_ends(struct span text, struct span suffix)
{
	return text.size >= suffix.size &&
	       memcmp(text.data + text.size - suffix.size, suffix.data,
		   suffix.size) == 0;
}

/* "550", "550 5.1.1 ...", "550-...", "550#5.1.1": begins with a reply code. */
bool scan_is_code(struct span text);

/* A line of a reply that is not its first, without the codes that the first
 * one had too ("550-5.1.1 "). */
struct span scan_continuation(struct span line);

/* A stage by the word that logs use: "RCPT", "end of DATA", "HELO", "AUTH". */
bool scan_stage(struct span words, enum stage *stage);

#endif
