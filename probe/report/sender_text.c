#include "report/sender_text.h"

#include "inquiry/claim.h"
#include "report/diagnosis_text.h"
#include "report/escape.h"
#include "report/record_text.h"

/* What is wrong with a sender, as causes of refusals; each at most once. */
enum { PROBLEMS_MAX = 8 };

struct problem {
	enum cause cause;
	const char *in_words;
};

struct problems {
	struct problem items[PROBLEMS_MAX];
	size_t count;
};

static void
add(struct problems *p, enum cause cause, const char *in_words)
{
	if (p->count < PROBLEMS_MAX)
		p->items[p->count++] = (struct problem){ cause, in_words };
}

static void
add_ptr(struct problems *p, const struct ptr *ptr)
{
	if (ptr->status == PTR_MISSING)
		add(p, CAUSE_NO_REVERSE_DNS, "it has no PTR record");
	else if (ptr->status == PTR_MISMATCH)
		add(p, CAUSE_NO_REVERSE_DNS,
		    "its PTR name does not lead back to it");
}

static void
add_helo(struct problems *p, const struct survey *s)
{
	static const char *const words[] = {
		[HELO_ELSEWHERE] = "the HELO name leads to another address",
		[HELO_UNRESOLVED] = "the HELO name has no address",
		[HELO_NOT_FQDN] = "the HELO name is not fully qualified",
		[HELO_BAD] = "what is said in HELO is no host name",
		[HELO_TEMPERROR] = NULL,
	};

	if (s->has_helo && words[s->helo.status] != NULL)
		add(p, CAUSE_HELO_REJECTED, words[s->helo.status]);
}

static void
add_one_spf(struct problems *p, const struct spf *spf, struct arena *a)
{
	add(p, CAUSE_SPF_FAILED,
	    arena_format(
		a, "SPF of %s: %s", spf->domain, spf_result_word(spf->result)));
}

static void
add_spf(struct problems *p, const struct survey *s, struct arena *a)
{
	if (s->has_sender && survey_spf_is_bad(&s->spf))
		add_one_spf(p, &s->spf, a);
	if (s->has_sender && s->spf.result == SPF_NONE)
		add(p, CAUSE_UNAUTHENTICATED_MAIL,
		    arena_format(a, "%s has no SPF record", s->spf.domain));
	if (survey_helo_spf_is_bad(s))
		add_one_spf(p, &s->spf_helo, a);
}

static void
add_domain(struct problems *p, const struct survey *s)
{
	if (!s->has_route)
		return;
	if (s->route.status == ROUTE_NULL_MX)
		add(p, CAUSE_SENDER_REJECTED,
		    "the sender's domain takes no mail (null MX)");
	else if (s->route.status == ROUTE_NO_SUCH_DOMAIN)
		add(p, CAUSE_SENDER_REJECTED,
		    "the sender's domain does not exist");
	else if (s->route.status == ROUTE_NO_ADDRESS)
		add(p, CAUSE_SENDER_REJECTED,
		    "the sender's domain has no mail server");
}

static void
add_lists(struct problems *p, const struct survey *s, struct arena *a)
{
	for (size_t i = 0; i < s->list_count; i++) {
		if (s->lists[i].status == DNSBL_LISTED)
			add(p, CAUSE_IP_BLOCKED,
			    arena_format(a, "listed by %s", s->lists[i].zone));
	}
}

static void
first_line(
    const struct survey *s, const struct problems *problems, struct page *p)
{
	char ip[IP_TEXT_MAX];

	page_colour(p, BOLD);
	buf_add_text(p->out, ip_format(&s->ip, ip));
	page_colour(p, PLAIN);
	buf_add_text(p->out, ": ");
	page_colour(p, problems->count > 0 ? RED : GREEN);
	if (problems->count > 0)
		buf_add_text(p->out, "receivers have reasons to refuse it");
	else if (survey_is_open(s))
		buf_add_text(p->out, "not all could be looked up");
	else
		buf_add_text(p->out, "nothing wrong was found");
	page_colour(p, PLAIN);
	for (size_t i = 0; i < problems->count; i++) {
		buf_add_text(p->out, i > 0 ? "; " : ": ");
		escape_for_terminal(
		    p->out, span_of(problems->items[i].in_words));
	}
	page_blank_line(p);
}

/* The same cause twice wants the same to be done once. */
static bool
is_first(const struct problems *problems, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (problems->items[i].cause == problems->items[n].cause)
			return false;
	}
	return true;
}

/* In general, where the survey says nothing in particular. */
static void
advise(
    enum cause cause, const struct tables *t, struct arena *a, struct page *p)
{
	struct reading r;

