#include "sim/sim.h"

#include "base/memory.h"
#include "sim/sim_peer.h"

#include <stdlib.h>
#include <string.h>

/*
 * The clock stands while wishes are carried out; when the inquiry waits, it
 * jumps to the next event or to the deadline, whichever comes first. Events
 * of a connection that is no more are dropped. Memory that the simulator
 * itself takes is not counted against the inquiry.
 */
enum {
	SAID_MAX = 1 << 22,
	MESSAGE_MAX = 65535,
	MICROSECONDS = 1000000,
	STARTS_AT = 77 * MICROSECONDS,
	IDLE_MAX = 3,
	STEPS_MAX = 5000000,
};

enum event_kind { ANSWERED, CONNECTED, FAILED, ARRIVED, ENDED };

struct sim_event {
	struct sim_event *next;
	int64_t at;
	enum event_kind kind;
	unsigned int connection;
	const struct question *question;
	enum network_error error;
	size_t size;
	char octets[];
};

void
sim_fault(struct sim *s, const char *fault)
{
	if (s->fault == NULL)
		s->fault = fault;
}

/* Behind those of the same time; most come behind all others. */
static void
queue(struct sim *s, struct sim_event *e)
{
	struct sim_event **place = &s->first;

	if (s->last != NULL && s->last->at <= e->at)
		place = &s->last->next;
	while (*place != NULL && (*place)->at <= e->at)
		place = &(*place)->next;
	e->next = *place;
	*place = e;
	if (e->next == NULL)
		s->last = e;
}

static struct sim_event *
schedule(struct sim *s, int64_t at, enum event_kind kind, struct span octets)
{
	struct sim_event *e = calloc(1, sizeof *e + octets.size);

	e->at = at;
	e->kind = kind;
	e->connection = s->connection;
	e->size = octets.size;
	if (octets.size > 0)
		memcpy(e->octets, octets.data, octets.size);
	queue(s, e);
	return e;
}

static struct sim_event *
take_first(struct sim *s)
{
	struct sim_event *e = s->first;

	s->first = e->next;
	if (s->first == NULL)
		s->last = NULL;
	return e;
}

/* What comes at one time comes in one packet. */
static bool
join(struct sim *s, int64_t at, struct span octets)
{
	struct sim_event **place = &s->first, *joined;

	if (s->world->piece > 0)
		return false;
	while (*place != NULL &&
	       !((*place)->at == at && (*place)->kind == ARRIVED &&
		   (*place)->connection == s->connection))
		place = &(*place)->next;
	if (*place == NULL)
		return false;
	joined = realloc(*place, sizeof *joined + (*place)->size + octets.size);
	memcpy(joined->octets + joined->size, octets.data, octets.size);
	joined->size += octets.size;
	*place = joined;
	if (joined->next == NULL)
		s->last = joined;
	return true;
}

void
sim_arrives(struct sim *s, int64_t at, struct span octets)
{
	if (octets.size > 0 && join(s, at, octets))
		return;
	while (octets.size > 0) {
		size_t size = s->world->piece ? s->world->piece : octets.size;

		schedule(s, at, ARRIVED, span_part(octets, 0, size));
		octets = span_part(octets, size, octets.size);
	}
}

void
sim_ends(struct sim *s, int64_t at)
{
	schedule(s, at, ENDED, SPAN_NONE);
}

static bool
is_of_a_probe(struct span line)
{
	static const char *const words[] = { "EHLO ", "HELO ", "STARTTLS",
		"MAIL FROM:<", "RCPT TO:<", "RSET", "QUIT" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (span_starts_nocase(line, span_of(words[i])))
			return true;
	}
	return false;
}

void
sim_heard(struct sim *s, struct span line)
{
	if (!is_of_a_probe(line))
		sim_fault(s, "said what no probe says");
	for (size_t i = 0; i < line.size; i++) {
		if (ascii_is_control(line.data[i]))
			sim_fault(s, "said a control octet");
	}
	buf_format(&s->said, "%u %.*s\n", s->connection, SPAN_ARGUMENTS(line));
}

/* What the inquiry does counts against its memory. */
static void
enter(struct sim *s)
{
	memory_fail_after(s->memory);
}

static void
leave(struct sim *s)
{
	s->memory = memory_fail_after(-1);
}

/* Spread over the delay, so that answers overtake one another. */
static int64_t
dns_delay(const struct sim *s)
{
	int64_t delay = s->world->dns_delay;

	return delay / 2 + (s->questions * 37 % 11) * delay / 20;
}

static void
resolve(struct sim *s, const struct question *q)
{
	unsigned char query[QUERY_MAX];
	struct span asked = { (char *)query, query_build(q, 1, query) };
	struct buf out;
	int64_t delay = dns_delay(s);

	s->questions++;
	buf_init(&out, MESSAGE_MAX);
	if (!zone_answer(s->world->zone, asked, true, &out)) {
		buf_clear(&out);
		delay = s->world->dns_timeout;
	}
	schedule(s, s->now + delay, ANSWERED, buf_span(&out))->question = q;
	buf_free(&out);
}

static const struct sim_server *
server_at(const struct sim *s, const struct ip *ip, uint16_t port)
{
	for (size_t i = 0; i < s->world->server_count; i++) {
		const struct sim_server *server = &s->world->servers[i];

		if (server->port == port && ip_equal(&server->ip, ip))
			return server;
	}
	return NULL;
}

