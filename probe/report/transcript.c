#include "report/transcript.h"

#include "inquiry/attempt.h"

struct transcript {
	int64_t began_at;
	struct arena *arena;
	void (*line)(void *context, const struct transcript_line *);
	void *context;
};

static void
emit(const struct transcript *t, int64_t at, const char *mark, struct span text)
{
	struct transcript_line line = { at - t->began_at, mark, text };

	t->line(t->context, &line);
}

static void
emit_said(const struct transcript *t, const struct exchange *e)
{
	if (e->command.size > 0)
		emit(t, e->said_at, e->inside_tls ? " ~>" : " ->", e->command);
}

static const char *
heard_mark(const struct exchange *e)
{
	if (reply_class(&e->reply) > 3)
		return e->inside_tls ? "<~*" : "<**";
	return e->inside_tls ? "<~ " : "<- ";
}

static void
emit_heard(const struct transcript *t, const struct exchange *e)
{
	struct span rest = e->reply.raw;

	while (rest.size > 0)
		emit(t, e->heard_at, heard_mark(e), span_next(&rest, '\n'));
}

static void
emit_tls(const struct transcript *t, const struct attempt *attempt)
{
	const struct tls_facts *tls = attempt->tls;
	const char *text;

	if (!tls->established) {
		text = attempt_in_words(attempt, t->arena);
		emit(t, attempt->tls_ended_at, "***", span_of(text));
		return;
	}
	text = arena_format(t->arena, "TLS started: %s, %s%s%s", tls->version,
	    tls->cipher, tls->group[0] ? ", " : "", tls->group);
	emit(t, attempt->tls_ended_at, "===", span_of(text));
	text = arena_format(t->arena, "TLS certificate: %s",
	    tls->reason[0] ? tls->reason : "trusted, and for this host");
	emit(t, attempt->tls_ended_at, "===", span_of(text));
}

/* The handshake stands before the first thing said after it. */
static bool
tls_comes_before(const struct attempt *attempt, int64_t at, bool done)
{
	return !done && attempt->tls != NULL && attempt->tls_ended_at <= at;
}

/*
 * Exchanges stand in the order said, and replies come in the same order: two
 * fingers merge what was said and what was heard by time. A reply never stands
 * before what it answers, and what was said on hearing it stands behind it.
 */
static void
emit_exchanges(const struct transcript *t, const struct attempt *attempt)
{
	const struct exchange *all = attempt->exchanges;
	size_t said = 0, heard = 0, count = attempt->exchange_count;
	bool tls_done = attempt->tls == NULL;

	while (heard < count || said < count) {
		bool is_said = said < count &&
			       (said <= heard || (all[heard].answered &&
						     all[said].said_at <
							 all[heard].heard_at));
		const struct exchange *e = &all[is_said ? said : heard];
		int64_t at = is_said ? e->said_at : e->heard_at;

		if (!is_said && !e->answered) {
			heard++;
			continue;
		}
		if (tls_comes_before(attempt, at, tls_done) &&
		    (e->inside_tls || e->stage == STAGE_BANNER)) {
			emit_tls(t, attempt);
			tls_done = true;
		}
		if (is_said)
			emit_said(t, &all[said++]);
		else
			emit_heard(t, &all[heard++]);
	}
	if (!tls_done)
		emit_tls(t, attempt);
}

static void
emit_end(const struct transcript *t, const struct attempt *attempt)
{
	switch (attempt->end) {
	case END_TIMEOUT:
	case END_CLOSED:
	case END_GARBAGE:
	case END_NO_TLS:
		emit(t, attempt->ended_at, "***",
		    span_of(attempt_in_words(attempt, t->arena)));
		break;
	case END_NOT_YET:
	case END_DONE:
	case END_REFUSED:
	case END_CLOSING:
		break;
	}
	emit(t, attempt->ended_at, "===", SPAN("Connection closed"));
}

static void
emit_attempt(const struct transcript *t, const struct attempt *attempt)
{
	const char *target = attempt_target(attempt, t->arena);

	emit(t, attempt->began_at, "===",
	    span_of(arena_format(t->arena, "Trying %s%s", target,
		attempt->in_clear ? " again, without TLS" : "")));
	if (attempt->network != NETWORK_OK) {
		emit(t, attempt->ended_at, "***",
		    span_of(attempt_in_words(attempt, t->arena)));
		return;
	}
	emit(t, attempt->connected_at,
	    "===", span_of(arena_format(t->arena, "Connected to %s", target)));
	emit_exchanges(t, attempt);
	emit_end(t, attempt);
}

void
transcript_each(const struct result *r, struct arena *a,
    void (*line)(void *context, const struct transcript_line *), void *context)
{
	struct transcript t = { .arena = a, .line = line, .context = context };

	if (r->attempt_count == 0)
		return;
	t.began_at = r->attempts[0].began_at;
	for (size_t i = 0; i < r->attempt_count; i++)
		emit_attempt(&t, &r->attempts[i]);
}
