#include "report/codes_text.h"

#include <stdio.h>

struct listing {
	struct page *page;
	size_t count;
};

static void
show(void *context, const struct code_row *row)
{
	struct listing *listing = context;
	char lead[64], text[2048];

	snprintf(lead, sizeof lead, "%-12s %-8s ", row->code, row->stage);
	snprintf(text, sizeof text, "%s [%s; %s]", row->meaning,
	    cause_word(row->cause), row->reference);
	page_paragraph(listing->page, lead, span_of(text));
	listing->count++;
}

size_t
codes_text(const struct tables *t, struct span wanted, struct page *p)
{
	struct listing listing = { .page = p };

	codes_find(t, wanted, show, &listing);
	return listing.count;
}
