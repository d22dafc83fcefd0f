#include "inquiry/vary.h"

/*
 * Each change has a row: a function that looks whether it applies, and to what
 * it would be changed (NULL: it does not). What was refused before the thing in
 * question was said cannot depend on it: so a refused banner leaves the way,
 * and a refused MAIL leaves the recipient out.
 */
struct planning {
	const struct result *result;
	const struct inquiry_options *options;
	struct arena *arena;
};

const char *
change_word(enum change change)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		CHANGES(X)
#undef X
	};

	return words[change];
}

static bool
is_about_us(enum about about)
{
	return about == ABOUT_CLIENT || about == ABOUT_SENDER ||
	       about == ABOUT_HELO || about == ABOUT_TLS;
}

bool
vary_wanted(const struct result *r, const struct inquiry_options *o)
{
	enum cause cause = r->reading.cause;

	if (!o->vary || r->decisive == NULL || vary_must_stop(r))
		return false;
	if (cause == CAUSE_GREYLISTED || cause == CAUSE_RATE_LIMITED ||
	    cause == CAUSE_TOO_MANY_CONNECTIONS)
		return false;
	return r->verdict == VERDICT_REFUSED ||
	       (r->verdict == VERDICT_DEFERRED &&
		   is_about_us(r->reading.about));
}

/* Be it to QUIT. */
bool
vary_must_stop(const struct result *answer)
{
	const struct attempt *attempt = answer->decisive;

	for (size_t i = 0; attempt != NULL && i < attempt->exchange_count;
	     i++) {
		if (attempt->exchanges[i].answered &&
		    attempt->exchanges[i].reply.code == 421)
			return true;
	}
	return false;
}

static bool
sender_was_named(const struct planning *p)
{
	return p->result->decisive->asked != NULL;
}

static const char *
to_null_sender(const struct planning *p)
{
	return sender_was_named(p) && p->options->sender.size > 0 ? "<>" : NULL;
}

/* A name that nobody could send from is of no use: a literal, or one label. */
static const char *
to_own_sender(const struct planning *p)
{
	struct span helo = p->options->helo;
	struct trouble unused;
	struct address address;
	const char *sender;

	if (!sender_was_named(p) || p->options->sender.size > 0 ||
	    span_find(helo, '.') == helo.size || helo.data[0] == '[')
		return NULL;
	sender =
	    arena_format(p->arena, "postmaster@%.*s", SPAN_ARGUMENTS(helo));
	return address_read(span_of(sender), p->arena, &address, &unused)
		   ? sender
		   : NULL;
}

static bool
was_tried(const struct result *r, const struct ip *ip)
{
	for (size_t i = 0; i < r->attempt_count; i++) {
		if (ip_equal(&r->attempts[i].ip, ip))
			return true;
	}
	return false;
}

/* Of the host; NULL when there is none that was not tried. */
static const struct ip *
address_of(const struct planning *p, const struct route_host *host,
    enum ip_family family)
{
	for (size_t i = 0; i < host->address_count; i++) {
		const struct ip *ip = &host->addresses[i];

		if (ip->family == family && !was_tried(p->result, ip))
			return ip;
	}
	return NULL;
}

/* Where the decisive host stands in the route; the count when it does not. */
static size_t
place_of_host(const struct result *r)
{
	size_t i = 0;

	while (i < r->route.host_count &&
	       !span_equal(
		   span_of(r->route.hosts[i].name), span_of(r->decisive->host)))
		i++;
	return i;
}

static const char *
ip_text(const struct planning *p, const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	return arena_text(p->arena, span_of(ip_format(ip, text)));
}

static const char *
to_family(const struct planning *p, enum ip_family family)
{
	const struct result *r = p->result;
	size_t place = place_of_host(r);
	const struct ip *ip = NULL;

	if (r->decisive->ip.family != family && place < r->route.host_count)
		ip = address_of(p, &r->route.hosts[place], family);
	return ip != NULL ? ip_text(p, ip) : NULL;
}

static const char *
to_ipv4(const struct planning *p)
{
	return to_family(p, IP_V4);
}

/* The system's order has IPv6 first when there is a way for it. */
static const char *
to_ipv6(const struct planning *p)
{
	const char *to = to_family(p, IP_V6);
	struct ip ip;

	if (to == NULL || !ip_parse(span_of(to), &ip) ||
	    (ip_kind(&ip) == IP_PUBLIC && !p->options->route.ipv6_first))
		return NULL;
	return to;
}

static const char *
to_tls(const struct planning *p)
{
	const struct attempt *attempt = p->result->decisive;
	bool offered = attempt->ehlo != NULL && attempt->ehlo->starttls;

	return p->options->level == LEVEL_NONE && attempt->tls == NULL &&
		       offered && sender_was_named(p)
		   ? "STARTTLS"
		   : NULL;
}

/* Whoever demands TLS wants nothing said in clear. */
static const char *
to_clear(const struct planning *p)
{
	const struct attempt *attempt = p->result->decisive;

	return p->options->level == LEVEL_MAY && !p->options->tls_on_connect &&
		       attempt->tls != NULL && attempt->tls->established
		   ? "in clear"
		   : NULL;
}