static void
connect_to(struct sim *s, const struct wish *w)
{
	const struct sim_server *server = server_at(s, &w->ip, w->port);
	int64_t at = s->now + s->world->rtt;

	if (s->connection != 0)
		sim_fault(s, "connects before the last connection is closed");
	s->connection = ++s->connects;
	s->hung_up = false;
	if (server == NULL)
		schedule(s, at, FAILED, SPAN_NONE)->error = NETWORK_REFUSED;
	else if (server->network == NETWORK_OK)
		s->peer = sim_peer_new(
		    s, server, schedule(s, at, CONNECTED, SPAN_NONE)->at);
	else if (server->network != NETWORK_TIMEOUT)
		schedule(s, at, FAILED, SPAN_NONE)->error = server->network;
}

/* Connections to targets come first; to a witness nothing is said. */
static bool
is_to_witness(const struct sim *s)
{
	const struct result *r = trials_result(s->trials);

	return r != NULL && r->witness_count > 0 &&
	       s->connection > r->attempt_count;
}

static void
drop_connection(struct sim *s)
{
	if (s->peer != NULL && !s->hung_up && !is_to_witness(s))
		sim_peer_closed(s->peer);
	sim_peer_free(s->peer);
	s->peer = NULL;
	s->connection = 0;
}

static void
carry_out(struct sim *s, const struct wish *w)
{
	switch (w->kind) {
	case WISH_RESOLVE:
		resolve(s, w->question);
		break;
	case WISH_CONNECT:
		connect_to(s, w);
		break;
	case WISH_SEND:
		if (s->peer == NULL)
			sim_fault(s, "sends without a connection");
		else if (is_to_witness(s))
			sim_fault(s, "talks to a witness");
		else
			sim_peer_received(s->peer, w->octets);
		break;
	case WISH_CLOSE:
		if (s->connection == 0)
			sim_fault(s, "closes without a connection");
		drop_connection(s);
		break;
	case WISH_WAIT:
	case WISH_DONE:
		break;
	}
}

static struct ip
own_address(const struct sim_peer *peer)
{
	bool v6 = peer != NULL && sim_peer_server(peer)->ip.family == IP_V6;
	struct ip ip;

	ip_parse(v6 ? SPAN("2a00:db8::99") : SPAN("192.1.2.99"), &ip);
	return ip;
}

static void
deliver(struct sim *s, const struct sim_event *e)
{
	struct span octets = { e->octets, e->size };
	struct ip own = own_address(s->peer);

	if (e->kind != ANSWERED && e->connection != s->connection)
		return;
	s->hung_up = s->hung_up || e->kind == ENDED;
	enter(s);
	switch (e->kind) {
	case ANSWERED:
		trials_machine.answered(
		    s->trials, e->question, octets, ANSWER_TIMEOUT);
		break;
	case CONNECTED:
		trials_machine.connected(s->trials, &own, s->now);
		break;
	case FAILED:
		trials_machine.failed(s->trials, e->error, s->now);
		break;
	case ARRIVED:
		trials_machine.received(s->trials, octets, s->now);
		break;
	case ENDED:
		trials_machine.closed(s->trials, s->now);
		break;
	}
	leave(s);
}

/* False when the inquiry waits for nothing. */
static bool
wait_until(struct sim *s, int64_t deadline)
{
	struct sim_event *e = s->first;

	if (deadline > s->ends_at)
		sim_fault(s, "waits beyond its time");
	if (e == NULL || e->at > deadline) {
		bool moves = deadline > s->now;

		s->now = moves ? deadline : s->now;
		return moves;
	}
	s->now = e->at > s->now ? e->at : s->now;
	take_first(s);
	deliver(s, e);
	free(e);
	return true;
}

/* Asked again before anything happened, it wishes for the same. */
static void
ask_again(struct sim *s, const struct wish *before)
{
	struct wish w;

	enter(s);
	trials_machine.wish(s->trials, s->now, &w);
	leave(s);
	if (w.kind != WISH_WAIT || w.deadline != before->deadline)
		sim_fault(s, "changes its mind while it waits");
}

static void
live(struct sim *s)
{
	unsigned int idle = 0;
	struct wish w;

	for (unsigned long step = 0; s->fault == NULL; step++) {
		enter(s);
		trials_machine.wish(s->trials, s->now, &w);
		leave(s);
		carry_out(s, &w);
		if (w.kind == WISH_DONE)
			return;
		if (w.kind != WISH_WAIT)
			continue;
		if (w.deadline > s->now)
			ask_again(s, &w);
		idle = wait_until(s, w.deadline) ? 0 : idle + 1;
		if (idle > IDLE_MAX || step > STEPS_MAX)
			sim_fault(s, "never ends");
	}
}

void
sim_run(struct sim *s, const struct sim_world *w,
    const struct inquiry_options *o, struct span address)
{
	*s = (struct sim){
		.world = w,
		.began_at = STARTS_AT,
		.now = STARTS_AT,
		.ends_at = STARTS_AT + (int64_t)o->total_timeout * MICROSECONDS,
		.memory = w->memory,
	};
	buf_init(&s->said, SAID_MAX);
	enter(s);
	s->trials =
	    trials_new(o, w->tables, w->tls, address, w->seed, s->now, w->wall);
	leave(s);
	if (s->trials == NULL)
		return;
	live(s);
	if (s->now > s->ends_at)
		sim_fault(s, "took more than its time");
	if (s->fault == NULL && s->connection != 0)
		sim_fault(s, "leaves a connection open");
}

const struct result *
sim_result(const struct sim *s)
{
	return s->trials != NULL ? trials_result(s->trials) : NULL;
}

void
sim_end(struct sim *s)
{
	struct sim_event *e, *next;

	sim_peer_free(s->peer);
	for (e = s->first; e != NULL; e = next) {
		next = e->next;
		free(e);
	}
	trials_free(s->trials);
	buf_free(&s->said);
}
