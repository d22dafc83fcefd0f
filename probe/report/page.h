/*
 * page: text for a person: headings, paragraphs wrapped to a width, colour.
 * Everything put in is escaped (escape_for_terminal). Pure.
 */
#ifndef PROBE_REPORT_PAGE_H
#define PROBE_REPORT_PAGE_H

#include "base/buf.h"

enum colour { PLAIN, BOLD, FAINT, GREEN, YELLOW, RED };

enum { WIDTH_MIN = 40, WIDTH_DEFAULT = 80 };

struct page {
	struct buf *out;
	size_t width; /* columns; 0: never wrap */
	bool coloured;
};

/* One line of its own, not wrapped, in a colour. */
void page_heading(struct page *p, const char *text);

/*
 * Words wrapped to the width. `first` stands before the first line, the same
 * number of spaces before each further one. White space is one space; a word
 * longer than a line is not broken.
 */
void page_paragraph(struct page *p, const char *first, struct span text);

/* As it came, one line of output a line of text, indented, never wrapped. */
void page_verbatim(struct page *p, const char *indent, struct span text);

/* Colour on and off, within a line. */
void page_colour(struct page *p, enum colour colour);

void page_blank_line(struct page *p);

#endif
