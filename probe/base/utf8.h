/*
 * utf8: strict decoding (RFC 3629): no overlong form, no surrogate, nothing
 * above U+10FFFF.
 */
#ifndef PROBE_BASE_UTF8_H
#define PROBE_BASE_UTF8_H

#include "base/span.h"

/* The character that text begins with: returns how many octets it takes, or 0
 * when there is none (also for empty text), with *code_point untouched. */
size_t utf8_decode(struct span text, uint32_t *code_point);

bool utf8_is_valid(struct span text);

#endif
