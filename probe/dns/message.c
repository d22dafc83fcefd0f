#include "dns/message.h"

#include <string.h>

/* RFC 1035 4.1.1 and RFC 6891 6.1. */
enum {
	HEADER_SIZE = 12,
	FLAG_RESPONSE = 0x8000,
	FLAG_TRUNCATED = 0x0200,
	FLAG_RECURSION = 0x0100,
	FLAG_AUTHENTIC = 0x0020,
	RCODE_MASK = 0x000f,
	RCODE_NXDOMAIN = 3,
	CLASS_IN = 1,
	TYPE_SOA = 6,
	TYPE_OPT = 41,
	PAYLOAD = 1232,
};

const char *
record_type_word(enum record_type type)
{
	switch (type) {
#define X(id, number, word)                                                    \
	case id:                                                               \
		return (word);
		RECORD_TYPES(X)
#undef X
	}
	return "?";
}

const char *
answer_status_word(enum answer_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		ANSWER_STATUSES(X)
#undef X
	};

	return words[status];
}

static size_t
put_u16(unsigned char *out, unsigned int value)
{
	out[0] = (unsigned char)(value >> 8 & 0xff);
	out[1] = (unsigned char)(value & 0xff);
	return 2;
}

size_t
query_build(const struct question *q, uint16_t id, unsigned char out[QUERY_MAX])
{
	size_t size = HEADER_SIZE;

	memset(out, 0, HEADER_SIZE);
	put_u16(out, id);
	put_u16(out + 2, FLAG_RECURSION | FLAG_AUTHENTIC);
	put_u16(out + 4, 1);
	put_u16(out + 10, 1);
	memcpy(out + size, q->name.wire, q->name.size);
	size += q->name.size;
	size += put_u16(out + size, q->type);
	size += put_u16(out + size, CLASS_IN);
	out[size++] = 0; /* the OPT record's name is the root */
	size += put_u16(out + size, TYPE_OPT);
	size += put_u16(out + size, PAYLOAD);
	memset(out + size, 0, 6);
	return size + 6;
}

struct header {
	uint16_t id, flags, questions, answers, authorities;
};

static struct header
read_header(struct reader *r)
{
	struct header h;

	h.id = read_u16(r);
	h.flags = read_u16(r);
	h.questions = read_u16(r);
	h.answers = read_u16(r);
	h.authorities = read_u16(r);
	read_u16(r);
	return h;
}

/* Exactly our question, and nothing else asked. */
static bool
has_question(struct reader *r, const struct header *h, const struct question *q)
{
	struct name name;
	uint16_t type, class;

	if (h->questions != 1 || !name_read(r, &name))
		return false;
	type = read_u16(r);
	class = read_u16(r);
	return !r->bad && type == q->type && class == CLASS_IN &&
	       name_equal(&name, &q->name);
}

bool
message_answers(struct span message, const struct question *q, uint16_t id)
{
	struct reader r = reader_of(message);
	struct header h = read_header(&r);

	return !r.bad && (h.flags & FLAG_RESPONSE) != 0 && h.id == id &&
	       has_question(&r, &h, q);
}

bool
message_is_truncated(struct span message)
{
	struct reader r = reader_of(message);
	struct header h = read_header(&r);

	return !r.bad && (h.flags & FLAG_TRUNCATED) != 0;
}

/* A resource record of any type; `data` is where its RDATA stands. */
struct resource {
	struct name owner;
	uint16_t type, class;
	uint32_t ttl;
	size_t data_at, data_size;
};

static bool
read_resource(struct reader *r, struct resource *resource)
{
	if (!name_read(r, &resource->owner))
		return false;
	resource->type = read_u16(r);
	resource->class = read_u16(r);
	resource->ttl = read_u32(r);
	/* RFC 2181 8: a TTL with the top bit set is zero. */
	if (resource->ttl > INT32_MAX)
		resource->ttl = 0;
	resource->data_size = read_u16(r);
	resource->data_at = r->at;
	read_span(r, resource->data_size);
	return !r->bad;
}

/*
 * What answer_read() works on: the message, and the answer section's records
 * of class IN that can matter (the type asked for, and aliases).
 */
