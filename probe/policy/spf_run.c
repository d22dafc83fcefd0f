#include "policy/spf_run.h"

#include "policy/reverse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PROBLEM_MAX = 512 };

void
spf_stop(struct spf_run *run, enum spf_result error, const char *format, ...)
{
	char text[PROBLEM_MAX];
	va_list arguments;

	if (run->stopped || run->explaining)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	run->stopped = true;
	run->error = error;
	run->problem = arena_text(run->arena, span_of(text));
}

size_t
spf_begin_step(
    const struct spf_spot *at, struct span term, enum spf_outcome outcome)
{
	struct spf_run *run = at->run;
	struct spf_step *steps;

	if (run->step_count == SPF_STEPS_MAX)
		return SPF_UNTRACED;
	steps = arena_append(
	    run->arena, run->steps, &run->step_count, sizeof *steps);
	if (steps == NULL)
		return SPF_UNTRACED;
	run->steps = steps;
	steps[run->step_count - 1] = (struct spf_step){
		.depth = at->depth,
		.domain = at->domain,
		.term = term,
		.outcome = outcome,
	};
	return run->step_count - 1;
}

struct spf_step *
spf_step(struct spf_run *run, size_t index)
{
	if (index < run->step_count)
		return &run->steps[index];
	run->untraced = (struct spf_step){ .depth = 0 };
	return &run->untraced;
}

static void
trace(const struct spf_spot *at, struct span text, enum record_type type,
    const struct answer *answer)
{
	struct spf_step *step = spf_step(at->run, at->step);
	struct spf_lookup *lookups;

	if (at->step >= at->run->step_count)
		return;
	lookups = arena_append(at->run->arena, step->lookups,
	    &step->lookup_count, sizeof *lookups);
	if (lookups == NULL)
		return;
	lookups[step->lookup_count - 1] =
	    (struct spf_lookup){ text, type, answer };
	step->lookups = lookups;
}

static bool
is_void(const struct answer *answer)
{
	return answer->status == ANSWER_NODATA ||
	       answer->status == ANSWER_NXDOMAIN;
}

const struct answer *
spf_ask(const struct spf_spot *at, struct span text, const struct name *name,
    enum record_type type)
{
	struct spf_run *run = at->run;
	const struct answer *answer = view_ask(run->view, name, type);

	if (answer == NULL) {
		run->stopped = run->pending = true;
		return NULL;
	}
	trace(at, text, type, answer);
	if (!is_void(answer) || run->explaining)
		return answer;
	if (++run->voids <= SPF_VOIDS_MAX)
		return answer;
	spf_stop(run, SPF_PERMERROR,
	    "more than %d look-ups found nothing, the last one %s of %.*s "
	    "(RFC 7208 4.6.4)",
	    (int)SPF_VOIDS_MAX, record_type_word(type), SPAN_ARGUMENTS(text));
	return NULL;
}

bool
spf_usable(struct spf_run *run, struct span text, const struct answer *answer)
{
	if (answer->status == ANSWER_OK || is_void(answer))
		return true;
	spf_stop(run, SPF_TEMPERROR,
	    "the DNS gave no usable answer for %.*s: %s", SPAN_ARGUMENTS(text),
	    answer_status_word(answer->status));
	return false;
}

static enum record_type
address_type(const struct spf_run *run)
{
	return run->ip.family == IP_V4 ? RECORD_A : RECORD_AAAA;
}

static bool
same_network(const struct ip *a, const struct ip *b, unsigned int bits4,
    unsigned int bits6)
{
	unsigned int bits = a->family == IP_V4 ? bits4 : bits6;
	unsigned int whole = bits / 8, rest = bits % 8;

	if (a->family != b->family || memcmp(a->octets, b->octets, whole) != 0)
		return false;
	return rest == 0 ||
	       (a->octets[whole] ^ b->octets[whole]) >> (8 - rest) == 0;
}

static bool
has_address(const struct spf_run *run, const struct answer *answer,
    unsigned int bits4, unsigned int bits6)
{
	for (size_t i = 0; i < answer->count; i++) {
		if (same_network(
			&run->ip, &answer->records[i].ip, bits4, bits6))
			return true;
	}
	return false;
}

