/*
 * A whole check, from address to report, against a DNS and mail servers that
 * do as the script says: TLS is real, time is virtual. Beside the rows of a
 * talk: `A: address`, `D: row of a zone` (peer/zone.h), `N:` the connection
 * fails, and the options `level WORD`, `server NAME`, `port N`, `no-control`,
 * `on-connect`.
 */
#include "fuzz/fuzz.h"
#include "fuzz/tls_peer.h"

#include "base/memory.h"
#include "inquiry/inquiry.h"
#include "peer/zone.h"
#include "report/check_json.h"
#include "report/check_text.h"
#include "tls/tls.h"

#include <jansson.h>
#include <string.h>

enum {
	NOTES_MAX = 1 << 20,
	REPORT_MEMORY = 16 << 20,
	SAID_MAX = 1 << 20,
	STEPS_MAX = 20000,
	SECOND = 1000000,
};

static const char usual_zone[] = "example.test MX 10 mx1.example.test\n"
				 "example.test MX 20 mx2.example.test\n"
				 "mx1.example.test A 192.0.2.1\n"
				 "mx1.example.test AAAA 2001:db8::1\n"
				 "mx2.example.test A 192.0.2.2\n";

/* One check and the world around it. */
struct world {
	struct arena *notes;
	struct inquiry_options options;
	struct span address;
	struct zone *zone, *own_zone;
	struct script script;
	struct inquiry *inquiry;
	int64_t now;
	bool connecting, connected, in_tls;
	struct tls_peer *tls;
	struct buf clear, inside, out; /* said in clear, in TLS; for it */
};

static const struct tables *
tables(void)
{
	static struct tables *t;

	if (t == NULL)
		t = tables_new(NULL, NULL);
	promise(t != NULL, "the built-in tables are read");
	return t;
}

static struct zone *
usual(void)
{
	static struct zone *z;

	if (z == NULL)
		z = zone_new(span_of(usual_zone), NULL);
	promise(z != NULL, "the usual zone is read");
	return z;
}

static struct tls_context *
roots(void)
{
	static struct tls_context *c;

	if (c == NULL)
		c = tls_context_new(NULL, NULL);
	promise(c != NULL, "there is a TLS context");
	return c;
}

static void
take_tls(struct inquiry_options *o, struct span word)
{
	if (tls_level_from_word(word, &o->level))
		return;
	if (span_equal(word, SPAN("never")))
		o->level = LEVEL_NONE;
	else if (span_equal(word, SPAN("required")))
		o->level = LEVEL_ENCRYPT;
	else if (span_equal(word, SPAN("already")))
		o->tls_on_connect = true;
}

static void
take_option(struct world *w, struct span value)
{
	struct span name = span_next(&value, ' ');
	struct inquiry_options *o = &w->options;
	uint32_t port;

	if (!has_no_controls(value))
		return;
	if (span_equal(name, SPAN("helo")))
		o->helo = value;
	else if (span_equal(name, SPAN("sender")))
		o->sender = value;
	else if (span_equal(name, SPAN("tls")) ||
		 span_equal(name, SPAN("level")))
		take_tls(o, value);
	else if (span_equal(name, SPAN("rcpt")))
		w->address = value;
	else if (span_equal(name, SPAN("server")))
		o->server = value;
	else if (span_equal(name, SPAN("no-control")))
		o->control = false;
	else if (span_equal(name, SPAN("quit-after")))
		stage_from_word(value, &o->quit_after);
	else if (span_equal(name, SPAN("port")) &&
		 span_number(value, 65535, &port))
		o->port = (uint16_t)port;
}

static void
take_rows(struct world *w, struct span text)
{
	struct script script = script_open(w->notes, text);
	struct buf zone;
	struct step step;

	buf_init(&zone, SAID_MAX);
	buf_add_text(&zone, usual_zone);
	do {
		step = script_next(&script);
		if (step.kind == 'O')
			take_option(w, step.text);
		else if (step.kind == 'A')
			w->address = step.text;
		else if (step.kind == 'D') {
			buf_add(&zone, step.text);
			buf_add_octet(&zone, '\n');
		}
	} while (step.kind != 0);
	if (zone.size > sizeof usual_zone)
		w->zone = w->own_zone = zone_new(buf_span(&zone), NULL);
	if (w->zone == NULL)
		w->zone = usual();
	buf_free(&zone);
}

