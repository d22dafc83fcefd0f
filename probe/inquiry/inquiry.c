#include "inquiry/inquiry.h"

#include "base/memory.h"
#include "inquiry/aftermath.h"
#include "inquiry/attempt.h"
#include "inquiry/conclude.h"
#include "inquiry/made_up.h"
#include "inquiry/session.h"
#include "inquiry/targets.h"

/*
 * The machine stands in one of these states; advance() is the only place that
 * moves it on, as far as it goes without an event:
 *
 *   ROUTING     until the view has all that route_find() asks for
 *   NEXT        choose the next target, or conclude
 *   CONNECTING  waiting for the network
 *   TALKING     a session runs
 *   CLOSING     the connection is to be dropped before the next target
 *   AFTERWARDS  it is concluded, and what that rests on is looked into
 *   DONE
 */
enum state { ROUTING, NEXT, CONNECTING, TALKING, CLOSING, AFTERWARDS, DONE };

enum {
	INQUIRY_MEMORY_MAX = 8 << 20,
	MICROSECONDS = 1000000,
};

struct inquiry {
	const struct inquiry_options *options;
	const struct tables *tables;
	struct tls_context *tls;
	struct arena *arena;
	struct view *view;
	struct session *session;
	enum state state;
	bool connect_wished; /* WISH_CONNECT was handed out */
	bool sending;        /* WISH_SEND was handed out: clear it next */
	struct result result;
	struct attempt *attempts;
	size_t host, address; /* of the next target */
	bool in_clear;        /* the next target once more, without TLS */
	uint64_t chance;
	int64_t began_at, connect_at;
	struct aftermath aftermath;
	int64_t wall;
};

static int64_t
total_deadline(const struct inquiry *q)
{
	return q->began_at + (int64_t)q->options->total_timeout * MICROSECONDS;
}

static void
read_address(struct inquiry *q, struct span text)
{
	struct trouble t = { "" };

	q->result.wall = q->wall;
	q->result.given = arena_text(q->arena, text);
	q->result.error = "";
	q->result.valid = address_read(text, q->arena, &q->result.address, &t);
	if (!q->result.valid)
		q->result.error = arena_text(q->arena, span_of(t.text));
}

struct inquiry *
inquiry_new(const struct inquiry_options *o, const struct tables *t,
    struct tls_context *tls, struct span address, uint64_t seed, int64_t now,
    int64_t wall)
{
	struct inquiry *q = memory_get(sizeof *q);

	if (q == NULL)
		return NULL;
	q->options = o;
	q->tables = t;
	q->tls = tls;
	q->chance = seed;
	q->began_at = now;
	q->wall = wall;
	q->arena = arena_new(INQUIRY_MEMORY_MAX);
	q->view = q->arena ? view_new(q->arena) : NULL;
	if (q->view == NULL) {
		inquiry_free(q);
		return NULL;
	}
	read_address(q, address);
	q->state = q->result.valid ? ROUTING : NEXT;
	return q;
}

void
inquiry_free(struct inquiry *q)
{
	if (q == NULL)
		return;
	session_free(q->session);
	arena_free(q->arena);
	aftermath_free(&q->aftermath);
	memory_free(q);
}

static const struct route_host *
current_host(const struct inquiry *q)
{
	return &q->result.route.hosts[q->host];
}

/* Skips hosts without addresses; false when there is no target left. */
static bool
has_target(struct inquiry *q)
{
	while (q->host < q->result.route.host_count) {
		if (q->address < current_host(q)->address_count)
			return true;
		q->host++;
		q->address = 0;
	}
	return false;
}

static uint16_t
target_port(const struct inquiry *q)
{
	if (q->options->port != 0)
		return q->options->port;
	return q->options->tls_on_connect ? 465 : 25;
}

static struct attempt *
current_attempt(struct inquiry *q)
{
	return &q->attempts[q->result.attempt_count - 1];
}

static void
conclude(struct inquiry *q, int64_t now)
{
	struct aftermath_setup setup = {
		.options = q->options,
		.result = &q->result,
		.view = q->view,
		.arena = q->arena,
		.ends_at = total_deadline(q),
	};

	if (!arena_failed(q->arena))
		conclude_result(&q->result, q->options, q->tables, q->arena);
	aftermath_begin(&q->aftermath, &setup, now);
	q->state = AFTERWARDS;
}

static void
begin_attempt(struct inquiry *q, int64_t now)
{
	struct attempt *attempts;
	size_t *count = &q->result.attempt_count;

	attempts = arena_append(q->arena, q->attempts, count, sizeof *attempts);
	if (attempts == NULL) {
		conclude(q, now);
		return;
	}
	q->attempts = attempts;
	q->result.attempts = attempts;
	attempts[*count - 1] = (struct attempt){
		.host = current_host(q)->name,
		.ip = current_host(q)->addresses[q->address],
		.port = target_port(q),
		.in_clear = q->in_clear,
		.began_at = now,
	};
	q->connect_at = now;
	q->connect_wished = false;
	q->state = CONNECTING;
}

