#include "policy/route.h"

#include <string.h>

/*
 * One pass over what the view knows: the MX records in order, for each its
 * addresses. Every question is put to the view before giving up, so that all
 * that is missing is fetched at once; `pending` says that something was.
 */
struct routing {
	struct view *view;
	const struct route_options *options;
	struct arena *arena;
	struct findings findings;
	struct route_host *hosts;
	size_t host_count;
	bool pending;
};

/* An MX record while it is put in order. */
struct exchanger {
	const struct record *record;
	uint64_t chance;
	size_t place; /* in the answer: decides when all else is equal */
};

const char *
route_status_word(enum route_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		ROUTE_STATUSES(X)
#undef X
	};

	return words[status];
}

static void
note(struct routing *r, enum finding_id id, const char *subject)
{
	findings_add(&r->findings, r->arena, id, span_of(subject));
}

static const struct answer *
ask(struct routing *r, const struct name *name, enum record_type type)
{
	const struct answer *answer = view_ask(r->view, name, type);

	if (answer == NULL)
		r->pending = true;
	return answer;
}

static const char *
name_text(struct routing *r, const struct name *name)
{
	char text[NAME_TEXT_MAX];

	name_format(name, text);
	for (char *c = text; *c != '\0'; c++)
		*c = ascii_lower(*c);
	return arena_text(r->arena, span_of(text));
}

static bool
is_own(const struct routing *r, const struct ip *ip)
{
	struct ip plain = ip_unmapped(ip);

	for (size_t i = 0; i < r->options->own_count; i++) {
		if (ip_equal(&r->options->own[i], &plain))
			return true;
	}
	return false;
}

static void
add_address(struct routing *r, struct route_host *host, const struct ip *ip,
    bool any_kind)
{
	enum ip_kind kind = ip_kind(ip);
	struct ip *addresses;
	char text[IP_TEXT_MAX];

	if (is_own(r, ip) && kind != IP_LOOPBACK) {
		host->own = true;
		note(r, FINDING_MX_IS_US, host->name);
	}
	if (kind != IP_PUBLIC && !any_kind) {
		note(r, FINDING_ADDRESS_NOT_PUBLIC,
		    arena_format(r->arena, "%s [%s] is %s", host->name,
			ip_format(ip, text), ip_kind_word(kind)));
		return;
	}
	if (host->address_count == ROUTE_ADDRESSES_MAX)
		return;
	addresses = arena_append(
	    r->arena, host->addresses, &host->address_count, sizeof *addresses);
	if (addresses == NULL)
		return;
	addresses[host->address_count - 1] = *ip;
	host->addresses = addresses;
}

/* The better of two reasons for having no address: a failure that may pass
 * outweighs a plain no. */
static enum answer_status
worse(enum answer_status a, enum answer_status b)
{
	static const int weight[] = {
		[ANSWER_OK] = 0,
		[ANSWER_NODATA] = 1,
		[ANSWER_NXDOMAIN] = 2,
		[ANSWER_LOOP] = 3,
		[ANSWER_MALFORMED] = 4,
		[ANSWER_SERVFAIL] = 5,
		[ANSWER_TIMEOUT] = 6,
	};

	return weight[a] > weight[b] ? a : b;
}

static void
note_aliases(
    struct routing *r, const struct answer *answer, const char *name, bool mx)
{
	if (answer->status == ANSWER_LOOP)
		note(r, FINDING_ALIAS_LOOP, name);
	else if (answer->alias_count > 0 && mx)
		note(r, FINDING_MX_IS_ALIAS, name);
	else if (answer->alias_count > 1)
		note(r, FINDING_ALIAS_CHAIN, name);
}

static bool
is_temporary(enum answer_status status)
{
	return status == ANSWER_SERVFAIL || status == ANSWER_TIMEOUT ||
	       status == ANSWER_MALFORMED;
}

/* True when there are any, be they left out. */
static bool
add_addresses(struct routing *r, struct route_host *host,
    const struct name *name, enum record_type type, bool mx, bool any_kind)
{
	const struct answer *answer = ask(r, name, type);

	if (answer == NULL)
		return false;
	note_aliases(r, answer, host->name, mx);
	host->status = worse(host->status, answer->status);
	for (size_t i = 0; i < answer->count; i++)
		add_address(r, host, &answer->records[i].ip, any_kind);
	return answer->count > 0;
}

