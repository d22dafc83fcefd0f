/*
 * conclude: all that an inquiry has met, weighed into one verdict with its
 * reading and evidence. Pure.
 */
#ifndef PROBE_INQUIRY_CONCLUDE_H
#define PROBE_INQUIRY_CONCLUDE_H

#include "inquiry/inquiry.h"

/* Fills in verdict, reading, reply, decisive attempt, evidence; adds findings.
 * Route and attempts stand already. */
void conclude_result(struct result *r, const struct inquiry_options *o,
    const struct tables *t, struct arena *a);

#endif
