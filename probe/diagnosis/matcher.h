/*
 * matcher: finds which of some thousand patterns stand in a text, in one walk.
 *
 * Every pattern is filed under its rarest three octets (counted over all
 * patterns, so that "the" is nobody's key). A walk over the text looks each
 * three octets up in a bitmap that fits the first-level cache; only a hit goes
 * to the hash, and only there patterns are compared. Small and quick to build,
 * where an automaton over the same phrases takes megabytes and milliseconds.
 */
#ifndef PROBE_DIAGNOSIS_MATCHER_H
#define PROBE_DIAGNOSIS_MATCHER_H

#include "diagnosis/pattern.h"

struct matcher;

/*
 * patterns: count of them, filled in with their anchors; must live as long as
 * the arena, which owns the matcher. NULL when there is no memory.
 */
struct matcher *matcher_new(
    struct pattern **patterns, size_t count, struct arena *a);

/*
 * Puts the numbers of the patterns that stand in the normalised text into
 * hits, each at most once, in any order; returns how many, at most `room`.
 */
size_t matcher_find(
    const struct matcher *m, struct span text, uint32_t *hits, size_t room);

#endif