/* A name as text without escapes, which is how macros take it. */
static struct span
octets_of(struct arena *a, const struct name *name)
{
	char text[NAME_WIRE_MAX];
	size_t size = 0;

	for (size_t at = 0; name->wire[at] != 0; at += name->wire[at] + 1u) {
		if (size > 0)
			text[size++] = '.';
		memcpy(text + size, name->wire + at + 1, name->wire[at]);
		size += name->wire[at];
	}
	return arena_copy(a, (struct span){ text, size });
}

/* One of several names is missing: the others will be wanted too. */
static void
ask_all(struct spf_run *run, const struct answer *names, size_t count)
{
	for (size_t i = 0; i < count && run->pending; i++) {
		if (names->records[i].target->size > 1)
			view_ask(run->view, names->records[i].target,
			    address_type(run));
	}
}

static bool
is_confirmed(const struct spf_spot *at, const struct name *name)
{
	struct spf_run *run = at->run;
	const struct answer *answer;

	if (name->size == 1)
		return false;
	answer =
	    spf_ask(at, octets_of(run->arena, name), name, address_type(run));
	return answer != NULL && has_address(run, answer, 32, 128);
}

/*
 * The client's names, confirmed (RFC 7208 5.5): errors of the DNS and names
 * beyond the tenth are passed over. Done once for all terms.
 */
static void
validate(const struct spf_spot *at)
{
	struct spf_run *run = at->run;
	const struct name **names;
	const struct answer *answer;
	struct name reverse;
	size_t count;

	if (run->validated)
		return;
	reverse_name(&run->ip, &reverse);
	answer =
	    spf_ask(at, octets_of(run->arena, &reverse), &reverse, RECORD_PTR);
	if (answer == NULL)
		return;
	count = answer->count < SPF_HOSTS_MAX ? answer->count : SPF_HOSTS_MAX;
	for (size_t i = 0; i < count && !run->stopped; i++) {
		if (!is_confirmed(at, answer->records[i].target))
			continue;
		names = arena_append(
		    run->arena, run->names, &run->name_count, sizeof *names);
		if (names == NULL)
			return;
		run->names = names;
		names[run->name_count - 1] = answer->records[i].target;
	}
	ask_all(run, answer, count);
	run->validated = !run->stopped;
}

/* RFC 7208 7.3: the domain itself, else a name below it, else any. */
static struct span
validated_name(const struct spf_spot *at)
{
	struct spf_run *run = at->run;
	const struct name *best = NULL;
	int rank = 0;

	validate(at);
	for (size_t i = 0; i < run->name_count; i++) {
		const struct name *name = run->names[i];
		int this = name_equal(name, at->name)      ? 3
			   : name_is_below(name, at->name) ? 2
							   : 1;

		if (this > rank) {
			rank = this;
			best = name;
		}
	}
	return best != NULL ? octets_of(run->arena, best) : SPAN("unknown");
}

static struct span
number_text(struct arena *a, int64_t number)
{
	return span_of(arena_format(a, "%lld", (long long)number));
}

static struct span
value_of(void *context, char letter)
{
	const struct spf_spot *at = context;
	const struct spf_run *run = at->run;
	char text[REVERSE_TEXT_MAX];

	switch (letter) {
	case 's':
		return run->sender;
	case 'l':
		return run->local;
	case 'o':
		return run->sender_domain;
	case 'd':
		return at->domain;
	case 'i':
		return arena_copy(
		    run->arena, span_of(forward_text(&run->ip, text)));
	case 'c':
		return arena_copy(
		    run->arena, span_of(ip_format(&run->ip, text)));
	case 'p':
		return validated_name(at);
	case 'v':
		return span_of(reverse_tree(&run->ip));
	case 'h':
		return run->request->helo;
	case 'r':
		return run->request->receiver.size > 0 ? run->request->receiver
						       : SPAN("unknown");
	default:
		return number_text(run->arena, run->request->now);
	}
}

