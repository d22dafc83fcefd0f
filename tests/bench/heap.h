/*
 * heap: counts what is allocated in this program, by its libraries too: it
 * stands before glibc's allocator. For programs of one thread.
 */
#ifndef TESTS_BENCH_HEAP_H
#define TESTS_BENCH_HEAP_H

#include <stddef.h>

/* Octets in use, as the allocator has rounded them. */
size_t heap_used(void);

/* The most that was in use since heap_forget_peak(). */
size_t heap_peak(void);
void heap_forget_peak(void);

#endif
