#include "report/check_text.h"

#include "inquiry/attempt.h"
#include "report/escape.h"
#include "report/transcript.h"

const char *
act_in_words(enum act act)
{
	static const char *const words[] = {
		[ACT_SENDER] = "the person who writes",
		[ACT_SENDER_ADMIN] = "the sender's mail administrator",
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
wait_in_words(uint32_t seconds, struct arena *a)
{
	static const struct {
		uint32_t seconds;
		const char *unit;
	} units[] = { { 3600, "hour" }, { 60, "minute" }, { 1, "second" } };
	size_t i = 0;

	while (seconds % units[i].seconds != 0)
		i++;
	seconds /= units[i].seconds;
	return arena_format(a, "in %u %s%s", (unsigned int)seconds,
	    units[i].unit, seconds == 1 ? "" : "s");
}

static const char *
retry_in_words(const struct reading *reading, struct arena *a)
{
	switch (reading->retry) {
	case RETRY_NO:
		return "trying again does not help";
	case RETRY_AFTER_FIX:
		return "try again once that is done";
	case RETRY_LATER:
		break;
	}
	if (reading->retry_seconds == 0)
		return "try again later";
	return arena_format(
	    a, "try again %s", wait_in_words(reading->retry_seconds, a));
}

/* In a check the sender's side is ours. */
static const char *
actor_in_words(enum act act, struct arena *a)
{
	return arena_format(a, "%s%s", act_in_words(act),
	    act == ACT_SENDER_ADMIN ? " (us)" : "");
}

static const char *
who_acts(const struct reading *reading, struct arena *a)
{
	if (reading->act != ACT_NOBODY)
		return arena_format(a, "Who acts: %s; %s.",
		    actor_in_words(reading->act, a),
		    retry_in_words(reading, a));
	if (reading->retry == RETRY_NO)
		return "Nothing is to be done.";
	return arena_format(
	    a, "Nobody has to mend anything; %s.", retry_in_words(reading, a));
}

/* The actor's own sentences stand bare; the others say whom they are for. */
static void
what_to_do(const struct result *r, struct arena *a, struct page *p)
{
	const struct reading *reading = &r->reading;

	page_blank_line(p);
	page_heading(p, "What to do");
	page_paragraph(p, "  ", span_of(who_acts(reading, a)));
	for (size_t i = 0; i < reading->advice_count; i++) {
		const char *sentence = reading->advice[i];

		if (reading->advice_for[i] != reading->act)
			sentence = arena_format(a, "For %s: %s",
			    actor_in_words(reading->advice_for[i], a),
			    sentence);
		page_paragraph(p, "  - ", span_of(sentence));
	}
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

/* Only where they are left open: a sentence of the server that is certain
 * says which one it is. */
static void
other_readings(const struct reading *reading, struct arena *a, struct page *p)
{
	const char *text = "It could also mean: ";

	if (reading->other_count == 0 ||
	    (!reading->by_code && reading->confidence == CONFIDENCE_CERTAIN))
		return;
	for (size_t i = 0; i < reading->other_count; i++)
		text = arena_format(a, "%s%s%s", text, i > 0 ? "; or " : "",
		    reading->other_readings[i]);
	page_paragraph(p, "  ", span_of(text));
}

static const char *
bearing_in_words(enum bearing bearing)
{
	static const char *const words[] = {
		[BEARING_CONFIRMS] = "This confirms it",
		[BEARING_REFUTES] = "This speaks against it",
		[BEARING_NEUTRAL] = "Note",
	};

	return words[bearing];
}

/* The diagnosis in the words of the JSON, and the rows that it rests on. */
static const char *
grounds(const struct reading *reading, struct arena *a)
{
	const char *rule = reading->rule, *reference = reading->reference;
	const char *said = arena_format(a, "Cause: %s (%s), about the %s.",
	    cause_word(reading->cause), confidence_word(reading->confidence),
	    about_word(reading->about));

	if (rule[0] == '\0' && reference[0] == '\0')
		return said;
	return arena_format(a, "%s Rests on: %s%s%s.", said, rule,
	    rule[0] != '\0' && reference[0] != '\0' ? "; " : "", reference);
}

static void
reasons(const struct result *r, struct arena *a, struct page *p)
{
	const struct reading *reading = &r->reading;

	page_blank_line(p);
	page_heading(p, "Why");
	if (reading->explanation[0] != '\0')
		page_paragraph(p, "  ", span_of(reading->explanation));
	other_readings(reading, a, p);
	for (size_t i = 0; i < r->evidence_count; i++)
		page_paragraph(p, "  ",
		    span_of(arena_format(a, "%s: %s",
			bearing_in_words(r->evidence[i].bearing),
			r->evidence[i].text)));
	page_paragraph(p, "  ", span_of(grounds(reading, a)));
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