/* Both families, in the system's order. */
static void
find_addresses(struct routing *r, struct route_host *host,
    const struct name *name, bool mx, bool any_kind)
{
	const struct route_options *o = r->options;
	bool any = false;

	host->status = ANSWER_OK;
	if (o->ipv6 && o->ipv6_first)
		any |= add_addresses(r, host, name, RECORD_AAAA, mx, any_kind);
	if (o->ipv4)
		any |= add_addresses(r, host, name, RECORD_A, mx, any_kind);
	if (o->ipv6 && !o->ipv6_first)
		any |= add_addresses(r, host, name, RECORD_AAAA, mx, any_kind);
	if (host->address_count > 0 || (any && !is_temporary(host->status)))
		host->status = ANSWER_OK;
}

static struct route_host *
add_host(struct routing *r, const char *name, uint16_t preference)
{
	struct route_host *hosts =
	    arena_append(r->arena, r->hosts, &r->host_count, sizeof *hosts);

	if (hosts == NULL)
		return NULL;
	r->hosts = hosts;
	hosts[r->host_count - 1] = (struct route_host){
		.name = name,
		.preference = preference,
	};
	return &hosts[r->host_count - 1];
}

static bool
is_localhost(const char *name)
{
	struct span s = span_of(name);

	return span_equal(s, SPAN("localhost")) ||
	       span_ends_nocase(s, SPAN(".localhost")) ||
	       span_equal(s, SPAN("localhost.localdomain"));
}

/* RFC 5321 2.3.5: letters, digits, hyphens. Underscores are seen, and work. */
static bool
is_host_name(const char *name)
{
	for (const char *c = name; *c != '\0'; c++) {
		if (!ascii_is_letter(*c) && !ascii_is_digit(*c) && *c != '-' &&
		    *c != '.' && *c != '_')
			return false;
	}
	return true;
}

/* A name that cannot be a mail server's is a finding and is not looked up. */
static bool
is_usable(struct routing *r, const char *name)
{
	struct ip ip;

	if (ip_parse(span_of(name), &ip)) {
		note(r, FINDING_MX_IS_ADDRESS, name);
		return false;
	}
	if (!is_host_name(name)) {
		note(r, FINDING_MX_BAD_NAME, name);
		return false;
	}
	if (is_localhost(name)) {
		note(r, FINDING_MX_IS_LOCALHOST, name);
		return r->options->allow_private;
	}
	return true;
}

