#include "unit/wire.h"

#include "unit/expect.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGE_MAX = 65535, ANSWERS_AT = 6, AUTHORITIES_AT = 8 };

void
wire_u16(struct buf *b, unsigned int value)
{
	buf_add_octet(b, (char)(value >> 8 & 0xff));
	buf_add_octet(b, (char)(value & 0xff));
}

void
wire_u32(struct buf *b, uint32_t value)
{
	wire_u16(b, value >> 16);
	wire_u16(b, value & 0xffff);
}

void
wire_name(struct buf *b, const char *text)
{
	struct name name;

	ck_assert(name_from_text(span_of(text), &name));
	buf_add(b, (struct span){ (const char *)name.wire, name.size });
}

struct question
wire_question(const char *name, enum record_type type)
{
	struct question q = { .type = type };

	ck_assert(name_from_text(span_of(name), &q.name));
	return q;
}

void
wire_begin(struct buf *b, const struct question *q, unsigned int flags)
{
	buf_init(b, MESSAGE_MAX);
	wire_u16(b, 0x1234);
	wire_u16(b, flags);
	wire_u16(b, 1);
	for (int i = 0; i < 3; i++)
		wire_u16(b, 0);
	buf_add(b, (struct span){ (const char *)q->name.wire, q->name.size });
	wire_u16(b, q->type);
	wire_u16(b, 1);
}

static void
count_one(struct buf *b, size_t at)
{
	unsigned int count = (unsigned char)b->data[at] * 256u +
			     (unsigned char)b->data[at + 1] + 1;

	b->data[at] = (char)(count >> 8);
	b->data[at + 1] = (char)(count & 0xff);
}

static void
finish_record(struct buf *b, unsigned int type, uint32_t ttl, struct span rdata)
{
	wire_u16(b, type);
	wire_u16(b, 1);
	wire_u32(b, ttl);
	wire_u16(b, (unsigned int)rdata.size);
	buf_add(b, rdata);
	ck_assert(!b->failed);
}

void
wire_record(struct buf *b, const char *owner, unsigned int type, uint32_t ttl,
    struct span rdata)
{
	count_one(b, ANSWERS_AT);
	wire_name(b, owner);
	finish_record(b, type, ttl, rdata);
}

void
wire_own(struct buf *b, unsigned int type, struct span rdata)
{
	count_one(b, ANSWERS_AT);
	wire_u16(b, 0xc000 | WIRE_QUESTION_AT);
	finish_record(b, type, 300, rdata);
}

void
wire_alias(struct buf *b, const char *owner, const char *target)
{
	struct buf rdata;

	buf_init(&rdata, NAME_WIRE_MAX);
	wire_name(&rdata, target);
	wire_record(b, owner, RECORD_CNAME, 300, buf_span(&rdata));
	buf_free(&rdata);
}

void
wire_authority(
    struct buf *b, unsigned int type, uint32_t ttl, struct span rdata)
{
	count_one(b, AUTHORITIES_AT);
	wire_u16(b, 0xc000 | WIRE_QUESTION_AT);
	finish_record(b, type, ttl, rdata);
}

struct answer
wire_read(struct span message, const struct question *q, struct arena *a)
{
	char *block = malloc(message.size + 1);
	struct answer answer;

	ck_assert_ptr_nonnull(block);
	/* Flush with the end of the block. */
	if (message.size > 0)
		memcpy(block + 1, message.data, message.size);
	answer_read((struct span){ block + 1, message.size }, q, a, &answer);
	free(block);
	return answer;
}
