#include "report/check_json.h"

#include "report/transcript.h"

static void
texts(struct json *j, const char *key, const char *const *items, size_t count)
{
	json_begin_array(j, key);
	for (size_t i = 0; i < count; i++)
		json_word(j, NULL, items[i]);
	json_end_array(j);
}

static void
reply_json(struct json *j, const struct reply *reply, const char *stage)
{
	char enhanced[ENHANCED_TEXT_MAX];

	json_begin_object(j, "reply");
	json_name(j, "stage", stage);
	json_number(j, "code", reply->code);
	json_name(j, "enhanced", enhanced_format(&reply->enhanced, enhanced));
	json_text(j, "text", reply->text);
	json_end_object(j);
}

static void
evidence_json(struct json *j, const struct evidence *items, size_t count)
{
	json_begin_array(j, "evidence");
	for (size_t i = 0; i < count; i++) {
		json_begin_object(j, NULL);
		json_word(j, "fact", items[i].fact);
		json_name(j, "bearing", bearing_word(items[i].bearing));
		json_word(j, "text", items[i].text);
		json_end_object(j);
	}
	json_end_array(j);
}

void
diagnosis_json(struct json *j, const char *key, const struct reading *reading,
    const struct evidence *evidence, size_t evidence_count,
    const struct reply *reply, const char *stage)
{
	json_begin_object(j, key);
	json_name(j, "cause", cause_word(reading->cause));
	json_name(j, "about", about_word(reading->about));
	json_name(j, "act", act_word(reading->act));
	json_name(j, "retry", retry_word(reading->retry));
	if (reading->retry_seconds > 0)
		json_number(j, "retry_seconds", reading->retry_seconds);
	json_name(j, "confidence", confidence_word(reading->confidence));
	json_word(j, "summary", reading->summary);
	json_word(j, "explanation", reading->explanation);
	texts(j, "advice", reading->advice, reading->advice_count);
	json_begin_array(j, "advice_for");
	for (size_t i = 0; i < reading->advice_count; i++)
		json_name(j, NULL, act_word(reading->advice_for[i]));
	json_end_array(j);
	if (reading->other_count > 0)
		texts(j, "other_readings", reading->other_readings,
		    reading->other_count);
	if (reading->provider != NULL && reading->provider[0] != '\0')
		json_word(j, "provider", reading->provider);
	if (reply != NULL)
		reply_json(j, reply, stage);
	json_word(j, "rule", reading->rule);
	json_word(j, "reference", reading->reference);
	evidence_json(j, evidence, evidence_count);
	json_end_object(j);
}

static void
ip_json(struct json *j, const char *key, const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	json_word(j, key, ip_format(ip, text));
}

static void
route_host_json(struct json *j, const struct route_host *host)
{
	json_begin_object(j, NULL);
	json_word(j, "name", host->name);
	json_number(j, "preference", host->preference);
	json_begin_array(j, "addresses");
	for (size_t i = 0; i < host->address_count; i++)
		ip_json(j, NULL, &host->addresses[i]);
	json_end_array(j);
	json_end_object(j);
}

void
findings_json(struct json *j, const struct findings *findings, struct arena *a)
{
	json_begin_array(j, "findings");
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->items[i];

		json_begin_object(j, NULL);
		json_word(j, "finding", finding_word(f->id));
		json_word(j, "text", finding_text(f, a));
		json_word(j, "reference", finding_reference(f->id));
		json_end_object(j);
	}
	json_end_array(j);
}

static void
route_json(struct json *j, const struct result *r)
{
	json_begin_object(j, "mx");
	json_word(j, "status", route_status_word(r->route.status));
	json_begin_array(j, "hosts");
	for (size_t i = 0; i < r->route.host_count; i++)
		route_host_json(j, &r->route.hosts[i]);
	json_end_array(j);
	json_begin_array(j, "findings");
	for (size_t i = 0; i < r->findings.count; i++) {
		if (finding_is_of_route(r->findings.items[i].id))
			json_word(
			    j, NULL, finding_word(r->findings.items[i].id));
	}
	json_end_array(j);
	json_end_object(j);
}

static void
stage_json(
    struct json *j, const char *stage, int64_t took, const struct reply *reply)
{
	json_begin_object(j, NULL);
	json_word(j, "stage", stage);
	json_milliseconds(j, "ms", took);
	if (reply != NULL)
		json_number(j, "code", reply->code);
	json_end_object(j);
}

static void
stages_json(struct json *j, const struct attempt *attempt)
{
	const struct exchange *e;

	json_begin_array(j, "stages");
	if (attempt->network == NETWORK_OK)
		stage_json(j, stage_word(STAGE_CONNECT),
		    attempt->connected_at - attempt->began_at, NULL);
	for (size_t i = 0; i < attempt->exchange_count; i++) {
		e = &attempt->exchanges[i];
		if (e->answered)
			stage_json(j, stage_word(e->stage),
			    e->heard_at - e->said_at, &e->reply);
		if (e->stage == STAGE_STARTTLS && attempt->tls != NULL)
			stage_json(j, stage_word(STAGE_TLS),
			    attempt->tls_ended_at - attempt->tls_began_at,
			    NULL);
	}
	json_end_array(j);
}

