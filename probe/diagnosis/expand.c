#include "diagnosis/expand.h"

/* The offset of the first `sign` that no backslash stands before. */
static size_t
find_sign(struct span text, char sign)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '\\')
			i++;
		else if (text.data[i] == sign)
			return i;
	}
	return text.size;
}

static const char *
add_words(struct brace *part, struct span inside)
{
	for (;;) {
		size_t end = find_sign(inside, ',');

		if (part->count == BRACE_WORDS_MAX)
			return "at most 32 words in a brace";
		part->words[part->count++] = span_part(inside, 0, end);
		if (end == inside.size)
			return NULL;
		inside = span_part(inside, end + 1, inside.size);
	}
}

/* Plain text up to a brace, and that brace; *text goes on behind it. */
static const char *
add_parts(struct expansion *e, struct span *text)
{
	size_t begin = find_sign(*text, '{'), end;
	struct brace *part = &e->parts[e->count++];
	struct span inside;

	part->words[part->count++] = span_part(*text, 0, begin);
	if (begin == text->size) {
		*text = SPAN_NONE;
		return NULL;
	}
	if (e->count + 1 >= sizeof e->parts / sizeof *e->parts)
		return "at most 6 braces in a pattern";
	inside = span_part(*text, begin + 1, text->size);
	end = find_sign(inside, '}');
	if (end == inside.size)
		return "a brace is not closed";
	if (find_sign(span_part(inside, 0, end), '{') < end)
		return "a brace stands in another one";
	*text = span_part(inside, end + 1, inside.size);
	return add_words(&e->parts[e->count++], span_part(inside, 0, end));
}

bool
expand_begin(struct expansion *e, struct span text, struct trouble *t)
{
	const char *bad = NULL;
	size_t choices = 1;

	*e = (struct expansion){ .count = 0 };
	do
		bad = add_parts(e, &text);
	while (bad == NULL && text.size > 0);
	for (size_t i = 0; i < e->count && choices <= EXPANSIONS_MAX; i++)
		choices *= e->parts[i].count;
	if (bad == NULL && choices > EXPANSIONS_MAX)
		bad = "its braces stand for more than 1000 patterns";
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

		if (++part->chosen < part->count)
			return;
		part->chosen = 0;
	}
	e->over = true;
}

bool
expand_next(struct expansion *e, struct buf *out)
{
	if (e->over)
		return false;
	buf_clear(out);
	for (size_t i = 0; i < e->count; i++)
		buf_add(out, e->parts[i].words[e->parts[i].chosen]);
	turn(e);
	return !out->failed;
}
