/*
 * The mail route through a DNS that says anything: it comes to an end, within
 * bounds, and leads to no address that is not public. Input: flags; then for
 * each question an answer: its RCODE, how many records, its size (two octets),
 * and the records, in which C0 0C is the name asked for. When the answers are
 * used up they begin anew.
 */
#include "fuzz/fuzz.h"

#include "base/buf.h"
#include "policy/route.h"

#include <string.h>

enum { MEMORY_MAX = 8 << 20, ROUNDS_MAX = 600, MESSAGE_MAX = 65535 };

struct world {
	struct arena *arena;
	struct view *view;
	struct route_options options;
	struct span all, rest;
};

static unsigned int
octet(struct world *w)
{
	unsigned int value;

	if (w->rest.size == 0)
		w->rest = w->all;
	value = (unsigned char)w->rest.data[0];
	w->rest = span_part(w->rest, 1, w->rest.size);
	return value;
}

static void
put_u16(struct buf *b, unsigned int value)
{
	buf_add_octet(b, (char)(value >> 8));
	buf_add_octet(b, (char)(value & 0xff));
}

static void
answer(struct world *w, const struct question *q)
{
	unsigned int rcode = octet(w) & 0xf, count = octet(w);
	size_t size = octet(w) << 8;
	struct span records;
	struct buf m;

	size |= octet(w);
	records = span_part(w->rest, 0, size);
	w->rest = span_part(w->rest, size, w->rest.size);
	buf_init(&m, MESSAGE_MAX);
	put_u16(&m, 7);
	put_u16(&m, 0x8180 | rcode);
	put_u16(&m, 1);
	put_u16(&m, count);
	put_u16(&m, 0);
	put_u16(&m, 0);
	buf_add(&m, fuzz_input(q->name.wire, q->name.size));
	put_u16(&m, q->type);
	put_u16(&m, 1);
	buf_add(&m, records);
	view_put(
	    w->view, q, rcode == 15 ? SPAN_NONE : buf_span(&m), ANSWER_TIMEOUT);
	buf_free(&m);
}

static void
check_host(const struct world *w, const struct route_host *host)
{
	promise(host->name != NULL && has_no_controls(span_of(host->name)),
	    "a host has a plain name");
	promise(host->address_count <= ROUTE_ADDRESSES_MAX,
	    "addresses are bounded");
	for (size_t i = 0; i < host->address_count; i++)
		promise(w->options.allow_private ||
			    ip_kind(&host->addresses[i]) == IP_PUBLIC,
		    "a stranger's zone does not lead inside");
}

static void
check(const struct world *w, const struct route *route,
    const struct findings *findings)
{
	size_t addresses = 0;

	promise(route->host_count <= ROUTE_HOSTS_MAX, "hosts are bounded");
	promise(findings->count <= FINDINGS_MAX, "findings are bounded");
	for (size_t i = 0; i < route->host_count; i++) {
		check_host(w, &route->hosts[i]);
		addresses += route->hosts[i].address_count;
	}
	promise((addresses > 0) == (route->status == ROUTE_OK ||
				       route->status == ROUTE_IMPLICIT),
	    "a good route has an address, a bad one none");
	for (size_t i = 1; i < route->host_count; i++)
		promise(route->hosts[i - 1].preference <=
			    route->hosts[i].preference,
		    "hosts stand by preference");
}

/* As the inquiry does it: all that is missing is fetched, then again. */
static void
run(struct world *w)
{
	struct findings findings = { 0 };
	struct route route = { 0 };
	const struct question *q;
	int rounds = 0;

	while (!route_find(w->view, SPAN("example.test"), &w->options, w->arena,
	    &route, &findings)) {
		if (arena_failed(w->arena))
			return;
		promise(++rounds < ROUNDS_MAX, "a route comes to its end");
		while ((q = view_take_missing(w->view)) != NULL)
			answer(w, q);
	}
	promise(!arena_failed(w->arena), "a zone does not use up the memory");
	check(w, &route, &findings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { .all = fuzz_input(data, size) };
	unsigned int flags;

	if (size < 2 || size > 1 << 15)
		return 0;
	flags = octet(&w);
	w.all = w.rest;
	w.options = (struct route_options){
		.ipv4 = (flags & 1) == 0,
		.ipv6 = (flags & 3) != 2,
		.ipv6_first = (flags & 4) != 0,
		.allow_private = (flags & 8) != 0,
		.seed = flags >> 4,
	};
	w.arena = arena_new(MEMORY_MAX);
	w.view = w.arena ? view_new(w.arena) : NULL;
	if (w.view != NULL)
		run(&w);
	arena_free(w.arena);
	return 0;
}
