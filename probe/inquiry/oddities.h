/*
 * oddities: what was odd about the servers, beside what they answered: slow
 * stages, certificates, old TLS. Findings, whatever the verdict is. Pure.
 */
#ifndef PROBE_INQUIRY_ODDITIES_H
#define PROBE_INQUIRY_ODDITIES_H

#include "inquiry/result.h"

/* In all attempts; adds to the result's findings. */
void oddities_find(struct result *r, struct arena *a);

#endif
