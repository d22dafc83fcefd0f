#include "unit/inquiry_case.h"

#include "peer/scene.h"
#include "unit/case_options.h"
#include "unit/expect.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TEXT_MAX = 1 << 16,
	ROWS_MAX = 80,
	FILE_MAX = 1 << 16,
	MILLISECOND = 1000,
};

struct inquiry_case {
	const struct inquiry_bench *bench;
	const char *path;
	void (*run)(struct inquiry_case *c);
	struct arena *arena;
	unsigned int line;
	struct buf zone_text, scenes[SIM_SERVERS_MAX];
	struct tls_server_setup setups[SIM_SERVERS_MAX];
	struct sim_world world;
	/* of the case at hand */
	struct span words, address;
	struct case_options options;
	struct span verdict, reply, control, summary, findings[ROWS_MAX],
	    evidence[ROWS_MAX], said[ROWS_MAX], witnesses[ROWS_MAX],
	    variations[ROWS_MAX];
	size_t finding_count, evidence_count, said_count, witness_count,
	    variation_count;
	uint32_t connects, questions;
	int64_t took, answered; /* microseconds; -1: not said */
	bool expects;
};

static struct span
next_word(struct span *rest)
{
	struct span word = span_next(rest, ' ');

	*rest = span_trim(*rest);
	return word;
}

static void
begin(struct inquiry_case *c, struct span words)
{
	c->words = words;
	c->address = SPAN("user@example.test");
	case_options_init(&c->options);
	c->verdict = c->reply = c->control = c->summary = SPAN_NONE;
	c->finding_count = c->evidence_count = c->said_count = 0;
	c->witness_count = c->variation_count = 0;
	c->connects = c->questions = UINT32_MAX;
	c->took = c->answered = -1;
	c->expects = false;
	c->world.rtt = 100 * MILLISECOND;
	c->world.piece = 0;
}

static bool
take_network(struct sim_server *server, struct span word)
{
	for (int e = NETWORK_OK; e <= NETWORK_OTHER; e++) {
		if (!span_equal(word,
			span_of(network_error_word((enum network_error)e))))
			continue;
		server->network = (enum network_error)e;
		return true;
	}
	return word.size == 0;
}

static bool
take_server(struct inquiry_case *c, struct span rest)
{
	struct sim_server *server = &c->world.servers[c->world.server_count];
	struct span at = next_word(&rest);

	if (c->world.server_count == SIM_SERVERS_MAX)
		return false;
	*server = (struct sim_server){ .port = 25 };
	buf_init(&c->scenes[c->world.server_count], TEXT_MAX);
	c->world.server_count++;
	return ip_parse_endpoint(at, &server->ip, &server->port) &&
	       take_network(server, rest);
}

/* tls LEAF [silent | cut | half | rejects | wants] [1.1 | 1.2 | 1.3] */
static bool
take_tls(struct inquiry_case *c, size_t at, struct span rest)
{
	struct sim_server *server = &c->world.servers[at];
	struct tls_server_setup *setup = &c->setups[at];

	*setup = (struct tls_server_setup){
		.leaf = inquiry_bench_leaf(c->bench, next_word(&rest)),
	};
	server->tls = setup;
	while (rest.size > 0) {
		struct span word = next_word(&rest);

		if (span_equal(word, SPAN("silent")))
			server->handshake = HANDSHAKE_SILENT;
		else if (span_equal(word, SPAN("cut")))
			server->handshake = HANDSHAKE_CUT;
		else if (span_equal(word, SPAN("half")))
			server->handshake = HANDSHAKE_HALF;
		else if (span_equal(word, SPAN("rejects")))
			setup->rejects_names = true;
		else if (span_equal(word, SPAN("wants")))
			setup->wants_client_certificate = true;
		else if (span_equal(word, SPAN("1.1")))
			setup->version = TLS1_1_VERSION;
		else if (span_equal(word, SPAN("1.2")))
			setup->version = TLS1_2_VERSION;
		else if (!span_equal(word, SPAN("1.3")))
			return false;
	}
	return setup->leaf != NULL;
}

/* Rows of the world: what is there, whoever asks. */
static bool
take_world(struct inquiry_case *c, struct span word, struct span rest)
{
	size_t last = c->world.server_count - 1;

	if (span_equal(word, SPAN("zone"))) {
		buf_add(&c->zone_text, rest);
		buf_add_octet(&c->zone_text, '\n');
		return true;
	}
	if (span_equal(word, SPAN("server")))
		return take_server(c, rest);
	if (c->world.server_count == 0)
		return false;
	if (span_equal(word, SPAN("|"))) {
		buf_add(&c->scenes[last], rest);
		buf_add_octet(&c->scenes[last], '\n');
	} else if (span_equal(word, SPAN("wrapped"))) {
		c->world.servers[last].wrapped = true;
	} else if (span_equal(word, SPAN("tls"))) {
		return take_tls(c, last, rest);
	} else {
		return false;
	}
	return true;
}

