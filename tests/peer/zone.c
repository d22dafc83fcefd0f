#include "peer/zone.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

enum {
	ROWS_MAX = 4096,
	RDATA_MAX = 1024,
	MESSAGE_MAX = 65535,
	HEADER = 12,
	CHAIN_MAX = 40,
	TYPE_SOA = 6, /* which the program does not ask for */
};

struct zone_row {
	struct name name;
	enum record_type type;
	enum zone_fault fault;
	bool of_type; /* the fault is of questions for `type` alone */
	uint32_t late;
	size_t size;
	unsigned char data[RDATA_MAX];
};

struct zone {
	struct zone_row *rows;
	size_t count;
};

static const struct {
	const char *word;
	enum zone_fault fault;
} faults[] = {
	{ "SERVFAIL", FAULT_SERVFAIL },
	{ "REFUSED", FAULT_REFUSED },
	{ "SILENT", FAULT_SILENT },
	{ "LATE", FAULT_LATE },
	{ "TRUNCATE", FAULT_TRUNCATE },
	{ "GARBAGE", FAULT_GARBAGE },
	{ "FOREIGN", FAULT_FOREIGN },
	{ "LOOP", FAULT_LOOP },
	{ "SHORT", FAULT_SHORT },
};

static void
put_u16(struct buf *b, unsigned int value)
{
	buf_add_octet(b, (char)(value >> 8));
	buf_add_octet(b, (char)(value & 0xff));
}

static void
put_name(struct buf *b, const struct name *name)
{
	buf_add(b, (struct span){ (const char *)name->wire, name->size });
}

static bool
put_named(struct buf *b, struct span text)
{
	struct name name;

	if (!name_from_text(span_trim(text), &name))
		return false;
	put_name(b, &name);
	return true;
}

static bool
put_address(struct buf *b, struct span text, enum ip_family family)
{
	struct ip ip;

	if (!ip_parse(text, &ip) || ip.family != family)
		return false;
	buf_add(b,
	    (struct span){ (const char *)ip.octets, family == IP_V4 ? 4 : 16 });
	return true;
}

/* The octet that text begins with, `\DDD` and `\X` as in a zone file; returns
 * how much it takes. */
static size_t
read_octet(struct span text, char *octet)
{
	uint32_t value;

	*octet = text.data[0];
	if (*octet != '\\' || text.size < 2)
		return 1;
	if (span_number(span_part(text, 1, 4), 255, &value) && text.size >= 4) {
		*octet = (char)(unsigned char)value;
		return 4;
	}
	*octet = text.data[1];
	return 2;
}

/* The string that text begins in, up to its closing quote. */
static bool
put_string(struct buf *b, struct span *text)
{
	size_t length = b->size;
	char octet;

	buf_add_octet(b, 0);
	while (text->size > 0 && text->data[0] != '"') {
		size_t size = read_octet(*text, &octet);

		buf_add_octet(b, octet);
		*text = span_part(*text, size, text->size);
	}
	if (text->size == 0 || b->failed || b->size - length > 256)
		return false;
	b->data[length] = (char)(unsigned char)(b->size - length - 1);
	*text = span_part(*text, 1, text->size);
	return true;
}

/* "one" "two": character strings; nothing gives none. */
static bool
put_strings(struct buf *b, struct span text)
{
	while (span_find(text, '"') < text.size) {
		span_next(&text, '"');
		if (!put_string(b, &text))
			return false;
	}
	return true;
}

static bool
put_mx(struct buf *b, struct span text)
{
	uint32_t preference;

	if (!span_number(span_next(&text, ' '), 65535, &preference))
		return false;
	put_u16(b, preference);
	return put_named(b, text);
}

static bool
put_rdata(struct buf *b, enum record_type type, struct span text)
{
	switch (type) {
	case RECORD_A:
		return put_address(b, text, IP_V4);
	case RECORD_AAAA:
		return put_address(b, text, IP_V6);
	case RECORD_MX:
		return put_mx(b, text);
	case RECORD_CNAME:
	case RECORD_PTR:
		return put_named(b, text);
	case RECORD_TXT:
		return put_strings(b, text);
	case RECORD_TLSA:
		break;
	}
	return false;
}

/* RFC 1035 3.3.13: the server is the root, all times are a minute. */
static bool
put_soa(struct buf *b, struct span contact)
{
	buf_add_octet(b, 0);
	if (!put_named(b, contact))
		return false;
	for (int i = 0; i < 5; i++) {
		put_u16(b, 0);
		put_u16(b, 60);
	}
	return true;
}

static bool
read_type(struct span word, enum record_type *type)
{
#define X(id, number, name)                                                    \
	if (span_equal_nocase(word, SPAN(name))) {                             \
		*type = id;                                                    \
		return true;                                                   \
	}
	RECORD_TYPES(X)
#undef X
	return false;
}

