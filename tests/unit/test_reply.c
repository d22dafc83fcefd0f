#include "smtp/reply.h"

#include "base/memory.h"
#include "unit/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *reply_suite(void);

enum { ARENA_MAX = 1 << 20, REPLIES_MAX = 8 };

/* What comes out of octets: replies and lines that are none, in order. */
struct heard {
	struct arena *arena;
	size_t count;
	enum reply_status status[REPLIES_MAX];
	struct reply replies[REPLIES_MAX];
	bool unfinished; /* the parser waits for more of a reply */
};

static void
hear(struct reply_parser *p, struct heard *h, struct span in)
{
	/* A block of its own, so that a sanitizer sees a read beyond. */
	char *block = malloc(in.size);
	struct span rest = { block, in.size };
	enum reply_status status;

	memcpy(block, in.data, in.size);
	while (rest.size > 0) {
		struct reply r = { .code = 1 };

		status = reply_feed(p, &rest, h->arena, &r);
		h->unfinished = status == REPLY_MORE;
		if (status == REPLY_MORE) {
			ck_assert_uint_eq(rest.size, 0);
			break;
		}
		ck_assert_uint_lt(h->count, REPLIES_MAX);
		h->status[h->count] = status;
		h->replies[h->count++] = r;
	}
	free(block);
}

/* Feeds it all in pieces of a size. */
static struct heard
hear_in_pieces(struct span in, size_t size)
{
	struct heard h = { .arena = arena_new(ARENA_MAX) };
	struct reply_parser p;

	reply_parser_init(&p);
	for (size_t at = 0; at < in.size; at += size)
		hear(&p, &h, span_part(in, at, at + size));
	reply_parser_free(&p);
	return h;
}

/* All of a reply in one line of text, to be compared. */
static void
describe(const struct heard *h, struct buf *out)
{
	char enhanced[ENHANCED_TEXT_MAX];

	buf_init(out, 1 << 20);
	for (size_t i = 0; i < h->count; i++) {
		const struct reply *r = &h->replies[i];

		if (h->status[i] == REPLY_BAD)
			buf_add_text(out, "bad ");
		else
			buf_format(out, "%u (%s) in %zu%s%s%s ", r->code,
			    enhanced_format(&r->enhanced, enhanced), r->lines,
			    r->mixed_codes ? " mixed" : "",
			    r->bare_lf ? " bare" : "", r->cut ? " cut" : "");
		buf_add_text(out, "<");
		buf_add(out, h->status[i] == REPLY_BAD ? r->raw : r->text);
		buf_add_text(out, ">");
	}
	if (h->unfinished)
		buf_add_text(out, "...");
	ck_assert(!out->failed);
}

static void
expect_heard(struct span in, struct span wanted)
{
	for (size_t size = 1; size <= in.size; size++) {
		struct heard h = hear_in_pieces(in, size);
		struct buf out;
		char row[80];

		snprintf(row, sizeof row, "`%.30s...' in pieces of %zu",
		    in.data, size);
		describe(&h, &out);
		expect_span(buf_span(&out), wanted, row);
		buf_free(&out);
		arena_free(h.arena);
	}
}

