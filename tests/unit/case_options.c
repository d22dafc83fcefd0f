#include "unit/case_options.h"

static struct span
next_word(struct span *rest)
{
	struct span word = span_next(rest, ' ');

	*rest = span_trim(*rest);
	return word;
}

void
case_options_init(struct case_options *o)
{
	inquiry_options_init(&o->inquiry);
	o->inquiry.helo = SPAN("probe.example.net");
}

static bool
take_switch(struct inquiry_options *o, struct span word)
{
	if (span_equal(word, SPAN("no-control")))
		o->control = false;
	else if (span_equal(word, SPAN("no-claims")))
		o->claims = false;
	else if (span_equal(word, SPAN("vary")))
		o->vary = true;
	else if (span_equal(word, SPAN("ipv4-first")))
		o->route.ipv6_first = false;
	else if (span_equal(word, SPAN("no-witness")))
		o->witness = false;
	else if (span_equal(word, SPAN("allow-private")))
		o->route.allow_private = true;
	else if (span_equal(word, SPAN("tls-on-connect")))
		o->tls_on_connect = true;
	else if (span_equal(word, SPAN("ipv4-only")))
		o->route.ipv6 = false;
	else if (span_equal(word, SPAN("ipv6-only")))
		o->route.ipv4 = false;
	else if (span_equal(word, SPAN("sender-utf8")))
		o->sender_needs_smtputf8 = true;
	else
		return false;
	return true;
}

static bool
take_number(struct inquiry_options *o, struct span word, struct span value)
{
	uint32_t number;

	if (!span_number(value, 100000, &number))
		return false;
	if (span_equal(word, SPAN("timeout")))
		o->timeout = number;
	else if (span_equal(word, SPAN("total-timeout")))
		o->total_timeout = number;
	else if (span_equal(word, SPAN("attempts")))
		o->attempts_max = number;
	else if (span_equal(word, SPAN("port")))
		o->port = (uint16_t)number;
	else
		return false;
	return true;
}

/* DOMAIN[:PORT] */
static bool
take_witness(struct case_options *all, struct span rest)
{
	struct inquiry_options *o = &all->inquiry;
	struct witness_domain *w = &all->witnesses[o->witness_count];
	uint32_t port = 0;

	if (o->witness_count == CASE_WITNESSES_MAX)
		return false;
	o->witnesses = all->witnesses;
	o->witness_count++;
	w->domain = span_next(&rest, ':');
	if (rest.size > 0 && !span_number(rest, 65535, &port))
		return false;
	w->port = (uint16_t)port;
	return true;
}

bool
case_options_take(struct case_options *all, struct span row)
{
	struct inquiry_options *o = &all->inquiry;
	struct span rest = row, word = next_word(&rest);

	if (span_equal(word, SPAN("level")))
		return tls_level_from_word(rest, &o->level);
	if (span_equal(word, SPAN("quit-after")))
		return stage_from_word(rest, &o->quit_after);
	if (span_equal(word, SPAN("witness")))
		return take_witness(all, rest);
	if (span_equal(word, SPAN("helo")))
		o->helo = rest;
	else if (span_equal(word, SPAN("sender")))
		o->sender = rest;
	else if (span_equal(word, SPAN("server")))
		o->server = rest;
	else
		return take_switch(o, word) || take_number(o, word, rest);
	return true;
}
