#include "inquiry/claim.h"

/*
 * Each testable cause has a row: the function that weighs the survey for it.
 * They all see the same survey, so that what is wrong beside the claim shows in
 * its findings.
 */
struct work {
	const struct claim_request *request;
	struct claim *claim;
	struct arena *arena;
};

static void
say(struct work *w, const char *fact, enum bearing bearing, const char *text)
{
	struct claim *c = w->claim;

	if (c->evidence_count < sizeof c->evidence / sizeof *c->evidence)
		c->evidence[c->evidence_count++] =
		    (struct evidence){ fact, bearing, text };
}

static const char *
seen_text(const struct work *w)
{
	char text[IP_TEXT_MAX];

	return arena_text(
	    w->arena, span_of(ip_format(&w->request->seen, text)));
}

static const char *
names_of(const struct work *w)
{
	const struct ptr *ptr = &w->claim->survey.ptr;
	const char *text = "";

	for (size_t i = 0; i < ptr->count; i++)
		text = arena_format(w->arena, "%s%s%s", text, i > 0 ? ", " : "",
		    ptr->names[i].name);
	return text;
}

static void
weigh_ptr_ok(struct work *w)
{
	const struct ptr *ptr = &w->claim->survey.ptr;
	const char *ip = seen_text(w), *name = ptr_confirmed(ptr);
	const char *generic =
	    ptr_generic_sign(&w->request->seen, span_of(name));

	if (generic != NULL) {
		say(w, "ptr-generic", BEARING_CONFIRMS,
		    arena_format(w->arena,
			"%s has the PTR name %s, which leads back to it but "
			"looks like a customer's line: %s",
			ip, name, generic));
		w->claim->advice = arena_format(w->arena,
		    "Ask the owner of the address range to give %s a PTR name "
		    "of its own, such as the name of your mail server.",
		    ip);
		return;
	}
	say(w, "ptr-ok", BEARING_REFUTES,
	    arena_format(w->arena,
		"%s has the PTR name %s, and that name leads back to it", ip,
		name));
	w->claim->advice = arena_format(w->arena,
	    "The reverse DNS of %s is in order as seen from here. If it was "
	    "set lately, wait until the server's name servers know (a day at "
	    "the most); else tell the recipient's administrator.",
	    ip);
}

/* Who could set a PTR record. */
static const char *
owner_of(const struct work *w)
{
	const struct ptr *ptr = &w->claim->survey.ptr;

	if (ptr->contact == NULL)
		return "the hosting firm or the internet provider";
	return arena_format(w->arena, "%s, as the SOA record of %s has it",
	    ptr->contact, ptr->zone);
}

static void
weigh_ptr(struct work *w)
{
	const char *ip = seen_text(w);

	switch (w->claim->survey.ptr.status) {
	case PTR_OK:
		weigh_ptr_ok(w);
		return;
	case PTR_MISSING:
		say(w, "ptr-missing", BEARING_CONFIRMS,
		    arena_format(w->arena, "%s has no PTR record", ip));
		w->claim->advice = arena_format(w->arena,
		    "%s has no PTR record: ask the owner of that address range "
		    "(%s) to set one with the name of your mail server.",
		    ip, owner_of(w));
		return;
	case PTR_MISMATCH:
		say(w, "ptr-mismatch", BEARING_CONFIRMS,
		    arena_format(w->arena,
			"the PTR name of %s does not lead back to it: %s", ip,
			names_of(w)));
		w->claim->advice = arena_format(w->arena,
		    "Give the name %s an A or AAAA record with %s, or have the "
		    "PTR record changed to a name that has one.",
		    names_of(w), ip);
		return;
	case PTR_TEMPERROR:
		break;
	}
	say(w, "ptr-temperror", BEARING_NEUTRAL,
	    arena_format(w->arena,
		"the reverse DNS of %s could not be looked up just now", ip));
}

/* SPF is about the sender, or, where that is <>, about the HELO name. */
static const struct spf *
spf_of(const struct work *w)
{
	const struct survey *s = &w->claim->survey;

	if (s->has_sender)
		return &s->spf;
	return s->has_helo ? &s->spf_helo : NULL;
}

static const char *
spf_in_words(const struct work *w, const struct spf *spf)
{
	const char *by = spf->mechanism[0] != '\0' ? ", decided by " : "";

	return arena_format(w->arena, "SPF of %s for %s: %s%s%s", spf->domain,
	    seen_text(w), spf_result_word(spf->result), by, spf->mechanism);
}

