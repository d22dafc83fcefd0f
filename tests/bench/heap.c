#include "bench/heap.h"

#include <malloc.h>
#include <stdlib.h>

/* glibc's own, below the names that stand here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void __libc_free(void *block);

static size_t used, peak;

static void *
count_in(void *block)
{
	if (block != NULL)
		used += malloc_usable_size(block);
	if (used > peak)
		peak = used;
	return block;
}

static void
count_out(void *block)
{
	size_t size = block != NULL ? malloc_usable_size(block) : 0;

	used = used > size ? used - size : 0;
}

void *
malloc(size_t size)
{
	return count_in(__libc_malloc(size));
}

void *
calloc(size_t count, size_t size)
{
	return count_in(__libc_calloc(count, size));
}

void *
realloc(void *block, size_t size)
{
	void *moved;

	count_out(block);
	moved = __libc_realloc(block, size);
	return count_in(moved != NULL || size == 0 ? moved : block);
}

void
free(void *block)
{
	count_out(block);
	__libc_free(block);
}

size_t
heap_used(void)
{
	return used;
}

size_t
heap_peak(void)
{
	return peak;
}

void
heap_forget_peak(void)
{
	peak = used;
}
