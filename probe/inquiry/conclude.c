#include "inquiry/conclude.h"

#include "inquiry/attempt.h"
#include "inquiry/oddities.h"

/*
 * The attempt that tells most decides: an answer for the recipient before a
 * refusal of the session, that before a failure of TLS, that before silence.
 * Without attempts the route decides, and before it the address.
 */
struct conclusion {
	struct result *result;
	const struct inquiry_options *options;
	const struct tables *tables;
	struct arena *arena;
};

static void
add_evidence(struct conclusion *c, const char *fact, enum bearing bearing,
    const char *text)
{
	struct result *r = c->result;
	struct evidence *items = arena_append(
	    c->arena, r->evidence, &r->evidence_count, sizeof *items);

	if (items == NULL)
		return;
	items[r->evidence_count - 1] = (struct evidence){ fact, bearing, text };
	r->evidence = items;
}

static void
set_cause(struct conclusion *c, enum cause cause, enum about about,
    bool permanent, enum verdict verdict)
{
	reading_of_cause(
	    c->tables, cause, about, permanent, c->arena, &c->result->reading);
	c->result->verdict = verdict;
}

static void
conclude_invalid(struct conclusion *c)
{
	static const char *const correction[] = { "Correct the address: the "
						  "first line says where it "
						  "stops being one." };
	static const enum act corrector[] = { ACT_SENDER };

	set_cause(
	    c, CAUSE_PROTOCOL_ERROR, ABOUT_RECIPIENT, true, VERDICT_INVALID);
	c->result->reading.summary = c->result->error;
	c->result->reading.explanation =
	    "This is not an address that mail can be sent to, so no server "
	    "was asked.";
	c->result->reading.act = ACT_SENDER;
	c->result->reading.retry = RETRY_AFTER_FIX;
	c->result->reading.reference = "RFC 5321 4.1.2";
	c->result->reading.advice = correction;
	c->result->reading.advice_for = corrector;
	c->result->reading.advice_count = 1;
}

static const struct {
	enum cause cause;
	bool permanent;
	enum verdict verdict;
	const char *summary;
	const char *reference;
} routes[] = {
	[ROUTE_OK] = { CAUSE_NETWORK_ERROR, false, VERDICT_UNREACHABLE,
	    "no address of its mail server can be used", "RFC 5321 5.1" },
	[ROUTE_IMPLICIT] = { CAUSE_NETWORK_ERROR, false, VERDICT_UNREACHABLE,
	    "no address of its mail server can be used", "RFC 5321 5.1" },
	[ROUTE_NULL_MX] = { CAUSE_NULL_MX, true, VERDICT_UNDELIVERABLE,
	    "the domain says in the DNS that it takes no mail (null MX)",
	    "RFC 7505 3" },
	[ROUTE_NO_SUCH_DOMAIN] = { CAUSE_NO_SUCH_DOMAIN, true,
	    VERDICT_UNDELIVERABLE, "the domain does not exist",
	    "RFC 5321 5.1" },
	[ROUTE_NO_ADDRESS] = { CAUSE_NOT_ACCEPTING, true, VERDICT_UNDELIVERABLE,
	    "the domain exists, but it has no mail server", "RFC 5321 5.1" },
	[ROUTE_SERVFAIL] = { CAUSE_NETWORK_ERROR, false, VERDICT_UNREACHABLE,
	    "the domain's name servers give no usable answer (SERVFAIL)",
	    "RFC 5321 5.1" },
	[ROUTE_TIMEOUT] = { CAUSE_NETWORK_ERROR, false, VERDICT_UNREACHABLE,
	    "no name server answered in time", "RFC 5321 5.1" },
	[ROUTE_UNUSABLE] = { CAUSE_NOT_ACCEPTING, true, VERDICT_UNREACHABLE,
	    "the domain names mail servers, but none that can be connected to",
	    "RFC 5321 5.1" },
};

