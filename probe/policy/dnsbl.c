#include "policy/dnsbl.h"

#include "policy/dnsbl_lists.h"
#include "policy/reverse.h"

#include <string.h>

static const struct known {
	const char *zone, *title;
	bool ipv6, by_default;
	const char *removal;
} lists[] = {
#define X(zone, title, ipv6, by_default, removal)                              \
	{ (zone), (title), (ipv6), (by_default), (removal) },
	DNSBL_LISTS(X)
#undef X
};

static const struct {
	const char *zone, *when;
} ended[] = {
#define X(zone, when) { (zone), (when) },
	DNSBL_ENDED(X)
#undef X
};

static const struct {
	const char *zone;
	unsigned char first, last;
	const char *meaning;
} codes[] = {
#define X(zone, first, last, meaning) { (zone), (first), (last), (meaning) },
	DNSBL_CODES(X)
#undef X
};

static const struct {
	unsigned char number;
	const char *meaning;
} refusals[] = {
#define X(number, meaning) { (number), (meaning) },
	DNSBL_REFUSALS(X)
#undef X
};

/*
 * One list asked. The questions of the health test (RFC 5782 5) and the real
 * one are put at once; what they mean is looked at together.
 */
struct dnsbl_run {
	struct view *view;
	struct arena *arena;
	struct findings findings;
	struct dnsbl *list;
	struct ip ip;
	struct span zone_text;
	struct name zone;
	const struct known *known; /* or NULL */
	bool pending;
};

/* What the answer for one address comes to. */
enum reply { NOTHING, LISTING, REFUSAL, FAILURE };

const char *
dnsbl_status_word(enum dnsbl_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		DNSBL_STATUSES(X)
#undef X
	};

	return words[status];
}

size_t
dnsbl_defaults(struct span zones[DNSBL_DEFAULTS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (lists[i].by_default && count < DNSBL_DEFAULTS_MAX)
			zones[count++] = span_of(lists[i].zone);
	}
	return count;
}

static void
note(struct dnsbl_run *r, enum finding_id id, const char *what)
{
	findings_add(&r->findings, r->arena, id,
	    span_of(arena_format(
		r->arena, "%s%s%s", r->list->zone, what[0] ? ": " : "", what)));
}

static bool
is_refusal(const struct ip *ip)
{
	return ip->octets[0] == 127 && ip->octets[1] == 255 &&
	       ip->octets[2] == 255;
}

/* RFC 5782 2.1: answers are in 127.0.0.0/8. Others are a resolver's that makes
 * up addresses for names that do not exist. */
static enum reply
reply_of(struct dnsbl_run *r, const struct answer *answer)
{
	enum reply reply = NOTHING;

	if (answer == NULL) {
		r->pending = true;
		return FAILURE;
	}
	if (answer->status != ANSWER_OK && answer->status != ANSWER_NODATA &&
	    answer->status != ANSWER_NXDOMAIN)
		return FAILURE;
	for (size_t i = 0; i < answer->count; i++) {
		const struct ip *ip = &answer->records[i].ip;

		if (is_refusal(ip))
			return REFUSAL;
		if (ip->octets[0] == 127)
			reply = LISTING;
	}
	return reply;
}

static const struct answer *
ask(struct dnsbl_run *r, const struct ip *ip, enum record_type type)
{
	static const struct answer nothing = { .status = ANSWER_NXDOMAIN };
	struct name name;

	if (!reverse_name_below(ip, &r->zone, &name))
		return &nothing;
	return view_ask(r->view, &name, type);
}

static enum reply
test(struct dnsbl_run *r, struct span address)
{
	struct ip ip = { .family = IP_NONE };

	ip_parse(address, &ip);
	return reply_of(r, ask(r, &ip, RECORD_A));
}

static const char *
meaning_of(const struct dnsbl_run *r, const struct ip *ip)
{
	const unsigned char *o = ip->octets;

	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		if (is_refusal(ip) && o[3] == refusals[i].number)
			return refusals[i].meaning;
	}
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (o[0] == 127 && o[1] == 0 && o[2] == 0 &&
		    o[3] >= codes[i].first && o[3] <= codes[i].last &&
		    span_ends_nocase(r->zone_text, span_of(codes[i].zone)))
			return codes[i].meaning;
	}
	return "";
}

static void
add_code(struct dnsbl_run *r, const struct ip *ip)
{
	struct dnsbl *list = r->list;
	struct dnsbl_code *grown;

	if (ip->octets[0] != 127 || list->code_count == DNSBL_ANSWERS_MAX)
		return;
	grown = arena_append(
	    r->arena, list->codes, &list->code_count, sizeof *grown);
	if (grown == NULL)
		return;
	list->codes = grown;
	grown[list->code_count - 1] =
	    (struct dnsbl_code){ *ip, meaning_of(r, ip) };
}

static void
add_text(struct dnsbl_run *r, struct span text)
{
	struct dnsbl *list = r->list;
	const char **grown;

	if (list->text_count == DNSBL_ANSWERS_MAX)
		return;
	grown = arena_append(
	    r->arena, list->texts, &list->text_count, sizeof *grown);
	if (grown == NULL)
		return;
	list->texts = grown;
	grown[list->text_count - 1] = arena_text(r->arena, text);
}

