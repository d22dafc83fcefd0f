/*
 * reader: one bounds-checked way through binary data, network byte order. The
 * first read beyond the end sets `bad`; from then on every read gives zero or
 * the empty span, so the caller looks once, at the end.
 */
#ifndef PROBE_BASE_READER_H
#define PROBE_BASE_READER_H

#include "base/span.h"

struct reader {
	struct span all;
	size_t at;
	bool bad;
};

struct reader reader_of(struct span all);

uint8_t read_u8(struct reader *r);
uint16_t read_u16(struct reader *r);
uint32_t read_u32(struct reader *r);

/* The next size octets, borrowed. */
struct span read_span(struct reader *r, size_t size);

/* How many octets are left; 0 when bad. */
size_t reader_left(const struct reader *r);

#endif
