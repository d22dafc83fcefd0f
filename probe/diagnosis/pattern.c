#include "diagnosis/pattern.h"

static bool
is_special(char c)
{
	return c == '*' || c == '~' || c == '%' || c == '|' || c == '\\' ||
	       c == '{' || c == '}' || c == ',';
}

struct compiler {
	struct pattern *pattern;
	unsigned char *out; /* room for all octets */
	size_t used, begun;
	struct run run;  /* its edges, while it is read */
	const char *bad; /* why it is no pattern; NULL: it is one so far */
};

static void
end_run(struct compiler *c)
{
	struct pattern *p = c->pattern;
	struct run run = c->run;

	c->run = (struct run){ .gap = PATTERN_NEAR };
	run.octets = c->out + c->begun;
	run.size = c->used - c->begun;
	if (run.size == 0)
		return;
	if (p->count == PATTERN_RUNS_MAX) {
		c->bad = "a pattern has at most 8 parts between its stars";
		return;
	}
	p->runs[p->count++] = run;
	for (size_t i = 0; i < run.size; i++)
		p->literals += run.octets[i] != PATTERN_DIGIT;
	c->begun = c->used;
}

static void
add_octet(struct compiler *c, char octet)
{
	bool space = ascii_is_space(octet);

	if (c->run.edge_after)
		c->bad = "| stands at either end of a part, or as \\|";
	/* As in normalised text: one space for any white space. */
	if (space && c->used > c->begun && c->out[c->used - 1] == ' ')
		return;
	c->out[c->used++] = (unsigned char)(space ? ' ' : ascii_lower(octet));
}

static void
add_edge(struct compiler *c)
{
	if (c->used == c->begun)
		c->run.edge_before = true;
	else
		c->run.edge_after = true;
}

/* A run's gap is the widest of the signs before it. */
static void
add_gap(struct compiler *c, char sign)
{
	if (c->used > c->begun)
		end_run(c);
	if (sign == '*')
		c->run.gap = PATTERN_GAP;
}

static void
compile_octets(struct compiler *c, struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		char octet = text.data[i];
		bool escaped = octet == '\\' && i + 1 < text.size &&
			       is_special(text.data[i + 1]);

		if (escaped)
			add_octet(c, text.data[++i]);
		else if (octet == '*' || octet == '~')
			add_gap(c, octet);
		else if (octet == '|')
			add_edge(c);
		else
			add_octet(c, octet == '%' ? PATTERN_DIGIT : octet);
	}
	end_run(c);
}

bool
pattern_gram(const struct pattern *p, size_t run, size_t at, uint32_t *gram)
{
	const unsigned char *octets = p->runs[run].octets + at;

	if (at + GRAM > p->runs[run].size)
		return false;
	for (int i = 0; i < GRAM; i++) {
		if (octets[i] == PATTERN_DIGIT)
			return false;
	}
	*gram =
	    octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16;
	return true;
}

static bool
has_gram(const struct pattern *p)
{
	uint32_t gram;

	for (size_t run = 0; run < p->count; run++) {
		for (size_t at = 0; at + GRAM <= p->runs[run].size; at++) {
			if (pattern_gram(p, run, at, &gram))
				return true;
		}
	}
	return false;
}

bool
pattern_compile(
    struct span text, struct arena *a, struct pattern *p, struct trouble *t)
{
	struct compiler c = {
		.pattern = p,
		.run = { .gap = PATTERN_NEAR },
	};

	*p = (struct pattern){ 0 };
	c.out = arena_get(a, text.size + 1);
	if (c.out == NULL) {
		trouble_set(t, "no memory");
		return false;
	}
	if (span_search_nocase(text, SPAN("n't")) < text.size)
		c.bad = "write \"does not\" for \"doesn't\", as all such words "
			"are read";
	compile_octets(&c, text);
	if (c.bad == NULL && !has_gram(p))
		c.bad = "a pattern needs 3 octets in a row that are no * or %";
	if (c.bad == NULL)
		return true;
	trouble_set(t, "%s", c.bad);
	return false;
}