/* The server that the user named; it says nothing of the domain. */
static void
conclude_server(struct conclusion *c, enum route_status status)
{
	const char *why = "has no address";

	if (status == ROUTE_NO_SUCH_DOMAIN)
		why = "does not exist";
	else if (status == ROUTE_SERVFAIL || status == ROUTE_TIMEOUT)
		why = "could not be looked up";
	else if (status == ROUTE_UNUSABLE)
		why = "is of a family that was ruled out";
	set_cause(
	    c, CAUSE_NETWORK_ERROR, ABOUT_PATH, false, VERDICT_UNREACHABLE);
	c->result->reading.summary =
	    arena_format(c->arena, "the server %.*s, named by --server, %s",
		SPAN_ARGUMENTS(c->options->server), why);
	c->result->reading.explanation =
	    "Nothing is known of the address: the server that was to be asked "
	    "was not found.";
	c->result->reading.act = ACT_SENDER;
	c->result->reading.advice_count = 0;
}

/* user@[192.0.2.1]: no domain is to blame. */
static void
conclude_literal(struct conclusion *c)
{
	bool of_family = c->result->findings.count == 0;

	set_cause(
	    c, CAUSE_NETWORK_ERROR, ABOUT_PATH, true, VERDICT_UNREACHABLE);
	c->result->reading.summary =
	    of_family
		? "the address literal is of a family that was ruled out"
		: "the address literal is not of the public internet, and is "
		  "connected to only with --allow-private";
	c->result->reading.explanation =
	    "Nothing is known of the address: no server was asked.";
	c->result->reading.act = ACT_SENDER;
	c->result->reading.retry = RETRY_AFTER_FIX;
	c->result->reading.reference = "RFC 5321 4.1.3";
	c->result->reading.advice_count = 0;
}

/* With -4 or -6 what is missing may stand in the other family. */
static bool
lacks_family(const struct conclusion *c)
{
	const struct findings *findings = &c->result->findings;
	const struct route_options *o = &c->options->route;

	if (o->ipv4 == o->ipv6)
		return false;
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].id == FINDING_MX_OTHER_FAMILY)
			return true;
	}
	return c->result->route.status == ROUTE_NO_ADDRESS;
}

static void
conclude_family(struct conclusion *c)
{
	struct reading *reading = &c->result->reading;

	set_cause(
	    c, CAUSE_NETWORK_ERROR, ABOUT_PATH, true, VERDICT_UNREACHABLE);
	reading->summary = arena_format(c->arena,
	    "no mail server of the domain has an %s address, and no other was "
	    "to be used",
	    c->options->route.ipv4 ? "IPv4" : "IPv6");
	reading->explanation =
	    "Nothing is known of the address: no server was asked.";
	reading->act = ACT_SENDER;
	reading->retry = RETRY_AFTER_FIX;
	reading->reference = "RFC 5321 5.1";
	reading->advice_count = 0;
}

/* Names that cannot be looked up: of no use to speak of port 25. */
static void
advise_on_names(struct conclusion *c, enum route_status status)
{
	static const char *const sentences[] = {
		"See that every name server of the domain is up and answers "
		"for it, and, if the zone is signed, that its signatures are "
		"valid (DNSSEC).",
		"See whether the name servers that this machine asks find "
		"other domains; ask others with --dns-server.",
		"Send again later: a mail server does so by itself for some "
		"days.",
	};
	static const enum act addressees[] = { ACT_RECIPIENT_ADMIN,
		ACT_SENDER_ADMIN, ACT_SENDER };
	struct reading *reading = &c->result->reading;

	reading->explanation = "Without an answer from the DNS it is not known "
			       "which servers take mail for the domain.";
	reading->advice = sentences;
	reading->advice_for = addressees;
	reading->advice_count = sizeof addressees / sizeof *addressees;
	/* SERVFAIL came from a resolver that works; silence may be ours. */
	reading_place(reading, ABOUT_DOMAIN,
	    status == ROUTE_SERVFAIL ? ACT_RECIPIENT_ADMIN : ACT_SENDER_ADMIN,
	    c->arena);
	reading->confidence = CONFIDENCE_LIKELY;
}

