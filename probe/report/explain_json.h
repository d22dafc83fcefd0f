/*
 * explain_json: a reply that was found and its reading as one line of JSON,
 * schema smtpprobe.explain/1. The fields are a contract: they may be added to,
 * never changed.
 */
#ifndef PROBE_REPORT_EXPLAIN_JSON_H
#define PROBE_REPORT_EXPLAIN_JSON_H

#include "intake/found.h"
#include "report/json.h"

/* One object and a line end. */
void explain_json(
    const struct found *f, const struct reading *r, struct buf *out);

/* "success", "intermediate", "temporary" or "permanent". */
const char *explain_class(const struct found *f, const struct reading *r);

#endif
