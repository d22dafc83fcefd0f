/*
 * explain_json: a reply that was found and its reading as one line of JSON,
 * schema smtpprobe.explain/1. The fields are a contract: they may be added to,
 * never changed.
 */
#ifndef PROBE_REPORT_EXPLAIN_JSON_H
#define PROBE_REPORT_EXPLAIN_JSON_H

#include "inquiry/result.h"
#include "intake/found.h"
#include "report/json.h"

/* One object and a line end. evidence: what an online test found; may be
 * empty. */
void explain_json(const struct found *f, const struct reading *r,
    const struct evidence *evidence, size_t evidence_count, struct buf *out);

/* "success", "intermediate", "temporary" or "permanent". */
const char *explain_class(const struct found *f, const struct reading *r);

#endif
