#include "intake/log_formats.h"
#include "intake/logline.h"
#include "intake/scan.h"

enum {
	TRACKING_RECIPIENT = 12, /* recipient-address */
	TRACKING_STATUS = 13,    /* recipient-status */
	PROTOCOL_EVENT = 6,      /* "<" is received, ">" is sent */
	PROTOCOL_DATA = 7,
};

/* The n-th cell of a CSV row, from 0, without the quotes around it. */
static struct span
csv_cell(struct span row, size_t n)
{
	size_t at = 0, begin = 0;
	bool quotes = false;

	for (; at < row.size; at++) {
		if (row.data[at] == '"')
			quotes = !quotes;
		if (row.data[at] != ',' || quotes)
			continue;
		if (n-- == 0)
			break;
		begin = at + 1;
	}
	if (at == row.size && n > 0)
		return SPAN_NONE;
	row = span_trim(span_part(row, begin, at));
	if (row.size > 1 && row.data[0] == '"')
		return span_part(row, 1, row.size - 1);
	return row;
}

bool
log_exchange(const struct log_line *l, struct found *f)
{
	struct span words, led;

	f->format = FORMAT_EXCHANGE;
	f->reply.class =
	    span_search(l->line, SPAN(",DEFER,")) < l->line.size ? 4 : 5;
	f->recipient = csv_cell(l->line, TRACKING_RECIPIENT);
	words = csv_cell(l->line, TRACKING_STATUS);
	led = scan_value(l->line, SPAN("{LED="), SPAN("}"));
	if (led.size > 0)
		words = led;
	if (scan_starts(words, SPAN("'")) && scan_ends(words, SPAN("'")))
		words = span_part(words, 1, words.size - 1);
	logline_words(words, f);
	return f->reply.code != 0 || f->reply.enhanced.class != 0;
}

/* The commands are in it too, and all that went well. */
bool
log_exchange_protocol(const struct log_line *l, struct found *f)
{
	struct span event = csv_cell(l->line, PROTOCOL_EVENT),
		    words = csv_cell(l->line, PROTOCOL_DATA);

	if ((!span_equal(event, SPAN("<")) && !span_equal(event, SPAN(">"))) ||
	    !scan_is_code(words) || words.data[0] < '4')
		return false;
	f->format = FORMAT_EXCHANGE;
	logline_words(words, f);
	return true;
}
