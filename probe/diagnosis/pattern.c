#include "diagnosis/pattern.h"

#include <string.h>

static bool
is_special(char c)
{
	return c == '*' || c == '%' || c == '|' || c == '\\';
}

struct compiler {
	struct pattern *pattern;
	unsigned char *out; /* room for all octets */
	size_t used, begun;
	bool too_many;
};

static void
end_run(struct compiler *c)
{
	struct pattern *p = c->pattern;
	struct run run = { c->out + c->begun, c->used - c->begun };

	if (run.size == 0)
		return;
	if (p->count == PATTERN_RUNS_MAX) {
		c->too_many = true;
		return;
	}
	p->runs[p->count++] = run;
	p->literals += run.size;
	c->begun = c->used;
}

static void
add_octet(struct compiler *c, char octet)
{
	bool space = ascii_is_space(octet);

	/* As in normalised text: one space for any white space. */
	if (space && c->used > c->begun && c->out[c->used - 1] == ' ')
		return;
	c->out[c->used++] = (unsigned char)(space ? ' ' : ascii_lower(octet));
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
		else if (octet == '*')
			end_run(c);
		else if (octet == '%')
			c->out[c->used++] = PATTERN_DIGIT;
		else
			add_octet(c, octet);
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

/* Takes the edge signs off both ends. */
static struct span
take_edges(struct span text, struct pattern *p)
{
	if (text.size > 0 && text.data[0] == '|') {
		p->edge_before = true;
		text = span_part(text, 1, text.size);
	}
	if (text.size > 0 && text.data[text.size - 1] == '|' &&
	    !(text.size > 1 && text.data[text.size - 2] == '\\')) {
		p->edge_after = true;
		text.size--;
	}
	return text;
}

bool
pattern_compile(
    struct span text, struct arena *a, struct pattern *p, struct trouble *t)
{
	struct compiler c = { .pattern = p };

	*p = (struct pattern){ 0 };
	text = take_edges(text, p);
	c.out = arena_get(a, text.size + 1);
	if (c.out == NULL) {
		trouble_set(t, "no memory");
		return false;
	}
	compile_octets(&c, text);
	if (!c.too_many && has_gram(p))
		return true;
	trouble_set(t,
	    c.too_many
		? "a pattern has at most %d parts between its stars"
		: "a pattern needs %d octets in a row that are no * or %%",
	    c.too_many ? PATTERN_RUNS_MAX : GRAM);
	return false;
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
	return true;
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
begins_well(const struct pattern *p, struct span text, size_t at)
{
	return !p->edge_before || at == 0 || !in_word(text, at - 1);
}

static bool
ends_well(const struct pattern *p, struct span text, size_t end)
{
	return !p->edge_after || !in_word(text, end);
}

/* The runs behind run `i`, which ends at `end`, nearest first. */
static bool
follow(const struct pattern *p, size_t i, struct span text, size_t end)
{
	for (i++; i < p->count; i++) {
		size_t at = end, last = end + PATTERN_GAP;

		while (at <= last && at <= text.size &&
		       !run_stands(&p->runs[i], text, at))
			at++;
		if (at > last || at > text.size)
			return false;
		end = at + p->runs[i].size;
	}
	return ends_well(p, text, end);
}

/* The runs before run `i`, which begins at `begin`, nearest first. */
static bool
precede(const struct pattern *p, size_t i, struct span text, size_t begin)
{
	while (i-- > 0) {
		size_t size = p->runs[i].size;
		size_t gap = 0;

		while (gap <= PATTERN_GAP && gap + size <= begin &&
		       !run_stands(&p->runs[i], text, begin - gap - size))
			gap++;
		if (gap > PATTERN_GAP || gap + size > begin)
			return false;
		begin -= gap + size;
	}
	return begins_well(p, text, begin);
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
