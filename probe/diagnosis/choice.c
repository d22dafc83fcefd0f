#include "diagnosis/choice.h"

#include "diagnosis/code_index.h"
#include "diagnosis/suffix_index.h"

struct span
choice_read(struct span text, uint16_t code, const struct enhanced *enhanced,
    struct subject *s)
{
	s->code = code;
	s->said = *enhanced;
	text = normal_innermost(text, &s->code, &s->said);
	if (s->said.class == 0 && !normal_find_enhanced(text, &s->said))
		s->said = *enhanced;
	normal_text(text, s->code, &s->said, &s->text);
	s->enhanced = s->said;
	s->class = (uint8_t)(s->code != 0 ? s->code / 100 : s->said.class);
	/* Of another class, it is read for subject and detail only. */
	if (s->code != 0 && s->said.class != 0)
		s->enhanced.class = (uint8_t)(s->code / 100);
	return text;
}

static void
recognise(struct subject *s, int provider)
{
	if (!choice_is_recognised(s, provider) &&
	    s->recognised_count < RECOGNISED_MAX)
		s->recognised[s->recognised_count++] = provider;
}

_Static_assert((int)NORMAL_MAX <= (int)MATCHER_TEXT_MAX &&
		   (int)NORMAL_BEHIND >= (int)MATCHER_TEXT_BEHIND,
    "a normalised text is searched as it is");

/* The needles that stand in the text, as numbers of t->needles. */
static size_t
find_needles(const struct tables *t, const struct normal *normal,
    struct match hits[HITS_MAX], struct leeway *leeway)
{
	struct span text = normal_span(normal);
	size_t own = matcher_find(t->matcher, text, hits, HITS_MAX, leeway);
	size_t more;

	if (t->beneath == NULL)
		return own;
	more =
	    matcher_find(t->beneath, text, hits + own, HITS_MAX - own, leeway);
	for (size_t i = own; i < own + more; i++)
		hits[i].pattern += (uint32_t)t->own_needles;
	return own + more;
}

static void
recognise_marks(const struct tables *t, const struct match *hits, size_t count,
    bool of_banner, struct subject *s)
{
	for (size_t i = 0; i < count; i++) {
		const struct needle *needle = &t->needles[hits[i].pattern];

		if (needle->of_mark &&
		    t->marks[needle->owner].of_banner == of_banner)
			recognise(s, t->marks[needle->owner].provider);
	}
}

static void
recognise_host(const struct tables *t, struct span host, struct subject *s)
{
	int providers[RECOGNISED_MAX];
	size_t count =
	    suffix_index_find(t->suffixes, host, providers, RECOGNISED_MAX);

	for (size_t i = 0; i < count; i++)
		recognise(s, providers[i]);
}

static void
recognise_banner(const struct tables *t, struct span banner, struct subject *s)
{
	static const struct enhanced none = { 0 };
	struct match hits[HITS_MAX];
	struct leeway leeway = { 0, 0, true };
	struct normal text;
	size_t count;

	normal_text(banner, 0, &none, &text);
	count = find_needles(t, &text, hits, &leeway);
	recognise_marks(t, hits, count, true, s);
}

void
choice_recognise(const struct tables *t, struct span host, struct span banner,
    struct subject *s)
{
	if (host.size > 0)
		recognise_host(t, host, s);
	if (banner.size > 0)
		recognise_banner(t, banner, s);
}

/* Without a code, a row for a class holds unless it is another class, and a row
 * for one code does not. */
static bool
class_holds(const struct codes *c, uint8_t class)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i] < 10 && (class == 0 || c->items[i] == class))
			return true;
	}
	return false;
}

/* A weak word speaks only where it is known that something was refused. */
static bool
applies(const struct phrase *p, const struct subject *s)
{
	if (p->kind == PHRASE_BARE && s->class == 0)
		return false;
	if (p->provider != NOBODY && !p->names_only &&
	    !choice_is_recognised(s, p->provider))
		return false;
	if (p->codes.count > 0 &&
	    (s->code != 0 ? !codes_hold(&p->codes, s->code)
			  : !class_holds(&p->codes, s->class)))
		return false;
	if (p->enhanced.given &&
	    !enhanced_range_holds(&p->enhanced, &s->enhanced))
		return false;
	return p->stages == 0 || s->stage == 0 || (p->stages & s->stage) != 0;
}

static bool
is_of_recognised(const struct phrase *p, const struct subject *s)
{
	return p->provider != NOBODY && choice_is_recognised(s, p->provider);
}

static int
conditions(const struct phrase *p)
{
	return p->enhanced.given + (p->codes.count > 0) + (p->stages != 0);
}

/* A row, and how many octets of the text speak for it. */
struct candidate {
	const struct phrase *phrase;
	size_t literals;
};

/* Weak words last; the administrator's rows, then the kinds in their order,
 * then rows of the provider at hand, then the longer text, then more asked of
 * the reply, then the earlier row. */
