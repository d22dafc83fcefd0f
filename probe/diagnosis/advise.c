#include "diagnosis/advise.h"

/* How specific a row is: 0 when it is not for this case. */
static int
weight(const struct advice *advice, const struct subject *s,
    const struct reading *r)
{
	int sum = 1;

	if (advice->class != CLASS_ANY) {
		if ((advice->class == CLASS_PERMANENT) != r->permanent)
			return 0;
		sum += 1;
	}
	if (advice->about != NOBODY) {
		if ((enum about)advice->about != r->about)
			return 0;
		sum += 1;
	}
	if (advice->provider == NOBODY)
		return sum;
	for (size_t i = 0; i < s->recognised_count; i++) {
		if (s->recognised[i] == advice->provider)
			return sum + 2;
	}
	return 0;
}

static enum act
addressee(enum advice_key key)
{
	switch (key) {
	case KEY_SENDER:
		return ACT_SENDER;
	case KEY_SENDER_ADMIN:
		return ACT_SENDER_ADMIN;
	case KEY_RECIPIENT:
		return ACT_RECIPIENT;
	case KEY_RECIPIENT_ADMIN:
		return ACT_RECIPIENT_ADMIN;
	case KEY_NETWORK:
		return ACT_NETWORK;
	case KEY_ACT:
	case KEY_RETRY:
	case KEY_RETRY_SECONDS:
	case KEY_SUMMARY:
	case KEY_EXPLANATION:
		break;
	}
	return ACT_NOBODY;
}

enum { KEYS = KEY_NETWORK + 1, SENTENCES_MAX = 64, WEIGHT_MAX = 4 };

/* The rows that hold for a reading, found in one walk over its cause's. */
struct counsel {
	const struct advice *best[KEYS]; /* the most specific one of each key */
	int most[KEYS];
	const struct advice *sentences[SENTENCES_MAX];
	int weights[SENTENCES_MAX];
	size_t count;
};

static void
gather(const struct tables *t, const struct subject *s, const struct reading *r,
    struct counsel *c)
{
	*c = (struct counsel){ .count = 0 };
	for (size_t i = t->first_advice[r->cause]; i != 0;
	     i = t->advice[i - 1].next) {
		const struct advice *advice = &t->advice[i - 1];
		int here = weight(advice, s, r);

		if (here > c->most[advice->key]) {
			c->most[advice->key] = here;
			c->best[advice->key] = advice;
		}
		if (here == 0 || addressee(advice->key) == ACT_NOBODY ||
		    c->count == SENTENCES_MAX)
			continue;
		c->sentences[c->count] = advice;
		c->weights[c->count++] = here;
	}
}

/* The sentences of one weight, for the actor or for the others. */
static void
collect(const struct counsel *c, int wanted, bool of_actor, const char **texts,
    enum act *whom, struct reading *r)
{
	for (size_t i = 0; i < c->count; i++) {
		enum act who = addressee(c->sentences[i]->key);

		if (c->weights[i] != wanted || (who == r->act) != of_actor ||
		    r->advice_count == ADVICE_MAX)
			continue;
		texts[r->advice_count] = c->sentences[i]->value;
		whom[r->advice_count++] = who;
	}
}

/* The actor's sentences first; in each part the most specific first. */
static void
collect_all(const struct counsel *c, struct arena *a, struct reading *r)
{
	const char **texts = arena_get(a, ADVICE_MAX * sizeof *texts);
	enum act *whom = arena_get(a, ADVICE_MAX * sizeof *whom);

	if (texts == NULL || whom == NULL)
		return;
	for (int of_actor = 1; of_actor >= 0; of_actor--) {
		for (int w = WEIGHT_MAX; w > 0; w--)
			collect(c, w, of_actor != 0, texts, whom, r);
	}
	r->advice = texts;
	r->advice_for = whom;
}

/* A permanent no is no, or can be mended; what is temporary passes, unless a
 * row says that it waits for somebody. */
static enum retry
usual_retry(const struct reading *r)
{
	if (!r->permanent)
		return RETRY_LATER;
	return r->about == ABOUT_RECIPIENT || r->about == ABOUT_DOMAIN
		   ? RETRY_NO
		   : RETRY_AFTER_FIX;
}

static enum act
usual_act(const struct reading *r)
{
	return r->about == ABOUT_RECIPIENT ? ACT_SENDER : ACT_SENDER_ADMIN;
}

static void
decide_act(
    const struct advice *row, const struct claim *claim, struct reading *r)
{
	r->act = usual_act(r);
	if (row != NULL)
		r->act = (enum act)row->number;
	if (claim->act != NOBODY)
		r->act = (enum act)claim->act;
}

static void
decide_retry(const struct counsel *c, const struct subject *s,
    const struct claim *claim, struct reading *r)
{
	const struct advice *row = c->best[KEY_RETRY];
	const struct advice *wait = c->best[KEY_RETRY_SECONDS];

	r->retry = usual_retry(r);
	if (row != NULL)
		r->retry = (enum retry)row->number;
	if (claim->retry != NOBODY)
		r->retry = (enum retry)claim->retry;
	/* What is refused for now is worth another try. */
	if (!r->permanent && r->retry == RETRY_NO && r->cause != CAUSE_ACCEPTED)
		r->retry = RETRY_LATER;
	if (r->retry != RETRY_LATER)
		return;
	r->retry_seconds = normal_wait_seconds(normal_span(&s->text));
	if (r->retry_seconds == 0 && wait != NULL)
		r->retry_seconds = wait->number;
}

void
advise(const struct tables *t, const struct subject *s,
    const struct claim *claim, struct arena *a, struct reading *r)
{
	struct counsel c;
	const struct advice *summary, *explanation;

	gather(t, s, r, &c);
	summary = c.best[KEY_SUMMARY];
	explanation = c.best[KEY_EXPLANATION];
	decide_act(c.best[KEY_ACT], claim, r);
	decide_retry(&c, s, claim, r);
	r->summary = summary ? summary->value : cause_meaning(r->cause);
	r->explanation = explanation ? explanation->value : "";
	collect_all(&c, a, r);
}
