/*
 * mail: a message, fed line by line; and, when it is a bounce, the replies in
 * it: delivery reports (RFC 3464) and the texts that servers write beside or
 * instead of them. Memory is bounded, whatever the message's size. For intake/
 * alone. Pure.
 */
#ifndef PROBE_INTAKE_MAIL_H
#define PROBE_INTAKE_MAIL_H

#include "intake/found.h"

struct mail;

/* NULL when there is no memory. */
struct mail *mail_new(found_reply found, void *context);
void mail_free(struct mail *m);

/* A line without its line end; number counts from 1. */
void mail_line(struct mail *m, struct span line, size_t number);

/* The message is over: calls `found` for each reply in it, and is ready for
 * another one. */
void mail_end(struct mail *m);

/* The lines of a delivery report come next, without a message around them. */
void mail_begin_report(struct mail *m);

/* Whether a message, or a pasted piece of a report, may begin so. */
bool mail_begins(struct span line);
bool mail_report_begins(struct span line);

#endif
