#include "inquiry/oddities.h"

enum { SLOW = 10 * 1000000, EXPIRES_SOON = 14 * 24 * 3600 };

static void
find_slow_stages(
    struct result *r, struct arena *a, const struct attempt *attempt)
{
	int64_t since = 0, took;

	for (size_t i = 0; i < attempt->exchange_count; i++) {
		const struct exchange *e = &attempt->exchanges[i];

		/* In a pipeline it begins with the answer before. */
		if (e->said_at > since)
			since = e->said_at;
		took = e->heard_at - since;
		since = e->heard_at;
		if (!e->answered || took < SLOW || e->stage == STAGE_QUIT)
			continue;
		findings_add(&r->findings, a, FINDING_SLOW_STAGE,
		    span_of(arena_format(a, "%s took %d s at %s", attempt->host,
			(int)(took / 1000000), stage_word(e->stage))));
	}
}

static bool
is_outdated(const char *version)
{
	struct span v = span_of(version);

	return span_equal(v, SPAN("TLSv1")) || span_equal(v, SPAN("TLSv1.1")) ||
	       span_starts_nocase(v, SPAN("SSL"));
}

static void
find_expiry(struct result *r, struct arena *a,
    const struct tls_certificate *certificate, const char *host)
{
	int64_t left = certificate->not_after - r->wall;

	if (left < 0 || left > EXPIRES_SOON)
		return;
	findings_add(&r->findings, a, FINDING_CERTIFICATE_EXPIRES,
	    span_of(arena_format(
		a, "%s, in %d days", host, (int)(left / (24 * 3600)))));
}

static void
find_in_certificate(
    struct result *r, struct arena *a, const struct attempt *attempt)
{
	const struct tls_facts *facts = attempt->tls;
	struct findings *findings = &r->findings;

	if (facts == NULL || !facts->established)
		return;
	if (!facts->trusted)
		findings_add(findings, a, FINDING_CERTIFICATE_UNTRUSTED,
		    span_of(facts->reason));
	else if (!facts->name_matches)
		findings_add(findings, a, FINDING_CERTIFICATE_NAME,
		    span_of(facts->reason));
	if (facts->chain_count > 0)
		find_expiry(r, a, &facts->chain[0], attempt->host);
	if (is_outdated(facts->version))
		findings_add(findings, a, FINDING_TLS_OLD,
		    span_of(arena_format(
			a, "%s speaks %s", attempt->host, facts->version)));
}

void
oddities_find(struct result *r, struct arena *a)
{
	for (size_t i = 0; i < r->attempt_count; i++) {
		find_slow_stages(r, a, &r->attempts[i]);
		find_in_certificate(r, a, &r->attempts[i]);
	}
}
