#include "diagnosis/expand.h"

/* The offset of the first of two signs that no backslash stands before. */
static size_t
find_sign(struct span text, char sign, char other)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == sign || text.data[i] == other)
			return i;
	}
	return text.size;
}

/* Those that are chosen one by one go before the others. */
static void
add_word(struct brace *part, struct span word, enum expand how)
{
	part->words[part->count] = word;
	if (how == EXPAND_WORDS || find_sign(word, '*', '~') < word.size) {
		part->words[part->count] = part->words[part->apart];
		part->words[part->apart++] = word;
	}
	part->count++;
}

static const char *
add_words(struct brace *part, struct span inside, enum expand how)
{
	for (;;) {
		size_t end = find_sign(inside, ',', ',');

		if (part->count == BRACE_WORDS_MAX)
			return "at most 150 words in a brace";
		add_word(part, span_part(inside, 0, end), how);
		if (end == inside.size)
			return NULL;
		inside = span_part(inside, end + 1, inside.size);
	}
}

/* Plain text up to a brace, and that brace; *text goes on behind it. */
static const char *
add_parts(struct expansion *e, struct span *text, enum expand how)
{
	size_t begin = find_sign(*text, '{', '{'), end;
	struct span inside;

	add_word(
	    &e->parts[e->count++], span_part(*text, 0, begin), EXPAND_WORDS);
	if (begin == text->size) {
		*text = SPAN_NONE;
		return NULL;
	}
	if (e->count + 1 >= sizeof e->parts / sizeof *e->parts)
		return "at most 6 braces in a pattern";
	inside = span_part(*text, begin + 1, text->size);
	end = find_sign(inside, '}', '}');
	if (end == inside.size)
		return "a brace is not closed";
	if (find_sign(span_part(inside, 0, end), '{', '{') < end)
		return "a brace stands in another one";
	*text = span_part(inside, end + 1, inside.size);
	return add_words(&e->parts[e->count++], span_part(inside, 0, end), how);
}

bool
expand_is_plain(struct span text)
{
	return span_find(text, '{') == text.size;
}

/* The words that stay together are one choice more. */
static size_t
choices(const struct brace *part)
{
	return part->apart + (part->apart < part->count);
}

bool
expand_begin(
    struct expansion *e, struct span text, enum expand how, struct trouble *t)
{
	const char *bad = NULL;
	size_t all = 1;

	e->count = 0;
	e->over = false;
	for (size_t i = 0; i < sizeof e->parts / sizeof *e->parts; i++)
		e->parts[i].count = e->parts[i].apart = e->parts[i].chosen = 0;
	do
		bad = add_parts(e, &text, how);
	while (bad == NULL && text.size > 0);
	for (size_t i = 0; i < e->count && all <= EXPANSIONS_MAX; i++)
		all *= choices(&e->parts[i]);
	if (bad == NULL && all > EXPANSIONS_MAX)
		bad = "its braces stand for more than 5000 patterns";
	if (bad == NULL)
		return true;
	trouble_set(t, "%s", bad);
	return false;
}

/* As a counter: the last part turns first. */
static void
turn(struct expansion *e)
{
	for (size_t i = e->count; i > 0; i--) {
		struct brace *part = &e->parts[i - 1];

		if (++part->chosen < choices(part))
			return;
		part->chosen = 0;
	}
	e->over = true;
}

static void
write_choice(const struct brace *part, struct buf *out)
{
	if (part->chosen < part->apart) {
		buf_add(out, part->words[part->chosen]);
		return;
	}
	for (size_t i = part->apart; i < part->count; i++) {
		buf_add_octet(out, i == part->apart ? '{' : ',');
		buf_add(out, part->words[i]);
	}
	buf_add_octet(out, '}');
}

bool
expand_next(struct expansion *e, struct buf *out)
{
	if (e->over)
		return false;
	buf_clear(out);
	for (size_t i = 0; i < e->count; i++)
		write_choice(&e->parts[i], out);
	turn(e);
	return !out->failed;
}