static bool
read_fault(struct zone_row *row, struct span word, struct span rest)
{
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		if (!span_equal_nocase(word, span_of(faults[i].word)))
			continue;
		row->fault = faults[i].fault;
		if (row->fault == FAULT_LATE)
			return span_number(rest, 100, &row->late);
		row->of_type = rest.size > 0;
		return !row->of_type || read_type(rest, &row->type);
	}
	return false;
}

static bool
read_row(struct zone_row *row, struct span line)
{
	struct span name = span_next(&line, ' '), word;
	struct buf data;
	bool is_soa, well;

	line = span_trim(line);
	word = span_next(&line, ' ');
	line = span_trim(line);
	if (!name_from_text(name, &row->name))
		return false;
	is_soa = span_equal_nocase(word, SPAN("SOA"));
	if (is_soa)
		row->type = (enum record_type)TYPE_SOA;
	else if (!read_type(word, &row->type))
		return read_fault(row, word, line);
	buf_init(&data, RDATA_MAX);
	well =
	    is_soa ? put_soa(&data, line) : put_rdata(&data, row->type, line);
	well = well && !data.failed;
	if (well && data.size > 0)
		memcpy(row->data, data.data, data.size);
	row->size = data.size;
	buf_free(&data);
	return well;
}

struct zone *
zone_new(struct span text, struct trouble *t)
{
	struct zone *z = memory_get(sizeof *z);
	unsigned int number = 0;

	if (z == NULL)
		return NULL;
	z->rows = memory_get(ROWS_MAX * sizeof *z->rows);
	while (z->rows != NULL && text.size > 0) {
		struct span line = span_next(&text, '\n');

		line = span_trim(span_next(&line, '#'));
		number++;
		if (line.size == 0)
			continue;
		if (z->count < ROWS_MAX && read_row(&z->rows[z->count++], line))
			continue;
		trouble_set(
		    t, "zone line %u: %.*s", number, SPAN_ARGUMENTS(line));
		zone_free(z);
		return NULL;
	}
	return z;
}

struct zone *
zone_read(const char *path, struct trouble *t)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "r");
	size_t size;

	if (file == NULL) {
		trouble_set(t, "%s: cannot be read", path);
		return NULL;
	}
	size = fread(text, 1, sizeof text, file);
	fclose(file);
	return zone_new((struct span){ text, size }, t);
}

void
zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	memory_free(z->rows);
	memory_free(z);
}

enum zone_fault
zone_fault(struct zone *z, const struct question *q)
{
	for (size_t i = 0; i < z->count; i++) {
		struct zone_row *row = &z->rows[i];

		if (row->fault == FAULT_NONE ||
		    !name_equal(&row->name, &q->name) ||
		    (row->of_type && row->type != q->type))
			continue;
		if (row->fault != FAULT_LATE)
			return row->fault;
		return row->late > 0 ? row->late--, FAULT_SILENT : FAULT_NONE;
	}
	return FAULT_NONE;
}

static bool
has_name(const struct zone *z, const struct name *name)
{
	for (size_t i = 0; i < z->count; i++) {
		if (name_is_below(&z->rows[i].name, name))
			return true;
	}
	return false;
}

static void
put_record(struct buf *out, const struct zone_row *row)
{
	put_name(out, &row->name);
	put_u16(out, row->type);
	put_u16(out, 1);
	put_u16(out, 0);
	put_u16(out, 300);
	put_u16(out, (unsigned int)row->size);
	buf_add(out, (struct span){ (const char *)row->data, row->size });
}

static unsigned int
put_records(struct zone *z, const struct name *name, enum record_type type,
    struct buf *out)
{
	unsigned int count = 0;

	for (size_t i = 0; i < z->count; i++) {
		const struct zone_row *row = &z->rows[i];

		if (row->fault != FAULT_NONE || row->type != type ||
		    !name_equal(&row->name, name))
			continue;
		put_record(out, row);
		count++;
	}
	return count;
}

/* The alias of a name, read back out of its row. */
static bool
find_alias(struct zone *z, struct name *name)
{
	for (size_t i = 0; i < z->count; i++) {
		const struct zone_row *row = &z->rows[i];
		struct reader r;

		if (row->type != RECORD_CNAME || row->fault != FAULT_NONE ||
		    !name_equal(&row->name, name))
			continue;
		r = reader_of(
		    (struct span){ (const char *)row->data, row->size });
		return name_read(&r, name);
	}
	return false;
}

