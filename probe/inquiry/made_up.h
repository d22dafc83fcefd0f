/*
 * made_up: the mailbox that nobody has, for the control; and the chance that
 * it is made of. Pure.
 */
#ifndef PROBE_INQUIRY_MADE_UP_H
#define PROBE_INQUIRY_MADE_UP_H

#include "smtp/address.h"

/* Another local part at the same domain; chance moves on. */
struct span made_up_mailbox(
    const struct address *address, uint64_t *chance, struct arena *a);

#endif