	if (!reading_of_cause(t, cause, cause_about(cause), true, a, &r))
		return;
	for (size_t n = 0; n < r.advice_count; n++) {
		if (r.advice_for[n] == ACT_SENDER_ADMIN)
			page_paragraph(p, "  - ", span_of(r.advice[n]));
	}
}

static void
to_do(const struct survey *s, const struct problems *problems,
    const struct tables *t, struct arena *a, struct page *p)
{
	if (problems->count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "What to do");
	for (size_t i = 0; i < problems->count; i++) {
		enum cause cause = problems->items[i].cause;
		const char *remedy = NULL;

		if (!is_first(problems, i))
			continue;
		/* A list names the way off it below. */
		if (cause != CAUSE_IP_BLOCKED)
			remedy = claim_remedy(cause, s, a);
		if (remedy != NULL)
			page_paragraph(p, "  - ", span_of(remedy));
		else
			advise(cause, t, a, p);
	}
}

static const char *
addresses_in_words(const struct ip *addresses, size_t count, struct arena *a)
{
	const char *text = count == 0 ? "no address" : "";
	char ip[IP_TEXT_MAX];

	for (size_t i = 0; i < count; i++)
		text = arena_format(a, "%s%s%s", text, i > 0 ? ", " : "",
		    ip_format(&addresses[i], ip));
	return text;
}

static void
names(const struct survey *s, struct arena *a, struct page *p)
{
	page_blank_line(p);
	page_heading(p, "Reverse DNS (PTR)");
	if (s->ptr.count == 0)
		page_paragraph(p, "  ",
		    span_of(arena_format(a, "%s: %s", s->ptr.reverse,
			s->ptr.status == PTR_MISSING
			    ? "no PTR record"
			    : "could not be looked up")));
	if (s->ptr.contact != NULL)
		page_paragraph(p, "  ",
		    span_of(arena_format(a, "its zone is %s, of %s",
			s->ptr.zone, s->ptr.contact)));
	for (size_t i = 0; i < s->ptr.count; i++) {
		const struct ptr_name *name = &s->ptr.names[i];

		page_paragraph(p, "  ",
		    span_of(
			arena_format(a, "%s leads to %s: %s%s%s", name->name,
			    addresses_in_words(
				name->addresses, name->address_count, a),
			    name->confirmed ? "confirmed" : "not confirmed",
			    name->generic ? "; looks generic: " : "",
			    name->generic ? name->generic : "")));
	}
}

static void
helo(const struct survey *s, struct arena *a, struct page *p)
{
	static const char *const words[] = {
		[HELO_OK] = "is in order",
		[HELO_LITERAL] = "is the address itself, not a name",
		[HELO_ELSEWHERE] = "is the name of another address",
		[HELO_UNRESOLVED] = "is not in the DNS",
		[HELO_NOT_FQDN] = "is not fully qualified",
		[HELO_BAD] = "is neither a name nor an address literal",
		[HELO_TEMPERROR] = "could not be looked up",
	};

	if (!s->has_helo)
		return;
	page_blank_line(p);
	page_heading(p, "HELO");
	page_paragraph(p, "  ",
	    span_of(arena_format(a, "%s %s; leads to %s; %s", s->helo.name,
		words[s->helo.status],
		addresses_in_words(s->helo.addresses, s->helo.address_count, a),
		s->helo.is_ptr ? "it is the PTR name"
			       : "it is not the PTR name")));
}

/* "A mx.example.org: 192.0.2.1, 192.0.2.2", "MX example.org: nodata" */
static void
lookup(const struct spf_lookup *l, const char *indent, struct arena *a,
    struct page *p)
{
	const struct answer *answer = l->answer;
	const char *got = "unanswered";

	if (answer != NULL)
		got =
		    answer->count > 0 ? "" : answer_status_word(answer->status);
	for (size_t i = 0; answer != NULL && i < answer->count; i++) {
		struct span text = record_text(answer, l->type, i, a);

		got = arena_format(a, "%s%s%.*s", got, i > 0 ? ", " : "",
		    SPAN_ARGUMENTS(text));
	}
	page_paragraph(p, arena_format(a, "%s    asked ", indent),
	    span_of(arena_format(a, "%s %.*s: %s", record_type_word(l->type),
		SPAN_ARGUMENTS(l->name), got)));
}

