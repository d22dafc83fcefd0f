#include "inquiry/trials.h"

#include "base/memory.h"

/*
 * Plan: the inquiry -> plan the variations -> for each: pause, ask (a new
 * inquiry, pinned to one address) -> done. A 421, or the end of the time, ends
 * it; what was not asked says why. The first inquiry stays, since the result
 * and what the variations are made of live in it.
 */
enum { VARIATIONS_MEMORY_MAX = 1 << 20, MICROSECONDS = 1000000 };

struct trials {
	const struct inquiry_options *options;
	const struct tables *tables;
	struct tls_context *tls;
	uint64_t seed;
	int64_t began_at, wall;
	struct inquiry *first, *present; /* present NULL: a pause, or over */
	struct arena *arena;
	struct result result;
	struct variation plan[VARIATIONS_MAX];
	size_t at; /* of the variation that is asked or waited for */
	struct vary_question question;
	int64_t due;
	bool over, failed;
};

struct trials *
trials_new(const struct inquiry_options *o, const struct tables *tables,
    struct tls_context *tls, struct span address, uint64_t seed, int64_t now,
    int64_t wall)
{
	struct trials *t = memory_get(sizeof *t);

	if (t == NULL)
		return NULL;
	t->options = o;
	t->tables = tables;
	t->tls = tls;
	t->seed = seed;
	t->began_at = now;
	t->wall = wall;
	t->first = inquiry_new(o, tables, tls, address, seed, now, wall);
	if (t->first == NULL) {
		memory_free(t);
		return NULL;
	}
	t->present = t->first;
	return t;
}

void
trials_free(struct trials *t)
{
	if (t == NULL)
		return;
	if (t->present != t->first)
		inquiry_free(t->present);
	inquiry_free(t->first);
	arena_free(t->arena);
	memory_free(t);
}

/* Whole seconds; 0 when there are none. */
static uint32_t
time_left(const struct trials *t, int64_t now)
{
	int64_t ends_at =
	    t->began_at + (int64_t)t->options->total_timeout * MICROSECONDS;

	return ends_at > now ? (uint32_t)((ends_at - now) / MICROSECONDS) : 0;
}

static void
finish(struct trials *t, int64_t now)
{
	t->result.took = now - t->began_at;
	t->over = true;
}

/* The next variation, after a pause; without one, or for a reason (not NULL),
 * the end. */
static void
go_on(struct trials *t, const char *reason, int64_t now)
{
	t->due = now + TRIALS_PAUSE;
	if (reason == NULL && time_left(t, t->due) == 0)
		reason = "not asked: there was no time left";
	if (reason == NULL && t->at < t->result.variation_count)
		return;
	for (; t->at < t->result.variation_count; t->at++)
		t->plan[t->at].summary = reason;
	finish(t, now);
}

static const char *
reason_to_stop(const struct result *answer)
{
	return vary_must_stop(answer)
		   ? "not asked: the server wanted to be left alone (421)"
		   : NULL;
}

static void
plan(struct trials *t, int64_t now)
{
	const struct result *answer = inquiry_result(t->first);

	t->present = NULL;
	t->failed = answer == NULL;
	if (t->failed) {
		t->over = true;
		return;
	}
	t->result = *answer;
	t->result.varied = vary_wanted(answer, t->options);
	if (!t->result.varied) {
		t->over = true;
		return;
	}
	t->arena = arena_new(VARIATIONS_MEMORY_MAX);
	t->failed = t->arena == NULL;
	if (t->failed) {
		t->over = true;
		return;
	}
	t->result.variations = t->plan;
	t->result.variation_count =
	    vary_plan(answer, t->options, t->arena, t->plan);
	go_on(t, NULL, now);
}

static void
ask(struct trials *t, int64_t now)
{
	vary_ask(
	    &t->plan[t->at], &t->result, t->options, t->arena, &t->question);
	t->question.options.total_timeout = time_left(t, now);
	t->present = inquiry_new(&t->question.options, t->tables, t->tls,
	    t->question.address, t->seed, now, t->wall);
	t->failed = t->present == NULL;
	t->over = t->failed;
}

static void
note(struct trials *t, int64_t now)
{
	const struct result *answer = inquiry_result(t->present);
	const char *reason;

	t->failed = answer == NULL;
	if (t->failed) {
		t->over = true;
		return;
	}
	vary_note(&t->plan[t->at++], answer, t->arena);
	reason = reason_to_stop(answer);
	inquiry_free(t->present);
	t->present = NULL;
	go_on(t, reason, now);
}

static void
wish(void *self, int64_t now, struct wish *w)
{
	struct trials *t = self;

	while (!t->over) {
		*w = (struct wish){ .kind = WISH_WAIT, .deadline = t->due };
		if (t->present == NULL && now < t->due)
			return;
		if (t->present == NULL)
			ask(t, now);
		if (t->present == NULL)
			continue;
		inquiry_wish(t->present, now, w);
		if (w->kind != WISH_DONE)
			return;
		if (t->present == t->first)
			plan(t, now);
		else
			note(t, now);
	}
	*w = (struct wish){ .kind = WISH_DONE };
}

/* A variation asks the DNS nothing; what comes late was asked by the first. */
static void
answered(void *self, const struct question *question, struct span message,
    enum answer_status failure)
{
	struct trials *t = self;

	inquiry_answered(t->first, question, message, failure);
}

static void
connected(void *self, const struct ip *local, int64_t now)
{
	struct trials *t = self;

	if (t->present != NULL)
		inquiry_connected(t->present, local, now);
}

static void
failed(void *self, enum network_error error, int64_t now)
{
	struct trials *t = self;

	if (t->present != NULL)
		inquiry_failed(t->present, error, now);
}

static void
received(void *self, struct span octets, int64_t now)
{
	struct trials *t = self;

	if (t->present != NULL)
		inquiry_received(t->present, octets, now);
}

static void
closed(void *self, int64_t now)
{
	struct trials *t = self;

	if (t->present != NULL)
		inquiry_closed(t->present, now);
}

const struct machine_class trials_machine = {
	.wish = wish,
	.answered = answered,
	.connected = connected,
	.failed = failed,
	.received = received,
	.closed = closed,
};

const struct result *
trials_result(const struct trials *t)
{
	bool starved = t->arena != NULL && arena_failed(t->arena);

	if (t->present == t->first)
		return inquiry_result(t->first);
	return t->failed || starved ? NULL : &t->result;
}
