#include "base/arena.h"

#include "base/memory.h"
#include "base/poison.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * Blocks in a chain, the newest first. A block is filled from the front; a
 * request larger than a block gets one of its own.
 */
enum { BLOCK_SIZE = 8192, FIRST_ROOM = 4 };

struct block {
	struct block *older;
	size_t size;
	size_t used;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct block *newest;
	size_t used;
	size_t max;
	bool failed;
};

struct arena *
arena_new(size_t max)
{
	struct arena *a = memory_get(sizeof *a);

	if (a != NULL)
		a->max = max;
	return a;
}

void
arena_free(struct arena *a)
{
	struct block *block, *older;

	if (a == NULL)
		return;
	for (block = a->newest; block != NULL; block = older) {
		older = block->older;
		memory_free(block);
	}
	memory_free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *block = a->newest, *older;

	while (block != NULL && block->older != NULL) {
		older = block->older;
		a->used -= block->size;
		memory_free(block);
		block = older;
	}
	if (block != NULL && block->size > BLOCK_SIZE) {
		a->used -= block->size;
		memory_free(block);
		block = NULL;
	}
	if (block != NULL) {
		unpoison(block->data, block->used);
		memset(block->data, 0, block->used);
		poison(block->data, block->size);
		block->used = 0;
	}
	a->newest = block;
	a->failed = false;
}

static struct block *
add_block(struct arena *a, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct block *block;

	if (a->failed || room > a->max || a->used > a->max - room)
		return NULL;
	block = memory_get(sizeof *block + room);
	if (block == NULL)
		return NULL;
	a->used += room;
	block->size = room;
	block->older = a->newest;
	a->newest = block;
	poison(block->data, room);
	return block;
}

void *
arena_get(struct arena *a, size_t size)
{
	size_t step = _Alignof(max_align_t);
	size_t rounded = (size + step - 1 + POISON_GAP) / step * step;
	struct block *block = a->newest;
	void *at;

	if (rounded < size) {
		a->failed = true;
		return NULL;
	}
	if (block == NULL || block->size - block->used < rounded)
		block = add_block(a, rounded);
	if (block == NULL) {
		a->failed = true;
		return NULL;
	}
	at = block->data + block->used;
	block->used += rounded;
	unpoison(at, size);
	return at;
}

struct span
arena_copy(struct arena *a, struct span s)
{
	char *copy = arena_get(a, s.size + 1);

	if (copy == NULL)
		return (struct span){ "", 0 };
	if (s.size > 0)
		memcpy(copy, s.data, s.size);
	return (struct span){ copy, s.size };
}

const char *
arena_text(struct arena *a, struct span s)
{
	return arena_copy(a, s).data;
}

const char *
arena_join(struct arena *a, const char *const *texts)
{
	size_t size = 0;
	char *joined, *at;

	for (size_t i = 0; texts[i] != NULL; i++)
		size += strlen(texts[i]);
	joined = arena_get(a, size + 1);
	if (joined == NULL)
		return "";
	at = joined;
	for (size_t i = 0; texts[i] != NULL; i++) {
		size = strlen(texts[i]);
		memcpy(at, texts[i], size);
		at += size;
	}
	*at = '\0';
	return joined;
}

const char *
arena_format(struct arena *a, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;
	int size;

	va_start(arguments, format);
	size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size >= 0)
		text = arena_get(a, (size_t)size + 1);
	if (text == NULL)
		return "";
	va_start(arguments, format);
	vsnprintf(text, (size_t)size + 1, format, arguments);
	va_end(arguments);
	return text;
}

/* The room of an array with count items: the next power of two. */
static bool
is_full(size_t count)
{
	return count == 0 ||
	       (count >= FIRST_ROOM && (count & (count - 1)) == 0);
}

void *
arena_append(struct arena *a, void *items, size_t *count, size_t size)
{
	size_t room = *count ? *count * 2 : FIRST_ROOM;
	void *grown = items;

	if (is_full(*count)) {
		grown =
		    room <= SIZE_MAX / size ? arena_get(a, room * size) : NULL;
		if (grown == NULL) {
			a->failed = true;
			return NULL;
		}
		if (*count > 0)
			memcpy(grown, items, *count * size);
	}
	(*count)++;
	return grown;
}

bool
arena_failed(const struct arena *a)
{
	return a->failed;
}

void
arena_fail(struct arena *a)
{
	a->failed = true;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}