static void
step(const struct spf_step *step_, struct arena *a, struct page *p)
{
	const char *indent =
	    arena_format(a, "  %*s", (int)step_->depth * 2, "");

	struct span term = step_->term;

	if (term.size == 0)
		term = SPAN("(no record)");
	page_paragraph(p, indent,
	    span_of(
		arena_format(a, "%.*s: %.*s: %s", SPAN_ARGUMENTS(step_->domain),
		    SPAN_ARGUMENTS(term), spf_outcome_word(step_->outcome))));
	for (size_t i = 0; i < step_->lookup_count; i++)
		lookup(&step_->lookups[i], indent, a, p);
}

static void
spf(const struct spf *result, const char *identity, struct arena *a,
    struct page *p)
{
	page_blank_line(p);
	page_heading(p, arena_format(a, "SPF (%s, %s): %s", identity,
			    result->domain, spf_result_word(result->result)));
	if (result->mechanism[0] != '\0')
		page_paragraph(p, "  ",
		    span_of(
			arena_format(a, "Decided by: %s", result->mechanism)));
	if (result->problem[0] != '\0')
		page_paragraph(p, "  ", span_of(result->problem));
	if (result->explanation[0] != '\0')
		page_paragraph(
		    p, "  The domain says: ", span_of(result->explanation));
	page_paragraph(p, "  ",
	    span_of(arena_format(a, "Look-ups: %u of 10; empty ones: %u of 2",
		result->lookups, result->voids)));
	for (size_t i = 0; i < result->step_count; i++)
		step(&result->steps[i], a, p);
}

static void
list(const struct dnsbl *l, struct arena *a, struct page *p)
{
	page_paragraph(p, "  ",
	    span_of(arena_format(a, "%s%s%s%s: %s", l->zone,
		l->title[0] ? " (" : "", l->title, l->title[0] ? ")" : "",
		dnsbl_status_word(l->status))));
	for (size_t i = 0; i < l->code_count; i++) {
		char ip[IP_TEXT_MAX];

		page_paragraph(p, "      ",
		    span_of(arena_format(a, "%s %s",
			ip_format(&l->codes[i].ip, ip), l->codes[i].meaning)));
	}
	for (size_t i = 0; i < l->text_count; i++)
		page_paragraph(p, "      it says: ", span_of(l->texts[i]));
	if (l->status == DNSBL_LISTED && l->removal[0] != '\0')
		page_paragraph(p, "      removal: ", span_of(l->removal));
}

static void
lists(const struct survey *s, struct arena *a, struct page *p)
{
	if (s->list_count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "Blocklists");
	for (size_t i = 0; i < s->list_count; i++)
		list(&s->lists[i], a, p);
}

static void
dmarc(const struct survey *s, struct arena *a, struct page *p)
{
	const struct dmarc *d = &s->dmarc;
	const char *words = dmarc_status_word(d->status);

	if (!s->has_sender)
		return;
	if (d->status == DMARC_OK)
		words = dmarc_policy_word(d->policy);
	else if (d->status == DMARC_NONE)
		words = "no record";
	page_blank_line(p);
	page_heading(p, arena_format(a, "DMARC (%s): %s", d->domain, words));
	if (d->record[0] == '\0')
		return;
	page_paragraph(p, "  ",
	    span_of(arena_format(a, "At %s: %s", d->record_domain, d->record)));
	page_paragraph(p, "  ",
	    span_of(d->spf_aligned ? "The sender's domain is aligned, so an "
				     "SPF pass is enough for DMARC"
				   : "SPF is not aligned with the From domain, "
				     "so only DKIM can satisfy DMARC"));
}

static void
key(const struct survey *s, struct arena *a, struct page *p)
{
	if (!s->has_key)
		return;
	page_blank_line(p);
	page_heading(p, arena_format(a, "DKIM key (%s): %s", s->key.name,
			    dkim_key_status_word(s->key.status)));
	if (s->key.bits > 0)
		page_paragraph(p, "  ",
		    span_of(arena_format(
			a, "%s, %u bits", s->key.type, s->key.bits)));
}

void
sender_text(const struct survey *s, const struct tables *t,
    bool first_line_only, struct arena *a, struct page *p)
{
	struct problems problems = { .count = 0 };

	add_ptr(&problems, &s->ptr);
	add_helo(&problems, s);
	add_spf(&problems, s, a);
	add_domain(&problems, s);
	add_lists(&problems, s, a);
	first_line(s, &problems, p);
	if (first_line_only)
		return;
	to_do(s, &problems, t, a, p);
	names(s, a, p);
	helo(s, a, p);
	if (s->has_sender)
		spf(&s->spf, "MAIL FROM", a, p);
	if (s->has_helo)
		spf(&s->spf_helo, "HELO", a, p);
	dmarc(s, a, p);
	key(s, a, p);
	lists(s, a, p);
	findings_text(&s->findings, a, p);
}