static void
conclude_domain(struct conclusion *c, enum route_status status)
{
	set_cause(c, routes[status].cause, ABOUT_DOMAIN,
	    routes[status].permanent, routes[status].verdict);
	c->result->reading.summary = routes[status].summary;
	c->result->reading.reference = routes[status].reference;
	if (status == ROUTE_SERVFAIL || status == ROUTE_TIMEOUT)
		advise_on_names(c, status);
}

static void
conclude_route(struct conclusion *c)
{
	enum route_status status = c->result->route.status;

	if (c->options->server.size > 0)
		conclude_server(c, status);
	else if (c->result->address.literal.family != IP_NONE)
		conclude_literal(c);
	else if (lacks_family(c))
		conclude_family(c);
	else
		conclude_domain(c, status);
}

/* Whether the made-up address was refused as an address, not as our mail. */
static bool
control_refused(struct conclusion *c, const struct reply *reply)
{
	struct reading_input in = {
		.code = reply->code,
		.enhanced = reply->enhanced,
		.text = reply->text,
		.stage = STAGE_RCPT,
		.stage_known = true,
		.host = span_of(c->result->decisive->host),
	};
	struct reading reading;

	if (reply_class(reply) != 5 ||
	    !reading_of(c->tables, &in, c->arena, &reading))
		return false;
	/* A server that relays for one address of the domain and not for the
	 * other knows its addresses. */
	return reading.about == ABOUT_RECIPIENT ||
	       reading.cause == CAUSE_UNSPECIFIED ||
	       reading.cause == CAUSE_RELAY_DENIED;
}

static void
conclude_accepted(struct conclusion *c)
{
	const struct reply *control;
	bool accepted;

	c->result->verdict = VERDICT_ACCEPTED;
	if (!result_control(c->result, &accepted, &control)) {
		if (c->options->control && c->options->quit_after != STAGE_RCPT)
			add_evidence(c, "control-unanswered", BEARING_NEUTRAL,
			    "the question about a made-up address was not "
			    "answered, so the server may accept any address");
	} else if (accepted) {
		c->result->verdict = VERDICT_ACCEPT_ALL;
		c->result->reading.confidence = CONFIDENCE_GUESS;
		add_evidence(c, "control-accepted", BEARING_REFUTES,
		    "the server accepts a made-up address at this domain as "
		    "well, so accepting this one proves nothing");
	} else if (control_refused(c, control)) {
		c->result->verdict = VERDICT_DELIVERABLE;
		c->result->reading.confidence = CONFIDENCE_CERTAIN;
		add_evidence(c, "control-refused", BEARING_CONFIRMS,
		    "the server refuses a made-up address at the same domain, "
		    "so accepting this one means that it exists");
	} else {
		add_evidence(c, "control-undecided", BEARING_NEUTRAL,
		    "the answer to a made-up address does not speak of the "
		    "address, so the server may accept any");
	}
}

/* The MX record led here, so the domain's own records or this server are
 * wrong; with --server it may just be the wrong server. */
static void
place_relay_denial(struct conclusion *c)
{
	struct reading *reading = &c->result->reading;

	if (reading->cause != CAUSE_RELAY_DENIED || c->options->server.size > 0)
		return;
	reading_place(reading, ABOUT_DOMAIN, ACT_RECIPIENT_ADMIN, c->arena);
	if (c->result->address.literal.family != IP_NONE) {
		reading->summary = "the server does not take mail for "
				   "addresses with its IP address";
		return;
	}
	reading->summary = "the domain's mail server does not take mail for it";
	if (c->result->route.status == ROUTE_OK)
		add_evidence(c, "mx-names-this-server", BEARING_NEUTRAL,
		    "the domain's MX record leads to this very server, so one "
		    "of the two is to be set right");
}

