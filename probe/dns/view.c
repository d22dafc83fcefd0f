#include "dns/view.h"

/*
 * Entries in the order asked, linked; a view holds dozens, and looking through
 * them is cheaper than what one round trip costs.
 */
enum entry_state { MISSING, TAKEN, ANSWERED };

struct entry {
	struct entry *next;
	struct question question;
	enum entry_state state;
	const struct answer *answer;
};

struct view {
	struct arena *arena;
	struct entry *first, **last;
	size_t count, pending;
	bool given_up;
};

struct view *
view_new(struct arena *a)
{
	struct view *v = arena_get(a, sizeof *v);

	if (v == NULL)
		return NULL;
	v->arena = a;
	v->last = &v->first;
	return v;
}

static struct entry *
find(struct view *v, const struct name *name, enum record_type type)
{
	struct entry *e = v->first;

	while (e != NULL && !(e->question.type == type &&
				name_equal(&e->question.name, name)))
		e = e->next;
	return e;
}

static struct entry *
add(struct view *v, const struct name *name, enum record_type type)
{
	struct entry *e = arena_get(v->arena, sizeof *e);

	if (e == NULL)
		return NULL;
	e->question = (struct question){ *name, type };
	*v->last = e;
	v->last = &e->next;
	v->count++;
	return e;
}

static const struct answer servfail = { .status = ANSWER_SERVFAIL };
static const struct answer timeout = { .status = ANSWER_TIMEOUT };
static const struct answer loop = { .status = ANSWER_LOOP };

static struct entry *
find_or_add(struct view *v, const struct name *name, enum record_type type)
{
	struct entry *e = find(v, name, type);

	return e != NULL ? e : add(v, name, type);
}

/* The answer ends at an alias whose records are not in the message. */
static bool
leads_on(const struct entry *e)
{
	return e->answer->status == ANSWER_NODATA &&
	       e->answer->alias_count > 0 && e->answer->owner != NULL &&
	       e->question.type != RECORD_CNAME;
}

/* The final answer, with the aliases that led to its question. */
static const struct answer *
with_aliases(struct view *v, const struct answer *answer, size_t aliases)
{
	struct answer *copy;

	if (aliases == 0)
		return answer;
	if (aliases + answer->alias_count > ALIASES_MAX)
		return &loop;
	copy = arena_get(v->arena, sizeof *copy);
	if (copy == NULL)
		return answer;
	*copy = *answer;
	copy->alias_count += aliases;
	return copy;
}

const struct answer *
view_ask(struct view *v, const struct name *name, enum record_type type)
{
	size_t aliases = 0;
	struct entry *e;

	/* Each turn but the last raises `aliases`. */
	while (aliases <= ALIASES_MAX) {
		if (v->count >= VIEW_QUESTIONS_MAX && !find(v, name, type))
			return &servfail;
		e = find_or_add(v, name, type);
		if (e == NULL)
			return &servfail;
		if (e->state != ANSWERED)
			return v->given_up ? &timeout : NULL;
		if (!leads_on(e))
			return with_aliases(v, e->answer, aliases);
		aliases += e->answer->alias_count;
		name = e->answer->owner;
	}
	return &loop;
}

const struct question *
view_take_missing(struct view *v)
{
	for (struct entry *e = v->first; e != NULL; e = e->next) {
		if (e->state != MISSING)
			continue;
		e->state = TAKEN;
		v->pending++;
		return &e->question;
	}
	return NULL;
}

size_t
view_pending(const struct view *v)
{
	return v->pending;
}

void
view_give_up(struct view *v)
{
	v->given_up = true;
}

static void
settle(struct view *v, struct entry *e, const struct answer *answer)
{
	if (e->state == TAKEN)
		v->pending--;
	e->state = ANSWERED;
	e->answer = answer;
}

void
view_put(struct view *v, const struct question *q, struct span message,
    enum answer_status failure)
{
	struct entry *e = find(v, &q->name, q->type);
	struct answer *answer;

	if (e == NULL || e->state == ANSWERED)
		return;
	answer = arena_get(v->arena, sizeof *answer);
	if (answer == NULL) {
		settle(v, e, &servfail);
		return;
	}
	if (message.size > 0)
		answer_read(message, &e->question, v->arena, answer);
	else
		*answer = (struct answer){ .status = failure };
	settle(v, e, answer);
}

void
view_put_answer(
    struct view *v, const struct question *q, const struct answer *answer)
{
	struct entry *e = find_or_add(v, &q->name, q->type);

	if (e != NULL)
		settle(v, e, answer);
}
