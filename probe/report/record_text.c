#include "report/record_text.h"

static struct span
joined_strings(const struct record *r, struct arena *a)
{
	struct span all;
	size_t size = 0;
	char *at;

	for (size_t i = 0; i < r->string_count; i++)
		size += r->strings[i].size;
	at = arena_get(a, size + 1);
	if (at == NULL)
		return SPAN_NONE;
	all = (struct span){ at, size };
	for (size_t i = 0; i < r->string_count; i++) {
		for (size_t n = 0; n < r->strings[i].size; n++)
			*at++ = r->strings[i].data[n];
	}
	return all;
}

struct span
record_text(const struct answer *answer, enum record_type type, size_t n,
    struct arena *a)
{
	const struct record *r = &answer->records[n];
	char name[NAME_TEXT_MAX], ip[IP_TEXT_MAX];

	switch (type) {
	case RECORD_A:
	case RECORD_AAAA:
		return arena_copy(a, span_of(ip_format(&r->ip, ip)));
	case RECORD_MX:
		return span_of(arena_format(a, "%u %s",
		    (unsigned int)r->preference, name_format(r->target, name)));
	case RECORD_PTR:
	case RECORD_CNAME:
		return arena_copy(a, span_of(name_format(r->target, name)));
	case RECORD_TXT:
		return joined_strings(r, a);
	case RECORD_TLSA:
		break;
	}
	return arena_copy(a, r->data);
}
