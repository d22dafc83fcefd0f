/*
 * targets: whom to connect to for an address: the server that the user named,
 * an address literal, or what the MX records say. Pure.
 */
#ifndef PROBE_INQUIRY_TARGETS_H
#define PROBE_INQUIRY_TARGETS_H

#include "dns/view.h"
#include "inquiry/inquiry.h"

/*
 * Fills in route and findings of the result, whose address was read. False
 * while answers are missing (the view knows which). seed: chance, for the order
 * among equals.
 */
bool targets_find(struct view *v, const struct inquiry_options *o,
    uint64_t seed, struct arena *a, struct result *r);

#endif
