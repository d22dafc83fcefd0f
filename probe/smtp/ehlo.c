#include "smtp/ehlo.h"

#include <string.h>

static void
read_size(struct ehlo *e, struct span parameter)
{
	uint64_t size = 0;

	e->size_offered = true;
	for (size_t i = 0; i < parameter.size; i++) {
		if (!ascii_is_digit(parameter.data[i]) ||
		    size > UINT64_MAX / 10 - 1)
			return;
		size = size * 10 + (uint64_t)(parameter.data[i] - '0');
	}
	e->size = size;
}

/* "LIMITS RCPTMAX=20 MAILMAX=5" (RFC 9422 4). */
static void
read_limits(struct ehlo *e, struct span parameters)
{
	while (parameters.size > 0) {
		struct span value = span_next(&parameters, ' ');
		struct span name = span_next(&value, '=');
		uint32_t number;

		if (span_equal_nocase(name, SPAN("RCPTMAX")) &&
		    span_number(value, UINT32_MAX, &number))
			e->rcpt_max = number;
	}
}

static void
read_keyword(struct ehlo *e, struct span line)
{
	struct span rest = span_trim(line);
	struct span keyword = span_next(&rest, ' ');
	const struct {
		struct span name;
		bool *offered;
	} flags[] = {
		{ SPAN("STARTTLS"), &e->starttls },
		{ SPAN("PIPELINING"), &e->pipelining },
		{ SPAN("SMTPUTF8"), &e->smtputf8 },
		{ SPAN("8BITMIME"), &e->eightbitmime },
		{ SPAN("ENHANCEDSTATUSCODES"), &e->enhanced_codes },
		{ SPAN("REQUIRETLS"), &e->requiretls },
		{ SPAN("CHUNKING"), &e->chunking },
	};

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		if (span_equal_nocase(keyword, flags[i].name))
			*flags[i].offered = true;
	}
	if (span_equal_nocase(keyword, SPAN("SIZE")))
		read_size(e, span_trim(rest));
	else if (span_equal_nocase(keyword, SPAN("AUTH")))
		e->auth = span_trim(rest);
	else if (span_equal_nocase(keyword, SPAN("LIMITS")))
		read_limits(e, span_trim(rest));
}

void
ehlo_read(const struct reply *r, struct ehlo *e)
{
	struct span rest = r->text;

	*e = (struct ehlo){ 0 };
	e->greeting = span_next(&rest, '\n');
	while (rest.size > 0)
		read_keyword(e, span_next(&rest, '\n'));
}

static bool
read_literal(struct span text, struct ip *ip)
{
	struct span tag = SPAN("IPv6:");

	if (span_starts_nocase(text, tag))
		text = span_part(text, tag.size, text.size);
	return ip_parse(text, ip);
}

/* The first bracket, square or round, that holds an address. */
bool
ehlo_client_address(const struct ehlo *e, struct ip *ip)
{
	struct span rest = e->greeting;

	for (size_t i = 0; i < rest.size; i++) {
		struct span inside = span_part(rest, i + 1, rest.size);

		if (rest.data[i] == '[' &&
		    read_literal(span_next(&inside, ']'), ip))
			return true;
		if (rest.data[i] == '(' &&
		    read_literal(span_next(&inside, ')'), ip))
			return true;
	}
	return false;
}
