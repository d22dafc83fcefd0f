#include "diagnosis/advise.h"

#include <string.h>

/* How specific a row is: 0 when it is not for this case. */
static int
weight(const struct advice *advice, const struct subject *s,
    const struct reading *r)
{
	int sum = 1;

	if (advice->provider != NOBODY) {
		if (!choice_is_recognised(s, advice->provider))
			return 0;
		sum += 2;
	}
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
	return sum;
}

enum { KEYS = KEY_NETWORK + 1, SENTENCES_MAX = 64 };

/* Whom a sentence is for; ACT_NOBODY: the key is not one of a sentence. */
static enum act
addressee(enum advice_key key)
{
	static const enum act addressees[KEYS] = {
		[KEY_ACT] = ACT_NOBODY,
		[KEY_RETRY] = ACT_NOBODY,
		[KEY_RETRY_SECONDS] = ACT_NOBODY,
		[KEY_SUMMARY] = ACT_NOBODY,
		[KEY_EXPLANATION] = ACT_NOBODY,
		[KEY_SENDER] = ACT_SENDER,
		[KEY_SENDER_ADMIN] = ACT_SENDER_ADMIN,
		[KEY_RECIPIENT] = ACT_RECIPIENT,
		[KEY_RECIPIENT_ADMIN] = ACT_RECIPIENT_ADMIN,
		[KEY_NETWORK] = ACT_NETWORK,
	};

	return addressees[key];
}

struct sentence {
	const struct advice *advice;
	int weight;
};

/* The rows that hold for a reading, found in one walk over its cause's. */
struct counsel {
	/* of each key but those of sentences, the most specific one */
	const struct advice *best[KEYS];
	int most[KEYS];
	struct sentence sentences[SENTENCES_MAX];
	size_t count;
};

static void
put_best(struct counsel *c, const struct advice *advice, int here)
{
	if (here <= c->most[advice->key])
		return;
	c->most[advice->key] = here;
	c->best[advice->key] = advice;
}

static void
gather(const struct tables *t, const struct subject *s, const struct reading *r,
    struct counsel *c)
{
	/* Not all of it: of its sentences, few are used. */
	memset(c->best, 0, sizeof c->best);
	memset(c->most, 0, sizeof c->most);
	c->count = 0;
	for (size_t i = t->first_advice[r->cause]; i != 0;
	     i = t->advice[i - 1].next) {
		const struct advice *advice = &t->advice[i - 1];
		int here = weight(advice, s, r);

		if (here == 0)
			continue;
		if (addressee(advice->key) == ACT_NOBODY)
			put_best(c, advice, here);
		else if (c->count < SENTENCES_MAX)
			c->sentences[c->count++] =
			    (struct sentence){ advice, here };
	}
}

/* Sentences in the order in which they are told: those of a higher rank first,
 * and of one rank the earlier ones. */
struct told {
	const char *texts[ADVICE_MAX];
	enum act whom[ADVICE_MAX];
	int ranks[ADVICE_MAX];
	size_t count;
};

enum { RANK_OF_ACTOR = 100 };

static void
insert(struct told *told, const char *text, enum act who, int rank)
{
	size_t at = told->count;

	if (at < ADVICE_MAX)
		told->count++;
	else if (told->ranks[--at] >= rank)
		return;
	for (; at > 0 && told->ranks[at - 1] < rank; at--) {
		told->texts[at] = told->texts[at - 1];
		told->whom[at] = told->whom[at - 1];
		told->ranks[at] = told->ranks[at - 1];
	}
	told->texts[at] = text;
	told->whom[at] = who;
	told->ranks[at] = rank;
}

/* The actor's sentences first; in each part the most specific first. */
static void
tell(const struct counsel *c, struct arena *a, struct reading *r)
{
	struct told *told = arena_get(a, sizeof *told);

	if (told == NULL)
		return;
	for (size_t i = 0; i < c->count; i++) {
		enum act who = addressee(c->sentences[i].advice->key);
		int weight = c->sentences[i].weight;

		insert(told, c->sentences[i].advice->value, who,
		    who == r->act ? weight + RANK_OF_ACTOR : weight);
	}
	r->advice = told->texts;
	r->advice_for = told->whom;
	r->advice_count = told->count;
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
decide_retry(
    const struct counsel *c, const struct claim *claim, struct reading *r)
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
	if (r->retry == RETRY_LATER && wait != NULL)
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
	decide_retry(&c, claim, r);
	r->summary = summary ? summary->value : cause_meaning(r->cause);
	r->explanation = explanation ? explanation->value : "";
	tell(&c, a, r);
}

void
advise_wait(struct span text, struct reading *r)
{
	uint32_t seconds;

	if (r->retry != RETRY_LATER)
		return;
	seconds = normal_wait_seconds(text);
	if (seconds > 0)
		r->retry_seconds = seconds;
}