static bool
take_time(struct span rest, int64_t *time)
{
	uint32_t number;

	if (!span_number(rest, 100000000, &number))
		return false;
	*time = (int64_t)number * MILLISECOND;
	return true;
}

/* How it is asked. */
static bool
take_setting(struct inquiry_case *c, struct span word, struct span rest)
{
	uint32_t number;

	if (span_equal(word, SPAN("option")))
		return case_options_take(&c->options, rest);
	if (span_equal(word, SPAN("address")))
		c->address = rest;
	else if (span_equal(word, SPAN("rtt")))
		return take_time(rest, &c->world.rtt);
	else if (span_equal(word, SPAN("piece")) &&
		 span_number(rest, TEXT_MAX, &number))
		c->world.piece = number;
	else
		return false;
	return true;
}

static bool
add_row(struct span rows[ROWS_MAX], size_t *count, struct span row)
{
	if (*count == ROWS_MAX)
		return false;
	rows[(*count)++] = row;
	return true;
}

static bool
take_expectation(struct inquiry_case *c, struct span word, struct span rest)
{
	c->expects = true;
	if (span_equal(word, SPAN("verdict")))
		c->verdict = rest;
	else if (span_equal(word, SPAN("reply")))
		c->reply = rest;
	else if (span_equal(word, SPAN("control")))
		c->control = rest;
	else if (span_equal(word, SPAN("summary")))
		c->summary = rest;
	else if (span_equal(word, SPAN("finding")))
		return add_row(c->findings, &c->finding_count, rest);
	else if (span_equal(word, SPAN("evidence")))
		return add_row(c->evidence, &c->evidence_count, rest);
	else if (span_equal(word, SPAN("said")))
		return add_row(c->said, &c->said_count, rest);
	else if (span_equal(word, SPAN("witness")))
		return add_row(c->witnesses, &c->witness_count, rest);
	else if (span_equal(word, SPAN("variation")))
		return add_row(c->variations, &c->variation_count, rest);
	else if (span_equal(word, SPAN("connects")))
		return span_number(rest, 100, &c->connects);
	else if (span_equal(word, SPAN("questions")))
		return span_number(rest, 1000, &c->questions);
	else if (span_equal(word, SPAN("took")))
		return take_time(rest, &c->took);
	else if (span_equal(word, SPAN("answered")))
		return take_time(rest, &c->answered);
	else
		return false;
	return true;
}

#define WHERE       "%s (%.*s): "
#define WHERE_IS(c) (c)->path, SPAN_ARGUMENTS((c)->words)

static void
expect_row(const struct inquiry_case *c, const char *what, const char *is,
    struct span wanted)
{
	ck_assert_msg(wanted.size == 0 || glob_matches(wanted, span_of(is)),
	    WHERE "%s is \"%s\", wanted \"%.*s\"", WHERE_IS(c), what, is,
	    SPAN_ARGUMENTS(wanted));
}

static void
expect_verdict(const struct inquiry_case *c, const struct result *r)
{
	const struct reading *reading = &r->reading;

	expect_row(c, "verdict",
	    arena_format(c->arena, "%s %s %s %s %s %d",
		verdict_word(r->verdict), cause_word(reading->cause),
		about_word(reading->about), act_word(reading->act),
		retry_word(reading->retry), result_exit_status(r)),
	    c->verdict);
	expect_row(c, "reply",
	    r->has_reply ? arena_format(c->arena, "%s %u", stage_word(r->stage),
			       (unsigned int)r->reply.code)
			 : "-",
	    c->reply);
	expect_row(c, "summary", reading->summary, c->summary);
}

static void
expect_control(const struct inquiry_case *c, const struct result *r)
{
	const struct reply *reply;
	bool accepted;
	const char *is = "-";

	if (result_control(r, &accepted, &reply))
		is = accepted ? "accepted" : "refused";
	expect_row(c, "control", is, c->control);
}

static void
expect_among(const struct inquiry_case *c, const char *what, const char *row,
    const struct span *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (glob_matches(wanted[i], span_of(row)))
			return;
	}
	ck_abort_msg(WHERE "unwanted %s: %s", WHERE_IS(c), what, row);
}

