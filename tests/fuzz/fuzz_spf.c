/*
 * SPF in a DNS that says anything: it comes to an end, within the limits of RFC
 * 7208 4.6.4, and says the same when it is asked again. Input: lines. The first
 * one's first octet picks the client, the second line is the sender, the third
 * the HELO name; the others are the answers (fuzz/answers.h).
 */
#include "fuzz/answers.h"
#include "fuzz/fuzz.h"

#include "policy/spf.h"
#include "policy/spf_macro.h"

#include <string.h>

enum { MEMORY_MAX = 16 << 20, ROUNDS_MAX = 300 };

struct world {
	struct answers answers;
	struct arena *arena;
	struct view *view;
	struct spf_request request;
	bool gives_up; /* the view, from the start */
};

static void
check_steps(const struct spf *spf)
{
	promise(spf->step_count <= SPF_STEPS_MAX, "the trace is bounded");
	for (size_t i = 0; i < spf->step_count; i++) {
		const struct spf_step *step = &spf->steps[i];

		promise(step->depth <= SPF_LOOKUPS_MAX + 1, "depth is bounded");
		promise(step->lookup_count <= SPF_HOSTS_MAX * 2 + 2,
		    "a term asks for so much and no more");
		for (size_t j = 0; j < step->lookup_count; j++)
			promise(step->lookups[j].answer != NULL &&
				    step->lookups[j].name.size <= 255,
			    "a look-up is of a name and has an answer");
	}
}

static void
check(const struct spf *spf)
{
	bool error =
	    spf->result == SPF_TEMPERROR || spf->result == SPF_PERMERROR;

	promise(spf->lookups <= SPF_LOOKUPS_MAX + 1, "look-ups are counted");
	promise(spf->lookups <= SPF_LOOKUPS_MAX || error,
	    "too many look-ups are an error");
	promise(spf->voids <= SPF_VOIDS_MAX || error,
	    "too many void look-ups are an error");
	promise((spf->problem[0] != '\0') == error, "an error has a reason");
	promise(spf->explanation[0] == '\0' || spf->result == SPF_FAIL,
	    "only a fail is explained");
	promise(strlen(spf->explanation) <= SPF_TEXT_MAX,
	    "explanations are bounded");
	check_steps(spf);
}

/* False when memory ran out. */
static bool
run(struct world *w, struct spf *spf, struct findings *findings)
{
	int rounds = 0;

	for (;;) {
		arena_reset(w->arena);
		if (findings != NULL)
			*findings = (struct findings){ 0 };
		if (spf_check(w->view, &w->request, w->arena, spf, findings))
			break;
		promise(++rounds < ROUNDS_MAX, "an evaluation ends");
		answers_fill(&w->answers, w->view);
		if (arena_failed(w->answers.arena))
			return false;
	}
	promise(!arena_failed(w->arena), "a zone does not use up the memory");
	return !arena_failed(w->answers.arena);
}

static void
run_twice(struct world *w)
{
	struct findings findings;
	enum spf_result result;
	struct spf spf;
	size_t steps;

	if (!run(w, &spf, &findings))
		return;
	check(&spf);
	promise(findings.count <= FINDINGS_MAX, "findings are bounded");
	result = spf.result;
	steps = spf.step_count;
	if (!run(w, &spf, NULL))
		return;
	promise(spf.result == result && spf.step_count == steps,
	    "findings change no result");
}

static void
take_request(struct world *w)
{
	static const char *const clients[] = { "192.0.2.1", "2001:db8::1",
		"::ffff:192.0.2.1", "10.0.0.1" };
	struct span first = answers_line(&w->answers);
	unsigned int pick = first.size > 0 ? (unsigned char)first.data[0] : 0;

	ip_parse(span_of(clients[pick % 4]), &w->request.ip);
	w->gives_up = pick >= 0xf0;
	w->request.sender = answers_line(&w->answers);
	w->request.helo = answers_line(&w->answers);
	w->request.now = 1700000000;
	answers_begin(&w->answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { .answers = { .all = fuzz_input(data, size) } };

	if (size == 0 || size > 1 << 14)
		return 0;
	take_request(&w);
	w.answers.arena = arena_new(MEMORY_MAX);
	w.arena = arena_new(MEMORY_MAX);
	w.view = w.answers.arena ? view_new(w.answers.arena) : NULL;
	if (w.view != NULL && w.gives_up)
		view_give_up(w.view);
	if (w.view != NULL && w.arena != NULL)
		run_twice(&w);
	arena_free(w.answers.arena);
	arena_free(w.arena);
	return 0;
}