static void
add_exchanger(struct routing *r, const struct record *record)
{
	const char *name = name_text(r, record->target);
	struct route_host *host = add_host(r, name, record->preference);

	if (host == NULL)
		return;
	host->status = ANSWER_NODATA;
	if (!is_usable(r, name))
		return;
	find_addresses(
	    r, host, record->target, true, r->options->allow_private);
	if (host->address_count > 0 || r->pending)
		return;
	if (is_temporary(host->status))
		note(r, FINDING_MX_UNRESOLVED, name);
	else if (host->status != ANSWER_OK)
		note(r,
		    r->options->ipv4 && r->options->ipv6
			? FINDING_MX_WITHOUT_ADDRESS
			: FINDING_MX_OTHER_FAMILY,
		    name);
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
mix(uint64_t z)
{
	z += 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static bool
comes_before(const struct exchanger *a, const struct exchanger *b)
{
	if (a->record->preference != b->record->preference)
		return a->record->preference < b->record->preference;
	if (a->chance != b->chance)
		return a->chance < b->chance;
	return a->place < b->place;
}

/* RFC 5321 5.1: by preference, and among equals by chance. */
static void
put_in_order(struct exchanger *all, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct exchanger moved = all[i];
		size_t j = i;

		for (; j > 0 && comes_before(&moved, &all[j - 1]); j--)
			all[j] = all[j - 1];
		all[j] = moved;
	}
}

static bool
is_null(const struct record *record)
{
	return record->target->size == 1;
}

/* RFC 7505 3: it counts wherever it stands, though it should stand alone. */
static bool
has_null(const struct answer *mx)
{
	for (size_t i = 0; i < mx->count; i++) {
		if (is_null(&mx->records[i]))
			return true;
	}
	return false;
}

static size_t
take_exchangers(struct routing *r, const struct answer *mx,
    struct exchanger all[RECORDS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < mx->count && count < RECORDS_MAX; i++) {
		if (is_null(&mx->records[i]))
			continue;
		all[count++] = (struct exchanger){
			.record = &mx->records[i],
			.chance = mix(r->options->seed + i),
			.place = i,
		};
	}
	put_in_order(all, count);
	return count;
}

/* Whether any host can be connected to; else why not. */
static enum route_status
status_of_hosts(const struct routing *r)
{
	enum answer_status worst = ANSWER_OK;

	for (size_t i = 0; i < r->host_count; i++) {
		if (r->hosts[i].address_count > 0)
			return ROUTE_OK;
		worst = worse(worst, r->hosts[i].status);
	}
	if (worst == ANSWER_TIMEOUT)
		return ROUTE_TIMEOUT;
	return is_temporary(worst) ? ROUTE_SERVFAIL : ROUTE_UNUSABLE;
}

static enum route_status
route_by_mx(struct routing *r, const struct answer *mx, const char *domain)
{
	struct exchanger all[RECORDS_MAX];
	size_t count = take_exchangers(r, mx, all);

	if (has_null(mx)) {
		if (count > 0)
			note(r, FINDING_NULL_MX_BESIDE_OTHERS, "");
		return ROUTE_NULL_MX;
	}
	if (count > ROUTE_HOSTS_MAX) {
		note(r, FINDING_TOO_MANY_MX, domain);
		count = ROUTE_HOSTS_MAX;
	}
	if (mx->alias_count > 1)
		note(r, FINDING_ALIAS_CHAIN, domain);
	for (size_t i = 0; i < count; i++)
		add_exchanger(r, all[i].record);
	return status_of_hosts(r);
}

/* RFC 5321 5.1: without MX records the domain itself is the host, with
 * preference 0. */
static enum route_status
route_by_address(struct routing *r, const struct name *name, const char *domain)
{
	struct route_host *host = add_host(r, domain, 0);

	if (host == NULL)
		return ROUTE_NO_ADDRESS;
	find_addresses(r, host, name, false, r->options->allow_private);
	if (host->address_count > 0) {
		note(r, FINDING_IMPLICIT_MX, domain);
		return ROUTE_IMPLICIT;
	}
	switch (host->status) {
	case ANSWER_TIMEOUT:
		return ROUTE_TIMEOUT;
	case ANSWER_SERVFAIL:
	case ANSWER_MALFORMED:
		return ROUTE_SERVFAIL;
	case ANSWER_OK: /* there are addresses, none that may be used */
		return ROUTE_UNUSABLE;
	case ANSWER_LOOP:
	case ANSWER_NODATA:
	case ANSWER_NXDOMAIN:
		break;
	}
	r->host_count = 0;
	return ROUTE_NO_ADDRESS;
}

static enum route_status
route_domain(struct routing *r, const struct name *name, const char *domain)
{
	const struct answer *mx = ask(r, name, RECORD_MX);

	if (mx == NULL)
		return ROUTE_TIMEOUT;
	switch (mx->status) {
	case ANSWER_OK:
		return route_by_mx(r, mx, domain);
	case ANSWER_NODATA:
		return route_by_address(r, name, domain);
	case ANSWER_NXDOMAIN:
		return ROUTE_NO_SUCH_DOMAIN;
	case ANSWER_TIMEOUT:
		note(r, FINDING_DNS_TIMEOUT, domain);
		return ROUTE_TIMEOUT;
	case ANSWER_LOOP:
		note(r, FINDING_ALIAS_LOOP, domain);
		return ROUTE_SERVFAIL;
	case ANSWER_MALFORMED:
		note(r, FINDING_DNS_MALFORMED, domain);
		return ROUTE_SERVFAIL;
	case ANSWER_SERVFAIL:
		break;
	}
	note(r, FINDING_DNS_SERVFAIL, domain);
	return ROUTE_SERVFAIL;
}

static bool
finish(struct routing *r, enum route_status status, struct route *route,
    struct findings *findings)
{
	if (r->pending)
		return false;
	*route = (struct route){ status, r->hosts, r->host_count };
	findings_add_all(findings, r->arena, &r->findings);
	return true;
}

bool
route_find(struct view *v, struct span domain, const struct route_options *o,
    struct arena *a, struct route *route, struct findings *findings)
{
	struct routing r = { .view = v, .options = o, .arena = a };
	enum route_status status = ROUTE_NO_SUCH_DOMAIN;
	struct name name;

	if (name_from_text(domain, &name))
		status = route_domain(&r, &name, arena_text(a, domain));
	return finish(&r, status, route, findings);
}

bool
route_find_host(struct view *v, struct span host, const struct route_options *o,
    struct arena *a, struct route *route, struct findings *findings)
{
	struct routing r = { .view = v, .options = o, .arena = a };
	enum route_status status = ROUTE_NO_SUCH_DOMAIN;
	struct route_host *named;
	struct name name;

	named = add_host(&r, arena_text(a, host), 0);
	if (named != NULL && name_from_text(host, &name)) {
		find_addresses(&r, named, &name, false, true);
		status = named->status == ANSWER_NXDOMAIN ? ROUTE_NO_SUCH_DOMAIN
							  : status_of_hosts(&r);
		if (status == ROUTE_UNUSABLE)
			status = ROUTE_NO_ADDRESS;
	}
	return finish(&r, status, route, findings);
}
