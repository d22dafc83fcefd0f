#include "report/diagnosis_text.h"

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
actor_in_words(enum act act, bool ours, struct arena *a)
{
	return arena_format(a, "%s%s", act_in_words(act),
	    ours && act == ACT_SENDER_ADMIN ? " (us)" : "");
}

static const char *
who_acts(const struct reading *reading, bool ours, struct arena *a)
{
	if (reading->act != ACT_NOBODY)
		return arena_format(a, "Who acts: %s; %s.",
		    actor_in_words(reading->act, ours, a),
		    retry_in_words(reading, a));
	if (reading->retry == RETRY_NO)
		return "Nothing is to be done.";
	return arena_format(
	    a, "Nobody has to mend anything; %s.", retry_in_words(reading, a));
}

/* The actor's own sentences stand bare; the others say whom they are for. */
void
diagnosis_to_do(
    const struct reading *reading, bool ours, struct arena *a, struct page *p)
{
	page_blank_line(p);
	page_heading(p, "What to do");
	page_paragraph(p, "  ", span_of(who_acts(reading, ours, a)));
	for (size_t i = 0; i < reading->advice_count; i++) {
		const char *sentence = reading->advice[i];

		if (reading->advice_for[i] != reading->act)
			sentence = arena_format(a, "For %s: %s",
			    actor_in_words(reading->advice_for[i], ours, a),
			    sentence);
		page_paragraph(p, "  - ", span_of(sentence));
	}
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
	page_paragraph(p, "  ", span_of(arena_format(a, "%s.", text)));
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
	const char *said = arena_format(a, "Cause: %s (%s); about: %s.",
	    cause_word(reading->cause), confidence_word(reading->confidence),
	    about_word(reading->about));

	if (rule[0] == '\0' && reference[0] == '\0')
		return said;
	return arena_format(a, "%s Rests on: %s%s%s.", said, rule,
	    rule[0] != '\0' && reference[0] != '\0' ? "; " : "", reference);
}

void
diagnosis_reasons(const struct reading *reading,
    const struct evidence *evidence, size_t evidence_count, struct arena *a,
    struct page *p)
{
	page_blank_line(p);
	page_heading(p, "Why");
	if (reading->explanation[0] != '\0')
		page_paragraph(p, "  ", span_of(reading->explanation));
	other_readings(reading, a, p);
	for (size_t i = 0; i < evidence_count; i++)
		page_paragraph(p, "  ",
		    span_of(arena_format(a, "%s: %s",
			bearing_in_words(evidence[i].bearing),
			evidence[i].text)));
	page_paragraph(p, "  ", span_of(grounds(reading, a)));
}

void
findings_text(const struct findings *findings, struct arena *a, struct page *p)
{
	if (findings->count == 0)
		return;
	page_blank_line(p);
	page_heading(p, "Also noticed");
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *f = &findings->items[i];

		page_paragraph(p, "  - ",
		    span_of(arena_format(a, "%s (%s)", finding_text(f, a),
			finding_reference(f->id))));
	}
}
