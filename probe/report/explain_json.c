#include "report/explain_json.h"

#include "report/check_json.h"

const char *
explain_class(const struct found *f, const struct reading *r)
{
	static const char *const words[] = { NULL, NULL, "success",
		"intermediate", "temporary", "permanent" };
	unsigned int class = f->reply.code / 100u;

	if (class == 0)
		class = f->reply.class;
	if (class == 0)
		class = f->reply.enhanced.class;
	if (class < 2 || class > 5)
		return r->permanent ? "permanent" : "temporary";
	return words[class];
}

static void
text_if_known(struct json *j, const char *key, struct span text)
{
	if (text.size > 0)
		json_text(j, key, text);
}

/* The reply within the reply, which is what the diagnosis speaks of. */
static void
nested_json(struct json *j, const struct reading *r)
{
	char enhanced[ENHANCED_TEXT_MAX];

	if (r->inner.size == 0)
		return;
	json_begin_object(j, "nested");
	json_number(j, "code", r->inner_code);
	json_name(j, "enhanced", enhanced_format(&r->enhanced, enhanced));
	json_text(j, "text", r->inner);
	json_end_object(j);
}

void
explain_json(const struct found *f, const struct reading *r,
    const struct evidence *evidence, size_t evidence_count, struct buf *out)
{
	struct json j = { .out = out };
	struct reply reply = {
		.code = f->reply.code,
		.enhanced = f->reply.enhanced,
		.text = f->reply.text,
	};

	json_begin_object(&j, NULL);
	json_name(&j, "schema", "smtpprobe.explain/1");
	json_text(&j, "input", f->input);
	json_number(&j, "line", (int64_t)f->line);
	json_name(&j, "format", found_format_word(f->format));
	json_text(&j, "recipient", f->recipient);
	text_if_known(&j, "sender", f->sender);
	text_if_known(&j, "host", f->reply.host);
	text_if_known(&j, "queue_id", f->queue_id);
	json_name(&j, "class", explain_class(f, r));
	diagnosis_json(&j, "diagnosis", r, evidence, evidence_count, &reply,
	    f->reply.stage_known ? stage_word(f->reply.stage) : "");
	nested_json(&j, r);
	json_end_object(&j);
	buf_add_octet(out, '\n');
}
