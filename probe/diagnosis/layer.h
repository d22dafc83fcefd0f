/*
 * layer: the built-in rows, as they were compiled, behind those of an
 * administrator, so that the latter alone have to be read. For diagnosis/
 * alone. Where a row can stay as it is, it is borrowed from the base, which has
 * to live as long. False when there is no memory.
 */
#ifndef PROBE_DIAGNOSIS_LAYER_H
#define PROBE_DIAGNOSIS_LAYER_H

#include "diagnosis/rows.h"

/* The rows of one table, in the order of enum table: phrases and advice name
 * providers. */
bool layer_rows(struct tables *t, enum table table, const struct tables *base);

/* When t has all rows, and a matcher for its own: what the base's are found by.
 */
bool layer_needles(struct tables *t, const struct tables *base);

#endif
