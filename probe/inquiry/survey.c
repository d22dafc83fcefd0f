#include "inquiry/survey.h"

/* What stands behind the last "@" (RFC 7208 2.4), or all of it. */
static struct span
domain_of(struct span sender)
{
	size_t at = sender.size;

	while (at > 0 && sender.data[at - 1] != '@')
		at--;
	return span_part(sender, at, sender.size);
}

static bool
check_spf(struct view *v, const struct survey_request *r, struct span sender,
    struct arena *a, struct spf *spf, struct findings *findings)
{
	struct spf_request request = {
		.ip = r->ip,
		.helo = r->helo,
		.sender = sender,
		.now = r->wall,
	};

	return spf_check(v, &request, a, spf, findings);
}

/* Whether the domain takes the bounces and the answers to what it sends. */
static bool
find_route(struct view *v, struct survey *s, struct arena *a)
{
	static const struct route_options options = {
		.ipv4 = true,
		.ipv6 = true,
		.allow_private = true,
	};
	struct findings unused = { 0 };
	struct name name;

	if (s->sender_domain.size == 0 ||
	    !name_from_text(s->sender_domain, &name))
		return true;
	s->has_route = true;
	return route_find(v, s->sender_domain, &options, a, &s->route, &unused);
}

static void
note_route(struct survey *s, struct arena *a)
{
	struct span domain = s->sender_domain;

	if (!s->has_route)
		return;
	if (s->route.status == ROUTE_NULL_MX)
		findings_add(&s->findings, a, FINDING_SENDER_NULL_MX, domain);
	else if (s->route.status == ROUTE_NO_SUCH_DOMAIN)
		findings_add(&s->findings, a, FINDING_SENDER_NO_DOMAIN, domain);
	else if (s->route.status == ROUTE_NO_ADDRESS)
		findings_add(&s->findings, a, FINDING_SENDER_NO_MX, domain);
}

static bool
find_records(struct view *v, const struct survey_request *r, struct arena *a,
    struct survey *s)
{
	bool well = dmarc_find(
	    v, s->sender_domain, s->sender_domain, a, &s->dmarc, &s->findings);

	s->has_key = r->selector.size > 0;
	if (s->has_key)
		well &= dkim_key_find(
		    v, r->selector, s->sender_domain, a, &s->key, &s->findings);
	return well;
}

static bool
find_lists(struct view *v, const struct survey_request *r, struct arena *a,
    struct survey *s)
{
	bool well = true;

	if (r->zone_count == 0)
		return true;
	s->lists = arena_get(a, r->zone_count * sizeof *s->lists);
	if (s->lists == NULL)
		return false;
	s->list_count = r->zone_count;
	for (size_t i = 0; i < r->zone_count; i++)
		well &= dnsbl_find(
		    v, &s->ip, r->zones[i], a, &s->lists[i], &s->findings);
	return well;
}

/* All parts are asked each time, so that what is missing is fetched at once. */
bool
survey_find(struct view *v, const struct survey_request *r, struct arena *a,
    struct survey *s)
{
	const struct ptr *ptr = NULL;
	bool well = true;

	*s = (struct survey){
		.ip = ip_unmapped(&r->ip),
		.kind = ip_kind(&r->ip),
		.has_helo = r->helo.size > 0,
		.has_sender = r->sender.size > 0,
		.sender_domain = domain_of(r->sender),
	};
	if (s->kind != IP_PUBLIC) {
		char text[IP_TEXT_MAX];

		findings_add(&s->findings, a, FINDING_SENDER_NOT_PUBLIC,
		    span_of(ip_format(&s->ip, text)));
	}
	if (ptr_find(v, &s->ip, a, &s->ptr, &s->findings))
		ptr = &s->ptr;
	else
		well = false;
	if (s->has_helo) {
		well &= helo_find(
		    v, &s->ip, r->helo, ptr, a, &s->helo, &s->findings);
		well &= check_spf(v, r, SPAN_NONE, a, &s->spf_helo, NULL);
	}
	if (s->has_sender) {
		well &= check_spf(v, r, r->sender, a, &s->spf, &s->findings);
		well &= find_route(v, s, a);
		well &= find_records(v, r, a, s);
	}
	well &= find_lists(v, r, a, s);
	if (well)
		note_route(s, a);
	return well;
}

bool
survey_spf_is_bad(const struct spf *spf)
{
	return spf->result == SPF_FAIL || spf->result == SPF_SOFTFAIL ||
	       spf->result == SPF_PERMERROR;
}

bool
survey_helo_spf_is_bad(const struct survey *s)
{
	if (!s->has_helo)
		return false;
	return s->has_sender ? s->spf_helo.result == SPF_FAIL
			     : survey_spf_is_bad(&s->spf_helo);
}

static bool
is_listed(const struct survey *s)
{
	for (size_t i = 0; i < s->list_count; i++) {
		if (s->lists[i].status == DNSBL_LISTED)
			return true;
	}
	return false;
}

bool
survey_is_bad(const struct survey *s)
{
	if (s->ptr.status == PTR_MISSING || s->ptr.status == PTR_MISMATCH)
		return true;
	if (s->has_helo && s->helo.status != HELO_OK &&
	    s->helo.status != HELO_LITERAL && s->helo.status != HELO_TEMPERROR)
		return true;
	if (survey_helo_spf_is_bad(s) || is_listed(s))
		return true;
	if (!s->has_sender)
		return false;
	return survey_spf_is_bad(&s->spf) || s->spf.result == SPF_NONE ||
	       (s->has_route && (s->route.status == ROUTE_NULL_MX ||
				    s->route.status == ROUTE_NO_SUCH_DOMAIN ||
				    s->route.status == ROUTE_NO_ADDRESS));
}

bool
survey_is_open(const struct survey *s)
{
	return s->ptr.status == PTR_TEMPERROR ||
	       (s->has_helo && (s->helo.status == HELO_TEMPERROR ||
				   s->spf_helo.result == SPF_TEMPERROR)) ||
	       (s->has_sender && s->spf.result == SPF_TEMPERROR);
}
