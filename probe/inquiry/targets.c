#include "inquiry/targets.h"

struct targets {
	struct view *view;
	const struct inquiry_options *options;
	struct arena *arena;
	struct result *result;
};

/* A target named by the user, or by the address itself, needs no MX. */
static bool
literal_route(struct targets *t, const struct ip *ip, const char *name)
{
	const struct route_options *o = &t->options->route;
	struct route_host *host = arena_get(t->arena, sizeof *host);
	struct ip *copy = arena_get(t->arena, sizeof *copy);

	t->result->route.status = ROUTE_UNUSABLE;
	if (host == NULL || copy == NULL ||
	    !(ip->family == IP_V6 ? o->ipv6 : o->ipv4))
		return true;
	*copy = *ip;
	*host = (struct route_host){
		.name = name,
		.addresses = copy,
		.address_count = 1,
	};
	t->result->route = (struct route){
		.status = ROUTE_OK,
		.hosts = host,
		.host_count = 1,
	};
	return true;
}

static bool
route_server(struct targets *t)
{
	struct span server = t->options->server;
	struct ip ip;

	if (ip_parse(server, &ip))
		return literal_route(t, &ip, arena_text(t->arena, server));
	return route_find_host(t->view, server, &t->options->route, t->arena,
	    &t->result->route, &t->result->findings);
}

/* user@[192.0.2.1]: typed by the user, but perhaps pasted: the rule about
 * addresses that are not public holds here too. */
static bool
route_literal(struct targets *t)
{
	const struct ip *ip = &t->result->address.literal;
	char text[IP_TEXT_MAX];
	const char *name = arena_text(t->arena, span_of(ip_format(ip, text)));

	if (!t->options->route.allow_private && ip_kind(ip) != IP_PUBLIC) {
		findings_add(&t->result->findings, t->arena,
		    FINDING_ADDRESS_NOT_PUBLIC, span_of(name));
		t->result->route.status = ROUTE_UNUSABLE;
		return true;
	}
	return literal_route(t, ip, name);
}

bool
targets_find(struct view *v, const struct inquiry_options *o, uint64_t seed,
    struct arena *a, struct result *r)
{
	struct targets t = { v, o, a, r };
	struct route_options options = o->route;

	options.seed = seed;
	if (o->only != NULL) {
		r->route = (struct route){ ROUTE_OK, o->only, 1 };
		return true;
	}
	if (o->server.size > 0)
		return route_server(&t);
	if (r->address.literal.family != IP_NONE)
		return route_literal(&t);
	return route_find(
	    v, r->address.ascii, &options, a, &r->route, &r->findings);
}
