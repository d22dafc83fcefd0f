#include "report/page.h"

#include "report/escape.h"

enum { WORD_MAX = 1 << 16 };

void
page_colour(struct page *p, enum colour colour)
{
	static const char *const codes[] = {
		[PLAIN] = "\033[0m",
		[BOLD] = "\033[1m",
		[FAINT] = "\033[2m",
		[GREEN] = "\033[1;32m",
		[YELLOW] = "\033[1;33m",
		[RED] = "\033[1;31m",
	};

	if (p->coloured)
		buf_add_text(p->out, codes[colour]);
}

void
page_blank_line(struct page *p)
{
	buf_add_octet(p->out, '\n');
}

void
page_heading(struct page *p, const char *text)
{
	page_colour(p, BOLD);
	escape_for_terminal(p->out, span_of(text));
	page_colour(p, PLAIN);
	page_blank_line(p);
}

/* Columns, counting each character as one. */
static size_t
columns(struct span text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

static void
indent(struct page *p, size_t size)
{
	while (size-- > 0)
		buf_add_octet(p->out, ' ');
}

static struct span
next_word(struct span *rest)
{
	size_t end = 0;
	struct span word;

	*rest = span_trim(*rest);
	while (end < rest->size && !ascii_is_space(rest->data[end]))
		end++;
	word = span_part(*rest, 0, end);
	*rest = span_part(*rest, end, rest->size);
	return word;
}

void
page_paragraph(struct page *p, const char *first, struct span text)
{
	size_t margin = columns(span_of(first)), column = margin;
	bool begun = false;
	struct buf shown;
	struct span word;

	buf_init(&shown, WORD_MAX);
	buf_add_text(p->out, first);
	while ((word = next_word(&text)).size > 0) {
		size_t size;

		buf_clear(&shown);
		escape_for_terminal(&shown, word);
		size = columns(buf_span(&shown));
		if (begun && p->width > 0 && column + 1 + size > p->width) {
			page_blank_line(p);
			indent(p, margin);
			column = margin;
		} else if (begun) {
			buf_add_octet(p->out, ' ');
			column++;
		}
		buf_add(p->out, buf_span(&shown));
		column += size;
		begun = true;
	}
	page_blank_line(p);
	buf_free(&shown);
}

void
page_verbatim(struct page *p, const char *margin, struct span text)
{
	do {
		struct span line = span_next(&text, '\n');

		buf_add_text(p->out, margin);
		escape_for_terminal(p->out, line);
		page_blank_line(p);
	} while (text.size > 0);
}