/* The octets of words: letters, digits, and all of other alphabets. */
static bool
in_word(struct span text, size_t at)
{
	char c = at < text.size ? text.data[at] : ' ';

	return ascii_is_letter(c) || ascii_is_digit(c) ||
	       (unsigned char)c >= 0x80;
}

static bool
run_stands(const struct run *run, struct span text, size_t at)
{
	if (at > text.size || run->size > text.size - at)
		return false;
	for (size_t i = 0; i < run->size; i++) {
		unsigned char octet = (unsigned char)text.data[at + i];

		if (run->octets[i] == PATTERN_DIGIT
			? !ascii_is_digit((char)octet)
			: run->octets[i] != octet)
			return false;
	}
	if (run->edge_before && at > 0 && in_word(text, at - 1))
		return false;
	return !run->edge_after || !in_word(text, at + run->size);
}

/* By the first octet alone: quick, and mostly no. */
static bool
may_stand(const struct run *run, struct span text, size_t at)
{
	return run->octets[0] == PATTERN_DIGIT ||
	       (at < text.size &&
		   run->octets[0] == (unsigned char)text.data[at]);
}

/*
 * Where the runs can stand, going away from the anchor one run at a time. The
 * nearest place is not always the right one: a later run may be within the gap
 * of a farther place only. Places go away from the anchor, so that each octet
 * is looked at once a run.
 */
enum { PLACES_MAX = PATTERN_RUNS_MAX * (PATTERN_GAP + 1) };

struct places {
	size_t items[PLACES_MAX];
	size_t count;
};

/* From the ends of one run to the ends of the next. */
static void
step_forward(const struct run *run, struct span text, const struct places *ends,
    struct places *next)
{
	size_t at = 0;

	next->count = 0;
	for (size_t i = 0; i < ends->count; i++) {
		size_t last = ends->items[i] + run->gap;

		if (at < ends->items[i])
			at = ends->items[i];
		for (; at <= last && at <= text.size; at++) {
			if (may_stand(run, text, at) &&
			    run_stands(run, text, at))
				next->items[next->count++] = at + run->size;
		}
	}
}

/* From the beginnings of one run to those of the run before, `gap` octets away
 * at most. */
static void
step_back(const struct run *run, size_t gap, struct span text,
    const struct places *begins, struct places *next)
{
	size_t end = text.size + 1; /* one more than the next to look at */

	next->count = 0;
	for (size_t i = 0; i < begins->count; i++) {
		size_t begin = begins->items[i];
		size_t last = begin > gap ? begin - gap : 0;

		if (end > begin + 1)
			end = begin + 1;
		for (; end > last; end--) {
			size_t at = end - 1 - run->size;

			if (end > run->size && may_stand(run, text, at) &&
			    run_stands(run, text, at))
				next->items[next->count++] = at;
		}
	}
}

static bool
follow(const struct pattern *p, size_t i, struct span text, size_t end)
{
	struct places places[2];
	int now = 0;

	places[0].items[0] = end;
	places[0].count = 1;
	for (i++; i < p->count && places[now].count > 0; i++, now = !now)
		step_forward(&p->runs[i], text, &places[now], &places[!now]);
	return places[now].count > 0;
}

static bool
precede(const struct pattern *p, size_t i, struct span text, size_t begin)
{
	struct places places[2];
	int now = 0;

	places[0].items[0] = begin;
	places[0].count = 1;
	for (; i > 0 && places[now].count > 0; i--, now = !now)
		step_back(&p->runs[i - 1], p->runs[i].gap, text, &places[now],
		    &places[!now]);
	return places[now].count > 0;
}

bool
pattern_matches(const struct pattern *p, struct span text, size_t at)
{
	const struct run *run = &p->runs[p->anchor_run];

	if (at < p->anchor_at)
		return false;
	at -= p->anchor_at;
	return run_stands(run, text, at) &&
	       follow(p, p->anchor_run, text, at + run->size) &&
	       precede(p, p->anchor_run, text, at);
}
