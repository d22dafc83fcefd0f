/*
 * explain_text: a reply that was found and its reading, for a person. The first
 * line is the answer.
 */
#ifndef PROBE_REPORT_EXPLAIN_TEXT_H
#define PROBE_REPORT_EXPLAIN_TEXT_H

#include "inquiry/result.h"
#include "intake/found.h"
#include "report/page.h"

void explain_text(const struct found *f, const struct reading *r,
    const struct evidence *evidence, size_t evidence_count,
    bool first_line_only, struct arena *a, struct page *p);

#endif
