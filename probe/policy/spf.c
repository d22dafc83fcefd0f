#include "policy/spf_run.h"

/*
 * check_host() as RFC 7208 4 has it, recursive for include and redirect. What
 * ends the evaluation early (an error, a limit, an answer that is missing) is
 * kept in the run; see spf_run.h.
 */

/* What decided, in the record where all redirects lead. */
struct ending {
	struct span mechanism;
	struct span exp; /* its domain-spec */
	struct span exp_term;
	struct span domain;
};

const char *
spf_outcome_word(enum spf_outcome outcome)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		SPF_OUTCOMES(X)
#undef X
	};

	return words[outcome];
}

size_t
spf_find_records(const struct answer *answer, struct span *text)
{
	size_t count = 0;

	for (size_t i = 0; i < answer->count; i++) {
		if (!spf_is_record(answer->records[i].data))
			continue;
		*text = answer->records[i].data;
		count++;
	}
	return count;
}

bool
spf_is_domain(struct span text, struct name *name)
{
	if (text.size == 0 || text.data[0] == '[' || !spf_is_name(text, name))
		return false;
	/* A label, another one, and the root. */
	return name->wire[name->wire[0] + 1u] != 0;
}

/* The record of the domain; the empty span when there is none or the run
 * stopped. */
static struct span
find_record(const struct spf_spot *at)
{
	struct spf_run *run = at->run;
	struct span text = SPAN_NONE;
	const struct answer *answer =
	    spf_ask(at, at->domain, at->name, RECORD_TXT);

	if (answer == NULL || !spf_usable(run, at->domain, answer))
		return SPAN_NONE;
	if (spf_find_records(answer, &text) > 1)
		spf_stop(run, SPF_PERMERROR,
		    "%.*s has more than one SPF record (RFC 7208 4.5)",
		    SPAN_ARGUMENTS(at->domain));
	return text;
}

/* The step at which the run stopped, and those around it, say so. */
static enum spf_result
stopped(const struct spf_spot *at)
{
	spf_step(at->run, at->step)->outcome = at->run->error == SPF_TEMPERROR
						   ? SPF_STEP_TEMPERROR
						   : SPF_STEP_PERMERROR;
	return at->run->error;
}

/* RFC 7208 4.6.4. */
static bool
count_lookup(const struct spf_spot *at, const struct spf_term *term)
{
	struct spf_run *run = at->run;

	if (spf_looks_up(term->kind) && ++run->lookups > SPF_LOOKUPS_MAX)
		spf_stop(run, SPF_PERMERROR,
		    "more than %d terms that look up the DNS, the last one "
		    "%.*s in the record of %.*s (RFC 7208 4.6.4)",
		    (int)SPF_LOOKUPS_MAX, SPAN_ARGUMENTS(term->text),
		    SPAN_ARGUMENTS(at->domain));
	return !run->stopped;
}

static enum spf_result check_host(struct spf_run *run, struct span domain,
    unsigned int depth, struct ending *ending);

/* RFC 7208 5.2 and 6.1: no record there is an error here. */
static enum spf_result
check_other(const struct spf_spot *at, const struct spf_term *term,
    unsigned int depth, struct ending *ending)
{
	struct spf_run *run = at->run;
	struct span target = spf_expand_domain(at, term->domain);
	enum spf_result result;

	if (run->stopped)
		return run->error;
	result = check_host(run, target, depth, ending);
	if (result == SPF_NONE)
		spf_stop(run, SPF_PERMERROR,
		    "%.*s in the record of %.*s: there is no SPF record (RFC "
		    "7208 %s)",
		    SPAN_ARGUMENTS(term->text), SPAN_ARGUMENTS(at->domain),
		    term->kind == SPF_INCLUDE ? "5.2" : "6.1");
	return result;
}

static bool
matches(const struct spf_spot *at, const struct spf_term *term)
{
	struct ending unused;

	if (!count_lookup(at, term))
		return false;
	if (term->kind != SPF_INCLUDE)
		return spf_matches(at, term);
	return check_other(at, term, at->depth + 1, &unused) == SPF_PASS;
}

static enum spf_result
redirect(
    struct spf_spot *at, const struct spf_term *term, struct ending *ending)
{
	enum spf_result result = SPF_NONE;

	at->step = spf_begin_step(at, term->text, SPF_STEP_REDIRECT);
	if (count_lookup(at, term))
		result = check_other(at, term, at->depth, ending);
	return at->run->stopped ? stopped(at) : result;
}

static enum spf_result
evaluate(
    struct spf_spot *at, const struct spf_record *record, struct ending *ending)
{
	struct spf_cursor cursor = spf_record_first(record);
	const struct spf_term *term;

