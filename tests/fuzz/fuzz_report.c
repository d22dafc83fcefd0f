/*
 * What the reports do with text from the network: nothing that steers a
 * terminal gets through, and JSON stays JSON.
 */
#include "fuzz/fuzz.h"

#include "report/escape.h"
#include "report/json.h"
#include "report/page.h"

#include <jansson.h>
#include <string.h>

enum { OUT_MAX = 1 << 20 };

static void
escape_terminal(struct buf *out, struct span text)
{
	struct buf again;

	buf_clear(out);
	escape_for_terminal(out, text);
	promise(!out->failed && is_showable(buf_span(out)) &&
		    has_no_controls(buf_span(out)),
	    "what is shown steers no terminal");
	buf_init(&again, OUT_MAX);
	escape_for_terminal(&again, buf_span(out));
	promise(span_equal(buf_span(out), buf_span(&again)),
	    "what is fit to be shown stays as it is");
	buf_free(&again);
}

/* What jansson reads back is the text, where that is UTF-8 without NUL. */
static void
escape_json(struct buf *out, struct span text)
{
	struct json j = { .out = out };
	json_t *read, *value;

	buf_clear(out);
	json_begin_object(&j, NULL);
	json_text(&j, "text", text);
	json_milliseconds(&j, "ms", (int64_t)text.size * 1000);
	json_bool(&j, "is", true);
	json_end_object(&j);
	promise(!out->failed && is_showable(buf_span(out)) &&
		    has_no_controls(buf_span(out)),
	    "JSON steers no terminal");
	read = json_loadb(out->data, out->size, JSON_ALLOW_NUL, NULL);
	promise(read != NULL, "JSON is JSON");
	value = json_object_get(read, "text");
	promise(json_is_string(value), "a text is a string");
	if (json_string_length(value) == text.size &&
	    memchr(text.data, 0xef, text.size) == NULL)
		promise(
		    memcmp(json_string_value(value), text.data, text.size) == 0,
		    "a text reads as it was written");
	json_decref(read);
}

static void
show(struct buf *out, struct span text)
{
	struct page page = { .out = out, .width = 40 };

	buf_clear(out);
	page_paragraph(&page, "  - ", text);
	page_verbatim(&page, "  ", text);
	promise(!out->failed && is_showable(buf_span(out)),
	    "a page steers no terminal");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_input(data, size);
	struct buf out;

	if (size == 0 || size > 1 << 14)
		return 0;
	buf_init(&out, OUT_MAX);
	escape_terminal(&out, text);
	escape_json(&out, text);
	show(&out, text);
	buf_free(&out);
	return 0;
}
