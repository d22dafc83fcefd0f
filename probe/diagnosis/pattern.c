#include "diagnosis/pattern.h"

#include "diagnosis/expand.h"

/* Each word of one part of a pattern needs LITERALS_MIN octets; a part of more
 * than WORDS_TOGETHER words is taken apart at its braces. */
enum { LITERALS_MIN = 3, WORDS_TOGETHER = 24, BRIEF = 2 };

static bool
is_special(char c)
{
	return c == '*' || c == '~' || c == '%' || c == '|' || c == '\\' ||
	       c == '{' || c == '}' || c == ',';
}

struct compiler {
	struct arena *arena;
	struct word *word;
	unsigned char *out; /* room for all octets */
	const char *bad;    /* why it is no pattern; NULL: it is one so far */
};

static void
add_octet(struct compiler *c, char octet, bool literal)
{
	struct word *w = c->word;
	char kept = ascii_is_space(octet) ? ' ' : ascii_lower(octet);

	if (octet == '\0')
		c->bad = "a NUL octet stands in no text that is read";
	if (w->edge_after)
		c->bad = "| stands at either end of a part, or as \\|";
	/* As in normalised text: one space for any white space. */
	if (kept == ' ' && w->size > 0 && c->out[w->size - 1] == ' ')
		return;
	c->out[w->size++] = (unsigned char)kept;
	w->literals = (uint16_t)(w->literals + literal);
}

static void
add_edge(struct compiler *c)
{
	if (c->word->size == 0)
		c->word->edge_before = true;
	else
		c->word->edge_after = true;
}

/* A word without braces and gaps. */
static void
compile_word(struct compiler *c, struct span text)
{
	c->out = arena_get(c->arena, text.size + 1);
	if (c->out == NULL || text.size > PATTERN_WORD_MAX) {
		c->bad = c->out ? "a pattern is too long" : "no memory";
		return;
	}
	for (size_t i = 0; i < text.size; i++) {
		char octet = text.data[i];
		bool escaped = octet == '\\' && i + 1 < text.size &&
			       is_special(text.data[i + 1]);

		if (escaped)
			add_octet(c, text.data[++i], true);
		else if (octet == '|')
			add_edge(c);
		else if (octet == '%')
			add_octet(c, PATTERN_DIGIT, false);
		else
			add_octet(c, octet, true);
	}
	c->word->octets = c->out;
}

size_t
word_stem(const struct word *w)
{
	size_t size = 0;

	while (size < w->size && w->octets[size] != PATTERN_DIGIT)
		size++;
	return size;
}

/* Whether text before the word's octet `at` ends in a letter or digit. */
static bool
goes_on(const struct word *w, size_t at)
{
	if (at == 0)
		return !w->edge_before;
	return w->octets[at - 1] == PATTERN_DIGIT ||
	       pattern_in_word(w->octets[at - 1]);
}

/* A word that ends in one or two letters ends there: "in" is not "inbox". */
static void
end_brief(struct word *w)
{
	size_t at = w->size;

	while (at > 0 && ascii_is_letter((char)w->octets[at - 1]))
		at--;
	if (at < w->size && w->size - at <= BRIEF && !goes_on(w, at))
		w->edge_after = true;
}

/* The octet before the word in the text, where it is known to be a space. */
static void
compile_one(
    struct compiler *c, struct span text, bool after_space, struct part *part)
{
	struct word *grown =
	    arena_append(c->arena, part->words, &part->count, sizeof *grown);

	if (grown == NULL) {
		c->bad = "no memory";
		return;
	}
	part->words = grown;
	c->word = &grown[part->count - 1];
	compile_word(c, text);
	c->word->edge_before |= after_space;
	end_brief(c->word);
	if (c->word->size == 0)
		part->count--;
	else
		part->firm = part->firm && word_stem(c->word) >= WORD_KEY;
}

/* All words that a text stands for; an empty one says nothing. */
static void
compile_words(
    struct compiler *c, struct span text, bool after_space, struct part *part)
{
	struct trouble why = { "" };
	struct expansion e;
	struct buf one;

	part->firm = true;
	if (expand_is_plain(text)) {
		compile_one(c, text, after_space, part);
		return;
	}
	if (!expand_begin(&e, text, EXPAND_WORDS, &why))
		c->bad = arena_format(c->arena, "%s", why.text);
	buf_init(&one, PATTERN_WORD_MAX);
	while (c->bad == NULL && expand_next(&e, &one))
		compile_one(c, buf_span(&one), after_space, part);
	buf_free(&one);
}

/* The offset of the first gap that is neither in braces nor escaped. */
static size_t
find_gap(struct span text)
{
	bool inside = false;

	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (c == '\\')
			i++;
		else if (c == '{' || c == '}')
			inside = c == '{';
		else if (!inside && (c == '*' || c == '~'))
			return i;
	}
	return text.size;
}