static bool
beats(const struct candidate *x, const struct candidate *y,
    const struct subject *s)
{
	const struct phrase *a = x->phrase, *b = y->phrase;

	if (b == NULL)
		return true;
	if ((a->kind == PHRASE_BARE) != (b->kind == PHRASE_BARE))
		return b->kind == PHRASE_BARE;
	if (a->place.extra != b->place.extra)
		return a->place.extra;
	if (a->kind != b->kind)
		return a->kind < b->kind;
	if (is_of_recognised(a, s) != is_of_recognised(b, s))
		return is_of_recognised(a, s);
	if (x->literals != y->literals)
		return x->literals > y->literals;
	if (conditions(a) != conditions(b))
		return conditions(a) > conditions(b);
	return a < b;
}

/* Weak words are about anything, and what may be said of servers and of the
 * way to them is said along with most refusals. */
static void
note_about(const struct phrase *p, struct subject *s)
{
	enum about about = cause_about(p->claim.cause);

	if (p->kind == PHRASE_BARE)
		return;
	if (p->kind == PHRASE_GENERIC &&
	    p->claim.confidence != CONFIDENCE_CERTAIN &&
	    (about == ABOUT_SERVER || about == ABOUT_PATH))
		return;
	s->spoken_of |= 1u << about;
}

const struct phrase *
choice_phrase(const struct tables *t, struct subject *s)
{
	struct candidate best = { .phrase = NULL };
	struct match hits[HITS_MAX];
	size_t count = find_needles(t, &s->text, hits, &s->leeway);

	recognise_marks(t, hits, count, false, s);
	s->spoken_of = 0;
	for (size_t i = 0; i < count; i++) {
		const struct needle *needle = &t->needles[hits[i].pattern];
		struct candidate here = {
			.literals = hits[i].literals,
		};

		if (needle->of_mark)
			continue;
		here.phrase = &t->phrases[needle->owner];
		if (!applies(here.phrase, s))
			continue;
		note_about(here.phrase, s);
		if (beats(&here, &best, s))
			best = here;
	}
	if (best.phrase != NULL && best.phrase->provider != NOBODY)
		recognise(s, best.phrase->provider);
	return best.phrase;
}

/* A row for the very code says more than one for its class; where the code is
 * not known, a row that asks for none. NOT_FOR_IT: it is for other codes. */
enum { NOT_FOR_IT = -1, FOR_ANY = 0, FOR_CLASS = 2, FOR_CODE = 4 };

static int
code_weight(const struct codes *c, uint16_t code)
{
	int weight = NOT_FOR_IT;

	if (code == 0)
		return c->count == 0 ? FOR_CLASS : FOR_ANY;
	if (c->count == 0)
		return FOR_ANY;
	for (size_t i = 0; i < c->count; i++) {
		if (c->items[i] == code)
			return FOR_CODE;
		if (c->items[i] == code / 100)
			weight = FOR_CLASS;
	}
	return weight;
}

/* How much a row says of the reply: 0 when it does not speak of it. */
static int
weight(const struct code_entry *e, const struct subject *s)
{
	bool exact = e->enhanced.first == e->enhanced.last;
	int sum = code_weight(&e->codes, s->code) + 1;

	if (sum == 0)
		return 0;
	if (e->stages != 0 && s->stage != 0 && (e->stages & s->stage) == 0)
		return 0;
	/* A stage that is not known cannot speak for a row. */
	sum += (e->stages != 0) == (s->stage != 0);
	if (!e->enhanced.given)
		return sum;
	if (!enhanced_range_holds(&e->enhanced, &s->enhanced))
		return 0;
	return sum + (e->enhanced.class != 0 ? 8 : 0) + (exact ? 16 : 0);
}

/* Of the rows that stand for the code, the one that says most. */
static const struct code_entry *
choose(const struct code_entry *all, const uint32_t *rows, size_t count,
    const struct subject *s)
{
	const struct code_entry *best = NULL;
	int most = 0;

	for (size_t i = 0; i < count; i++) {
		int here = weight(&all[rows[i]], s);

		if (here > most) {
			most = here;
			best = &all[rows[i]];
		}
	}
	return best;
}

static const struct code_entry *
choose_enhanced(const struct tables *t, const struct subject *s)
{
	size_t count;
	const uint32_t *rows =
	    code_index_find(&t->enhanced_index, &s->enhanced, &count);

	return choose(t->enhanced, rows, count, s);
}

const struct code_entry *
choice_enhanced(const struct tables *t, struct subject *s)
{
	uint16_t detail = s->enhanced.detail;
	const struct code_entry *e;

	if (s->enhanced.class == 0)
		return NULL;
	e = choose_enhanced(t, s);
	if (e != NULL)
		return e;
	/* RFC 3463 2: an unknown detail is read as X.y.0. */
	s->enhanced.detail = 0;
	e = choose_enhanced(t, s);
	s->enhanced.detail = detail;
	return e;
}

const struct code_entry *
choice_reply(const struct tables *t, const struct subject *s)
{
	size_t count;
	const uint32_t *rows;

	if (s->code == 0)
		return NULL;
	rows = code_index_reply(&t->reply_index, s->code, &count);
	return choose(t->replies, rows, count, s);
}
