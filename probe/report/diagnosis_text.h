/*
 * diagnosis_text: what `check` and `explain` say alike of a reading: what to do
 * and who does it, and why it was read so.
 */
#ifndef PROBE_REPORT_DIAGNOSIS_TEXT_H
#define PROBE_REPORT_DIAGNOSIS_TEXT_H

#include "inquiry/result.h"
#include "report/page.h"

/* In words: "the sender's mail administrator". */
const char *act_in_words(enum act act);

/* A heading and what is under it, with an empty line before. ours: the sender's
 * side is ourselves. */
void diagnosis_to_do(
    const struct reading *reading, bool ours, struct arena *a, struct page *p);
void diagnosis_reasons(const struct reading *reading,
    const struct evidence *evidence, size_t evidence_count, struct arena *a,
    struct page *p);

/* The findings, each with its clause, under a heading of their own. */
void findings_text(
    const struct findings *findings, struct arena *a, struct page *p);

#endif