START_TEST(replies_are_read_whatever_pieces_they_come_in)
{
	const struct {
		struct span in, wanted;
	} rows[] = {
		{ SPAN("220 mx ready\r\n"), SPAN("220 () in 1 <mx ready>") },
		{ SPAN("250\r\n"), SPAN("250 () in 1 <>") },
		{ SPAN("250 \r\n"), SPAN("250 () in 1 <>") },
		{ SPAN("250-\r\n250\r\n"), SPAN("250 () in 2 <\n>") },
		{ SPAN("250-one\r\n250-two\r\n250 three\r\n"),
		    SPAN("250 () in 3 <one\ntwo\nthree>") },
		{ SPAN("250 one\r\n550 two\r\n"),
		    SPAN("250 () in 1 <one>550 () in 1 <two>") },
		{ SPAN("250 one\r\n250-two\r\n"),
		    SPAN("250 () in 1 <one>...") },
		{ SPAN("250 one\r"), SPAN("...") },
		{ SPAN("250  two spaces \r\n"),
		    SPAN("250 () in 1 < two spaces >") },
		{ SPAN("599 last code\r\n200 first\r\n"),
		    SPAN("599 () in 1 <last code>200 () in 1 <first>") },
		/* enhanced codes: of the first line, left in the text */
		{ SPAN("550 5.1.1 no such user\r\n"),
		    SPAN("550 (5.1.1) in 1 <5.1.1 no such user>") },
		{ SPAN("550-5.7.1 first\r\n550 5.1.1 second\r\n"),
		    SPAN("550 (5.7.1) in 2 <5.7.1 first\n5.1.1 second>") },
		{ SPAN("250 2.0.0\r\n"), SPAN("250 (2.0.0) in 1 <2.0.0>") },
		/* RFC 5321 2.3.8: bare LF is wrong, and seen */
		{ SPAN("250 one\n"), SPAN("250 () in 1 bare <one>") },
		{ SPAN("250-one\n250 two\r\n"),
		    SPAN("250 () in 2 bare <one\ntwo>") },
		{ SPAN("250-one\r\n\n250 two\r\n"),
		    SPAN("250 () in 3 bare <one\n\ntwo>") },
		{ SPAN("250 one\r\r\n"), SPAN("250 () in 1 <one\r>") },
		{ SPAN("250 a\rb\r\n"), SPAN("250 () in 1 <a\rb>") },
		/* RFC 5321 4.2.1: one code; the last one counts */
		{ SPAN("250-one\r\n550 two\r\n"),
		    SPAN("550 () in 2 mixed <one\ntwo>") },
		{ SPAN("550-one\r\n250-two\r\n550 three\r\n"),
		    SPAN("550 () in 3 mixed <one\ntwo\nthree>") },
		/* a line without a code inside a reply is text of it */
		{ SPAN("250-one\r\ntwo\r\n\r\n250 three\r\n"),
		    SPAN("250 () in 4 <one\ntwo\n\nthree>") },
		{ SPAN("250-one\r\n250_two\r\n199 x\r\n250 three\r\n"),
		    SPAN("250 () in 4 <one\n250_two\n199 x\nthree>") },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_heard(rows[i].in, rows[i].wanted);
}
END_TEST

START_TEST(a_line_that_is_no_reply_is_told_and_the_next_is_read)
{
	const struct {
		struct span in, wanted;
	} rows[] = {
		{ SPAN("hello\r\n"), SPAN("bad <hello>") },
		{ SPAN("\r\n"), SPAN("bad <>") },
		{ SPAN("\n"), SPAN("bad <>") },
		{ SPAN("25\r\n"), SPAN("bad <25>") },
		{ SPAN("2500 x\r\n"), SPAN("bad <2500 x>") },
		{ SPAN("250x\r\n"), SPAN("bad <250x>") },
		{ SPAN("250\tx\r\n"), SPAN("bad <250\tx>") },
		{ SPAN(" 250 x\r\n"), SPAN("bad < 250 x>") },
		{ SPAN("199 x\r\n"), SPAN("bad <199 x>") },
		{ SPAN("600 x\r\n"), SPAN("bad <600 x>") },
		{ SPAN("+OK POP3\r\n250 ok\r\n"),
		    SPAN("bad <+OK POP3>250 () in 1 <ok>") },
		{ SPAN("SSH-2.0-x\n250 ok\r\n"),
		    SPAN("bad <SSH-2.0-x>250 () in 1 <ok>") },
		/* octets are as they came */
		{ SPAN("250 a\0b\xff\x1b[2J\r\n"),
		    SPAN("250 () in 1 <a\0b\xff\x1b[2J>") },
		{ SPAN("\0\0\0\r\n"), SPAN("bad <\0\0\0>") },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		expect_heard(rows[i].in, rows[i].wanted);
}
END_TEST

START_TEST(the_raw_form_keeps_every_line_with_its_code)
{
	struct heard h =
	    hear_in_pieces(SPAN("250-one\r\nx\n550\r\n250 two\r\n"), 3);

	ck_assert_uint_eq(h.count, 2);
	expect_span(h.replies[0].raw, SPAN("250-one\nx\n550\n"), "first");
	expect_span(h.replies[1].raw, SPAN("250 two\n"), "second");
	ck_assert_int_eq(reply_class(&h.replies[0]), 5);
	ck_assert_int_eq(reply_class(&h.replies[1]), 2);
	arena_free(h.arena);
}
END_TEST

/* "250 xxx" with its CR LF, or LF, is as long as asked for. */
static void
put_line(struct buf *b, size_t size, const char *end)
{
	size_t filled = b->size + size - strlen(end);

	buf_add_text(b, "250 ");
	while (b->size < filled)
		buf_add_octet(b, 'x');
	buf_add_text(b, end);
}

START_TEST(an_overlong_line_is_cut_and_its_line_end_still_told)
{
	static const char *const ends[] = { "\r\n", "\n" };
	static const size_t pieces[] = { 1, 7, 2047, 2048, 2049, 99999 };

	for (size_t size = REPLY_LINE_MAX - 3; size < REPLY_LINE_MAX + 8;
	     size++) {
		for (size_t i = 0; i < COUNT(ends) * COUNT(pieces); i++) {
			const char *end = ends[i % 2];
			struct buf b;
			struct heard h;

			buf_init(&b, 1 << 16);
			put_line(&b, size, end);
			buf_add_text(&b, "250 after\r\n");
			h = hear_in_pieces(buf_span(&b), pieces[i / 2]);
			ck_assert_uint_eq(h.count, 2);
			ck_assert_uint_le(
			    h.replies[0].text.size, REPLY_LINE_MAX - 4);
			/* All but the LF must fit. */
			ck_assert_int_eq(
			    h.replies[0].cut, size - 1 > REPLY_LINE_MAX);
			ck_assert_msg(h.replies[0].bare_lf == (end[0] == '\n'),
			    "%zu octets", size);
			ck_assert(!h.replies[1].cut && !h.replies[1].bare_lf);
			expect_span(h.replies[1].text, SPAN("after"), "next");
			buf_free(&b);
			arena_free(h.arena);
		}
	}
}
END_TEST

START_TEST(of_an_overlong_reply_the_beginning_is_kept_and_its_end_found)
{
	struct buf b;
	struct heard h;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < 400; i++)
		buf_format(&b, "250-%0100d\r\n", i);
	buf_add_text(&b, "550 end\r\n250 next\r\n");
	h = hear_in_pieces(buf_span(&b), 1000);
	ck_assert_uint_eq(h.count, 2);
	ck_assert_uint_eq(h.replies[0].code, 550);
	ck_assert_uint_eq(h.replies[0].lines, 401);
	ck_assert(h.replies[0].cut);
	ck_assert_uint_eq(h.replies[0].text.size, REPLY_TEXT_MAX);
	ck_assert_uint_eq(h.replies[0].raw.size, REPLY_TEXT_MAX);
	expect_span(span_part(h.replies[0].raw, 0, 8), SPAN("250-0000"), "raw");
	ck_assert(!h.replies[1].cut);
	expect_span(h.replies[1].raw, SPAN("250 next\n"), "next");
	buf_free(&b);
	arena_free(h.arena);
}
END_TEST

START_TEST(a_reply_of_too_many_lines_is_bad)
{
	struct buf b;
	struct heard h;

	for (int lines = REPLY_LINES_MAX - 1; lines <= REPLY_LINES_MAX + 1;
	     lines++) {
		buf_init(&b, 1 << 20);
		for (int i = 1; i < lines; i++)
			buf_add_text(&b, "250-x\r\n");
		buf_add_text(&b, "250 x\r\n");
		h = hear_in_pieces(buf_span(&b), 100);
		ck_assert_uint_eq(h.count, 1);
		ck_assert_int_eq(h.status[0],
		    lines > REPLY_LINES_MAX ? REPLY_BAD : REPLY_DONE);
		buf_free(&b);
		arena_free(h.arena);
	}
}
END_TEST

START_TEST(of_a_line_that_is_no_reply_512_octets_are_kept)
{
	struct buf b;
	struct heard h;

	buf_init(&b, 1 << 20);
	for (int i = 0; i < 100000; i++)
		buf_add_octet(&b, 'y');
	buf_add_text(&b, "\r\n250 ok\r\n");
	h = hear_in_pieces(buf_span(&b), 4096);
	ck_assert_uint_eq(h.count, 2);
	ck_assert_int_eq(h.status[0], REPLY_BAD);
	ck_assert_uint_eq(h.replies[0].raw.size, 512);
	ck_assert_int_eq(h.status[1], REPLY_DONE);
	ck_assert(!h.replies[1].cut);
	buf_free(&b);
	arena_free(h.arena);
}
END_TEST

START_TEST(an_enhanced_code_is_three_numbers_of_a_known_class)
{
	static const struct {
		const char *text;
		size_t size;
		const char *code;
	} rows[] = {
		{ "5.1.1", 5, "5.1.1" },
		{ "2.0.0 ok", 5, "2.0.0" },
		{ "4.7.25", 6, "4.7.25" },
		{ "5.999.999", 9, "5.999.999" },
		{ "5.1.1: x", 5, "5.1.1" },
		{ "5.1.1. x", 5, "5.1.1" },
		{ "5.1.1.", 5, "5.1.1" },
		{ "5.01.001", 8, "5.1.1" },
		{ "5.1.1.1", 0, "" },
		{ "5.1.1000", 0, "" },
		{ "5.1000.1", 0, "" },
		{ "3.1.1", 0, "" },
		{ "1.1.1", 0, "" },
		{ "6.1.1", 0, "" },
		{ "55.1.1", 0, "" },
		{ "5.1", 0, "" },
		{ "5.1.", 0, "" },
		{ "5..1x", 0, "" },
		{ "5.1.x", 0, "" },
		{ "5-1-1", 0, "" },
		{ "5.1-1", 0, "" },
		{ "5.100", 0, "" },
		{ " 5.1.1", 0, "" },
		{ "#5.1.1", 0, "" },
		{ "", 0, "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct enhanced e = { 0 };
		char text[ENHANCED_TEXT_MAX];

		ck_assert_msg(
		    enhanced_read(span_of(rows[i].text), &e) == rows[i].size,
		    "`%s'", rows[i].text);
		expect_text(
		    enhanced_format(&e, text), rows[i].code, rows[i].text);
	}
}
END_TEST

START_TEST(without_memory_the_arena_has_failed_and_no_reply_is_made_up)
{
	struct span in = SPAN("250-first line\r\n250 second line\r\n");

	for (long count = 0; count < 8; count++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct reply_parser p;
		struct span rest = in;
		struct reply r = { 0 };
		enum reply_status status;

		ck_assert_ptr_nonnull(arena_get(a, 1));
		reply_parser_init(&p);
		memory_fail_after(count);
		status = reply_feed(&p, &rest, a, &r);
		memory_fail_after(-1);
		ck_assert_int_eq(arena_failed(a), count < 3);
		if (!arena_failed(a)) {
			ck_assert_int_eq(status, REPLY_DONE);
			expect_span(
			    r.text, SPAN("first line\nsecond line"), "text");
		}
		reply_parser_free(&p);
		arena_free(a);
	}
}
END_TEST

Suite *
reply_suite(void)
{
	Suite *s = suite_create("reply");
	TCase *c = expect_case(s, "reply");

	tcase_add_test(c, replies_are_read_whatever_pieces_they_come_in);
	tcase_add_test(c, a_line_that_is_no_reply_is_told_and_the_next_is_read);
	tcase_add_test(c, the_raw_form_keeps_every_line_with_its_code);
	tcase_add_test(c, an_overlong_line_is_cut_and_its_line_end_still_told);
	tcase_add_test(
	    c, of_an_overlong_reply_the_beginning_is_kept_and_its_end_found);
	tcase_add_test(c, a_reply_of_too_many_lines_is_bad);
	tcase_add_test(c, of_a_line_that_is_no_reply_512_octets_are_kept);
	tcase_add_test(c, an_enhanced_code_is_three_numbers_of_a_known_class);
	tcase_add_test(
	    c, without_memory_the_arena_has_failed_and_no_reply_is_made_up);
	return s;
}
