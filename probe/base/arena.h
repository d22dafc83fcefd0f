/*
 * arena: memory that lives as long as an inquiry, under a mandatory maximum.
 * Blocks are never freed one by one. Failure sticks and is looked at once a
 * step; the block that could not be had is NULL.
 */
#ifndef PROBE_BASE_ARENA_H
#define PROBE_BASE_ARENA_H

#include "base/span.h"

struct arena;

/* max: octets in all, overhead included. NULL when there is no memory. */
struct arena *arena_new(size_t max);
void arena_free(struct arena *a);

/* Forgets all that it holds, failure included; keeps the oldest block, so that
 * one arena serves many short lives without asking for memory again. */
void arena_reset(struct arena *a);

/* Zeroed, aligned for any type; NULL on failure. */
void *arena_get(struct arena *a, size_t size);

/* A copy with a NUL behind it (not counted); the empty span on failure. */
struct span arena_copy(struct arena *a, struct span s);

/* The copy as a C string; "" on failure. */
const char *arena_text(struct arena *a, struct span s);

/* The texts, of which the last is NULL, one behind the other; "" on failure. */
const char *arena_join(struct arena *a, const char *const *texts);

/* As printf, into the arena; "" on failure. */
const char *arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Room for one more item in an array of the arena: returns the array, moved
 * when it had to grow, with items[*count] zeroed and *count raised by one;
 * NULL on failure, with *count untouched and the old array still valid.
 * The array starts as NULL with *count 0 and grows by doubling, so *count
 * alone tells its room.
 */
void *arena_append(struct arena *a, void *items, size_t *count, size_t size);

bool arena_failed(const struct arena *a);

/* Notes a failure to get memory elsewhere, of a buf say, on the same behalf. */
void arena_fail(struct arena *a);
size_t arena_used(const struct arena *a);

#endif
