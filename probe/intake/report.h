/*
 * report: what a bounce says of each recipient: its delivery report (RFC 3464)
 * joined with its text for people. For intake/ alone. Pure.
 */
#ifndef PROBE_INTAKE_REPORT_H
#define PROBE_INTAKE_REPORT_H

#include "base/buf.h"
#include "intake/found.h"

/* What was kept of a message, decoded. */
struct bounce {
	bool declared; /* a header field says that it is a bounce */
	struct buf text, html, report;
	size_t text_line, html_line, report_line; /* where each begins */
	bool text_encoded, report_encoded; /* inner lines have no number */
	size_t told;                       /* replies so far */
	size_t text_at, text_at_line; /* where the last one stood in the text */
	size_t looked;                /* parts of the text read to find them */
};

void bounce_clear(struct bounce *b);

/* Calls `found` for the recipients whose fields are whole, and drops them from
 * the report: it may be of any size. */
void bounce_report_begun(struct bounce *b, found_reply found, void *context);

/* Calls `found` for each recipient; for none when it is no bounce. */
void bounce_report(struct bounce *b, found_reply found, void *context);

#endif
