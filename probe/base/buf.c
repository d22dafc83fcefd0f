#include "base/buf.h"

#include "base/memory.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void
buf_init(struct buf *b, size_t max)
{
	assert(max > 0);
	*b = (struct buf){ .max = max };
}

void
buf_free(struct buf *b)
{
	memory_free(b->data);
	*b = (struct buf){ .max = b->max };
}

void
buf_clear(struct buf *b)
{
	b->size = 0;
	b->failed = b->starved = false;
}

char *
buf_grow(struct buf *b, size_t size)
{
	size_t wanted = b->room ? b->room : 128;
	char *data;

	if (b->failed || size > b->max || b->size > b->max - size) {
		b->failed = true;
		return NULL;
	}
	while (wanted <= b->size + size)
		wanted *= 2;
	if (wanted > b->max)
		wanted = b->max + 1;
	data = memory_resize(b->data, wanted);
	if (data == NULL) {
		b->failed = b->starved = true;
		return NULL;
	}
	b->data = data;
	b->room = wanted;
	return data + b->size;
}

void
buf_add(struct buf *b, struct span s)
{
	char *at = s.size > 0 ? buf_reserve(b, s.size) : NULL;

	if (at == NULL)
		return;
	memcpy(at, s.data, s.size);
	b->size += s.size;
}

void
buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, span_of(text));
}

void
buf_add_octet(struct buf *b, char octet)
{
	char *at = buf_reserve(b, 1);

	if (at == NULL)
		return;
	*at = octet;
	b->size++;
}

void
buf_format(struct buf *b, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	buf_vformat(b, format, arguments);
	va_end(arguments);
}

void
buf_vformat(struct buf *b, const char *format, va_list arguments)
{
	va_list again;
	int size;

	va_copy(again, arguments);
	size = vsnprintf(NULL, 0, format, arguments);
	if (size >= 0 && buf_reserve(b, (size_t)size) != NULL) {
		vsnprintf(b->data + b->size, (size_t)size + 1, format, again);
		b->size += (size_t)size;
	} else {
		b->failed = true;
	}
	va_end(again);
}

void
buf_drop(struct buf *b, size_t size)
{
	assert(size <= b->size);
	if (size == 0)
		return;
	memmove(b->data, b->data + size, b->size - size);
	b->size -= size;
}

struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->data, b->size };
}

const char *
buf_text(struct buf *b)
{
	if (buf_reserve(b, 0) == NULL)
		return "";
	b->data[b->size] = '\0';
	return b->data;
}