	*ending = (struct ending){
		.mechanism = SPAN("default"),
		.exp = record->exp.domain,
		.exp_term = record->exp.text,
		.domain = at->domain,
	};
	while ((term = spf_record_next(&cursor)) != NULL) {
		bool matched;

		if (term->kind >= SPF_REDIRECT)
			continue;
		at->step = spf_begin_step(at, term->text, SPF_STEP_NO_MATCH);
		matched = matches(at, term);
		if (!matched && !at->run->stopped)
			continue;
		ending->mechanism = term->text;
		if (at->run->stopped)
			return stopped(at);
		spf_step(at->run, at->step)->outcome = SPF_STEP_MATCH;
		return term->qualifier;
	}
	if (record->redirect.text.size > 0)
		return redirect(at, &record->redirect, ending);
	return SPF_NEUTRAL; /* RFC 7208 4.7 */
}

static enum spf_result
check_host(struct spf_run *run, struct span domain, unsigned int depth,
    struct ending *ending)
{
	struct spf_spot at = { .run = run, .domain = domain, .depth = depth };
	struct spf_record record;
	struct name name;
	struct span text;

	*ending = (struct ending){ .mechanism = SPAN_NONE };
	at.step = spf_begin_step(&at, SPAN_NONE, SPF_STEP_NO_RECORD);
	if (!spf_is_domain(domain, &name))
		return SPF_NONE;
	at.name = &name;
	text = find_record(&at);
	spf_step(run, at.step)->term = text;
	if (run->stopped)
		return stopped(&at);
	if (text.size == 0)
		return SPF_NONE;
	if (!spf_record_read(text, &record)) {
		spf_stop(run, SPF_PERMERROR,
		    "%.*s in the record of %.*s %s (RFC 7208 4.6)",
		    SPAN_ARGUMENTS(record.wrong.text), SPAN_ARGUMENTS(domain),
		    record.wrong.problem);
		ending->mechanism = record.wrong.text;
		return stopped(&at);
	}
	spf_step(run, at.step)->outcome = SPF_STEP_RECORD;
	return evaluate(&at, &record, ending);
}

/* RFC 7208 6.2: whatever goes wrong here, there is just no explanation. */
static struct span
explain(struct spf_run *run, const struct ending *ending)
{
	struct spf_spot at = { .run = run, .domain = ending->domain };
	const struct answer *answer;
	struct name name, own;
	struct span text;

	if (ending->exp.size == 0 || !spf_is_domain(ending->domain, &own))
		return SPAN_NONE;
	run->explaining = true;
	at.name = &own;
	at.step = spf_begin_step(&at, ending->exp_term, SPF_STEP_EXPLANATION);
	if (!spf_target(&at, ending->exp, &text, &name))
		return SPAN_NONE;
	answer = spf_ask(&at, text, &name, RECORD_TXT);
	if (answer == NULL || answer->count != 1)
		return SPAN_NONE;
	text = answer->records[0].data;
	if (spf_macro_problem(text, SPF_IN_EXPLANATION) != NULL)
		return SPAN_NONE;
	return spf_expand_text(&at, text);
}

/* RFC 7208 4.3: no local part is "postmaster"; the domain follows the last
 * "@"; without a sender it is the HELO name. */
static void
take_sender(struct spf_run *run)
{
	struct span whole = run->request->sender;
	size_t at = whole.size;

	while (at > 0 && whole.data[at - 1] != '@')
		at--;
	if (whole.size == 0)
		whole = run->request->helo;
	run->sender = whole;
	run->sender_domain = span_part(whole, at, whole.size);
	run->local = span_part(whole, 0, at > 0 ? at - 1 : 0);
	if (run->local.size > 0)
		return;
	run->local = SPAN("postmaster");
	run->sender = span_of(arena_format(
	    run->arena, "postmaster@%.*s", SPAN_ARGUMENTS(run->sender_domain)));
}

static struct span
without_last_dot(struct span domain)
{
	if (domain.size > 1 && domain.data[domain.size - 1] == '.')
		domain.size--;
	return domain;
}

bool
spf_check(struct view *v, const struct spf_request *request, struct arena *a,
    struct spf *spf, struct findings *findings)
{
	struct spf_run run = {
		.view = v,
		.request = request,
		.arena = a,
		.ip = ip_unmapped(&request->ip),
		.problem = "",
	};
	struct span domain, explanation = SPAN_NONE;
	struct ending ending;
	enum spf_result result;
	unsigned int needed = 0;

	take_sender(&run);
	domain = without_last_dot(run.sender_domain);
	result = check_host(&run, domain, 0, &ending);
	if (!run.stopped && result == SPF_FAIL)
		explanation = explain(&run, &ending);
	if (findings != NULL)
		needed = spf_audit(&run, domain, findings);
	if (run.pending)
		return false;
	*spf = (struct spf){
		.result = result,
		.domain = arena_text(a, domain),
		.explanation = arena_text(a, explanation),
		.mechanism = arena_text(a, ending.mechanism),
		.problem = run.problem,
		.lookups = run.lookups,
		.voids = run.voids,
		.needed = needed,
		.steps = run.steps,
		.step_count = run.step_count,
	};
	return true;
}
