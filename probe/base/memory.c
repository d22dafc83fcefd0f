#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>

static long left = -1;

static bool
exhausted(void)
{
	if (left < 0)
		return false;
	if (left == 0)
		return true;
	left--;
	return false;
}

void *
memory_get(size_t size)
{
	return exhausted() ? NULL : calloc(1, size ? size : 1);
}

void *
memory_resize(void *block, size_t size)
{
	return exhausted() ? NULL : realloc(block, size ? size : 1);
}

void
memory_free(void *block)
{
	free(block);
}

long
memory_fail_after(long count)
{
	long before = left;

	left = count;
	return before;
}