static struct span
expand(const struct spf_spot *at, struct span text, bool keep_end)
{
	struct spf_text out;
	struct spf_spot copy = *at;

	out.size = 0;
	out.keep_end = keep_end;
	spf_expand(&out, text, value_of, &copy);
	return arena_copy(at->run->arena, (struct span){ out.data, out.size });
}

struct span
spf_expand_domain(const struct spf_spot *at, struct span spec)
{
	if (span_find(spec, '%') < spec.size)
		spec = expand(at, spec, true);
	return spf_name_cut(spec);
}

struct span
spf_expand_text(const struct spf_spot *at, struct span text)
{
	return expand(at, text, false);
}

bool
spf_is_name(struct span text, struct name *name)
{
	return text.size > 0 && text.data[text.size - 1] != '.' &&
	       name_from_octets(text, name);
}

bool
spf_target(const struct spf_spot *at, struct span spec, struct span *text,
    struct name *name)
{
	*text = spf_expand_domain(at, spec);
	return !at->run->stopped && spf_is_name(*text, name);
}

/* The name that a, mx and ptr are about. */
static bool
name_of(const struct spf_spot *at, const struct spf_term *term,
    struct span *text, struct name *name)
{
	if (term->domain.size > 0)
		return spf_target(at, term->domain, text, name);
	*text = at->domain;
	*name = *at->name;
	return true;
}

static bool
match_a(const struct spf_spot *at, const struct spf_term *term,
    struct span text, const struct name *name)
{
	const struct answer *answer =
	    spf_ask(at, text, name, address_type(at->run));

	return answer != NULL && spf_usable(at->run, text, answer) &&
	       has_address(at->run, answer, term->bits4, term->bits6);
}

/* RFC 7208 5.4: no implicit MX; RFC 7505: "." is no host. */
static bool
match_mx(const struct spf_spot *at, const struct spf_term *term,
    struct span text, const struct name *name)
{
	const struct answer *mx = spf_ask(at, text, name, RECORD_MX);
	struct spf_run *run = at->run;

	if (mx == NULL || !spf_usable(run, text, mx))
		return false;
	if (mx->count > SPF_HOSTS_MAX) {
		spf_stop(run, SPF_PERMERROR,
		    "%.*s has more than %d MX records (RFC 7208 4.6.4)",
		    SPAN_ARGUMENTS(text), (int)SPF_HOSTS_MAX);
		return false;
	}
	for (size_t i = 0; i < mx->count && !run->stopped; i++) {
		const struct name *host = mx->records[i].target;

		if (host->size > 1 &&
		    match_a(at, term, octets_of(run->arena, host), host))
			return true;
	}
	ask_all(run, mx, mx->count);
	return false;
}

static bool
match_ptr(const struct spf_spot *at, const struct name *name)
{
	struct spf_run *run = at->run;

	validate(at);
	for (size_t i = 0; i < run->name_count && !run->stopped; i++) {
		if (name_is_below(run->names[i], name))
			return true;
	}
	return false;
}

/* RFC 7208 5.7: A records, whatever the client's family. */
static bool
match_exists(
    const struct spf_spot *at, struct span text, const struct name *name)
{
	const struct answer *answer = spf_ask(at, text, name, RECORD_A);

	return answer != NULL && spf_usable(at->run, text, answer) &&
	       answer->count > 0;
}

bool
spf_matches(const struct spf_spot *at, const struct spf_term *term)
{
	struct span text;
	struct name name;

	if (term->kind == SPF_ALL)
		return true;
	if (term->kind == SPF_IP4 || term->kind == SPF_IP6)
		return same_network(
		    &at->run->ip, &term->network, term->bits4, term->bits6);
	/* RFC 7208 4.8: what cannot be a name does not match. */
	if (!name_of(at, term, &text, &name))
		return false;
	if (term->kind == SPF_A)
		return match_a(at, term, text, &name);
	if (term->kind == SPF_MX)
		return match_mx(at, term, text, &name);
	if (term->kind == SPF_PTR)
		return match_ptr(at, &name);
	return match_exists(at, text, &name);
}
