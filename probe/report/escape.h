/*
 * escape: text from the network made fit to be shown. No control octet, no
 * escape sequence, no bidirectional override and no broken UTF-8 gets through.
 * Pure.
 */
#ifndef PROBE_REPORT_ESCAPE_H
#define PROBE_REPORT_ESCAPE_H

#include "base/buf.h"

/*
 * For a terminal: printable UTF-8 as it is, everything else as \xHH (octets)
 * or \u{HHHH} (characters that would steer the display). LF too: lines are
 * the caller's to part.
 */
void escape_for_terminal(struct buf *out, struct span text);

/*
 * For the inside of a JSON string (RFC 8259 7): always valid UTF-8; an octet
 * that is none becomes U+FFFD; characters that steer a display become \uHHHH.
 */
void escape_for_json(struct buf *out, struct span text);

/* How many octets at the start escape_for_json() leaves as they are; behind
 * them may be more. */
size_t escape_plain_run(struct span text);

#endif
