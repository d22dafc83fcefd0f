#include "inquiry/aftermath.h"

#include "inquiry/claims.h"

enum { TESTS_MEMORY_MAX = 8 << 20, MICROSECONDS = 1000000 };

void
aftermath_begin(
    struct aftermath *m, const struct aftermath_setup *setup, int64_t now)
{
	m->setup = *setup;
	m->began_at = now;
	m->state = AFTERMATH_OVER;
	if (claims_wanted(setup->result, setup->options)) {
		m->tests = arena_new(TESTS_MEMORY_MAX);
		m->failed = m->tests == NULL;
		if (!m->failed)
			m->state = AFTERMATH_TESTING;
	} else if (witness_wanted(setup->result, setup->options)) {
		hearing_begin(&m->hearing, setup->options, setup->result,
		    setup->view, setup->arena, now, setup->ends_at);
		m->state = AFTERMATH_HEARING;
	}
}

void
aftermath_free(struct aftermath *m)
{
	arena_free(m->tests);
}

bool
aftermath_is_over(const struct aftermath *m)
{
	return m->state == AFTERMATH_OVER;
}

bool
aftermath_failed(const struct aftermath *m)
{
	return m->failed;
}

int64_t
aftermath_deadline(const struct aftermath *m)
{
	int64_t own = m->began_at + (int64_t)SURVEY_SECONDS * MICROSECONDS;

	if (m->state == AFTERMATH_HEARING)
		return hearing_deadline(&m->hearing);
	return own < m->setup.ends_at ? own : m->setup.ends_at;
}

static void
test_claims(struct aftermath *m, int64_t now)
{
	const struct aftermath_setup *s = &m->setup;
	bool out_of_time = now >= aftermath_deadline(m);

	if (view_pending(s->view) > 0 && !out_of_time)
		return;
	if (out_of_time)
		view_give_up(s->view);
	if (claims_test(s->view, s->result, s->options, m->tests, s->arena) ||
	    out_of_time)
		m->state = AFTERMATH_OVER;
	m->failed = arena_failed(m->tests);
}

static bool
wish_of_tests(struct aftermath *m, int64_t now, struct wish *w)
{
	test_claims(m, now);
	if (m->state == AFTERMATH_OVER)
		return false;
	w->question = view_take_missing(m->setup.view);
	w->kind = WISH_RESOLVE;
	return w->question != NULL;
}

static bool
wish_of_hearing(struct aftermath *m, int64_t now, struct wish *w)
{
	if (hearing_wish(&m->hearing, now, w))
		return true;
	if (!hearing_is_over(&m->hearing))
		return false;
	witness_weigh(m->setup.result, m->setup.arena);
	m->state = AFTERMATH_OVER;
	return false;
}

bool
aftermath_wish(struct aftermath *m, int64_t now, struct wish *w)
{
	switch (m->state) {
	case AFTERMATH_TESTING:
		return wish_of_tests(m, now, w);
	case AFTERMATH_HEARING:
		return wish_of_hearing(m, now, w);
	case AFTERMATH_OVER:
		break;
	}
	return false;
}

void
aftermath_heard(struct aftermath *m, enum network_error error, int64_t now)
{
	if (m->state == AFTERMATH_HEARING)
		hearing_heard(&m->hearing, error, now);
}