/* What the finished attempt leads to: the same target in clear, the next one,
 * or the end. */
static void
after_attempt(struct inquiry *q)
{
	const struct attempt *attempt = current_attempt(q);
	bool failed = attempt_failed_tls(attempt) && !attempt->in_clear &&
		      !q->options->tls_on_connect;
	bool again = failed && q->options->level == LEVEL_MAY;

	if (failed)
		findings_add(&q->result.findings, q->arena,
		    FINDING_STARTTLS_FAILED,
		    span_of(attempt_tls_failure(attempt)));
	if (!again)
		q->address++;
	q->in_clear = again;
	q->state = NEXT;
}

static void
choose_next(struct inquiry *q, int64_t now)
{
	const struct result *r = &q->result;
	bool answered = r->attempt_count > 0 &&
			attempt_answered(&r->attempts[r->attempt_count - 1]);

	if (!r->valid || answered || arena_failed(q->arena) ||
	    r->attempt_count >= q->options->attempts_max ||
	    now >= total_deadline(q) || !has_target(q))
		conclude(q, now);
	else
		begin_attempt(q, now);
}

/* Only when all that was missing is there: each run takes memory anew. */
static void
begin_routing(struct inquiry *q)
{
	if (view_pending(q->view) > 0)
		return;
	if (!arena_failed(q->arena) &&
	    !targets_find(q->view, q->options, q->chance, q->arena, &q->result))
		return;
	q->result.routed = true;
	q->state = NEXT;
}

/* Each attempt has its own: what one server said is kept when the next is
 * asked. NULL when there is no memory. */
static struct transaction *
begin_transaction(struct inquiry *q, struct span mailbox, int64_t now)
{
	struct dialog_recipient *recipient =
	    arena_get(q->arena, sizeof *recipient);
	struct transaction *t = arena_get(q->arena, sizeof *t);

	if (recipient == NULL || t == NULL) {
		session_quit(q->session, now);
		return NULL;
	}
	recipient->mailbox = mailbox;
	t->recipients = recipient;
	t->count = 1;
	t->smtputf8 = q->result.address.needs_smtputf8 ||
		      q->options->sender_needs_smtputf8;
	session_begin(q->session, t, now);
	return t;
}

/* The real address first, in a transaction of its own; then, when it was
 * accepted, the made-up one. */
static void
decide(struct inquiry *q, int64_t now)
{
	struct attempt *attempt = current_attempt(q);

	if (attempt->asked == NULL) {
		attempt->asked =
		    begin_transaction(q, q->result.address.mailbox, now);
	} else if (attempt->control == NULL && q->options->control &&
		   attempt_accepted(attempt)) {
		attempt->control = begin_transaction(q,
		    made_up_mailbox(&q->result.address, &q->chance, q->arena),
		    now);
	} else {
		session_quit(q->session, now);
	}
}

static void
end_session(struct inquiry *q, int64_t now)
{
	current_attempt(q)->ended_at = now;
	session_free(q->session);
	q->session = NULL;
	q->sending = false;
	q->state = CLOSING;
}

static bool
has_output(const struct inquiry *q)
{
	return session_output(q->session)->size > 0;
}

/* One step of a session; false when it waits for the peer, or for its output
 * to be taken first. */
static bool
advance_session(struct inquiry *q, int64_t now)
{
	if (now >= total_deadline(q) || now >= session_deadline(q->session))
		session_timed_out(q->session, now);
	/* Without memory nothing can be believed any more. */
	if (arena_failed(q->arena)) {
		end_session(q, now);
		return true;
	}
	switch (session_wish(q->session)) {
	case SESSION_DECIDE:
		decide(q, now);
		return true;
	case SESSION_CLOSE:
		if (has_output(q))
			return false;
		end_session(q, now);
		return true;
	case SESSION_LISTEN:
		break;
	}
	return false;
}

static int64_t
connect_deadline(const struct inquiry *q)
{
	return q->connect_at +
	       (int64_t)stage_timeout(STAGE_CONNECT, q->options->timeout) *
		   MICROSECONDS;
}

static void
advance(struct inquiry *q, int64_t now)
{
	switch (q->state) {
	case ROUTING:
		begin_routing(q);
		break;
	case NEXT:
		choose_next(q, now);
		break;
	case CONNECTING:
		if (now >= connect_deadline(q) || now >= total_deadline(q))
			inquiry_failed(q, NETWORK_TIMEOUT, now);
		break;
	case TALKING:
	case CLOSING:
	case AFTERWARDS:
	case DONE:
		break;
	}
}

