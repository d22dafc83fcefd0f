#include "fuzz/answers.h"

#include <string.h>

enum { RECORDS = 16 };

struct span
answers_line(struct answers *a)
{
	if (a->rest.size == 0)
		a->rest = a->all;
	return span_next(&a->rest, '\n');
}

void
answers_begin(struct answers *a)
{
	if (a->rest.size > 0)
		a->all = a->rest;
}

static enum answer_status
status_of(char letter)
{
	switch (letter) {
	case 'S':
		return ANSWER_SERVFAIL;
	case 'N':
		return ANSWER_NXDOMAIN;
	case 'D':
		return ANSWER_NODATA;
	case 'L':
		return ANSWER_LOOP;
	case 'Z':
		return ANSWER_TIMEOUT;
	default:
		return ANSWER_OK;
	}
}

static bool
fill_address(struct record *r, struct span text, enum ip_family family)
{
	if (!ip_parse(text, &r->ip) || r->ip.family != family) {
		r->ip.family = family;
		for (size_t i = 0; i < text.size && i < 16; i++)
			r->ip.octets[i] = (unsigned char)text.data[i];
	}
	return true;
}

static bool
fill_record(struct answers *a, struct record *r, struct span text,
    enum record_type type)
{
	struct name *name;

	if (type == RECORD_TXT) {
		r->data = text;
		r->string_count = 1;
		r->strings = &r->data;
		return true;
	}
	if (type == RECORD_A || type == RECORD_AAAA)
		return fill_address(r, text, type == RECORD_A ? IP_V4 : IP_V6);
	name = arena_get(a->arena, sizeof *name);
	r->target = name;
	return name != NULL && name_from_octets(text, name);
}

static void
answer(struct answers *a, struct view *v, const struct question *q)
{
	struct span text = answers_line(a);
	struct answer *answer = arena_get(a->arena, sizeof *answer);
	struct record *records = arena_get(a->arena, RECORDS * sizeof *records);

	if (answer == NULL || records == NULL)
		return;
	answer->status = status_of(text.size > 0 ? text.data[0] : 'N');
	answer->records = records;
	while (answer->status == ANSWER_OK && text.size > 0 &&
	       answer->count < RECORDS) {
		if (fill_record(a, &records[answer->count],
			span_next(&text, '|'), q->type))
			answer->count++;
	}
	if (answer->status == ANSWER_OK && answer->count == 0)
		answer->status = ANSWER_NODATA;
	view_put_answer(v, q, answer);
}

void
answers_fill(struct answers *a, struct view *v)
{
	const struct question *q;

	while ((q = view_take_missing(v)) != NULL)
		answer(a, v, q);
}