static void
answer(struct world *w, const struct question *question)
{
	unsigned char query[QUERY_MAX];
	size_t size = query_build(question, 7, query);
	struct buf message;

	buf_init(&message, 1 << 16);
	if (zone_answer(w->zone, fuzz_input(query, size), true, &message))
		inquiry_answered(
		    w->inquiry, question, buf_span(&message), ANSWER_SERVFAIL);
	else
		inquiry_answered(
		    w->inquiry, question, SPAN_NONE, ANSWER_TIMEOUT);
	buf_free(&message);
}

/* What was said in this connection is judged, and forgotten. */
static void
disconnect(struct world *w)
{
	promise(is_harmless(buf_span(&w->inside)),
	    "inside TLS only a probe's commands");
	promise(is_harmless(buf_span(&w->clear)),
	    "in clear only a probe's commands");
	buf_clear(&w->inside);
	buf_clear(&w->clear);
	buf_clear(&w->out);
	tls_peer_free(w->tls);
	w->tls = NULL;
	w->in_tls = w->connected = w->connecting = false;
}

/* Where a ClientHello begins; from there on it is TLS. A server that answers
 * before it is asked gets it in one piece with the commands. */
static size_t
find_hello(struct span octets)
{
	for (size_t i = 0; i + 1 < octets.size; i++) {
		if (octets.data[i] == 0x16 && octets.data[i + 1] == 3)
			return i;
	}
	return octets.size;
}

static void
sent(struct world *w, struct span octets)
{
	size_t hello;

	if (!w->in_tls) {
		hello = find_hello(octets);
		buf_add(&w->clear, span_part(octets, 0, hello));
		octets = span_part(octets, hello, octets.size);
	}
	if (octets.size == 0)
		return;
	if (!w->in_tls)
		w->tls = tls_peer_new();
	w->in_tls = true;
	tls_peer_receive(w->tls, octets, &w->inside);
}

static void
connect_now(struct world *w, char kind)
{
	struct ip local;

	ip_parse(SPAN("192.0.2.99"), &local);
	w->connecting = false;
	w->connected = kind != 'N';
	if (w->connected)
		inquiry_connected(w->inquiry, &local, w->now);
	else
		inquiry_failed(w->inquiry, NETWORK_REFUSED, w->now);
}

/* An S row comes through TLS once that stands; before, as it is. */
static void
say(struct world *w, struct span text)
{
	if (w->in_tls && tls_peer_is_open(w->tls)) {
		tls_peer_say(w->tls, text);
		tls_peer_output(w->tls, &w->out);
		text = buf_span(&w->out);
	}
	inquiry_received(w->inquiry, text, w->now);
	buf_clear(&w->out);
}

/* T: the peer's part of the handshake is let through. */
static void
shake_hands(struct world *w)
{
	if (!w->in_tls)
		return;
	tls_peer_output(w->tls, &w->out);
	inquiry_received(w->inquiry, buf_span(&w->out), w->now);
	buf_clear(&w->out);
}

static void
happen(struct world *w, const struct step *step, int64_t deadline)
{
	w->now += 1000;
	switch (step->kind) {
	case 'S':
		say(w, step->text);
		break;
	case 'T':
		shake_hands(w);
		break;
	case 'X':
		inquiry_closed(w->inquiry, w->now);
		break;
	case 'W':
	case 0:
		if (deadline > w->now)
			w->now = deadline;
		break;
	default:
		break;
	}
}

static void
pass(struct world *w, int64_t deadline)
{
	struct script before = w->script;
	struct step step = script_next(&w->script);

	if (!w->connecting) {
		happen(w, &step, deadline);
		return;
	}
	/* Only N and W matter to a connection that is not there yet. */
	if (step.kind != 'N' && step.kind != 'W')
		w->script = before;
	if (step.kind == 'W' && deadline > w->now)
		w->now = deadline;
	else
		connect_now(w, step.kind);
}

/* False when the inquiry is done. */
static bool
grant(struct world *w)
{
	struct wish wish;

	inquiry_wish(w->inquiry, w->now, &wish);
	switch (wish.kind) {
	case WISH_RESOLVE:
		answer(w, wish.question);
		break;
	case WISH_CONNECT:
		promise(!w->connected, "one connection at a time");
		w->connecting = true;
		break;
	case WISH_SEND:
		promise(wish.octets.size > 0, "there is something to send");
		sent(w, wish.octets);
		break;
	case WISH_CLOSE:
		disconnect(w);
		break;
	case WISH_WAIT:
		promise(wish.deadline > w->now, "what is waited for comes");
		pass(w, wish.deadline);
		break;
	case WISH_DONE:
		return false;
	}
	return true;
}