static void
certificate_json(struct json *j, const struct tls_certificate *c)
{
	json_begin_object(j, NULL);
	json_word(j, "subject", c->subject);
	json_word(j, "issuer", c->issuer);
	texts(j, "names", c->names, c->name_count);
	json_number(j, "not_before", c->not_before);
	json_number(j, "not_after", c->not_after);
	json_word(j, "key", c->key);
	json_word(j, "sha256", c->sha256);
	json_bool(j, "self_signed", c->self_signed);
	json_end_object(j);
}

static void
tls_json(struct json *j, const struct tls_facts *tls)
{
	json_begin_object(j, "tls");
	json_bool(j, "established", tls->established);
	json_word(j, "version", tls->version);
	json_word(j, "cipher", tls->cipher);
	json_word(j, "group", tls->group);
	json_bool(j, "trusted", tls->trusted);
	json_bool(j, "name_matches", tls->name_matches);
	json_word(j, "reason", tls->reason);
	json_word(j, "failure", tls->failure);
	json_begin_array(j, "chain");
	for (size_t i = 0; i < tls->chain_count; i++)
		certificate_json(j, &tls->chain[i]);
	json_end_array(j);
	json_end_object(j);
}

static void
offers_json(struct json *j, const struct ehlo *e)
{
	json_begin_object(j, "ehlo");
	json_bool(j, "starttls", e->starttls);
	json_bool(j, "pipelining", e->pipelining);
	json_bool(j, "smtputf8", e->smtputf8);
	json_bool(j, "enhanced_codes", e->enhanced_codes);
	if (e->size_offered)
		json_number(j, "size", (int64_t)e->size);
	json_end_object(j);
}

static void
attempt_json(struct json *j, const struct attempt *attempt)
{
	json_begin_object(j, NULL);
	json_word(j, "name", attempt->host);
	ip_json(j, "address", &attempt->ip);
	json_number(j, "port", attempt->port);
	if (attempt->local.family != IP_NONE)
		ip_json(j, "local", &attempt->local);
	json_word(j, "network", network_error_word(attempt->network));
	stages_json(j, attempt);
	if (attempt->ehlo != NULL)
		offers_json(j, attempt->ehlo);
	if (attempt->tls != NULL)
		tls_json(j, attempt->tls);
	json_end_object(j);
}

static void
witnesses_json(struct json *j, const struct result *r)
{
	if (r->witness_count == 0)
		return;
	json_begin_array(j, "witnesses");
	for (size_t i = 0; i < r->witness_count; i++) {
		const struct witness *w = &r->witnesses[i];

		json_begin_object(j, NULL);
		json_word(j, "domain", w->domain);
		json_word(j, "name", w->host);
		ip_json(j, "address", &w->ip);
		json_number(j, "port", w->port);
		json_word(j, "network", network_error_word(w->network));
		json_milliseconds(j, "ms", w->took);
		json_end_object(j);
	}
	json_end_array(j);
}

static void
variation_json(struct json *j, const struct variation *v)
{
	json_begin_object(j, NULL);
	json_word(j, "change", change_word(v->change));
	json_word(j, "to", v->to);
	json_bool(j, "asked", v->asked);
	if (v->asked) {
		json_word(j, "verdict", verdict_word(v->verdict));
		json_name(j, "cause", cause_word(v->cause));
		if (v->code != 0)
			json_number(j, "code", v->code);
		json_bool(j, "flips", v->flips);
	}
	json_word(j, "summary", v->summary);
	json_end_object(j);
}

static void
variations_json(struct json *j, const struct result *r)
{
	if (!r->varied)
		return;
	json_begin_array(j, "variations");
	for (size_t i = 0; i < r->variation_count; i++)
		variation_json(j, &r->variations[i]);
	json_end_array(j);
}

static void
control_json(struct json *j, const struct result *r)
{
	const struct reply *reply;
	bool accepted = false;
	bool asked = r->decisive != NULL && r->decisive->control != NULL;
	bool answered = result_control(r, &accepted, &reply);

	json_begin_object(j, "control");
	json_bool(j, "asked", asked);
	if (answered) {
		json_bool(j, "accepted", accepted);
		json_number(j, "code", reply->code);
		json_text(j, "text", reply->text);
	}
	json_end_object(j);
}

static void
transcript_line_json(void *context, const struct transcript_line *line)
{
	struct json *j = context;

	json_begin_object(j, NULL);
	json_milliseconds(j, "ms", line->at);
	json_word(j, "mark", line->mark);
	json_text(j, "text", line->text);
	json_end_object(j);
}

void
check_json(const struct result *r, struct arena *a, struct buf *out)
{
	struct json j = { .out = out };

	json_begin_object(&j, NULL);
	json_word(&j, "schema", "smtpprobe.check/1");
	json_word(&j, "address", r->given);
	json_word(&j, "verdict", verdict_word(r->verdict));
	diagnosis_json(&j, "diagnosis", &r->reading, r->evidence,
	    r->evidence_count, r->has_reply ? &r->reply : NULL,
	    stage_word(r->stage));
	if (r->routed)
		route_json(&j, r);
	json_begin_array(&j, "hosts");
	for (size_t i = 0; i < r->attempt_count; i++)
		attempt_json(&j, &r->attempts[i]);
	json_end_array(&j);
	witnesses_json(&j, r);
	control_json(&j, r);
	variations_json(&j, r);
	findings_json(&j, &r->findings, a);
	json_begin_array(&j, "transcript");
	transcript_each(r, a, transcript_line_json, &j);
	json_end_array(&j);
	json_milliseconds(&j, "ms", r->took);
	json_end_object(&j);
	buf_add_octet(out, '\n');
}
