/*
 * check_text: a result for a person. The first line is the answer; then what
 * to do and who does it; then the server's words; then why we think so.
 */
#ifndef PROBE_REPORT_CHECK_TEXT_H
#define PROBE_REPORT_CHECK_TEXT_H

#include "inquiry/result.h"
#include "report/page.h"

struct text_options {
	bool first_line_only; /* --quiet */
	bool transcript;
};

void check_text(const struct result *r, const struct text_options *o,
    struct arena *a, struct page *p);

#endif