/* Over the same family: one thing at a time. */
static const struct route_host *
next_host(const struct planning *p, const struct ip **ip)
{
	const struct result *r = p->result;

	for (size_t i = place_of_host(r) + 1; i < r->route.host_count; i++) {
		*ip = address_of(p, &r->route.hosts[i], r->decisive->ip.family);
		if (*ip != NULL)
			return &r->route.hosts[i];
	}
	return NULL;
}

static const char *
to_next_mx(const struct planning *p)
{
	const struct ip *ip;
	const struct route_host *host = next_host(p, &ip);

	return host != NULL ? host->name : NULL;
}

/* RFC 5321 4.5.1: mail to it is to be taken, whoever sends it. */
static const char *
to_postmaster(const struct planning *p)
{
	const struct address *address = &p->result->address;
	struct span domain = span_part(
	    address->mailbox, address->local.size, address->mailbox.size);

	if (!p->result->has_reply || p->result->stage != STAGE_RCPT ||
	    span_equal_nocase(address->local, SPAN("postmaster")))
		return NULL;
	return arena_format(p->arena, "postmaster%.*s", SPAN_ARGUMENTS(domain));
}

static const char *(*const applies[])(const struct planning *p) = {
	[CHANGE_NULL_SENDER] = to_null_sender,
	[CHANGE_OWN_SENDER] = to_own_sender,
	[CHANGE_IPV4] = to_ipv4,
	[CHANGE_IPV6] = to_ipv6,
	[CHANGE_TLS] = to_tls,
	[CHANGE_CLEAR] = to_clear,
	[CHANGE_NEXT_MX] = to_next_mx,
	[CHANGE_POSTMASTER] = to_postmaster,
};

size_t
vary_plan(const struct result *r, const struct inquiry_options *o,
    struct arena *a, struct variation plan[VARIATIONS_MAX])
{
	struct planning p = { r, o, a };
	size_t count = 0;
	const char *to;

	for (size_t i = 0; i < sizeof applies / sizeof *applies; i++) {
		to = applies[i](&p);
		if (to != NULL && count < VARIATIONS_MAX)
			plan[count++] = (struct variation){
				.change = (enum change)i,
				.to = to,
			};
	}
	return count;
}

/* The same address of the same host, and nothing beside the question itself. */
static void
ask_the_same(const struct result *r, const struct inquiry_options *o,
    struct arena *a, struct vary_question *q)
{
	struct ip *ip = arena_get(a, sizeof *ip);

	*q = (struct vary_question){
		.options = *o,
		.address = span_of(r->given),
		.host = { .name = r->decisive->host, .addresses = ip },
	};
	if (ip != NULL) {
		*ip = r->decisive->ip;
		q->host.address_count = 1;
	}
	q->options.only = &q->host;
	q->options.attempts_max = 1;
	q->options.control = false;
	q->options.claims = false;
	q->options.witness = false;
	q->options.vary = false;
	/* Its TLS failed, and the refusal came in clear. */
	if (r->decisive->in_clear)
		q->options.level = LEVEL_NONE;
}

static void
change_host(struct vary_question *q, const struct planning *p)
{
	const struct ip *ip;
	const struct route_host *host = next_host(p, &ip);

	if (host == NULL || q->host.addresses == NULL)
		return;
	q->host.name = host->name;
	*q->host.addresses = *ip;
}

void
vary_ask(const struct variation *v, const struct result *r,
    const struct inquiry_options *o, struct arena *a, struct vary_question *q)
{
	struct planning p = { r, o, a };

	ask_the_same(r, o, a, q);
	switch (v->change) {
	case CHANGE_NULL_SENDER:
		q->options.sender = SPAN("");
		q->options.sender_needs_smtputf8 = false;
		break;
	case CHANGE_OWN_SENDER:
		q->options.sender = span_of(v->to);
		break;
	case CHANGE_IPV4:
	case CHANGE_IPV6:
		if (q->host.addresses != NULL)
			ip_parse(span_of(v->to), q->host.addresses);
		break;
	case CHANGE_TLS:
		q->options.level = LEVEL_ENCRYPT;
		break;
	case CHANGE_CLEAR:
		q->options.level = LEVEL_NONE;
		break;
	case CHANGE_NEXT_MX:
		change_host(q, &p);
		break;
	case CHANGE_POSTMASTER:
		q->address = span_of(v->to);
		break;
	}
}

/* An answer that is not about us: the address is taken, or it is its own fault
 * that it is not. */
static bool
is_an_answer(const struct result *r)
{
	switch (r->verdict) {
	case VERDICT_DELIVERABLE:
	case VERDICT_ACCEPT_ALL:
	case VERDICT_ACCEPTED:
	case VERDICT_UNDELIVERABLE:
		return true;
	case VERDICT_DEFERRED:
		return r->reading.about == ABOUT_RECIPIENT ||
		       r->reading.about == ABOUT_DOMAIN;
	case VERDICT_REFUSED:
	case VERDICT_UNREACHABLE:
	case VERDICT_INVALID:
	case VERDICT_UNDECIDED:
		break;
	}
	return false;
}

void
vary_note(struct variation *v, const struct result *answer, struct arena *a)
{
	v->asked = true;
	v->verdict = answer->verdict;
	v->cause = answer->reading.cause;
	v->code = answer->has_reply ? answer->reply.code : 0;
	v->summary = arena_text(a, span_of(answer->reading.summary));
	v->flips = is_an_answer(answer);
}
