#include "inquiry/hearing.h"

/*
 * Two rounds: the mail ports of some unrelated domains, until one of them
 * answers; when none does, the port of those domains that shows that the
 * network is up, until one of them answers. A witness that has no address, or
 * that is related to the target, is passed over.
 */
enum { MICROSECONDS = 1000000 };

void
hearing_begin(struct hearing *h, const struct inquiry_options *o,
    struct result *r, struct view *v, struct arena *a, int64_t now,
    int64_t ends_at)
{
	*h = (struct hearing){
		.options = o,
		.result = r,
		.view = v,
		.arena = a,
		.since = now,
		.ends_at = ends_at,
	};
}

bool
hearing_is_over(const struct hearing *h)
{
	return h->phase == HEARING_OVER;
}

int64_t
hearing_deadline(const struct hearing *h)
{
	uint32_t seconds = h->options->timeout;
	int64_t own;

	if (seconds == 0 || seconds > WITNESS_SECONDS)
		seconds = WITNESS_SECONDS;
	own = h->since + (int64_t)seconds * MICROSECONDS;
	return own < h->ends_at ? own : h->ends_at;
}

/* NULL when the round has no more. */
static const struct witness_domain *
candidate(const struct hearing *h)
{
	const struct witness_domain *all;
	size_t count;

	if (h->proving)
		return h->candidate < h->heard_count ? h->heard[h->candidate]
						     : NULL;
	all = witness_domains(h->options, &count);
	if (h->candidate >= count || h->heard_count == WITNESSES_MAX)
		return NULL;
	return &all[h->candidate];
}

static void
look_at_next(struct hearing *h, int64_t now)
{
	h->candidate++;
	h->since = now;
	h->phase = HEARING_LOOKING_UP;
	if (candidate(h) == NULL && !h->proving) {
		h->proving = true;
		h->candidate = 0;
	}
	if (candidate(h) == NULL || now >= h->ends_at)
		h->phase = HEARING_OVER;
}

static void
connect_to(struct hearing *h, const char *host, const struct ip *ip,
    uint16_t port, int64_t now)
{
	const struct witness_domain *of = candidate(h);
	struct witness *all = arena_append(
	    h->arena, h->witnesses, &h->result->witness_count, sizeof *all);

	if (all == NULL) {
		h->phase = HEARING_OVER;
		return;
	}
	h->witnesses = all;
	h->result->witnesses = all;
	all[h->result->witness_count - 1] = (struct witness){
		.domain = arena_text(h->arena, of->domain),
		.host = host,
		.ip = *ip,
		.port = port,
		.of_mail = !h->proving,
	};
	if (!h->proving)
		h->heard[h->heard_count++] = of;
	h->since = now;
	h->connect_wished = false;
	h->phase = HEARING_CONNECTING;
}

/* False while answers are missing. */
static bool
look_up_mail(struct hearing *h, int64_t now)
{
	struct route_options o = h->options->route;
	struct findings unused = { 0 };
	const struct route_host *host;
	struct route route;

	o.ipv4 = witness_family(h->result) == IP_V4;
	o.ipv6 = !o.ipv4;
	if (!route_find(
		h->view, candidate(h)->domain, &o, h->arena, &route, &unused))
		return false;
	for (size_t i = 0; i < route.host_count; i++) {
		host = &route.hosts[i];
		if (host->address_count == 0)
			continue;
		if (witness_is_related(
			h->result, host->name, &host->addresses[0]))
			break;
		connect_to(h, host->name, &host->addresses[0],
		    h->result->attempts[0].port, now);
		return true;
	}
	look_at_next(h, now);
	return true;
}

/* An address out of the DNS must not aim us at the inside. */
static const struct ip *
first_usable(const struct hearing *h, const struct answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		const struct ip *ip = &answer->records[i].ip;

		if (h->options->route.allow_private || ip_kind(ip) == IP_PUBLIC)
			return ip;
	}
	return NULL;
}

static bool
look_up_proof(struct hearing *h, int64_t now)
{
	bool v6 = witness_family(h->result) == IP_V6;
	const struct witness_domain *w = candidate(h);
	const struct answer *answer;
	const struct ip *ip = NULL;
	struct name name;

	if (name_from_text(w->domain, &name)) {
		answer = view_ask(h->view, &name, v6 ? RECORD_AAAA : RECORD_A);
		if (answer == NULL)
			return false;
		ip = first_usable(h, answer);
	}
	if (ip == NULL)
		look_at_next(h, now);
	else
		connect_to(h, arena_text(h->arena, w->domain), ip,
		    w->port != 0 ? w->port : WITNESS_PROOF_PORT, now);
	return true;
}

/* Only when all that was missing is there, or was given up before: each run
 * takes memory anew. */
static void
look_up(struct hearing *h, int64_t now)
{
	bool moved = true;

	while (moved && h->phase == HEARING_LOOKING_UP) {
		if (now >= hearing_deadline(h)) {
			h->given_up = view_pending(h->view);
			look_at_next(h, now);
		} else if (view_pending(h->view) > h->given_up)
			moved = false;
		else
			moved = h->proving ? look_up_proof(h, now)
					   : look_up_mail(h, now);
	}
}

static struct witness *
present(struct hearing *h)
{
	return &h->witnesses[h->result->witness_count - 1];
}

void
hearing_heard(struct hearing *h, enum network_error error, int64_t now)
{
	if (h->phase != HEARING_CONNECTING)
		return;
	present(h)->network = error;
	present(h)->took = now - h->since;
	h->phase = HEARING_CLOSING;
}

/* The one that answers ends the round, and there is nothing more to ask. */
static void
after_connection(struct hearing *h, int64_t now)
{
	if (present(h)->network == NETWORK_OK)
		h->phase = HEARING_OVER;
	else
		look_at_next(h, now);
}

bool
hearing_wish(struct hearing *h, int64_t now, struct wish *w)
{
	look_up(h, now);
	if (h->phase == HEARING_CONNECTING && now >= hearing_deadline(h)) {
		present(h)->cut_short = now >= h->ends_at;
		hearing_heard(h, NETWORK_TIMEOUT, now);
	}
	switch (h->phase) {
	case HEARING_LOOKING_UP:
		w->kind = WISH_RESOLVE;
		w->question = view_take_missing(h->view);
		return w->question != NULL;
	case HEARING_CONNECTING:
		if (h->connect_wished)
			return false;
		h->connect_wished = true;
		w->kind = WISH_CONNECT;
		w->ip = present(h)->ip;
		w->port = present(h)->port;
		return true;
	case HEARING_CLOSING:
		w->kind = WISH_CLOSE;
		after_connection(h, now);
		return true;
	case HEARING_OVER:
		break;
	}
	return false;
}
