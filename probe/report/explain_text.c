#include "report/explain_text.h"

#include "report/diagnosis_text.h"
#include "report/escape.h"
#include "report/explain_json.h"

#include <string.h>

static const struct {
	const char *word, *in_words;
	enum colour colour;
} classes[] = {
	{ "success", "accepted", GREEN },
	{ "intermediate", "to be continued", YELLOW },
	{ "temporary", "not now", YELLOW },
	{ "permanent", "refused for good", RED },
};

/* More helps nobody who reads it; the JSON has all. */
enum { WORDS_SHOWN = 2000, NAME_SHOWN = 320 };

/* Up to `most` octets, no character cut. */
static struct span
beginning(struct span text, size_t most)
{
	if (text.size <= most)
		return text;
	while (most > 0 && ((unsigned char)text.data[most] & 0xc0) == 0x80)
		most--;
	return span_part(text, 0, most);
}

static size_t
class_of(const struct found *f, const struct reading *r)
{
	size_t i = 0;

	while (strcmp(classes[i].word, explain_class(f, r)) != 0)
		i++;
	return i;
}

static void
first_line(const struct found *f, const struct reading *r, struct page *p)
{
	size_t class = class_of(f, r);

	if (f->recipient.size > 0) {
		page_colour(p, BOLD);
		escape_for_terminal(
		    p->out, beginning(f->recipient, NAME_SHOWN));
		page_colour(p, PLAIN);
		buf_add_text(p->out, ": ");
	}
	page_colour(p, classes[class].colour);
	buf_add_text(p->out, classes[class].in_words);
	page_colour(p, PLAIN);
	buf_add_text(p->out, ": ");
	escape_for_terminal(p->out, span_of(r->summary));
	page_blank_line(p);
}

static void
add_known(struct buf *out, const char *before, struct span value)
{
	if (value.size == 0)
		return;
	buf_add_text(out, before);
	escape_for_terminal(out, beginning(value, NAME_SHOWN));
}

/* "The server said (mx.example.org, at RCPT; line 7, postfix, queue id X)" */
static void
reply_heading(const struct found *f, struct page *p)
{
	struct buf line;

	buf_init(&line, 1 << 14);
	buf_format(&line, "What was said (line %zu", f->line);
	add_known(&line, ", ", span_of(found_format_word(f->format)));
	add_known(&line, ", by ", f->reply.host);
	if (f->reply.stage_known)
		add_known(&line, ", at ", span_of(stage_word(f->reply.stage)));
	add_known(&line, ", queue id ", f->queue_id);
	add_known(&line, ", from ", f->sender);
	buf_add_octet(&line, ')');
	page_heading(p, buf_text(&line));
	buf_free(&line);
}

/* The codes stand before the text, as the server had them. */
static void
words(uint16_t code, const struct enhanced *enhanced, struct span text,
    const char *before, struct arena *a, struct page *p)
{
	struct span shown = beginning(text, WORDS_SHOWN);
	char codes[ENHANCED_TEXT_MAX];
	const char *space;

	enhanced_format(enhanced, codes);
	space = codes[0] != '\0' ? " " : "";
	if (shown.size < text.size)
		text = span_of(arena_format(a, "%.*s ... (%zu octets more)",
		    SPAN_ARGUMENTS(shown), text.size - shown.size));
	if (code != 0)
		text = span_of(arena_format(a, "%u %s%s%.*s",
		    (unsigned int)code, codes, space, SPAN_ARGUMENTS(text)));
	page_paragraph(p, before, text);
}

static void
reply_words(const struct found *f, const struct reading *r, struct arena *a,
    struct page *p)
{
	page_blank_line(p);
	reply_heading(f, p);
	words(f->reply.code, &f->reply.enhanced, f->reply.text, "  ", a, p);
	if (r->inner.size > 0)
		words(r->inner_code, &r->enhanced, r->inner,
		    "  read in it: ", a, p);
}

void
explain_text(const struct found *f, const struct reading *r,
    const struct evidence *evidence, size_t evidence_count,
    bool first_line_only, struct arena *a, struct page *p)
{
	first_line(f, r, p);
	if (first_line_only)
		return;
	diagnosis_to_do(r, false, a, p);
	reply_words(f, r, a, p);
	diagnosis_reasons(r, evidence, evidence_count, a, p);
}
