#include "inquiry/session.h"

#include "base/memory.h"

/*
 * Octets from the wire go through TLS, once that has begun, into the dialogue;
 * what the dialogue says goes the same way back. After each event settle()
 * carries what waits from one to the other, starts the handshake when the
 * dialogue wishes it, and notes when the awaited stage changed, from which the
 * deadline counts.
 */
enum {
	OUTPUT_MAX = 1 << 20,
	PLAIN_MAX = 1 << 18,
	MICROSECONDS = 1000000,
};

struct session {
	struct session_setup setup;
	struct dialog_options dialog_options;
	struct dialog *dialog;
	struct tls_session *tls;
	bool handshaking;
	bool over; /* nothing can be said any more */
	struct buf output, plain;
	enum stage stage; /* awaited since `since` */
	size_t exchange_count;
	int64_t since;
};

static enum tls_wish
tls_wish(const struct session_setup *setup)
{
	if (setup->options->tls_on_connect)
		return TLS_ALREADY;
	if (setup->attempt->in_clear || setup->options->level == LEVEL_NONE)
		return TLS_NEVER;
	return setup->options->level == LEVEL_MAY ? TLS_IF_OFFERED
						  : TLS_REQUIRED;
}

static enum stage
awaited_stage(const struct session *s)
{
	return s->handshaking ? STAGE_TLS : dialog_stage(s->dialog);
}

/* The clock starts anew with each stage and each reply. */
static void
note_progress(struct session *s, int64_t now)
{
	struct attempt *attempt = s->setup.attempt;
	size_t count;

	attempt->exchanges = dialog_exchanges(s->dialog, &count);
	attempt->exchange_count = count;
	attempt->ehlo = dialog_ehlo(s->dialog);
	if (s->stage == awaited_stage(s) && s->exchange_count == count)
		return;
	s->stage = awaited_stage(s);
	s->exchange_count = count;
	s->since = now;
}

/* RFC 3207 4.1, RFC 7817 3: which names the certificate may carry. */
static void
start_tls(struct session *s, int64_t now)
{
	const struct session_setup *setup = &s->setup;
	const char *sni = setup->options->sni;
	const char *names[2] = { setup->host, "" };
	size_t count = 1;

	if (setup->options->level == LEVEL_SECURE && setup->domain[0] != 0) {
		names[0] = setup->domain;
		names[1] = arena_format(setup->arena, ".%s", setup->domain);
		count = 2;
	}
	s->tls = tls_session_new(setup->tls, names, count,
	    sni[0] != 0 ? sni : setup->host, setup->wall, setup->arena);
	if (s->tls == NULL) {
		arena_fail(setup->arena);
		s->over = true;
		return;
	}
	s->handshaking = true;
	setup->attempt->tls = tls_session_facts(s->tls);
	setup->attempt->tls_began_at = now;
	tls_receive(s->tls, SPAN_NONE, &s->plain);
}

static bool
is_unfit(const struct session *s)
{
	const struct tls_facts *facts = s->setup.attempt->tls;

	return s->setup.options->level >= LEVEL_VERIFY &&
	       !(facts->trusted && facts->name_matches);
}

static void
after_handshake(struct session *s, int64_t now)
{
	bool implicit = s->setup.options->tls_on_connect;

	s->handshaking = false;
	s->setup.attempt->tls_ended_at = now;
	s->setup.attempt->tls_unfit = is_unfit(s);
	if (s->setup.attempt->tls_unfit)
		s->dialog_options.quit_after =
		    implicit ? STAGE_BANNER : STAGE_TLS;
	if (implicit)
		dialog_connected(s->dialog, now);
	else
		dialog_tls_started(s->dialog, now);
}

static void
handshake_failed(struct session *s, int64_t now)
{
	s->handshaking = false;
	s->setup.attempt->tls_ended_at = now;
	s->over = true;
}

static void
through_tls(struct session *s, struct span octets, int64_t now)
{
	enum tls_status status = tls_receive(s->tls, octets, &s->plain);
	bool established = s->setup.attempt->tls->established;

	if (s->plain.starved)
		arena_fail(s->setup.arena);
	if (s->plain.failed)
		status = TLS_FAILED;
	if (s->handshaking && !established && status == TLS_FAILED) {
		handshake_failed(s, now);
		return;
	}
	/* What follows it, up to the end, may be in the same packet. */
	if (s->handshaking && established)
		after_handshake(s, now);
	if (s->plain.size > 0)
		dialog_received(s->dialog, buf_span(&s->plain), now);
	buf_clear(&s->plain);
	if (status == TLS_CLOSED || status == TLS_FAILED)
		dialog_closed(s->dialog, now);
}