static void
expect_findings(const struct inquiry_case *c, const struct result *r)
{
	for (size_t i = 0; i < r->findings.count; i++) {
		const struct finding *f = &r->findings.items[i];
		const char *row = arena_format(c->arena, "%s%s%s",
		    finding_word(f->id), f->subject[0] ? " " : "", f->subject);

		expect_among(c, "finding", row, c->findings, c->finding_count);
	}
	ck_assert_msg(r->findings.count == c->finding_count,
	    WHERE "%zu findings, wanted %zu", WHERE_IS(c), r->findings.count,
	    c->finding_count);
}

static void
expect_evidence(const struct inquiry_case *c, const struct result *r)
{
	for (size_t i = 0; i < r->evidence_count; i++)
		expect_among(c, "evidence", r->evidence[i].fact, c->evidence,
		    c->evidence_count);
	ck_assert_msg(r->evidence_count == c->evidence_count,
	    WHERE "%zu pieces of evidence, wanted %zu", WHERE_IS(c),
	    r->evidence_count, c->evidence_count);
}

/* In order, and no other. */
static void
expect_witnesses(const struct inquiry_case *c, const struct result *r)
{
	for (size_t i = 0; i < r->witness_count; i++) {
		const struct witness *w = &r->witnesses[i];

		expect_row(c, "witness",
		    arena_format(c->arena, "%s %s %u %s", w->domain, w->host,
			(unsigned int)w->port, network_error_word(w->network)),
		    i < c->witness_count ? c->witnesses[i] : SPAN("none"));
	}
	ck_assert_msg(r->witness_count == c->witness_count,
	    WHERE "%zu witnesses, wanted %zu", WHERE_IS(c), r->witness_count,
	    c->witness_count);
}

/* The same. */
static void
expect_variations(const struct inquiry_case *c, const struct result *r)
{
	for (size_t i = 0; i < r->variation_count; i++) {
		const struct variation *v = &r->variations[i];
		const char *came = v->summary;

		if (v->asked)
			came = arena_format(c->arena, "%s %s %u %s",
			    verdict_word(v->verdict), cause_word(v->cause),
			    (unsigned int)v->code, v->flips ? "flips" : "-");
		expect_row(c, "variation",
		    arena_format(c->arena, "%s %s %s", change_word(v->change),
			v->to, came),
		    i < c->variation_count ? c->variations[i] : SPAN("none"));
	}
	ck_assert_msg(r->variation_count == c->variation_count,
	    WHERE "%zu variations, wanted %zu", WHERE_IS(c), r->variation_count,
	    c->variation_count);
}

/* Each of these is one connection. */
static size_t
connections_of(const struct result *r)
{
	size_t count = r->attempt_count + r->witness_count;

	for (size_t i = 0; i < r->variation_count; i++)
		count += r->variations[i].asked;
	return count;
}

static void
expect_said(const struct inquiry_case *c, const struct sim *s)
{
	struct span said = buf_span(&s->said);

	for (size_t i = 0; i < c->said_count; i++) {
		struct span line = span_next(&said, '\n');

		ck_assert_msg(glob_matches(c->said[i], line),
		    WHERE "line %zu said is \"%.*s\", wanted \"%.*s\"",
		    WHERE_IS(c), i + 1, SPAN_ARGUMENTS(line),
		    SPAN_ARGUMENTS(c->said[i]));
	}
	ck_assert_msg(c->said_count == 0 || said.size == 0,
	    WHERE "said beyond what is wanted: %.*s", WHERE_IS(c),
	    SPAN_ARGUMENTS(said));
}

/* From the first packet of the connection to RCPT's answer. */
static int64_t
answered_after(const struct result *r)
{
	const struct attempt *a = r->decisive;

	for (size_t i = 0; a != NULL && i < a->exchange_count; i++) {
		if (a->exchanges[i].stage == STAGE_RCPT &&
		    a->exchanges[i].answered)
			return a->exchanges[i].heard_at - a->began_at;
	}
	return -1;
}

static void
expect_number(
    const struct inquiry_case *c, const char *what, int64_t is, int64_t wanted)
{
	ck_assert_msg(is == wanted, WHERE "%s is %lld, wanted %lld",
	    WHERE_IS(c), what, (long long)is, (long long)wanted);
}

static void
expect_numbers(
    const struct inquiry_case *c, const struct sim *s, const struct result *r)
{
	if (c->connects != UINT32_MAX)
		expect_number(c, "connects", s->connects, c->connects);
	if (c->questions != UINT32_MAX)
		expect_number(c, "questions", s->questions, c->questions);
	if (c->took >= 0)
		expect_number(c, "took", r->took, c->took);
	if (c->answered >= 0)
		expect_number(c, "answered", answered_after(r), c->answered);
	expect_number(c, "the result's time", r->took, s->now - s->began_at);
	expect_number(c, "attempts, witnesses and variations",
	    (int64_t)connections_of(r), s->connects);
}

