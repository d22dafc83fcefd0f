#include "unit/read.h"

#include "unit/expect.h"

#include <stdlib.h>

static struct tables *builtin;

static void
forget(void)
{
	tables_free(builtin);
	builtin = NULL;
}

const struct tables *
read_tables(void)
{
	struct trouble t = { "" };

	if (builtin == NULL) {
		builtin = tables_new(NULL, &t);
		atexit(forget);
	}
	ck_assert_msg(builtin != NULL, "the built-in tables: %s", t.text);
	return builtin;
}

struct tables *
read_tables_with(enum table table, const char *text, struct trouble *t)
{
	struct span extra[TABLE_COUNT] = { { NULL, 0 } };

	extra[table] = span_of(text);
	return tables_new(extra, t);
}

static struct reply
parse(struct arena *a, const char *lines)
{
	struct reply_parser parser;
	struct reply reply = { 0 };
	struct buf wire;
	struct span in;

	buf_init(&wire, 1 << 16);
	buf_add_text(&wire, lines);
	buf_add_text(&wire, "\r\n");
	in = buf_span(&wire);
	reply_parser_init(&parser);
	ck_assert_msg(
	    reply_feed(&parser, &in, a, &reply) == REPLY_DONE && in.size == 0,
	    "not one reply: %s", lines);
	reply_parser_free(&parser);
	buf_free(&wire);
	return reply;
}

struct reading
read_reply(const struct tables *t, struct arena *a, const char *stage,
    const char *host, const char *lines)
{
	struct reply reply = parse(a, lines);
	struct reading_input in = {
		.code = reply.code,
		.enhanced = reply.enhanced,
		.text = reply.text,
		.host = span_of(host),
		.banner = SPAN(""),
	};
	struct reading r;

	in.stage_known = stage_from_word(span_of(stage), &in.stage);
	ck_assert(in.stage_known == (stage[0] != '\0'));
	ck_assert(reading_of(t, &in, a, &r));
	return r;
}

static void
expect_word(
    const char *is, const char *wanted, const char *what, const char *row)
{
	ck_assert_msg(
	    wanted[0] == '\0' || span_equal(span_of(is), span_of(wanted)),
	    "%s: %s is %s, not %s", row, what, is, wanted);
}

void
expect_reading(const struct reading *r, const char *cause, const char *about,
    const char *act, const char *retry, const char *confidence, const char *row)
{
	expect_word(cause_word(r->cause), cause, "the cause", row);
	expect_word(about_word(r->about), about, "what it is about", row);
	expect_word(act_word(r->act), act, "who acts", row);
	expect_word(retry_word(r->retry), retry, "the retry", row);
	expect_word(
	    confidence_word(r->confidence), confidence, "the confidence", row);
}

void
expect_same_reading(
    const struct reading *a, const struct reading *b, const char *text)
{
	ck_assert_msg(
	    a->cause == b->cause && a->about == b->about && a->act == b->act &&
		a->retry == b->retry && a->retry_seconds == b->retry_seconds &&
		a->confidence == b->confidence && a->by_code == b->by_code &&
		a->permanent == b->permanent &&
		a->contradictory == b->contradictory &&
		a->inner_code == b->inner_code &&
		a->inner.size == b->inner.size &&
		a->enhanced.class == b->enhanced.class &&
		a->enhanced.subject == b->enhanced.subject &&
		a->enhanced.detail == b->enhanced.detail,
	    "read otherwise: %s", text);
	ck_assert_str_eq(a->rule, b->rule);
	ck_assert_str_eq(a->reference, b->reference);
	ck_assert_str_eq(a->provider, b->provider);
	ck_assert_str_eq(a->provider_name, b->provider_name);
	ck_assert_str_eq(a->summary, b->summary);
	ck_assert_str_eq(a->explanation, b->explanation);
	ck_assert_uint_eq(a->advice_count, b->advice_count);
	for (size_t i = 0; i < a->advice_count; i++) {
		ck_assert_str_eq(a->advice[i], b->advice[i]);
		ck_assert_int_eq(a->advice_for[i], b->advice_for[i]);
	}
	ck_assert_uint_eq(a->other_count, b->other_count);
	for (size_t i = 0; i < a->other_count; i++)
		ck_assert_str_eq(a->other_readings[i], b->other_readings[i]);
}
