#include "inquiry/claims.h"

bool
claims_wanted(const struct result *r, const struct inquiry_options *o)
{
	bool refused =
	    r->verdict == VERDICT_REFUSED || r->verdict == VERDICT_DEFERRED;

	return o->claims && r->has_reply && r->decisive != NULL && refused &&
	       claim_is_testable(r->reading.cause);
}

/* What was said in EHLO or HELO last. */
static struct span
helo_said(const struct attempt *attempt)
{
	struct span said = SPAN_NONE;

	for (size_t i = 0; i < attempt->exchange_count; i++) {
		const struct exchange *e = &attempt->exchanges[i];

		if (e->stage == STAGE_EHLO || e->stage == STAGE_HELO)
			said = span_part(e->command, 5, e->command.size);
	}
	return said;
}

/* As the server's greeting says it; else as the refusal says it; else our end
 * of the connection. */
static void
find_seen(const struct result *r, struct claim_request *request)
{
	const struct attempt *attempt = r->decisive;

	if (attempt->ehlo != NULL &&
	    ehlo_client_address(attempt->ehlo, &request->seen))
		return;
	request->seen = claim_address(r->reply.text, &attempt->ip);
	if (request->seen.family != IP_NONE)
		return;
	request->seen = ip_unmapped(&attempt->local);
	request->seen_is_guess = true;
}

static struct claim_request
request_of(const struct result *r, const struct inquiry_options *o)
{
	const struct attempt *attempt = r->decisive;
	struct claim_request request = {
		.cause = r->reading.cause,
		.text = r->reply.text,
		.helo = helo_said(attempt),
		.has_sender = true,
		.sender = o->sender,
		.tls_known = true,
		.tls = attempt->tls != NULL && attempt->tls->established,
		.wall = r->wall,
	};

	find_seen(r, &request);
	return request;
}

static void
add_evidence(struct result *r, const struct evidence *e, struct arena *a)
{
	struct evidence *items =
	    arena_append(a, r->evidence, &r->evidence_count, sizeof *items);

	if (items == NULL)
		return;
	items[r->evidence_count - 1] = *e;
	r->evidence = items;
}

/* In front of the other advice; what is certain makes what is said in general
 * to the same people needless. */
static void
put_advice_first(
    struct reading *r, const char *sentence, bool instead, struct arena *a)
{
	const char **sentences = arena_get(a, ADVICE_MAX * sizeof *sentences);
	enum act *whom = arena_get(a, ADVICE_MAX * sizeof *whom);
	size_t count = 1;

	if (sentences == NULL || whom == NULL)
		return;
	sentences[0] = sentence;
	whom[0] = ACT_SENDER_ADMIN;
	for (size_t i = 0; i < r->advice_count && count < ADVICE_MAX; i++) {
		if (instead && r->advice_for[i] == ACT_SENDER_ADMIN)
			continue;
		sentences[count] = r->advice[i];
		whom[count++] = r->advice_for[i];
	}
	r->advice = sentences;
	r->advice_for = whom;
	r->advice_count = count;
}

static bool
is_confirmed(const struct claim *c)
{
	for (size_t i = 0; i < c->evidence_count; i++) {
		if (c->evidence[i].bearing == BEARING_CONFIRMS)
			return true;
	}
	return false;
}

void
claims_advise(struct reading *r, const struct claim *c, struct arena *a)
{
	if (c->advice != NULL)
		put_advice_first(r, c->advice, is_confirmed(c), a);
}

static void
put_into(struct result *r, const struct claim *c, struct arena *a)
{
	for (size_t i = 0; i < c->evidence_count; i++)
		add_evidence(r, &c->evidence[i], a);
	claims_advise(&r->reading, c, a);
	if (!c->surveyed)
		return;
	for (size_t i = 0; i < c->survey.findings.count; i++)
		findings_add(&r->findings, a, c->survey.findings.items[i].id,
		    span_of(c->survey.findings.items[i].subject));
}

bool
claims_test(struct view *v, struct result *r, const struct inquiry_options *o,
    struct arena *work, struct arena *a)
{
	struct claim_request request = request_of(r, o);
	struct claim claim;

	arena_reset(work);
	if (!claim_test(v, &request, work, &claim))
		return arena_failed(work);
	put_into(r, &claim, a);
	return true;
}
