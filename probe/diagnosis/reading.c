#include "diagnosis/reading.h"

#include "diagnosis/advise.h"

/*
 * Who speaks for a reply, in this order: a phrase that says something; the
 * enhanced code; a weak word; the reply code; and where nothing does, the
 * class of the code.
 */
struct speaker {
	struct claim claim;
	const struct place *place; /* NULL: nobody spoke */
	const char *reference;
	const struct code_entry *entry; /* of the code, where one speaks */
};

/* Returns the innermost reply, or all of the text. */
static struct span
fill_subject(
    const struct tables *t, const struct reading_input *in, struct subject *s)
{
	struct span text = in->text;
	uint16_t inner_code = in->code;
	struct enhanced inner = in->enhanced;

	text = normal_innermost(text, &inner_code, &inner);
	if (inner.class == 0 && !normal_find_enhanced(text, &inner))
		inner = in->enhanced;
	s->code = inner_code;
	s->enhanced = inner;
	s->stage = in->stage_known ? 1u << in->stage : 0;
	s->recognised_count = 0;
	normal_text(text, in->code, &inner, &s->text);
	choice_recognise(t, in->host, in->banner, s);
	return text;
}

static bool
is_weak(const struct phrase *p)
{
	return p == NULL || p->kind == PHRASE_BARE;
}

static void
let_phrase_speak(struct speaker *speaker, const struct phrase *p)
{
	speaker->claim = p->claim;
	speaker->place = &p->place;
	speaker->reference = p->source;
}

static void
let_entry_speak(struct speaker *speaker, const struct code_entry *e)
{
	speaker->claim = e->claim;
	speaker->place = &e->place;
	speaker->reference = e->reference;
	speaker->entry = e;
}

static const struct claim silence = {
	CAUSE_UNSPECIFIED,
	NOBODY,
	NOBODY,
	NOBODY,
	CONFIDENCE_GUESS,
};

/* An enhanced code that is a guess itself says less than a weak word. */
static bool
says_more(const struct code_entry *enhanced, const struct phrase *phrase)
{
	return enhanced != NULL &&
	       (phrase == NULL ||
		   (phrase->kind == PHRASE_BARE &&
		       enhanced->claim.confidence != CONFIDENCE_GUESS));
}

static struct speaker
choose_speaker(const struct tables *t, struct subject *s)
{
	struct speaker speaker = { .claim = silence, .reference = "" };
	const struct phrase *phrase = choice_phrase(t, s);
	const struct code_entry *enhanced = choice_enhanced(t, s);
	const struct code_entry *reply = choice_reply(t, s);

	if (!is_weak(phrase) ||
	    (phrase != NULL && !says_more(enhanced, phrase)))
		let_phrase_speak(&speaker, phrase);
	else if (enhanced != NULL &&
		 (enhanced->claim.cause != CAUSE_UNSPECIFIED || reply == NULL))
		let_entry_speak(&speaker, enhanced);
	else if (reply != NULL)
		let_entry_speak(&speaker, reply);
	if (speaker.entry == NULL)
		speaker.entry = enhanced ? enhanced : reply;
	return speaker;
}

/* What passes by itself. */
static bool
is_passing(enum cause cause)
{
	static const bool passing[CAUSE_COUNT] = {
		[CAUSE_GREYLISTED] = true,
		[CAUSE_RATE_LIMITED] = true,
		[CAUSE_TOO_MANY_CONNECTIONS] = true,
		[CAUSE_TOO_MANY_RECIPIENTS] = true,
		[CAUSE_SERVER_ERROR] = true,
		[CAUSE_NETWORK_ERROR] = true,
		[CAUSE_MAILBOX_FULL] = true,
	};

	return passing[cause];
}

/* The reply code decides; then the enhanced code; then the cause. */
static void
decide_permanence(const struct reading_input *in, struct reading *r)
{
	unsigned int class = in->code / 100u;

	if (in->code != 0)
		r->permanent = class == 5;
	else if (in->class != 0)
		r->permanent = in->class == 5;
	else if (r->enhanced.class != 0)
		r->permanent = r->enhanced.class == 5;
	else
		r->permanent = !is_passing(r->cause);
	r->contradictory = in->code != 0 && in->enhanced.class != 0 &&
			   in->enhanced.class != class;
}

static enum confidence
lowered(enum confidence confidence)
{
	return confidence == CONFIDENCE_CERTAIN ? CONFIDENCE_LIKELY
						: CONFIDENCE_GUESS;
}

static void
name_provider(
    const struct tables *t, const struct subject *s, struct reading *r)
{
	r->provider = r->provider_name = "";
	if (s->recognised_count == 0)
		return;
	r->provider = t->providers[s->recognised[0]].word;
	r->provider_name = t->providers[s->recognised[0]].name;
}

/* A row for any class names its code as x.1.5; a reply has a class. */
static const char *
code_in_words(
    const struct code_entry *e, const struct reading *r, struct arena *a)
{
	if (e->code_text[0] != 'x' || r->enhanced.class == 0)
		return e->code_text;
	return arena_format(
	    a, "%u%s", (unsigned int)r->enhanced.class, e->code_text + 1);
}

/* Where only a code spoke, what it says is the explanation. */
static void
explain_by_code(
    const struct speaker *speaker, struct arena *a, struct reading *r)
{
	const struct code_entry *e = speaker->entry;

	if (e == NULL)
		return;
	r->other_readings = e->also;
	r->other_count = e->also_count;
	if (speaker->place == &e->place)
		r->explanation = arena_format(a, "%s says: %s. %s",
		    code_in_words(e, r, a), e->meaning, r->explanation);
}

bool
reading_of(const struct tables *t, const struct reading_input *in,
    struct arena *a, struct reading *r)
{
	struct subject s;
	struct speaker speaker;
	struct span inner = fill_subject(t, in, &s);

	speaker = choose_speaker(t, &s);
	*r = (struct reading){
		.cause = speaker.claim.cause,
		.confidence = speaker.claim.confidence,
		.enhanced = s.enhanced,
		.reference = speaker.reference,
		.rule = speaker.place ? place_text(speaker.place, a) : "",
	};
	if (inner.size < in->text.size && s.code != 0) {
		r->inner = inner;
		r->inner_code = s.code;
	}
	/* What was accepted was accepted, whatever the text says. */
	if (in->code / 100u == 2 || (in->code == 0 && in->class == 2)) {
		r->cause = CAUSE_ACCEPTED;
		speaker.claim.about = NOBODY;
	}
	r->about = speaker.claim.about == NOBODY
		       ? cause_about(r->cause)
		       : (enum about)speaker.claim.about;
	decide_permanence(in, r);
	if (r->contradictory)
		r->confidence = lowered(r->confidence);
	name_provider(t, &s, r);
	advise(t, &s, &speaker.claim, a, r);
	explain_by_code(&speaker, a, r);
	return !arena_failed(a);
}

bool
reading_of_cause(const struct tables *t, enum cause cause, enum about about,
    bool permanent, struct arena *a, struct reading *r)
{
	struct subject s = { .code = 0 };

	*r = (struct reading){
		.cause = cause,
		.about = about,
		.permanent = permanent,
		.confidence = CONFIDENCE_CERTAIN,
		.provider = "",
		.provider_name = "",
		.rule = "",
		.reference = "",
	};
	advise(t, &s, &silence, a, r);
	return !arena_failed(a);
}
