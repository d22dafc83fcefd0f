/*
 * sender_json: a survey of a sender as one line of JSON, schema
 * smtpprobe.sender/1. The fields are a contract: they may be added to, never
 * changed.
 */
#ifndef PROBE_REPORT_SENDER_JSON_H
#define PROBE_REPORT_SENDER_JSON_H

#include "inquiry/survey.h"
#include "report/json.h"

void sender_json(const struct survey *s, struct arena *a, struct buf *out);

#endif