/* The mechanism that would let the client pass. */
static const char *
mechanism_of(const struct work *w)
{
	return arena_format(w->arena, "%s:%s",
	    w->request->seen.family == IP_V6 ? "ip6" : "ip4", seen_text(w));
}

static void
advise_spf(struct work *w, const struct spf *spf)
{
	if (spf->result == SPF_PERMERROR)
		w->claim->advice = arena_format(w->arena,
		    "Mend the SPF record of %s: %s. With an error in it, it "
		    "lets nobody pass.",
		    spf->domain, spf->problem);
	else if (spf->result == SPF_NONE)
		w->claim->advice = arena_format(w->arena,
		    "Publish an SPF record for %s, a TXT record such as "
		    "\"v=spf1 %s -all\" with all that may send, and sign with "
		    "DKIM.",
		    spf->domain, mechanism_of(w));
	else
		w->claim->advice = arena_format(w->arena,
		    "Add %s to the SPF record of %s (smtpprobe sender %s "
		    "--from %s shows each step), or send by a machine that the "
		    "record names.",
		    mechanism_of(w), spf->domain, seen_text(w), spf->domain);
}

static void
weigh_spf(struct work *w)
{
	const struct spf *spf = spf_of(w);
	bool of_spf_alone = w->request->cause == CAUSE_SPF_FAILED;

	if (spf == NULL)
		return;
	switch (spf->result) {
	case SPF_FAIL:
	case SPF_SOFTFAIL:
	case SPF_PERMERROR:
		say(w, "spf-failed", BEARING_CONFIRMS, spf_in_words(w, spf));
		advise_spf(w, spf);
		return;
	case SPF_NONE:
	case SPF_NEUTRAL:
		say(w, "spf-silent",
		    of_spf_alone ? BEARING_NEUTRAL : BEARING_CONFIRMS,
		    spf_in_words(w, spf));
		advise_spf(w, spf);
		return;
	case SPF_PASS:
		say(w, "spf-pass",
		    of_spf_alone ? BEARING_REFUTES : BEARING_NEUTRAL,
		    spf_in_words(w, spf));
		return;
	case SPF_TEMPERROR:
		break;
	}
	say(w, "spf-temperror", BEARING_NEUTRAL, spf_in_words(w, spf));
}

/* Of a message's From domain nothing is known here; the sender's is the best
 * guess. */
static void
weigh_dmarc(struct work *w)
{
	const struct survey *s = &w->claim->survey;
	const struct spf *spf = spf_of(w);

	if (!s->has_sender || s->dmarc.status == DMARC_TEMPERROR) {
		weigh_spf(w);
		return;
	}
	if (s->dmarc.policy == DMARC_UNSAID) {
		say(w, "dmarc-none", BEARING_NEUTRAL,
		    arena_format(w->arena,
			"%s %s, so the server speaks of another From domain or "
			"of a rule of its own",
			s->dmarc.domain,
			s->dmarc.status == DMARC_NONE
			    ? "publishes no DMARC record"
			    : "has a DMARC record that does not count"));
		return;
	}
	say(w, "dmarc-policy",
	    spf->result == SPF_PASS && s->dmarc.spf_aligned ? BEARING_REFUTES
							    : BEARING_CONFIRMS,
	    arena_format(w->arena,
		"%s asks receivers by DMARC to %s what fails; %s, %s",
		s->dmarc.record_domain,
		s->dmarc.policy == DMARC_POLICY_NONE
		    ? "do nothing about"
		    : dmarc_policy_word(s->dmarc.policy),
		spf_in_words(w, spf),
		s->dmarc.spf_aligned ? "aligned" : "not aligned"));
	advise_spf(w, spf);
}

static const char *
helo_in_words(const struct work *w)
{
	const struct helo *helo = &w->claim->survey.helo;
	static const char *const words[] = {
		[HELO_OK] = "is a name that leads to the client",
		[HELO_LITERAL] = "is an address literal, not a name",
		[HELO_ELSEWHERE] = "leads to another address than the client's",
		[HELO_UNRESOLVED] = "has no address in the DNS",
		[HELO_NOT_FQDN] = "is not fully qualified",
		[HELO_BAD] = "is neither a name nor an address literal",
		[HELO_TEMPERROR] = "could not be looked up just now",
	};

	return arena_format(
	    w->arena, "the HELO name %s %s", helo->name, words[helo->status]);
}