struct reading {
	struct span message;
	const struct question *question;
	struct arena *arena;
	struct answer *answer;
	struct resource *resources;
	size_t count;
};

static struct reader
data_reader(const struct reading *reading, const struct resource *resource)
{
	/* Names in RDATA may point back, but no RDATA reaches beyond its
	 * end. */
	struct reader r = reader_of(span_part(
	    reading->message, 0, resource->data_at + resource->data_size));

	r.at = resource->data_at;
	return r;
}

static bool
keep_resource(struct reading *reading, const struct resource *resource)
{
	struct resource *grown;

	if (resource->class != CLASS_IN ||
	    (resource->type != reading->question->type &&
		resource->type != RECORD_CNAME) ||
	    reading->count == RECORDS_MAX)
		return true;
	grown = arena_append(
	    reading->arena, reading->resources, &reading->count, sizeof *grown);
	if (grown == NULL)
		return false;
	reading->resources = grown;
	grown[reading->count - 1] = *resource;
	return true;
}

static bool
read_answers(struct reading *reading, struct reader *r, size_t count)
{
	struct resource resource;

	for (size_t i = 0; i < count; i++) {
		if (!read_resource(r, &resource) ||
		    !keep_resource(reading, &resource))
			return false;
	}
	return true;
}

static void
note_ttl(struct answer *answer, uint32_t ttl)
{
	if (ttl < answer->ttl)
		answer->ttl = ttl;
}

static const struct name *
keep_name(struct arena *a, const struct name *name)
{
	struct name *copy = arena_get(a, sizeof *copy);

	if (copy != NULL)
		*copy = *name;
	return copy;
}

/* RFC 2308 5: how long "no" may be kept, and whose it is (RFC 1035 3.3.13). A
 * SOA that cannot be read is no reason to throw the answer away. */
static void
read_soa(struct reading *reading, struct reader *r, size_t count)
{
	struct resource resource;
	struct reader soa;
	struct name server, contact;

	for (size_t i = 0; i < count; i++) {
		if (!read_resource(r, &resource))
			return;
		if (resource.type != TYPE_SOA)
			continue;
		soa = data_reader(reading, &resource);
		name_read(&soa, &server);
		name_read(&soa, &contact);
		read_span(&soa, 16);
		note_ttl(reading->answer, read_u32(&soa));
		note_ttl(reading->answer, soa.bad ? 0 : resource.ttl);
		if (soa.bad)
			continue;
		reading->answer->zone =
		    keep_name(reading->arena, &resource.owner);
		reading->answer->contact = keep_name(reading->arena, &contact);
	}
}

static const struct resource *
find_alias(const struct reading *reading, const struct name *name)
{
	for (size_t i = 0; i < reading->count; i++) {
		const struct resource *resource = &reading->resources[i];

		if (resource->type == RECORD_CNAME &&
		    name_equal(&resource->owner, name))
			return resource;
	}
	return NULL;
}

/* False when the chain loops, is too long, or cannot be read. */
static bool
follow_aliases(struct reading *reading, struct name *name)
{
	struct answer *answer = reading->answer;
	const struct resource *alias;
	struct reader r;

	if (reading->question->type == RECORD_CNAME)
		return true;
	while ((alias = find_alias(reading, name)) != NULL) {
		answer->status = ANSWER_LOOP;
		if (++answer->alias_count > ALIASES_MAX)
			return false;
		r = data_reader(reading, alias);
		answer->status = ANSWER_MALFORMED;
		if (!name_read(&r, name) || reader_left(&r) != 0)
			return false;
		note_ttl(answer, alias->ttl);
	}
	return true;
}

static void
read_address(struct reader *r, size_t size, struct ip *ip)
{
	struct span octets = read_span(r, size);

	ip->family = size == 4 ? IP_V4 : IP_V6;
	if (!r->bad)
		memcpy(ip->octets, octets.data, size);
}

static void
read_target(struct reading *reading, struct reader *r, struct record *record)
{
	struct name name;

	if (name_read(r, &name))
		record->target = keep_name(reading->arena, &name);
}

