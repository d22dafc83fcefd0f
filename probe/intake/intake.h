/*
 * intake: any text that somebody has (pasted replies, a log, bounces, an mbox),
 * fed in any pieces; out come the replies in it. Memory is bounded, whatever
 * the input's size. Pure: no I/O, no clock.
 *
 * Each line is one input, but for replies of several lines ("550-" and
 * "550 "), bounces and messages, whose line is the one on which the reply
 * begins. What kind of text it is, is told by its first line. UTF-16 is read
 * where a byte order mark tells it.
 */
#ifndef PROBE_INTAKE_INTAKE_H
#define PROBE_INTAKE_INTAKE_H

#include "intake/found.h"

/* X(id, word): --input. */
#define INPUT_KINDS(X)                                                         \
	X(INPUT_AUTO, "auto")                                                  \
	X(INPUT_REPLY, "reply") /* each line a reply or a sentence */          \
	X(INPUT_LOG, "log")     /* each line of a log; others say nothing */   \
	X(INPUT_MAIL, "mail")   /* a message or an mbox */

enum input_kind {
#define X(id, word) id,
	INPUT_KINDS(X)
#undef X
};

/* False when there is no such kind. */
bool input_kind_from_word(struct span word, enum input_kind *kind);

enum { INTAKE_LINE_MAX = 64 << 10 }; /* what is longer is cut */

struct intake;

/* NULL when there is no memory. */
struct intake *intake_new(
    enum input_kind kind, found_reply found, void *context);
void intake_free(struct intake *in);

void intake_feed(struct intake *in, struct span octets);

/* The text is over; the intake is ready for another one. */
void intake_end(struct intake *in);

#endif
