/*
 * summary: what is in a log, counted: by cause, by mail operator, by the
 * recipient's domain, the worst first. Memory is bounded: of names beyond
 * TALLY_MAX the rarest are counted as others. Pure.
 */
#ifndef PROBE_REPORT_SUMMARY_H
#define PROBE_REPORT_SUMMARY_H

#include "intake/found.h"
#include "report/page.h"

enum { TALLY_MAX = 4096, SUMMARY_ROWS = 15 };

struct summary;

/* NULL when there is no memory. */
struct summary *summary_new(void);
void summary_free(struct summary *s);

/* operator: the mail operator's name, "" when it is not known. The texts of the
 * reading that are tables' must live as long as the summary. */
void summary_add(
    struct summary *s, const struct found *f, const struct reading *r);

void summary_text(struct summary *s, struct page *p);

/* One object and a line end, schema smtpprobe.summary/1. */
void summary_json(struct summary *s, struct buf *out);

#endif