static void
check_attempt(const struct world *w, const struct attempt *attempt)
{
	bool inside = w->options.tls_on_connect;
	int64_t granted_at = INT64_MAX;
	bool must = w->options.level >= LEVEL_ENCRYPT;

	for (size_t i = 0; i < attempt->exchange_count; i++) {
		const struct exchange *e = &attempt->exchanges[i];

		inside = inside || e->inside_tls;
		promise(inside == e->inside_tls,
		    "nothing is said in clear after TLS began");
		promise(e->inside_tls || e->said_at < granted_at,
		    "nothing is said in clear after STARTTLS is granted");
		promise(!must || e->inside_tls || e->stage != STAGE_MAIL,
		    "no transaction in clear where TLS is required");
		promise(
		    w->options.level < LEVEL_VERIFY || e->stage != STAGE_MAIL,
		    "no transaction with a certificate that is not trusted");
		promise(!e->answered || e->heard_at >= e->said_at,
		    "a reply comes after what it answers");
		if (e->stage == STAGE_STARTTLS && e->answered &&
		    reply_class(&e->reply) == 2)
			granted_at = e->heard_at;
	}
	promise(attempt->tls == NULL ||
		    attempt->tls_ended_at >= attempt->tls_began_at,
	    "a handshake ends after it began");
}

static void
check_result(const struct world *w, const struct result *r)
{
	int status = result_exit_status(r);
	bool accepted = r->has_reply && r->stage == STAGE_RCPT &&
			reply_class(&r->reply) == 2;

	promise((status == 0) == accepted,
	    "status 0 if and only if the recipient was accepted");
	promise(r->attempt_count <= w->options.attempts_max,
	    "attempts are bounded");
	promise(r->took <= (w->options.total_timeout + 1) * (int64_t)SECOND,
	    "the total time is kept");
	for (size_t i = 0; i < r->attempt_count; i++)
		check_attempt(w, &r->attempts[i]);
}

static void
check_reports(const struct result *r)
{
	struct text_options options = { .transcript = true };
	struct arena *a = arena_new(REPORT_MEMORY);
	struct buf out;
	struct page page = { .out = &out, .width = 60 };
	json_t *json;

	buf_init(&out, REPORT_MEMORY);
	check_text(r, &options, a, &page);
	promise(!out.failed && is_showable(buf_span(&out)),
	    "the text steers no terminal");
	buf_clear(&out);
	check_json(r, a, &out);
	promise(!out.failed && is_showable(buf_span(&out)),
	    "the JSON steers no terminal");
	promise(span_find(buf_span(&out), '\n') == out.size - 1,
	    "the JSON is one line");
	json = json_loadb(
	    out.data, out.size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	promise(json != NULL, "the JSON is JSON");
	json_decref(json);
	buf_free(&out);
	arena_free(a);
}

static void
run(struct world *w)
{
	const struct result *result;
	int steps = 0;

	w->inquiry = inquiry_new(
	    &w->options, tables(), roots(), w->address, 42, w->now, 1700000000);
	if (w->inquiry == NULL)
		return;
	while (grant(w))
		promise(++steps < STEPS_MAX, "a check comes to its end");
	result = inquiry_result(w->inquiry);
	promise(result != NULL, "a server does not use up the memory");
	check_result(w, result);
	check_reports(result);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { .address = SPAN("user@example.test") };

	if (size > 1 << 15)
		return 0;
	w.notes = arena_new(NOTES_MAX);
	buf_init(&w.clear, SAID_MAX);
	buf_init(&w.inside, SAID_MAX);
	buf_init(&w.out, SAID_MAX);
	inquiry_options_init(&w.options);
	w.options.route.allow_private = true;
	take_rows(&w, fuzz_input(data, size));
	w.script = script_open(w.notes, fuzz_input(data, size));
	if (w.zone != NULL)
		run(&w);
	disconnect(&w);
	inquiry_free(w.inquiry);
	zone_free(w.own_zone);
	buf_free(&w.clear);
	buf_free(&w.inside);
	buf_free(&w.out);
	arena_free(w.notes);
	return 0;
}
