/*
 * memory: the one allocator. Every other file takes memory from here, so that
 * a test can make the N-th allocation fail. No I/O.
 */
#ifndef PROBE_BASE_MEMORY_H
#define PROBE_BASE_MEMORY_H

#include <stddef.h>

/* size octets, zeroed; NULL when there are none. size 0 gives a block. */
void *memory_get(size_t size);

/* Resizes as realloc does; on NULL the old block is still the caller's. */
void *memory_resize(void *block, size_t size);

/* Gives a block back; NULL is allowed. */
void memory_free(void *block);

/*
 * For tests: the allocation after the next `count` ones fails, and every one
 * after it; a negative count means none fails. Gives the count that was left,
 * so that a test can suspend it for its own needs. Not for threads.
 */
long memory_fail_after(long count);

#endif