static void
add_part(struct compiler *c, struct span text, uint8_t gap, bool after_space,
    struct pattern *p)
{
	struct part part = { .gap = gap };

	compile_words(c, text, after_space, &part);
	if (c->bad != NULL || part.count == 0)
		return;
	if (p->count == PATTERN_PARTS_MAX)
		c->bad = "a pattern has at most 8 parts between its gaps";
	else
		p->parts[p->count++] = part;
}

/* Whether the last brace has an empty word. */
static bool
has_empty(const struct expansion *e)
{
	const struct brace *last = &e->parts[(e->count - 1) / 2 * 2];

	last = e->count % 2 == 0 ? &e->parts[e->count - 1] : last - 1;
	for (size_t i = 0; i < last->count; i++) {
		if (last->words[i].size == 0)
			return true;
	}
	return false;
}

/*
 * Where to cut a part of many words in two, so that they are not multiplied:
 * before its last brace, when a space stands before that; 0 when it is to be
 * left whole.
 */
static size_t
find_cut(struct span text)
{
	struct expansion e;
	size_t words = 1, at = 0, cut = 0;

	if (expand_is_plain(text) ||
	    !expand_begin(&e, text, EXPAND_WORDS, NULL))
		return 0;
	for (size_t i = 0; i < e.count; i++)
		words *= e.parts[i].count;
	if (words <= WORDS_TOGETHER || has_empty(&e))
		return 0;
	for (; at < text.size; at++) {
		if (text.data[at] == '\\')
			at++;
		else if (text.data[at] == '{' && at > 0 &&
			 text.data[at - 1] == ' ')
			cut = at;
	}
	return cut;
}

/* What stands between two gaps: one part, or two without a gap between. */
static void
add_parts(struct compiler *c, struct span text, uint8_t gap, struct pattern *p)
{
	size_t cut = find_cut(text);

	if (cut == 0) {
		add_part(c, text, gap, false, p);
		return;
	}
	add_part(c, span_part(text, 0, cut), gap, false, p);
	add_part(c, span_part(text, cut, text.size), 0, true, p);
}

/* Goes on behind the gap; the next part's gap is the widest of the signs
 * before it. */
static void
add_next(struct compiler *c, struct span *text, struct pattern *p, uint8_t *gap)
{
	size_t end = find_gap(*text), before = p->count;

	add_parts(c, span_part(*text, 0, end), *gap, p);
	if (p->count > before)
		*gap = PATTERN_NEAR;
	if (end < text->size && text->data[end] == '*')
		*gap = PATTERN_GAP;
	*text = span_part(*text, end + 1, text->size);
}

/* Whether each word of the part says enough to be looked for. */
static bool
says_enough(const struct part *part)
{
	for (size_t i = 0; i < part->count; i++) {
		if (part->words[i].literals < LITERALS_MIN)
			return false;
	}
	return part->firm;
}

static bool
can_be_found(const struct pattern *p)
{
	for (size_t i = 0; i < p->count; i++) {
		if (says_enough(&p->parts[i]))
			return true;
	}
	return false;
}

bool
pattern_compile(
    struct span text, struct arena *a, struct pattern *p, struct trouble *t)
{
	struct compiler c = { .arena = a };
	uint8_t gap = PATTERN_NEAR;

	*p = (struct pattern){ .count = 0 };
	if (span_find(text, '\'') < text.size &&
	    span_search_nocase(text, SPAN("n't")) < text.size)
		c.bad = "write \"does not\" for \"doesn't\", as all such words "
			"are read";
	while (c.bad == NULL && text.size > 0)
		add_next(&c, &text, p, &gap);
	if (c.bad == NULL && !can_be_found(p))
		c.bad = "a pattern needs 3 octets in a row that are no gap and "
			"no %, the first two at the start of one of its parts";
	if (c.bad == NULL)
		return true;
	trouble_set(t, "%s", c.bad);
	return false;
}

bool
word_stands(const struct word *w, struct span text, size_t at)
{
	if (at > text.size || w->size > text.size - at)
		return false;
	for (size_t i = 0; i < w->size; i++) {
		unsigned char octet = (unsigned char)text.data[at + i];

		if (w->octets[i] != octet && !(w->octets[i] == PATTERN_DIGIT &&
						 ascii_is_digit((char)octet)))
			return false;
	}
	if (w->edge_before && at > 0 &&
	    pattern_in_word((unsigned char)text.data[at - 1]))
		return false;
	at += w->size;
	return !w->edge_after || at == text.size ||
	       !pattern_in_word((unsigned char)text.data[at]);
}