/* We did use TLS, and the server failed it: so asking in clear is no remedy,
 * and the server's demand for TLS is its own fault's other side. */
static void
place_tls_requirement(struct conclusion *c)
{
	struct result *r = c->result;

	if (r->reading.cause != CAUSE_TLS_REQUIRED || !r->decisive->in_clear)
		return;
	reading_of_cause(c->tables, CAUSE_TLS_FAILED, ABOUT_TLS,
	    r->reading.permanent, c->arena, &r->reading);
	r->reading.summary = "the server insists on TLS, and its TLS handshake "
			     "fails";
	r->reading.reference = "RFC 3207 4.1";
}

/* RFC 7505 4.2: a server may say so of the domain, but the DNS led us to it. */
static void
check_null_mx(struct conclusion *c)
{
	const struct result *r = c->result;

	if (r->reading.cause == CAUSE_NULL_MX && r->routed &&
	    c->options->server.size == 0 && r->route.status != ROUTE_NULL_MX)
		add_evidence(c, "no-null-mx", BEARING_REFUTES,
		    "the DNS has no null MX for the domain: its records lead "
		    "to this very server");
}

/* Behind NAT the address that they judge is not the one we know. */
static void
add_seen_address(struct conclusion *c)
{
	const struct attempt *attempt = c->result->decisive;
	char seen_text[IP_TEXT_MAX], own_text[IP_TEXT_MAX];
	struct ip seen;

	if (attempt->ehlo == NULL ||
	    !ehlo_client_address(attempt->ehlo, &seen) ||
	    ip_equal(&seen, &attempt->local))
		return;
	add_evidence(c, "seen-as", BEARING_NEUTRAL,
	    arena_format(c->arena,
		"the server sees this machine as %s, not as %s: what it "
		"says of the IP address is about %s",
		ip_format(&seen, seen_text),
		ip_format(&attempt->local, own_text), seen_text));
}

static void
add_contradiction(struct conclusion *c)
{
	char enhanced[ENHANCED_TEXT_MAX];
	const struct reading *reading = &c->result->reading;

	if (!reading->contradictory)
		return;
	findings_add(&c->result->findings, c->arena,
	    FINDING_ENHANCED_CONTRADICTS,
	    span_of(arena_format(c->arena, "%u %s",
		(unsigned int)c->result->reply.code,
		enhanced_format(&reading->enhanced, enhanced))));
}

static void
conclude_reply(
    struct conclusion *c, const struct reply *reply, enum stage stage)
{
	struct result *r = c->result;
	const struct attempt *attempt = r->decisive;
	struct reading_input in = {
		.code = reply->code,
		.enhanced = reply->enhanced,
		.text = reply->text,
		.stage = stage,
		.stage_known = true,
		.host = span_of(attempt->host),
	};

	if (attempt->exchange_count > 0)
		in.banner = attempt->exchanges[0].reply.text;
	r->has_reply = true;
	r->reply = *reply;
	r->stage = stage;
	if (!reading_of(c->tables, &in, c->arena, &r->reading))
		return;
	if (reply_class(reply) == 2 && stage == STAGE_RCPT) {
		conclude_accepted(c);
		return;
	}
	place_relay_denial(c);
	place_tls_requirement(c);
	check_null_mx(c);
	r->verdict = cause_verdict(
	    r->reading.cause, r->reading.about, r->reading.permanent);
	add_seen_address(c);
	add_contradiction(c);
}

/* An address that needs SMTPUTF8 at a server that lacks it. */
static bool
lacks_smtputf8(const struct attempt *attempt)
{
	return attempt->asked != NULL && attempt->asked->done &&
	       !attempt->asked->mail_answered && attempt->asked->smtputf8 &&
	       attempt->ehlo != NULL && !attempt->ehlo->smtputf8;
}