static void
wish_to_wait(const struct inquiry *q, struct wish *w)
{
	int64_t stage = total_deadline(q);

	if (q->state == CONNECTING)
		stage = connect_deadline(q);
	else if (q->state == TALKING)
		stage = session_deadline(q->session);
	else if (q->state == AFTERWARDS)
		stage = aftermath_deadline(&q->aftermath);
	w->kind = WISH_WAIT;
	w->deadline = stage < total_deadline(q) ? stage : total_deadline(q);
}

static bool
wish_of_session(struct inquiry *q, int64_t now, struct wish *w)
{
	if (q->sending)
		buf_clear(session_output(q->session));
	q->sending = false;
	while (q->state == TALKING && advance_session(q, now))
		continue;
	if (q->state != TALKING || !has_output(q))
		return false;
	q->sending = true;
	w->kind = WISH_SEND;
	w->octets = buf_span(session_output(q->session));
	return true;
}

static bool
wish_of_routing(struct inquiry *q, int64_t now, struct wish *w)
{
	if (now >= total_deadline(q)) {
		q->result.route.status = ROUTE_TIMEOUT;
		q->result.routed = true;
		q->state = NEXT;
		return false;
	}
	w->question = view_take_missing(q->view);
	w->kind = WISH_RESOLVE;
	return w->question != NULL;
}

static bool
wish_of_connecting(struct inquiry *q, struct wish *w)
{
	if (q->connect_wished)
		return false;
	q->connect_wished = true;
	w->kind = WISH_CONNECT;
	w->ip = current_attempt(q)->ip;
	w->port = current_attempt(q)->port;
	return true;
}

static bool
wish_of_aftermath(struct inquiry *q, int64_t now, struct wish *w)
{
	if (aftermath_wish(&q->aftermath, now, w))
		return true;
	if (!aftermath_is_over(&q->aftermath))
		return false;
	q->result.took = now - q->began_at;
	q->state = DONE;
	return false;
}

/* True when the state has a wish other than to wait. */
static bool
wish_of_state(struct inquiry *q, int64_t now, struct wish *w)
{
	switch (q->state) {
	case ROUTING:
		return wish_of_routing(q, now, w);
	case CONNECTING:
		return wish_of_connecting(q, w);
	case TALKING:
		return wish_of_session(q, now, w);
	case CLOSING:
		after_attempt(q);
		w->kind = WISH_CLOSE;
		return true;
	case AFTERWARDS:
		return wish_of_aftermath(q, now, w);
	case DONE:
		w->kind = WISH_DONE;
		return true;
	case NEXT:
		break;
	}
	return false;
}

void
inquiry_wish(struct inquiry *q, int64_t now, struct wish *w)
{
	enum state before;

	*w = (struct wish){ .kind = WISH_WAIT };
	do {
		before = q->state;
		advance(q, now);
		if (wish_of_state(q, now, w))
			return;
	} while (q->state != before);
	wish_to_wait(q, w);
}

void
inquiry_answered(struct inquiry *q, const struct question *question,
    struct span message, enum answer_status failure)
{
	view_put(q->view, question, message, failure);
}

static void
begin_session(struct inquiry *q, struct attempt *attempt, int64_t now)
{
	struct session_setup setup = {
		.options = q->options,
		.tls = q->tls,
		.helo = attempt_helo(q->options->helo, &attempt->local,
		    q->arena, &q->result.findings),
		.host = attempt->host,
		.domain = arena_text(q->arena, q->result.address.ascii),
		.arena = q->arena,
		.findings = &q->result.findings,
		.attempt = attempt,
		.wall = q->wall,
	};

	q->session = session_new(&setup, now);
	if (q->session == NULL)
		arena_fail(q->arena);
	q->state = q->session ? TALKING : CLOSING;
}

void
inquiry_connected(struct inquiry *q, const struct ip *local, int64_t now)
{
	struct attempt *attempt;

	if (q->state == AFTERWARDS)
		aftermath_heard(&q->aftermath, NETWORK_OK, now);
	if (q->state != CONNECTING)
		return;
	attempt = current_attempt(q);
	attempt->local = *local;
	attempt->connected_at = now;
	begin_session(q, attempt, now);
}

void
inquiry_failed(struct inquiry *q, enum network_error error, int64_t now)
{
	struct attempt *attempt;

	if (q->state == AFTERWARDS)
		aftermath_heard(&q->aftermath, error, now);
	if (q->state != CONNECTING)
		return;
	attempt = current_attempt(q);
	attempt->network = error;
	attempt->ended_at = now;
	q->state = CLOSING;
}

void
inquiry_received(struct inquiry *q, struct span octets, int64_t now)
{
	if (q->state == TALKING)
		session_received(q->session, octets, now);
}

void
inquiry_closed(struct inquiry *q, int64_t now)
{
	if (q->state == TALKING)
		session_closed(q->session, now);
}

const struct result *
inquiry_result(const struct inquiry *q)
{
	return aftermath_failed(&q->aftermath) || arena_failed(q->arena)
		   ? NULL
		   : &q->result;
}
