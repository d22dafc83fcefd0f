#include "fuzz/intake_promises.h"

#include "fuzz/fuzz.h"
#include "report/explain_json.h"
#include "report/explain_text.h"

#include <string.h>

enum { OUT_MAX = 64 << 20, MEMORY_MAX = 8 << 20, FOUND_MAX = 20 };

struct collector {
	const struct tables *tables;
	struct arena *arena;
	struct buf out;
	size_t last_line, found;
};

static void
take(void *context, const struct found *f)
{
	struct collector *c = context;
	struct reading r;
	struct page page = { .out = &c->out, .width = 80 };

	promise(f->line > 0, "a reply stands on a line");
	promise(f->reply.code < 600, "a code has three digits");
	c->last_line = f->line;
	if (++c->found > FOUND_MAX)
		return;
	arena_reset(c->arena);
	if (!reading_of(c->tables, &f->reply, c->arena, &r))
		return;
	explain_json(f, &r, NULL, 0, &c->out);
	explain_text(f, &r, NULL, 0, false, c->arena, &page);
}

static size_t
lines_of(struct span text)
{
	size_t lines = 1;

	for (size_t i = 0; i < text.size; i++)
		lines += text.data[i] == '\n';
	return lines;
}

static void
collect(
    struct collector *c, enum input_kind kind, struct span text, size_t piece)
{
	struct intake *in;

	c->arena = arena_new(MEMORY_MAX);
	buf_init(&c->out, OUT_MAX);
	in = intake_new(kind, take, c);
	promise(in != NULL && c->arena != NULL, "there is memory");
	for (struct span rest = text; rest.size > 0;
	     rest = span_part(rest, piece, rest.size))
		intake_feed(in, span_part(rest, 0, piece));
	intake_end(in);
	intake_free(in);
	promise(c->last_line <= lines_of(text), "a line is one of the text's");
	promise(is_showable(buf_span(&c->out)), "output is fit to be shown");
}

static const struct tables *
tables(void)
{
	static struct tables *t;

	if (t == NULL)
		t = tables_new(NULL, NULL);
	promise(t != NULL, "the built-in tables are read");
	return t;
}

void
check_intake(enum input_kind kind, struct span input)
{
	struct collector whole = { .tables = tables() },
			 pieces = { .tables = tables() };
	size_t piece = 1;

	if (input.size > 0)
		piece += (unsigned char)input.data[0] % 97;
	collect(&whole, kind, input, input.size + 1);
	collect(&pieces, kind, input, piece);
	promise(whole.found == pieces.found &&
		    span_equal(buf_span(&whole.out), buf_span(&pieces.out)),
	    "the pieces do not matter");
	buf_free(&whole.out);
	buf_free(&pieces.out);
	arena_free(whole.arena);
	arena_free(pieces.arena);
}