static void
take_codes(struct dnsbl_run *r, const struct answer *answer)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		add_code(r, &answer->records[i].ip);
}

/* RFC 5782 2.1: the TXT record says why, for people. */
static void
take_texts(struct dnsbl_run *r)
{
	const struct answer *answer = ask(r, &r->ip, RECORD_TXT);

	if (answer == NULL)
		r->pending = true;
	for (size_t i = 0; answer != NULL && i < answer->count; i++)
		add_text(r, answer->records[i].data);
}

/*
 * RFC 5782 5: the entries that every list has for tests. A list of IPv6
 * addresses has them as IPv4-mapped ones; some that are known to hold IPv6 have
 * the IPv4 ones only.
 */
static enum dnsbl_status
judge_health(struct dnsbl_run *r)
{
	bool v6 = r->ip.family == IP_V6;
	enum reply good, bad, other = NOTHING;

	good = test(r, v6 ? SPAN("::ffff:127.0.0.2") : SPAN("127.0.0.2"));
	bad = test(r, v6 ? SPAN("::ffff:127.0.0.1") : SPAN("127.0.0.1"));
	if (v6)
		other = test(r, SPAN("127.0.0.2"));
	if (good == REFUSAL || bad == REFUSAL || other == REFUSAL)
		return DNSBL_REFUSED;
	if (bad == LISTING)
		return DNSBL_LISTS_ALL;
	if (good == FAILURE || bad == FAILURE)
		return DNSBL_TEMPERROR;
	if (good == LISTING)
		return DNSBL_LISTED;
	if (v6 && other == LISTING)
		return r->known != NULL && r->known->ipv6 ? DNSBL_LISTED
							  : DNSBL_NO_IPV6;
	return DNSBL_DEAD;
}

/* Of a list in good health the answer counts. */
static enum dnsbl_status
judge(struct dnsbl_run *r)
{
	enum dnsbl_status health = judge_health(r);
	const struct answer *answer = ask(r, &r->ip, RECORD_A);
	enum reply reply = reply_of(r, answer);

	if (r->pending)
		return DNSBL_TEMPERROR;
	if (reply == REFUSAL || reply == LISTING)
		take_codes(r, answer);
	if (reply == REFUSAL)
		return DNSBL_REFUSED;
	if (health != DNSBL_LISTED)
		return health;
	if (reply == FAILURE)
		return DNSBL_TEMPERROR;
	if (reply == LISTING)
		take_texts(r);
	return reply == LISTING ? DNSBL_LISTED : DNSBL_NOT_LISTED;
}

static const char *
first_meaning(const struct dnsbl *list)
{
	return list->code_count > 0 ? list->codes[0].meaning : "";
}

static void
note_status(struct dnsbl_run *r)
{
	switch (r->list->status) {
	case DNSBL_LISTED:
		note(r, FINDING_DNSBL_LISTED, first_meaning(r->list));
		break;
	case DNSBL_REFUSED:
		note(r, FINDING_DNSBL_REFUSED, first_meaning(r->list));
		break;
	case DNSBL_DEAD:
		note(r, FINDING_DNSBL_DEAD, r->list->ended);
		break;
	case DNSBL_LISTS_ALL:
		note(r, FINDING_DNSBL_LISTS_ALL, r->list->ended);
		break;
	case DNSBL_TEMPERROR:
		note(r, FINDING_DNSBL_TEMPERROR, "");
		break;
	case DNSBL_BAD_ZONE:
	case DNSBL_NO_IPV6:
	case DNSBL_NOT_LISTED:
		break;
	}
}

static bool
take_zone(struct dnsbl_run *r, struct span zone)
{
	if (zone.size > 0 && zone.data[zone.size - 1] == '.')
		zone.size--;
	r->zone_text = zone;
	r->list->zone = arena_text(r->arena, zone);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		if (!span_equal_nocase(zone, span_of(lists[i].zone)))
			continue;
		r->known = &lists[i];
		r->list->title = lists[i].title;
		r->list->removal = lists[i].removal;
	}
	for (size_t i = 0; i < sizeof ended / sizeof *ended; i++) {
		if (span_equal_nocase(zone, span_of(ended[i].zone)))
			r->list->ended = ended[i].when;
	}
	return name_from_octets(zone, &r->zone) && r->zone.size > 1;
}

bool
dnsbl_find(struct view *v, const struct ip *ip, struct span zone,
    struct arena *a, struct dnsbl *list, struct findings *findings)
{
	struct dnsbl_run r = {
		.view = v,
		.arena = a,
		.list = list,
		.ip = ip_unmapped(ip),
	};

	*list = (struct dnsbl){
		.status = DNSBL_BAD_ZONE,
		.title = "",
		.removal = "",
		.ended = "",
	};
	if (take_zone(&r, zone)) {
		list->status = DNSBL_NO_IPV6;
		if (r.ip.family == IP_V4 || r.known == NULL || r.known->ipv6)
			list->status = judge(&r);
	}
	if (r.pending)
		return false;
	note_status(&r);
	findings_add_all(findings, a, &r.findings);
	return true;
}
