/*
 * poison: tells AddressSanitizer which octets of a block nobody may touch, so
 * that it sees an arena's requests as it sees allocations. Nothing without it.
 */
#ifndef PROBE_BASE_POISON_H
#define PROBE_BASE_POISON_H

#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_WORKS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define POISON_WORKS
#endif

#ifdef POISON_WORKS
void __asan_poison_memory_region(const volatile void *at, size_t size);
void __asan_unpoison_memory_region(const volatile void *at, size_t size);

static inline void
poison(const void *at, size_t size)
{
	__asan_poison_memory_region(at, size);
}

static inline void
unpoison(const void *at, size_t size)
{
	__asan_unpoison_memory_region(at, size);
}
#else
static inline void
poison(const void *at, size_t size)
{
	(void)at;
	(void)size;
}

static inline void
unpoison(const void *at, size_t size)
{
	(void)at;
	(void)size;
}
#endif

/* Octets left poisoned behind each request, beyond those of alignment. */
#ifndef POISON_GAP
#define POISON_GAP 0
#endif

#endif