static void
take_output(struct session *s)
{
	struct buf *said = dialog_output(s->dialog);

	if (s->tls == NULL) {
		buf_add(&s->output, buf_span(said));
		buf_clear(said);
		return;
	}
	if (!s->handshaking && !s->over && said->size > 0) {
		tls_send(s->tls, buf_span(said));
		buf_clear(said);
	}
	tls_output(s->tls, &s->output);
}

/* Carries on until nothing moves without the peer. */
static void
settle(struct session *s, int64_t now)
{
	if (s->tls == NULL && dialog_wish(s->dialog) == DIALOG_START_TLS) {
		/* What was said in clear goes out in clear. */
		take_output(s);
		start_tls(s, now);
	}
	take_output(s);
	if (s->tls != NULL && !s->handshaking &&
	    dialog_wish(s->dialog) == DIALOG_CLOSE) {
		tls_close(s->tls);
		tls_output(s->tls, &s->output);
	}
	if (s->output.failed) {
		arena_fail(s->setup.arena);
		s->over = true;
	}
	note_progress(s, now);
	s->setup.attempt->end =
	    dialog_ended(s->dialog, &s->setup.attempt->end_stage);
}

struct session *
session_new(const struct session_setup *setup, int64_t now)
{
	struct session *s = memory_get(sizeof *s);

	if (s == NULL)
		return NULL;
	s->setup = *setup;
	s->dialog_options = (struct dialog_options){
		.helo = setup->helo,
		.sender = setup->options->sender,
		.tls = tls_wish(setup),
		.quit_after = setup->options->quit_after,
	};
	buf_init(&s->output, OUTPUT_MAX);
	buf_init(&s->plain, PLAIN_MAX);
	s->since = now;
	s->dialog = dialog_new(&s->dialog_options, setup->arena,
	    setup->findings, span_of(setup->host));
	if (s->dialog == NULL) {
		memory_free(s);
		return NULL;
	}
	if (setup->options->tls_on_connect)
		start_tls(s, now);
	else
		dialog_connected(s->dialog, now);
	settle(s, now);
	return s;
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	dialog_free(s->dialog);
	tls_session_free(s->tls);
	buf_free(&s->output);
	buf_free(&s->plain);
	memory_free(s);
}

void
session_received(struct session *s, struct span octets, int64_t now)
{
	if (s->over)
		return;
	if (s->tls != NULL)
		through_tls(s, octets, now);
	else
		dialog_received(s->dialog, octets, now);
	settle(s, now);
}

void
session_closed(struct session *s, int64_t now)
{
	if (s->handshaking) {
		tls_receive_end(s->tls);
		handshake_failed(s, now);
	} else {
		dialog_closed(s->dialog, now);
	}
	settle(s, now);
	s->over = true;
}

void
session_timed_out(struct session *s, int64_t now)
{
	if (s->handshaking)
		handshake_failed(s, now);
	else
		dialog_timed_out(s->dialog, now);
	settle(s, now);
}

void
session_begin(struct session *s, struct transaction *t, int64_t now)
{
	dialog_begin(s->dialog, t, now);
	settle(s, now);
}

void
session_quit(struct session *s, int64_t now)
{
	dialog_quit(s->dialog, now);
	settle(s, now);
}

enum session_wish
session_wish(const struct session *s)
{
	if (s->over)
		return SESSION_CLOSE;
	if (s->handshaking)
		return SESSION_LISTEN;
	switch (dialog_wish(s->dialog)) {
	case DIALOG_DECIDE:
		return SESSION_DECIDE;
	case DIALOG_CLOSE:
		return SESSION_CLOSE;
	case DIALOG_LISTEN:
	case DIALOG_START_TLS:
		break;
	}
	return SESSION_LISTEN;
}

int64_t
session_deadline(const struct session *s)
{
	return s->since + (int64_t)stage_timeout(
			      awaited_stage(s), s->setup.options->timeout) *
			      MICROSECONDS;
}

struct buf *
session_output(struct session *s)
{
	return &s->output;
}
