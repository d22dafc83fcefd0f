#include "base/reader.h"

struct reader
reader_of(struct span all)
{
	return (struct reader){ .all = all };
}

size_t
reader_left(const struct reader *r)
{
	return r->bad || r->at > r->all.size ? 0 : r->all.size - r->at;
}

struct span
read_span(struct reader *r, size_t size)
{
	struct span s;

	if (size > reader_left(r)) {
		r->bad = true;
		return SPAN_NONE;
	}
	s = span_part(r->all, r->at, r->at + size);
	r->at += size;
	return s;
}

static uint32_t
read_big_endian(struct reader *r, size_t size)
{
	struct span s = read_span(r, size);
	uint32_t value = 0;

	for (size_t i = 0; i < s.size; i++)
		value = value << 8 | (unsigned char)s.data[i];
	return value;
}

uint8_t
read_u8(struct reader *r)
{
	return (uint8_t)read_big_endian(r, 1);
}

uint16_t
read_u16(struct reader *r)
{
	return (uint16_t)read_big_endian(r, 2);
}

uint32_t
read_u32(struct reader *r)
{
	return read_big_endian(r, 4);
}