/* It may be our own sender that the server cannot name. */
static void
conclude_encoding(struct conclusion *c)
{
	struct reading *reading = &c->result->reading;

	set_cause(c, CAUSE_ENCODING_UNSUPPORTED, ABOUT_RECIPIENT, true,
	    VERDICT_UNDELIVERABLE);
	reading->reference = "RFC 6531 3.2";
	if (c->result->address.needs_smtputf8)
		return;
	c->result->verdict = VERDICT_REFUSED;
	reading->about = ABOUT_SENDER;
	reading->act = ACT_SENDER;
	reading->retry = RETRY_AFTER_FIX;
	reading->summary =
	    "the server lacks SMTPUTF8, which the sender address needs";
	reading->explanation = "Nothing is known of the recipient: it was not "
			       "named. Use a sender in ASCII.";
	reading->advice_count = 0;
}

static void
conclude_stopped(struct conclusion *c)
{
	const struct attempt *attempt = c->result->decisive;

	if (lacks_smtputf8(attempt)) {
		conclude_encoding(c);
		return;
	}
	set_cause(c, CAUSE_UNSPECIFIED, ABOUT_SERVER, false, VERDICT_UNDECIDED);
	c->result->reading.summary = arena_format(c->arena,
	    "stopped after %s as asked, before the recipient was named",
	    stage_word(c->options->quit_after));
	c->result->reading.explanation =
	    "Nothing is known of the address: the dialogue was to end there. "
	    "Without --quit-after it is asked for.";
	c->result->reading.act = ACT_NOBODY;
	c->result->reading.retry = RETRY_NO;
	c->result->reading.advice_count = 0;
}

static const char *
targets_in_words(const struct conclusion *c)
{
	const struct result *r = c->result;
	const char *others = "";
	size_t tried = 0;

	/* In clear it is an address tried before. */
	for (size_t i = 0; i < r->attempt_count; i++)
		tried += !r->attempts[i].in_clear;
	if (tried > 1)
		others =
		    arena_format(c->arena, " (%zu addresses tried)", tried);
	return arena_format(c->arena, "%s: %s%s",
	    attempt_target(r->decisive, c->arena),
	    attempt_in_words(r->decisive, c->arena), others);
}

static void
conclude_silence(struct conclusion *c)
{
	const struct attempt *attempt = c->result->decisive;

	if (attempt_rank(attempt) == 3)
		set_cause(
		    c, CAUSE_TLS_FAILED, ABOUT_TLS, true, VERDICT_REFUSED);
	else if (attempt->end == END_GARBAGE)
		set_cause(c, CAUSE_PROTOCOL_ERROR, ABOUT_SERVER, true,
		    VERDICT_UNDECIDED);
	else
		set_cause(c, CAUSE_NETWORK_ERROR, ABOUT_PATH, false,
		    VERDICT_UNREACHABLE);
	c->result->reading.summary = targets_in_words(c);
}

static void
choose_decisive(struct result *r)
{
	for (size_t i = 0; i < r->attempt_count; i++) {
		const struct attempt *attempt = &r->attempts[i];

		if (r->decisive == NULL ||
		    attempt_rank(attempt) > attempt_rank(r->decisive))
			r->decisive = attempt;
	}
}

static void
conclude_attempts(struct conclusion *c)
{
	const struct reply *reply;
	enum stage stage;

	choose_decisive(c->result);
	reply = attempt_reply(c->result->decisive, &stage);
	if (reply != NULL)
		conclude_reply(c, reply, stage);
	else if (attempt_answered(c->result->decisive))
		conclude_stopped(c);
	else
		conclude_silence(c);
}

void
conclude_result(struct result *r, const struct inquiry_options *o,
    const struct tables *t, struct arena *a)
{
	struct conclusion c = { r, o, t, a };

	if (!r->valid)
		conclude_invalid(&c);
	else if (r->attempt_count > 0)
		conclude_attempts(&c);
	else
		conclude_route(&c);
	oddities_find(r, a);
}
