/*
 * codes_text: the table of codes for a person.
 */
#ifndef PROBE_REPORT_CODES_TEXT_H
#define PROBE_REPORT_CODES_TEXT_H

#include "diagnosis/reading.h"
#include "report/page.h"

/* Rows that match (see codes_find); returns how many. */
size_t codes_text(const struct tables *t, struct span wanted, struct page *p);

#endif