/* The nearest SOA above the name; NULL: there is none. */
static const struct zone_row *
find_soa(const struct zone *z, const struct name *name)
{
	const struct zone_row *found = NULL;

	for (size_t i = 0; i < z->count; i++) {
		const struct zone_row *row = &z->rows[i];

		if ((unsigned int)row->type == TYPE_SOA &&
		    name_is_below(name, &row->name) &&
		    (found == NULL || row->name.size > found->name.size))
			found = row;
	}
	return found;
}

/* Returns the response code; *count gets how many records were put, *soa what
 * goes with a "no". */
static unsigned int
put_answers(struct zone *z, const struct question *q, struct buf *out,
    unsigned int *count, const struct zone_row **soa)
{
	struct name name = q->name;
	unsigned int here = 0;

	for (int i = 0; i < CHAIN_MAX; i++) {
		here = put_records(z, &name, q->type, out);
		*count += here;
		if (here > 0 || q->type == RECORD_CNAME)
			break;
		*count += put_records(z, &name, RECORD_CNAME, out);
		if (!find_alias(z, &name))
			break;
	}
	*soa = here == 0 ? find_soa(z, &name) : NULL;
	return has_name(z, &name) ? 0 : 3;
}

static bool
read_question(
    struct span query, struct question *q, uint16_t *id, struct span *section)
{
	struct reader r = reader_of(query);

	*id = read_u16(&r);
	read_span(&r, HEADER - 2);
	name_read(&r, &q->name);
	q->type = (enum record_type)read_u16(&r);
	read_u16(&r);
	*section = span_part(query, HEADER, r.at);
	return !r.bad;
}

static void
put_counts(struct buf *out, uint16_t id, unsigned int flags,
    struct span question, unsigned int answers, unsigned int authorities)
{
	put_u16(out, id);
	put_u16(out, 0x8180 | flags);
	put_u16(out, 1);
	put_u16(out, answers);
	put_u16(out, authorities);
	put_u16(out, 0);
	buf_add(out, question);
}

static void
put_header(struct buf *out, uint16_t id, unsigned int flags,
    struct span question, unsigned int answers)
{
	put_counts(out, id, flags, question, answers, 0);
}

static bool
put_fault(
    enum zone_fault fault, uint16_t id, struct span question, struct buf *out)
{
	switch (fault) {
	case FAULT_SERVFAIL:
		put_header(out, id, 2, question, 0);
		return true;
	case FAULT_REFUSED:
		put_header(out, id, 5, question, 0);
		return true;
	case FAULT_TRUNCATE:
		put_header(out, id, 0x0200, question, 0);
		return true;
	case FAULT_GARBAGE:
		buf_add_text(out, "this is no DNS message");
		return true;
	case FAULT_LOOP:
		/* An owner that points at itself. */
		put_header(out, id, 0, question, 1);
		put_u16(out, 0xc000u | (unsigned int)out->size);
		return true;
	case FAULT_SHORT:
		put_header(out, id, 0, question, 1);
		buf_add(out, SPAN("\0\0\001\0\001\0\0\0\0\x40\0\x7f"));
		return true;
	case FAULT_FOREIGN:
		put_header(out, id, 0, SPAN("\005other\0\0\001\0\001"), 0);
		return true;
	case FAULT_NONE:
	case FAULT_SILENT:
	case FAULT_LATE:
		break;
	}
	return false;
}

bool
zone_answer(struct zone *z, struct span query, bool tcp, struct buf *out)
{
	struct question q = { .type = RECORD_A };
	unsigned int count = 0, code;
	const struct zone_row *soa;
	enum zone_fault fault;
	struct span section;
	struct buf answers;
	uint16_t id;

	if (!read_question(query, &q, &id, &section))
		return false;
	fault = zone_fault(z, &q);
	if (tcp && fault == FAULT_TRUNCATE)
		fault = FAULT_NONE;
	if (fault == FAULT_SILENT)
		return false;
	if (put_fault(fault, id, section, out))
		return true;
	buf_init(&answers, MESSAGE_MAX);
	code = put_answers(z, &q, &answers, &count, &soa);
	put_counts(out, id, code, section, count, soa != NULL);
	buf_add(out, buf_span(&answers));
	if (soa != NULL)
		put_record(out, soa);
	buf_free(&answers);
	return !out->failed;
}

size_t
zone_fill(struct zone *z, struct view *v)
{
	const struct question *q;
	unsigned char query[QUERY_MAX];
	size_t count = 0, size;
	struct buf out;

	while ((q = view_take_missing(v)) != NULL) {
		size = query_build(q, 1, query);
		buf_init(&out, MESSAGE_MAX);
		if (!zone_answer(
			z, (struct span){ (char *)query, size }, true, &out))
			buf_clear(&out);
		view_put(v, q, buf_span(&out), ANSWER_TIMEOUT);
		buf_free(&out);
		count++;
	}
	return count;
}