static void
weigh_helo(struct work *w)
{
	const struct survey *s = &w->claim->survey;

	if (!s->has_helo)
		return;
	if (s->helo.status == HELO_TEMPERROR) {
		say(w, "helo-temperror", BEARING_NEUTRAL, helo_in_words(w));
	} else if (s->helo.status == HELO_OK) {
		say(w, "helo-ok", BEARING_REFUTES, helo_in_words(w));
	} else {
		say(w, "helo-bad", BEARING_CONFIRMS, helo_in_words(w));
		w->claim->advice = arena_format(w->arena,
		    "Say a name in HELO that is in the DNS with the address "
		    "%s, best the one that its PTR record has.",
		    seen_text(w));
	}
}

static const char *
route_fault(enum route_status status)
{
	if (status == ROUTE_NO_SUCH_DOMAIN)
		return "does not exist";
	if (status == ROUTE_NULL_MX)
		return "says in the DNS that it takes no mail (null MX)";
	return "has no mail server in the DNS that could be answered to";
}

static void
weigh_sender(struct work *w)
{
	const struct survey *s = &w->claim->survey;
	const char *domain;

	if (w->request->has_sender && w->request->sender.size == 0) {
		say(w, "null-sender", BEARING_NEUTRAL,
		    "the null sender <> was named, which every server has to "
		    "take (RFC 5321 4.5.5)");
		return;
	}
	if (!s->has_route)
		return;
	domain = arena_text(w->arena, s->sender_domain);
	switch (s->route.status) {
	case ROUTE_OK:
	case ROUTE_IMPLICIT:
		say(w, "sender-domain-ok", BEARING_REFUTES,
		    arena_format(w->arena,
			"the sender's domain %s exists and takes mail",
			domain));
		return;
	case ROUTE_SERVFAIL:
	case ROUTE_TIMEOUT:
		say(w, "sender-domain-temperror", BEARING_NEUTRAL,
		    arena_format(w->arena,
			"the sender's domain %s could not be looked up just "
			"now",
			domain));
		return;
	case ROUTE_NULL_MX:
	case ROUTE_NO_SUCH_DOMAIN:
	case ROUTE_NO_ADDRESS:
	case ROUTE_UNUSABLE:
		break;
	}
	say(w, "sender-domain-bad", BEARING_CONFIRMS,
	    arena_format(w->arena, "the sender's domain %s %s", domain,
		route_fault(s->route.status)));
	w->claim->advice = arena_format(w->arena,
	    "Give the domain %s an MX record that names a mail server, or "
	    "send with an address of a domain that has one.",
	    domain);
}

static void
weigh_tls(struct work *w)
{
	if (!w->request->tls_known)
		return;
	if (w->request->tls)
		say(w, "inside-tls", BEARING_REFUTES,
		    "the dialogue was inside TLS when the server said so");
	else
		say(w, "in-clear", BEARING_CONFIRMS,
		    "the dialogue was in clear when the server said so");
}

static const char *
listing_in_words(const struct work *w, const struct dnsbl *list)
{
	const char *text = arena_format(w->arena, "%s is listed by %s%s%s%s",
	    seen_text(w), list->zone, list->title[0] != '\0' ? " (" : "",
	    list->title, list->title[0] != '\0' ? ")" : "");

	for (size_t i = 0; i < list->code_count; i++) {
		char ip[IP_TEXT_MAX];

		text = arena_format(w->arena, "%s; it answers %s%s%s", text,
		    ip_format(&list->codes[i].ip, ip),
		    list->codes[i].meaning[0] != '\0' ? ": " : "",
		    list->codes[i].meaning);
	}
	return text;
}

static void
weigh_listing(struct work *w, const struct dnsbl *list)
{
	say(w, "listed", BEARING_CONFIRMS, listing_in_words(w, list));
	if (list->removal[0] != '\0')
		w->claim->advice = arena_format(w->arena,
		    "Stop what put %s on the list, then ask for removal at "
		    "%s.",
		    seen_text(w), list->removal);
}

