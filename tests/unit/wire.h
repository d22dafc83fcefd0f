/*
 * wire: DNS messages put together octet by octet, true and false ones. They
 * are read from blocks of their exact size, so that a sanitizer sees a read
 * beyond the end.
 */
#ifndef TESTS_UNIT_WIRE_H
#define TESTS_UNIT_WIRE_H

#include "base/buf.h"
#include "dns/message.h"

enum {
	WIRE_ANSWER = 0x8180,    /* QR, RD, RA */
	WIRE_AUTHENTIC = 0x0020, /* AD */
	WIRE_TRUNCATED = 0x0200, /* TC */
	WIRE_QUESTION_AT = 12,   /* where the question's name stands */
	WIRE_SOA = 6,
};

void wire_u16(struct buf *b, unsigned int value);
void wire_u32(struct buf *b, uint32_t value);

/* A name from text (escapes as in a zone file), without compression. */
void wire_name(struct buf *b, const char *text);

struct question wire_question(const char *name, enum record_type type);

/* Header and question; the counts start at 0. Initializes the buffer. */
void wire_begin(struct buf *b, const struct question *q, unsigned int flags);

/* One record more in the answer section: after the others. */
void wire_record(struct buf *b, const char *owner, unsigned int type,
    uint32_t ttl, struct span rdata);

/* The same, owned by the question's name through a pointer. */
void wire_own(struct buf *b, unsigned int type, struct span rdata);

/* A CNAME in the answer section. */
void wire_alias(struct buf *b, const char *owner, const char *target);

/* One record more in the authority section. */
void wire_authority(
    struct buf *b, unsigned int type, uint32_t ttl, struct span rdata);

/* Reads a part of the message out of a block of its exact size. */
struct answer wire_read(
    struct span message, const struct question *q, struct arena *a);

#endif