/* Character strings up to the end of the RDATA; there may be none. */
static void
read_strings(struct reading *reading, struct reader *r, struct record *record)
{
	struct span *strings = NULL, *grown;
	char *joined = arena_get(reading->arena, reader_left(r) + 1);
	size_t size = 0;

	if (joined == NULL)
		return;
	while (reader_left(r) > 0) {
		struct span string = read_span(r, read_u8(r));

		grown = arena_append(reading->arena, strings,
		    &record->string_count, sizeof *strings);
		if (grown == NULL)
			return;
		strings = grown;
		if (string.size > 0)
			memcpy(joined + size, string.data, string.size);
		strings[record->string_count - 1] =
		    (struct span){ joined + size, string.size };
		size += string.size;
	}
	record->strings = strings;
	record->data = (struct span){ joined, size };
}

static bool
read_record(struct reading *reading, const struct resource *resource,
    struct record *record)
{
	struct reader r = data_reader(reading, resource);

	*record = (struct record){ .ttl = resource->ttl };
	switch (reading->question->type) {
	case RECORD_A:
		read_address(&r, 4, &record->ip);
		break;
	case RECORD_AAAA:
		read_address(&r, 16, &record->ip);
		break;
	case RECORD_MX:
		record->preference = read_u16(&r);
		read_target(reading, &r, record);
		break;
	case RECORD_PTR:
	case RECORD_CNAME:
		read_target(reading, &r, record);
		break;
	case RECORD_TXT:
		read_strings(reading, &r, record);
		break;
	case RECORD_TLSA:
		record->data = arena_copy(
		    reading->arena, read_span(&r, resource->data_size));
		break;
	}
	return !r.bad && reader_left(&r) == 0;
}

static bool
collect(struct reading *reading, const struct name *owner)
{
	struct answer *answer = reading->answer;
	struct record *records = NULL, *grown;

	for (size_t i = 0; i < reading->count; i++) {
		const struct resource *resource = &reading->resources[i];

		if (resource->type != reading->question->type ||
		    !name_equal(&resource->owner, owner))
			continue;
		grown = arena_append(
		    reading->arena, records, &answer->count, sizeof *records);
		if (grown == NULL)
			return false;
		records = grown;
		if (!read_record(
			reading, resource, &records[answer->count - 1]))
			return false;
		note_ttl(answer, resource->ttl);
	}
	answer->records = records;
	return true;
}

static enum answer_status
status_of(const struct answer *answer, unsigned int rcode)
{
	if (rcode == RCODE_NXDOMAIN)
		return ANSWER_NXDOMAIN;
	if (rcode != 0)
		return ANSWER_SERVFAIL;
	return answer->count > 0 ? ANSWER_OK : ANSWER_NODATA;
}

/* On false the status says why. */
static bool
read_message(struct reading *reading)
{
	struct answer *answer = reading->answer;
	struct reader r = reader_of(reading->message);
	struct header h = read_header(&r);
	struct name owner = reading->question->name;

	answer->authentic = (h.flags & FLAG_AUTHENTIC) != 0;
	if (!has_question(&r, &h, reading->question) ||
	    !read_answers(reading, &r, h.answers) ||
	    !follow_aliases(reading, &owner))
		return false;
	answer->status = ANSWER_MALFORMED;
	answer->owner = keep_name(reading->arena, &owner);
	if (!collect(reading, &owner))
		return false;
	answer->status = status_of(answer, h.flags & RCODE_MASK);
	if (answer->count == 0)
		read_soa(reading, &r, h.authorities);
	return true;
}

void
answer_read(struct span message, const struct question *q, struct arena *a,
    struct answer *answer)
{
	struct reading reading = {
		.message = message,
		.question = q,
		.arena = a,
		.answer = answer,
	};

	*answer = (struct answer){
		.status = ANSWER_MALFORMED,
		.ttl = UINT32_MAX,
	};
	if (!read_message(&reading) || arena_failed(a)) {
		answer->records = NULL;
		answer->count = 0;
	}
	if (arena_failed(a))
		answer->status = ANSWER_SERVFAIL;
	if (answer->owner == NULL)
		answer->owner = keep_name(a, &q->name);
	if (answer->ttl == UINT32_MAX)
		answer->ttl = 0;
}
