/*
 * sender_text: a survey of a sender, for a person. The first line is the
 * answer.
 */
#ifndef PROBE_REPORT_SENDER_TEXT_H
#define PROBE_REPORT_SENDER_TEXT_H

#include "diagnosis/reading.h"
#include "inquiry/survey.h"
#include "report/page.h"

/* The tables have the advice. */
void sender_text(const struct survey *s, const struct tables *t,
    bool first_line_only, struct arena *a, struct page *p);

#endif
