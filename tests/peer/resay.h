/*
 * resay: what a server says once more, to somebody else: the same sentence with
 * another address, host, id or number in it.
 */
#ifndef TESTS_PEER_RESAY_H
#define TESTS_PEER_RESAY_H

#include "base/buf.h"

/*
 * Adds the text to *out. Another run of letters and digits stands for each that
 * is a local part, a host's name below "example", the end of an IPv4 address or
 * a long id or number; and, where `often` is not 0, for each one in so many of
 * the others. *state, which is not 0, is where chance is taken from.
 */
void resay(struct span text, uint32_t often, uint32_t *state, struct buf *out);

#endif