static void
weigh_blocklist(struct work *w)
{
	const struct survey *s = &w->claim->survey;
	const struct dnsbl *list = s->lists;

	if (s->list_count == 0)
		return;
	switch (list->status) {
	case DNSBL_LISTED:
		weigh_listing(w, list);
		return;
	case DNSBL_NOT_LISTED:
		say(w, "not-listed", BEARING_REFUTES,
		    arena_format(w->arena,
			"%s is not listed by %s, as seen from here now",
			seen_text(w), list->zone));
		w->claim->advice = arena_format(w->arena,
		    "%s does not list %s any more or never did: try again in "
		    "some hours; if it stays, tell the recipient's "
		    "administrator.",
		    list->zone, seen_text(w));
		return;
	case DNSBL_DEAD:
	case DNSBL_LISTS_ALL:
		say(w, "list-broken", BEARING_REFUTES,
		    arena_format(w->arena,
			"the blocklist %s fails its health test (it lists all "
			"or nothing), so being on it means nothing",
			list->zone));
		return;
	case DNSBL_REFUSED:
	case DNSBL_NO_IPV6:
	case DNSBL_BAD_ZONE:
	case DNSBL_TEMPERROR:
		break;
	}
	say(w, "list-unanswered", BEARING_NEUTRAL,
	    arena_format(w->arena,
		"the blocklist %s gave no usable answer to this machine's "
		"name server (%s)",
		list->zone, dnsbl_status_word(list->status)));
}

/* There is nothing to weigh, but the survey shows what may be wrong. */
static void
weigh_nothing(struct work *w)
{
	(void)w;
}

/* A cause without a row is not testable. */
static const struct {
	void (*weigh)(struct work *w);
	bool of_client; /* the test needs the client's address */
} rows[CAUSE_COUNT] = {
	[CAUSE_NO_REVERSE_DNS] = { weigh_ptr, true },
	[CAUSE_SPF_FAILED] = { weigh_spf, true },
	[CAUSE_DMARC_FAILED] = { weigh_dmarc, true },
	[CAUSE_UNAUTHENTICATED_MAIL] = { weigh_spf, true },
	[CAUSE_HELO_REJECTED] = { weigh_helo, true },
	[CAUSE_SENDER_REJECTED] = { weigh_sender, false },
	[CAUSE_TLS_REQUIRED] = { weigh_tls, false },
	[CAUSE_IP_BLOCKED] = { weigh_blocklist, true },
	[CAUSE_POLICY] = { weigh_nothing, true },
};

bool
claim_is_testable(enum cause cause)
{
	return rows[cause].weigh != NULL;
}

static bool
survey(struct view *v, const struct claim_request *r, struct arena *a,
    struct claim *c)
{
	struct span zone =
	    r->cause == CAUSE_IP_BLOCKED ? claim_zone(r->text) : SPAN_NONE;
	struct survey_request request = {
		.ip = r->seen,
		.zones = &zone,
		.zone_count = zone.size > 0,
		.helo = r->helo,
		.sender = r->sender,
		.wall = r->wall,
	};

	c->surveyed = true;
	return survey_find(v, &request, a, &c->survey);
}

/* Behind NAT nobody here knows which address they see. */
static bool
is_hidden(const struct claim_request *r)
{
	return r->seen.family == IP_NONE ||
	       (r->seen_is_guess && ip_kind(&r->seen) == IP_PRIVATE);
}

bool
claim_test(struct view *v, const struct claim_request *r, struct arena *a,
    struct claim *c)
{
	struct work w = { r, c, a };

	*c = (struct claim){ .surveyed = false };
	if (!claim_is_testable(r->cause))
		return true;
	if (rows[r->cause].of_client && is_hidden(r)) {
		say(&w, "address-unknown", BEARING_NEUTRAL,
		    "which IP address the server sees is not known here "
		    "(behind NAT it is not this machine's own), so what it "
		    "says of it cannot be tested; smtpprobe sender IP does so "
		    "for a given one");
		return true;
	}
	if (r->seen.family != IP_NONE && !survey(v, r, a, c))
		return false;
	if (c->surveyed || !rows[r->cause].of_client)
		rows[r->cause].weigh(&w);
	return true;
}

const char *
claim_remedy(enum cause cause, const struct survey *s, struct arena *a)
{
	struct claim claim = { .surveyed = true, .survey = *s };
	struct claim_request request = {
		.cause = cause,
		.seen = s->ip,
		.has_sender = s->has_sender,
		.sender = s->sender_domain,
	};
	struct work w = { &request, &claim, a };

	if (claim_is_testable(cause))
		rows[cause].weigh(&w);
	return claim.advice;
}
