#include "diagnosis/reading.h"

#include "diagnosis/advise.h"
#include "diagnosis/reading_steps.h"

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
	bool displaced; /* it spoke of a recipient before one was named */
};

struct span
reading_begin(
    const struct tables *t, const struct reading_input *in, struct subject *s)
{
	struct span text = choice_read(in->text, in->code, &in->enhanced, s);

	if (s->class == 0)
		s->class = in->class;
	s->stage = in->stage_known ? 1u << in->stage : 0;
	s->recognised_count = 0;
	s->leeway = (struct leeway){ UINT16_MAX, UINT16_MAX, false };
	choice_recognise(t, in->host, in->banner, s);
	return text;
}

static bool
is_weak(const struct phrase *p)
{
	return p == NULL || p->kind == PHRASE_BARE;
}

static enum confidence
lowered(enum confidence confidence)
{
	return confidence == CONFIDENCE_CERTAIN ? CONFIDENCE_LIKELY
						: CONFIDENCE_GUESS;
}

/* A code that is certain of something else: words that win over it are
 * not certain. A vendor's code means one thing, whatever stands around it. */
static bool
is_doubted(const struct phrase *p, const struct code_entry *enhanced)
{
	return enhanced != NULL && p->kind != PHRASE_CODE &&
	       enhanced->claim.confidence == CONFIDENCE_CERTAIN &&
	       enhanced->claim.cause != p->claim.cause;
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

/* What only an address that mail is for can be refused for. */
static bool
is_of_address(enum cause cause)
{
	return cause_about(cause) == ABOUT_RECIPIENT ||
	       cause == CAUSE_NO_SUCH_DOMAIN || cause == CAUSE_NULL_MX;
}

/*
 * "The mailbox that you send from does not exist": where the words speak of
 * us, or of the server, as well, an address is not certain to be the cause.
 */
static bool
is_shared(const struct phrase *p, const struct subject *s)
{
	uint32_t of_address = 1u << ABOUT_RECIPIENT | 1u << ABOUT_DOMAIN;

	return p->kind != PHRASE_CODE &&
	       p->claim.confidence == CONFIDENCE_CERTAIN &&
	       is_of_address(p->claim.cause) &&
	       (s->spoken_of & ~of_address) != 0;
}

/*
 * A code that is about the sender (5.1.8) or about who logs in (535) knows
 * whom the words are about: "domain does not exist" is said of either side,
 * and "the account is locked" of a login too.
 */
static bool
knows_whom(const struct code_entry *e, const struct phrase *phrase)
{
	enum cause cause;

	if (e == NULL || phrase == NULL || phrase->kind == PHRASE_CODE ||
	    e->claim.confidence == CONFIDENCE_GUESS)
		return false;
	cause = phrase->claim.cause;
	if (e->claim.cause == CAUSE_SENDER_REJECTED)
		return cause == CAUSE_NO_SUCH_DOMAIN || cause == CAUSE_NULL_MX;
	return e->claim.confidence == CONFIDENCE_CERTAIN &&
	       (e->claim.cause == CAUSE_LOGIN_REQUIRED ||
		   e->claim.cause == CAUSE_LOGIN_FAILED) &&
	       is_of_address(cause);
}

/* An enhanced code that is a guess itself says less than a weak word; one that
 * is certain, and not about the recipient, says more than what is likely by a
 * noun and a verdict alone. (5.1.1 is given for anything.) */
static bool
says_more(const struct code_entry *enhanced, const struct phrase *phrase)
{
	if (enhanced == NULL || phrase == NULL)
		return enhanced != NULL;
	if (phrase->kind == PHRASE_BARE)
		return enhanced->claim.confidence != CONFIDENCE_GUESS;
	if (knows_whom(enhanced, phrase))
		return true;
	return phrase->kind == PHRASE_GENERIC &&
	       phrase->claim.confidence != CONFIDENCE_CERTAIN &&
	       enhanced->claim.confidence == CONFIDENCE_CERTAIN &&
	       cause_about(enhanced->claim.cause) != ABOUT_RECIPIENT;
}

/* What was accepted was accepted, whatever the text says: no phrase is asked,
 * and the enhanced code last: of a 252 it says that the address is valid. */
static struct speaker
choose_for_success(const struct tables *t, struct subject *s)
{
	struct speaker speaker = {
		.claim = { CAUSE_ACCEPTED, NOBODY, NOBODY, NOBODY,
		    CONFIDENCE_LIKELY },
		.reference = "",
	};
	const struct code_entry *enhanced = choice_enhanced(t, s);
	const struct code_entry *reply = choice_reply(t, s);

	if (reply != NULL && reply->claim.cause == CAUSE_ACCEPTED)
		let_entry_speak(&speaker, reply);
	else if (enhanced != NULL && enhanced->claim.cause == CAUSE_ACCEPTED)
		let_entry_speak(&speaker, enhanced);
	return speaker;
}

/* What leads to a reply within the reply. */
static const struct phrase *
outer_phrase(
    const struct tables *t, const struct reading_input *in, struct span inner)
{
	struct subject s;
	const struct phrase *p;

	s.code = in->code;
	s.said = s.enhanced = in->enhanced;
	s.class = 0;
	s.stage = 0;
	s.recognised_count = 0;
	s.leeway = (struct leeway){ 0, 0, true };
	normal_text(
	    span_part(in->text, 0, (size_t)(inner.data - in->text.data)),
	    s.code, &s.said, &s.text);
	p = choice_phrase(t, &s);
	return is_weak(p) ? NULL : p;
}

/*
 * "Sender address rejected: host x said: 550 5.1.1 no such user": the inner
 * reply is about our own sender. "Message expired (421 4.4.2 timed out)": that
 * it was tried for long says more than the last try.
 */
static bool
decides(const struct phrase *outer, const struct phrase *inner)
{
	if (outer == NULL)
		return false;
	if (outer->claim.cause == CAUSE_EXPIRED)
		return is_weak(inner) ||
		       inner->claim.cause == CAUSE_NETWORK_ERROR ||
		       inner->claim.cause == CAUSE_SERVER_ERROR;
	return cause_about(outer->claim.cause) == ABOUT_SENDER;
}

static const struct phrase *
choose_phrase(const struct tables *t, const struct reading_input *in,
    struct span inner, struct subject *s)
{
	const struct phrase *phrase = choice_phrase(t, s), *outer;

	if (inner.size == in->text.size)
		return phrase;
	outer = outer_phrase(t, in, inner);
	return decides(outer, phrase) ? outer : phrase;
}

static struct speaker
choose_for_refusal(const struct tables *t, const struct reading_input *in,
    struct span inner, struct subject *s)
{
	struct speaker speaker = { .claim = silence, .reference = "" };
	const struct phrase *phrase = choose_phrase(t, in, inner, s);
	const struct code_entry *enhanced = choice_enhanced(t, s);
	const struct code_entry *reply = choice_reply(t, s);

	if (knows_whom(reply, phrase)) {
		let_entry_speak(&speaker, reply);
	} else if (phrase != NULL && !says_more(enhanced, phrase)) {
		let_phrase_speak(&speaker, phrase);
		if (is_doubted(phrase, enhanced))
			speaker.claim.confidence =
			    lowered(speaker.claim.confidence);
		else if (is_shared(phrase, s))
			speaker.claim.confidence = CONFIDENCE_LIKELY;
	} else if (enhanced != NULL &&
		   (enhanced->claim.cause != CAUSE_UNSPECIFIED ||
		       reply == NULL)) {
		let_entry_speak(&speaker, enhanced);
	} else if (reply != NULL) {
		let_entry_speak(&speaker, reply);
	}
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

enum { CODE_TEXT_MAX = 4 + ENHANCED_TEXT_MAX };

/* "550 5.4.1", "5.1.1" or "550": as much of the reply as the row speaks of.
 * Returns `text`. */
static const char *
code_in_words(const struct code_entry *e, const struct subject *s,
    char text[CODE_TEXT_MAX])
{
	char *at = text;

	if (s->code != 0 && (e->codes.count > 0 || !e->enhanced.given)) {
		*at++ = (char)('0' + s->code / 100 % 10);
		*at++ = (char)('0' + s->code / 10 % 10);
		*at++ = (char)('0' + s->code % 10);
		if (e->enhanced.given)
			*at++ = ' ';
	}
	*at = '\0';
	if (e->enhanced.given)
		enhanced_format(&s->said, at);
	return text;
}

/* Where a code spoke, what it says is part of the explanation; where words
 * spoke against a plain enhanced code, that they decide. */
static void
explain_by_code(const struct speaker *speaker, const struct subject *s,
    struct arena *a, struct reading *r)
{
	const struct code_entry *e = speaker->entry;
	char code[CODE_TEXT_MAX];

	if (speaker->displaced) {
		const char *texts[] = { "No recipient had been named yet, so "
					"it is not about one. ",
			r->explanation, NULL };

		r->explanation = arena_join(a, texts);
	}
	if (e == NULL || speaker->displaced)
		return;
	if (r->by_code) {
		bool known = !e->enhanced.given ||
			     enhanced_range_holds(&e->enhanced, &s->enhanced);
		const char *says = known ? " says: "
					 : " is not in the table; as one of "
					   "its kind it says: ";
		const char *texts[] = { code_in_words(e, s, code), says,
			e->meaning, ". ", r->explanation, NULL };

		r->explanation = arena_join(a, texts);
	} else if (e->enhanced.given && e->claim.cause != r->cause &&
		   e->claim.cause != CAUSE_POLICY &&
		   e->claim.cause != CAUSE_UNSPECIFIED) {
		const char *texts[] = { r->explanation, " The code ",
			code_in_words(e, s, code),
			" alone would say: ", e->meaning,
			"; the server's words say more, and decide.", NULL };

		r->explanation = arena_join(a, texts);
	}
}

/* All that the code is in use for but the cause chosen. */
static void
list_others(const struct code_entry *e, struct arena *a, struct reading *r)
{
	uint64_t listed = (uint64_t)1 << r->cause;
	const char **others;

	if (e == NULL || (e->also_count == 0 && e->claim.cause == r->cause))
		return;
	others = arena_get(a, (e->also_count + 1) * sizeof *others);
	if (others == NULL)
		return;
	for (size_t i = 0; i < e->also_count; i++)
		listed |= e->also[i].causes;
	if (e->claim.cause != CAUSE_UNSPECIFIED &&
	    (listed >> e->claim.cause & 1) == 0)
		others[r->other_count++] = e->meaning;
	for (size_t i = 0; i < e->also_count; i++) {
		if ((e->also[i].causes >> r->cause & 1) == 0)
			others[r->other_count++] = e->also[i].meaning;
	}
	r->other_readings = others;
}

/*
 * Before RCPT no recipient has been named, so nothing can be refused for one:
 * at MAIL it is the sender, before it us.
 */
static bool
is_before_rcpt(const struct reading_input *in)
{
	static const bool before[] = {
		[STAGE_BANNER] = true,
		[STAGE_EHLO] = true,
		[STAGE_HELO] = true,
		[STAGE_STARTTLS] = true,
		[STAGE_MAIL] = true,
	};

	return in->stage_known && in->stage < sizeof before / sizeof *before &&
	       before[in->stage];
}

/* What a row leaves open, the row of the code says, where both mean the same
 * and it is no guess. */
static void
complete_by_code(struct speaker *speaker)
{
	const struct code_entry *entry = speaker->entry;
	struct claim *claim = &speaker->claim;

	if (entry == NULL || entry->claim.cause != claim->cause ||
	    entry->claim.confidence == CONFIDENCE_GUESS)
		return;
	if (claim->about == NOBODY)
		claim->about = entry->claim.about;
	if (claim->act == NOBODY)
		claim->act = entry->claim.act;
}

static void
place_by_stage(const struct reading_input *in, struct speaker *speaker)
{
	struct claim *claim = &speaker->claim;

	if (!is_before_rcpt(in) || claim->cause == CAUSE_ACCEPTED ||
	    (!is_of_address(claim->cause) && claim->about != ABOUT_RECIPIENT))
		return;
	if (is_of_address(claim->cause))
		claim->cause = in->stage == STAGE_MAIL ? CAUSE_SENDER_REJECTED
						       : CAUSE_POLICY;
	claim->about = claim->act = claim->retry = NOBODY;
	claim->confidence = lowered(claim->confidence);
	speaker->displaced = true;
}

static bool
is_success(const struct reading_input *in)
{
	return in->code / 100u == 2 || (in->code == 0 && in->class == 2);
}

bool
reading_finish(const struct tables *t, const struct reading_input *in,
    struct span inner, struct subject *s, struct arena *a, struct reading *r)
{
	struct speaker speaker;

	speaker = is_success(in) ? choose_for_success(t, s)
				 : choose_for_refusal(t, in, inner, s);
	complete_by_code(&speaker);
	place_by_stage(in, &speaker);
	*r = (struct reading){
		.cause = speaker.claim.cause,
		.confidence = speaker.claim.confidence,
		.enhanced = s->said,
		.reference = speaker.reference,
		.rule = speaker.place ? speaker.place->text : "",
		.by_code = speaker.entry != NULL &&
			   speaker.place == &speaker.entry->place,
	};
	if (inner.size < in->text.size && s->code != 0) {
		r->inner = inner;
		r->inner_code = s->code;
	}
	r->about = speaker.claim.about == NOBODY
		       ? cause_about(r->cause)
		       : (enum about)speaker.claim.about;
	decide_permanence(in, r);
	if (r->contradictory)
		r->confidence = lowered(r->confidence);
	name_provider(t, s, r);
	advise(t, s, &speaker.claim, a, r);
	explain_by_code(&speaker, s, a, r);
	list_others(speaker.entry, a, r);
	return !arena_failed(a);
}

bool
reading_of(const struct tables *t, const struct reading_input *in,
    struct arena *a, struct reading *r)
{
	struct subject s;
	struct span inner = reading_begin(t, in, &s);
	bool well = reading_finish(t, in, inner, &s, a, r);

	advise_wait(normal_span(&s.text), r);
	return well;
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

void
reading_place(
    struct reading *r, enum about about, enum act act, struct arena *a)
{
	const char **sentences = arena_get(a, ADVICE_MAX * sizeof(char *));
	enum act *addressees = arena_get(a, ADVICE_MAX * sizeof(enum act));
	size_t count = 0;

	r->about = about;
	r->act = act;
	if (sentences == NULL || addressees == NULL)
		return;
	for (int of_actor = 1; of_actor >= 0; of_actor--) {
		for (size_t i = 0; i < r->advice_count; i++) {
			if ((r->advice_for[i] == act) != (of_actor != 0))
				continue;
			sentences[count] = r->advice[i];
			addressees[count++] = r->advice_for[i];
		}
	}
	r->advice = sentences;
	r->advice_for = addressees;
}
