#include "report/check_text.h"

#include "inquiry/attempt.h"
#include "report/escape.h"
#include "report/transcript.h"

const char *
act_in_words(enum act act)
{
	static const char *const words[] = {
		[ACT_SENDER] = "the person who writes",
		[ACT_SENDER_ADMIN] = "the sender's mail administrator (us)",
		[ACT_RECIPIENT] = "the recipient",
		[ACT_RECIPIENT_ADMIN] = "the recipient's mail administrator",
		[ACT_NETWORK] = "whoever runs the network on the way",
		[ACT_NOBODY] = "nobody",
	};

	return words[act];
}

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
	page_blank_line(p);
}

static const char *
retry_in_words(const struct reading *reading, struct arena *a)
{
	uint32_t seconds = reading->retry_seconds;

	if (reading->cause == CAUSE_ACCEPTED)
		return "";
	if (reading->retry == RETRY_NO)
		return "; trying again does not help";
	if (reading->retry == RETRY_AFTER_FIX)
		return "; try again once that is done";
	if (seconds == 0)
		return "; try again later";
	if (seconds % 60 == 0)
		return arena_format(
		    a, "; try again in %u min", (unsigned int)(seconds / 60));
	return arena_format(a, "; try again in %u s", (unsigned int)seconds);
}

static void
what_to_do(const struct result *r, struct arena *a, struct page *p)
{
	const struct reading *reading = &r->reading;

	page_blank_line(p);
	page_heading(p, "What to do");
	for (size_t i = 0; i < reading->advice_count; i++)
		page_paragraph(p, "  - ", span_of(reading->advice[i]));
	page_paragraph(p, "  ",
	    span_of(arena_format(a, "Who acts: %s%s.",
		act_in_words(reading->act), retry_in_words(reading, a))));
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

static void
reasons(const struct result *r, struct arena *a, struct page *p)
{
	const struct reading *reading = &r->reading;
	const char *rule = reading->rule ? reading->rule : "";
	const char *reference = reading->reference ? reading->reference : "";

	page_blank_line(p);
	page_heading(p, "Why");
	if (reading->explanation != NULL && reading->explanation[0] != '\0')
		page_paragraph(p, "  ", span_of(reading->explanation));
	for (size_t i = 0; i < reading->other_count; i++)
		page_paragraph(
		    p, "  also in use: ", span_of(reading->other_readings[i]));
	for (size_t i = 0; i < r->evidence_count; i++)
		page_paragraph(p,
		    arena_format(
			a, "  %s: ", bearing_word(r->evidence[i].bearing)),
		    span_of(r->evidence[i].text));
	page_paragraph(p, "  ",
	    span_of(arena_format(a, "Cause: %s (%s), about the %s.%s%s%s%s",
		cause_word(reading->cause),
		confidence_word(reading->confidence),
		about_word(reading->about),
		rule[0] || reference[0] ? " Rule: " : "", rule,
		rule[0] && reference[0] ? "; " : "", reference)));
}

static void
findings(const struct result *r, struct arena *a, struct page *p)
{
	if (r->findings.count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "Also noticed");
	for (size_t i = 0; i < r->findings.count; i++) {
		const struct finding *f = &r->findings.items[i];

		page_paragraph(p, "  - ",
		    span_of(arena_format(a, "%s (%s)", finding_text(f, a),
			finding_reference(f->id))));
	}
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
	what_to_do(r, a, p);
	servers_words(r, a, p);
	reasons(r, a, p);
	findings(r, a, p);
	servers(r, a, p);
	if (o->transcript)
		transcript(r, a, p);
}
