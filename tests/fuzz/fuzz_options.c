/*
 * Options as typed: what is accepted holds nothing that could end a line or a
 * word on the wire. Input: rows "name=value".
 */
#include "fuzz/fuzz.h"

#include "api/settings.h"

#include <string.h>

static void
check(const struct settings *s)
{
	const struct inquiry_options *o = &s->inquiry;

	promise(
	    has_no_controls(o->helo) && span_find(o->helo, ' ') == o->helo.size,
	    "a HELO name is one word");
	promise(has_no_controls(o->sender), "a sender is plain");
	promise(is_showable(o->sender), "a sender is UTF-8");
	promise(o->sender_needs_smtputf8 || o->sender.size == 0 ||
		    o->sender.size <= 254,
	    "a sender is bounded");
	promise(has_no_controls(o->server), "a server's name is plain");
	promise(has_no_controls(span_of(o->sni)), "an SNI is plain");
	promise(s->server_count <= SERVERS_MAX, "name servers are bounded");
	promise(o->attempts_max >= 1 && o->attempts_max <= 100,
	    "connections are bounded");
	promise(o->total_timeout >= 1 && o->total_timeout <= 24 * 3600,
	    "time is bounded");
	for (size_t i = 0; i < s->server_count; i++)
		promise(s->servers[i].port != 0 &&
			    s->servers[i].ip.family != IP_NONE,
		    "a name server has an address and a port");
}

static bool
is_path(struct span name)
{
	return span_equal(name, SPAN("tables")) ||
	       span_equal(name, SPAN("tls-ca-path"));
}

static void
check_trouble(const struct trouble *t, struct span name)
{
	struct span text = span_of(t->text);

	promise(text.size > 0, "a refusal says why");
	/* A path and a long name stand there as they are: the command escapes
	 * what it tells. */
	promise(is_path(name) || name.size > 100 || !has_no_controls(name) ||
		    has_no_controls(text),
	    "a refusal is one line");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = fuzz_input(data, size);
	struct settings s = { 0 };

	if (size > 1 << 14 || !settings_init(&s))
		return 0;
	while (rest.size > 0) {
		struct span value = span_next(&rest, '\n');
		struct span name = span_next(&value, '=');
		struct trouble t = { "" };

		if (!settings_set(&s, name, value, &t))
			check_trouble(&t, name);
		check(&s);
	}
	settings_free(&s);
	return 0;
}
