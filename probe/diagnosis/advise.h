/*
 * advise: what the rows of advice.tbl say for a cause. For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_ADVISE_H
#define PROBE_DIAGNOSIS_ADVISE_H

#include "diagnosis/choice.h"

/*
 * Fills act, retry, retry_seconds, summary, explanation and advice of the
 * reading from the most specific rows for its cause, permanence and the
 * recognised providers. Claims of the row that won (about, act, retry) stand
 * over them.
 */
void advise(const struct tables *t, const struct subject *s,
    const struct claim *claim, struct arena *a, struct reading *r);

/* The wait that the normalised text names, in place of the row's. */
void advise_wait(struct span text, struct reading *r);

#endif