static void
set_world(struct inquiry_case *c)
{
	struct trouble t = { "" };

	zone_free(c->world.zone);
	c->world.zone = zone_new(
	    c->zone_text.size > 0 ? buf_span(&c->zone_text)
				  : SPAN("example.test MX 10 mx.example.test\n"
					 "mx.example.test A 192.1.2.1\n"),
	    &t);
	ck_assert_msg(c->world.zone != NULL, "%s: %s", c->path, t.text);
	for (size_t i = 0; i < c->world.server_count; i++)
		c->world.servers[i].scene = buf_span(&c->scenes[i]);
}

static void
expect(struct inquiry_case *c)
{
	const struct result *r;
	struct sim s;

	sim_run(&s, &c->world, &c->options.inquiry, c->address);
	ck_assert_msg(s.fault == NULL, WHERE "it %s; said:\n%.*s", WHERE_IS(c),
	    s.fault, SPAN_ARGUMENTS(buf_span(&s.said)));
	r = sim_result(&s);
	ck_assert_msg(r != NULL, WHERE "no memory", WHERE_IS(c));
	expect_verdict(c, r);
	expect_said(c, &s);
	expect_control(c, r);
	expect_findings(c, r);
	expect_evidence(c, r);
	expect_witnesses(c, r);
	expect_variations(c, r);
	expect_numbers(c, &s, r);
	sim_end(&s);
}

static void
end(struct inquiry_case *c)
{
	if (!c->expects || c->run == NULL)
		return;
	set_world(c);
	c->run(c);
}

static struct inquiry_case *
open_case(const struct inquiry_bench *b, const char *path)
{
	struct inquiry_case *c = calloc(1, sizeof *c);

	c->bench = b;
	c->path = path;
	c->arena = arena_new(16 << 20);
	c->world = (struct sim_world){
		.dns_timeout = 10000 * MILLISECOND,
		.seed = 1,
		.wall = BENCH_WALL,
		.memory = -1,
		.tables = b->tables,
		.tls = b->tls,
	};
	buf_init(&c->zone_text, TEXT_MAX);
	begin(c, SPAN("only case"));
	return c;
}

static struct span
read_text(const struct inquiry_case *c)
{
	char *text = arena_get(c->arena, FILE_MAX);
	FILE *file = fopen(c->path, "r");
	size_t size;

	ck_assert_msg(file != NULL, "%s: cannot be read", c->path);
	size = fread(text, 1, FILE_MAX, file);
	fclose(file);
	return (struct span){ text, size };
}

static void
take_line(struct inquiry_case *c, struct span line)
{
	struct span word;

	c->line++;
	line = span_trim(line);
	if (line.size == 0 || line.data[0] == '#')
		return;
	word = next_word(&line);
	if (span_equal(word, SPAN("case"))) {
		end(c);
		begin(c, line);
		return;
	}
	ck_assert_msg(take_world(c, word, line) ||
			  take_setting(c, word, line) ||
			  take_expectation(c, word, line),
	    "%s:%u: not a row of a case", c->path, c->line);
}

void
inquiry_case_free(struct inquiry_case *c)
{
	for (size_t i = 0; i < c->world.server_count; i++)
		buf_free(&c->scenes[i]);
	zone_free(c->world.zone);
	buf_free(&c->zone_text);
	arena_free(c->arena);
	free(c);
}

void
inquiry_case_each(const struct inquiry_bench *b, const char *path,
    void (*run)(struct inquiry_case *c))
{
	struct inquiry_case *c = open_case(b, path);
	struct span text = read_text(c);

	c->run = run;
	while (text.size > 0)
		take_line(c, span_next(&text, '\n'));
	ck_assert_msg(c->expects, "%s: nothing is expected", path);
	end(c);
	inquiry_case_free(c);
}

struct inquiry_case *
inquiry_case_read(const struct inquiry_bench *b, const char *path)
{
	struct inquiry_case *c = open_case(b, path);
	struct span text = read_text(c);

	while (text.size > 0)
		take_line(c, span_next(&text, '\n'));
	set_world(c);
	return c;
}

void
inquiry_case_try(const struct inquiry_bench *b, const char *path)
{
	inquiry_case_each(b, path, expect);
}

const char *
inquiry_case_name(struct inquiry_case *c)
{
	return arena_format(
	    c->arena, "%s (%.*s)", c->path, SPAN_ARGUMENTS(c->words));
}

struct sim_world *
inquiry_case_world(struct inquiry_case *c)
{
	return &c->world;
}

struct inquiry_options *
inquiry_case_options(struct inquiry_case *c)
{
	return &c->options.inquiry;
}

struct span
inquiry_case_address(const struct inquiry_case *c)
{
	return c->address;
}
