#include "report/check_text.h"

#include "inquiry/attempt.h"
#include "report/diagnosis_text.h"
#include "report/escape.h"
#include "report/transcript.h"

static enum colour
verdict_colour(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_DELIVERABLE:
	case VERDICT_ACCEPT_ALL:
	case VERDICT_ACCEPTED:
		return GREEN;
	case VERDICT_DEFERRED:
	case VERDICT_REFUSED:
	case VERDICT_UNDECIDED:
		return YELLOW;
	case VERDICT_UNDELIVERABLE:
	case VERDICT_UNREACHABLE:
	case VERDICT_INVALID:
		break;
	}
	return RED;
}

/* For acceptances the control, not the reply, is the reason. */
static const char *
why(const struct result *r)
{
	switch (r->verdict) {
	case VERDICT_DELIVERABLE:
		return "the server takes this address and refuses a made-up "
		       "one";
	case VERDICT_ACCEPT_ALL:
		return "this address, and just as well a made-up one";
	case VERDICT_ACCEPTED:
		return "the server takes this address; whether it would take "
		       "any is not known";
	case VERDICT_UNDELIVERABLE:
	case VERDICT_DEFERRED:
	case VERDICT_REFUSED:
	case VERDICT_UNREACHABLE:
	case VERDICT_INVALID:
	case VERDICT_UNDECIDED:
		break;
	}
	return r->reading.summary;
}

/* The cause is; of an accepted address the verdict says how sure it is. */
static bool
is_guessed(const struct result *r)
{
	return r->reading.confidence == CONFIDENCE_GUESS &&
	       r->reading.cause != CAUSE_ACCEPTED &&
	       r->reading.cause != CAUSE_UNSPECIFIED;
}

static void
first_line(const struct result *r, struct page *p)
{
	page_colour(p, BOLD);
	escape_for_terminal(p->out, span_of(r->given));
	page_colour(p, PLAIN);
	buf_add_text(p->out, ": ");
	page_colour(p, verdict_colour(r->verdict));
	buf_add_text(p->out, verdict_in_words(r->verdict));
	page_colour(p, PLAIN);
	buf_add_text(p->out, ": ");
	escape_for_terminal(p->out, span_of(why(r)));
	if (is_guessed(r))
		buf_add_text(p->out, " (a guess)");
	page_blank_line(p);
}

static void
servers_words(const struct result *r, struct arena *a, struct page *p)
{
	if (!r->has_reply)
		return;
	page_blank_line(p);
	page_heading(
	    p, arena_format(a, "The server said (%s, at %s)",
		   attempt_target(r->decisive, a), stage_word(r->stage)));
	page_verbatim(p, "  ", span_trim(r->reply.raw));
}

static const char *
tls_in_short(const struct attempt *attempt, struct arena *a)
{
	const struct tls_facts *tls = attempt->tls;

	if (attempt->network != NETWORK_OK)
		return "";
	if (tls == NULL)
		return ", in clear";
	if (!tls->established)
		return ", TLS failed";
	return arena_format(a, ", %s, certificate %s", tls->version,
	    tls->reason[0] ? "not verified" : "verified");
}

static void
servers(const struct result *r, struct arena *a, struct page *p)
{
	if (r->attempt_count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "Servers asked");
	for (size_t i = 0; i < r->attempt_count; i++) {
		const struct attempt *attempt = &r->attempts[i];
		const char *what = attempt->network != NETWORK_OK
				       ? attempt_in_words(attempt, a)
				       : arena_format(a, "%lld ms",
					     (long long)(attempt->ended_at -
							 attempt->began_at) /
						 1000);

		page_paragraph(p, "  ",
		    span_of(
			arena_format(a, "%s: %s%s", attempt_target(attempt, a),
			    what, tls_in_short(attempt, a))));
	}
}

static void
witnesses(const struct result *r, struct arena *a, struct page *p)
{
	if (r->witness_count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "Others tried, to see whose fault it is");
	for (size_t i = 0; i < r->witness_count; i++) {
		const struct witness *w = &r->witnesses[i];
		char ip[IP_TEXT_MAX];

		page_paragraph(p, "  ",
		    span_of(arena_format(a, "%s [%s]:%u: %s%s", w->host,
			ip_format(&w->ip, ip), (unsigned int)w->port,
			network_error_in_words(w->network),
			w->cut_short ? " (not waited for)" : "")));
	}
}

/* "next-mx (b.example.org): accepted, 250; this flips the answer" */
static const char *
variation_in_words(const struct variation *v, struct arena *a)
{
	const char *said = v->summary, *cause = "";

	if (v->asked && v->cause != CAUSE_ACCEPTED)
		cause = arena_format(a, ", %s", cause_word(v->cause));
	if (v->asked && v->code == 0)
		said = arena_format(a, "%s%s", verdict_word(v->verdict), cause);
	else if (v->asked)
		said = arena_format(a, "%s, %u%s", verdict_word(v->verdict),
		    (unsigned int)v->code, cause);
	return arena_format(a, "%s (%s): %s%s", change_word(v->change), v->to,
	    said, v->flips ? "; this flips the answer" : "");
}

static void
variations(const struct result *r, struct arena *a, struct page *p)
{
	bool any = false;

	if (!r->varied)
		return;
	page_blank_line(p);
	page_heading(p, "What makes a difference");
	for (size_t i = 0; i < r->variation_count; i++) {
		any = any || r->variations[i].flips;
		page_paragraph(p, "  - ",
		    span_of(variation_in_words(&r->variations[i], a)));
	}
	if (r->variation_count == 0)
		page_paragraph(
		    p, "  ", SPAN("There was nothing to ask differently."));
	else if (!any)
		page_paragraph(p, "  ", SPAN("None of this flips the answer."));
}

static void
transcript_line(void *context, const struct transcript_line *line)
{
	struct page *p = context;

	buf_format(p->out, "  %8lld.%lld ms  %s ", (long long)line->at / 1000,
	    (long long)line->at % 1000 / 100, line->mark);
	escape_for_terminal(p->out, line->text);
	page_blank_line(p);
}

static void
transcript(const struct result *r, struct arena *a, struct page *p)
{
	if (r->attempt_count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "Transcript");
	transcript_each(r, a, transcript_line, p);
}

void
check_text(const struct result *r, const struct text_options *o,
    struct arena *a, struct page *p)
{
	first_line(r, p);
	if (o->first_line_only)
		return;
	diagnosis_to_do(&r->reading, true, a, p);
	servers_words(r, a, p);
	diagnosis_reasons(&r->reading, r->evidence, r->evidence_count, a, p);
	variations(r, a, p);
	findings_text(&r->findings, a, p);
	servers(r, a, p);
	witnesses(r, a, p);
	if (o->transcript)
		transcript(r, a, p);
}
