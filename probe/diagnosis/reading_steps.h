/*
 * reading_steps: what reading_of() does, for who knows the second of it already
 * (memo.h). For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_READING_STEPS_H
#define PROBE_DIAGNOSIS_READING_STEPS_H

#include "diagnosis/choice.h"

/* Fills the subject; returns the innermost reply, or all of the text. */
struct span reading_begin(
    const struct tables *t, const struct reading_input *in, struct subject *s);

/*
 * All of a reading but the wait that the text may name (advise_wait()). Of the
 * text it sees what the patterns find, and an inner reply. False when the arena
 * failed.
 */
bool reading_finish(const struct tables *t, const struct reading_input *in,
    struct span inner, struct subject *s, struct arena *a, struct reading *r);

#endif
