/*
 * check_json: a result as one line of JSON, schema smtpprobe.check/1. The
 * fields are a contract: they may be added to, never changed.
 */
#ifndef PROBE_REPORT_CHECK_JSON_H
#define PROBE_REPORT_CHECK_JSON_H

#include "inquiry/result.h"
#include "report/json.h"

/* One object and a line end. out->failed tells of a lack of memory. */
void check_json(const struct result *r, struct arena *a, struct buf *out);

/* A diagnosis as `check` and `explain` show it. evidence may be empty. */
void diagnosis_json(struct json *j, const char *key,
    const struct reading *reading, const struct evidence *evidence,
    size_t evidence_count, const struct reply *reply, const char *stage);

/* "findings": [...], with word, sentence and clause. */
void findings_json(
    struct json *j, const struct findings *findings, struct arena *a);

#endif
