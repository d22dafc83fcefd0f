#include "intake/intake.h"

#include "base/memory.h"
#include "unit/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *intake_suite(void);

/*
 * tests/texts/NAME.txt is what somebody has; NAME.found what is in it, a line
 * a reply: line, format, stage, code, enhanced code, class, recipient, sender,
 * host, queue id, words; `-` for what is not said.
 */
static const char *const texts[] = { "replies", "sentences", "postfix", "exim",
	"sendmail", "others", "notice", "one-line-notice", "report", "mbox",
	"encoded", "html", "opensmtpd", "pasted", "rarer-lines", "passed-on",
	"session", "addresses-behind", "no-boundary" };

enum { TEXT_MAX = 1 << 20 };

static void
add(struct buf *out, struct span text)
{
	buf_add_octet(out, '\t');
	if (text.size == 0)
		buf_add_octet(out, '-');
	for (size_t i = 0; i < text.size; i++)
		buf_add_octet(out, text.data[i] == '\n' ? '~' : text.data[i]);
}

static void
write_found(void *context, const struct found *f)
{
	struct buf *out = context;
	char enhanced[ENHANCED_TEXT_MAX];
	const char *stage =
	    f->reply.stage_known ? stage_word(f->reply.stage) : "";

	buf_format(out, "%zu\t%s", f->line, found_format_word(f->format));
	add(out, span_of(stage));
	buf_format(out, "\t%u", (unsigned int)f->reply.code);
	add(out, span_of(enhanced_format(&f->reply.enhanced, enhanced)));
	buf_format(out, "\t%u", (unsigned int)f->reply.class);
	add(out, f->recipient);
	add(out, f->sender);
	add(out, f->reply.host);
	add(out, f->queue_id);
	add(out, f->reply.text);
	buf_add_octet(out, '\n');
	ck_assert(f->input.size > 0);
}

/* Feeds the text in pieces of `piece` octets. */
static void
find_all(struct span text, enum input_kind kind, size_t piece, struct buf *out)
{
	struct intake *in = intake_new(kind, write_found, out);

	ck_assert_ptr_nonnull(in);
	while (text.size > 0) {
		intake_feed(in, span_part(text, 0, piece));
		text = span_part(text, piece, text.size);
	}
	intake_end(in);
	intake_free(in);
}

static FILE *
open_text(const char *name, const char *ending, const char *mode)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof path, "%s/texts/%s.%s", TESTS_DIR, name, ending);
	file = fopen(path, mode);
	ck_assert_msg(file != NULL, "%s", path);
	return file;
}

static void
read_text(const char *name, const char *ending, struct buf *out)
{
	FILE *file = open_text(name, ending, "r");
	int octet;

	buf_init(out, TEXT_MAX);
	while ((octet = fgetc(file)) != EOF)
		buf_add_octet(out, (char)octet);
	fclose(file);
}

static void
write_words(void *context, const struct found *f)
{
	struct buf *out = context;

	if (out->size > 0)
		buf_add_octet(out, ',');
	buf_add(out, f->reply.text);
}

static void
find_words(struct span text, size_t piece, struct buf *out)
{
	struct intake *in = intake_new(INPUT_REPLY, write_words, out);

	ck_assert_ptr_nonnull(in);
	for (; text.size > 0; text = span_part(text, piece, text.size))
		intake_feed(in, span_part(text, 0, piece));
	intake_end(in);
	intake_free(in);
}

/* GOLDEN_UPDATE=1: what is found now becomes what is wanted. */
static void
update(const char *name)
{
	FILE *file;
	struct buf text, out;

	if (getenv("GOLDEN_UPDATE") == NULL)
		return;
	read_text(name, "txt", &text);
	buf_init(&out, TEXT_MAX);
	find_all(buf_span(&text), INPUT_AUTO, TEXT_MAX, &out);
	file = open_text(name, "found", "w");
	fputs(buf_text(&out), file);
	fclose(file);
	buf_free(&text);
	buf_free(&out);
}

START_TEST(every_reply_in_a_text_is_found_whatever_the_pieces)
{
	static const size_t pieces[] = { TEXT_MAX, 1, 7, 64, 1000 };
	struct buf text, wanted, out;

	update(texts[_i]);
	read_text(texts[_i], "txt", &text);
	read_text(texts[_i], "found", &wanted);
	buf_init(&out, TEXT_MAX);
	for (size_t i = 0; i < COUNT(pieces); i++) {
		buf_clear(&out);
		find_all(buf_span(&text), INPUT_AUTO, pieces[i], &out);
		ck_assert_str_eq(buf_text(&out), buf_text(&wanted));
	}
	buf_free(&text);
	buf_free(&wanted);
	buf_free(&out);
}
END_TEST

START_TEST(a_text_cut_anywhere_is_read_as_far_as_it_goes)
{
	struct buf text, out;

	read_text(texts[_i], "txt", &text);
	buf_init(&out, TEXT_MAX);
	for (size_t size = 0; size < text.size; size++) {
		buf_clear(&out);
		find_all(span_part(buf_span(&text), 0, size), INPUT_AUTO, 4096,
		    &out);
		ck_assert(!out.failed);
	}
	buf_free(&text);
	buf_free(&out);
}
END_TEST

static size_t
line_of_last(struct span text, enum input_kind kind)
{
	struct buf out;
	size_t line, begin;

	buf_init(&out, TEXT_MAX << 4);
	find_all(text, kind, 1 << 16, &out);
	buf_text(&out);
	for (begin = out.size - 1; begin > 0; begin--) {
		if (out.data[begin - 1] == '\n')
			break;
	}
	line = strtoul(out.data + begin, NULL, 10);
	buf_free(&out);
	return line;
}

/* What is rude before it changes nothing of the number of a line. */
START_TEST(the_number_of_a_line_survives_what_stands_before_it)
{
	static const struct {
		const char *sentence;
		char octet;
		size_t count;
		size_t lines;
	} rows[] = {
		{ "a line of a megabyte", 'x', 1 << 20, 0 },
		{ "a thousand NULs", '\0', 1000, 0 },
		{ "ten thousand empty lines", '\n', 10000, 10000 },
		{ "carriage returns", '\r', 1000, 0 },
		{ "octets that are no text", '\xff', 100000, 0 },
	};
	static const char last[] = "\n550 5.1.1 nobody\n";

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf text;

		buf_init(&text, TEXT_MAX << 2);
		for (size_t n = 0; n < rows[i].count; n++)
			buf_add_octet(&text, rows[i].octet);
		buf_add_text(&text, last);
		ck_assert_msg(line_of_last(buf_span(&text), INPUT_AUTO) ==
				  rows[i].lines + 2,
		    "%s", rows[i].sentence);
		buf_free(&text);
	}
}
END_TEST

START_TEST(what_the_text_is_can_be_insisted_on)
{
	static const char text[] = "gone fishing\n"
				   "Nov 23 13:44:01 mx CRON[12]: (root) CMD\n"
				   "550 5.1.1 nobody\n";
	static const struct {
		enum input_kind kind;
		size_t count;
	} rows[] = {
		{ INPUT_AUTO, 2 },
		{ INPUT_REPLY, 3 },
		{ INPUT_LOG, 1 },
		{ INPUT_MAIL, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf out;
		size_t lines = 0;

		buf_init(&out, TEXT_MAX);
		find_all(span_of(text), rows[i].kind, 10, &out);
		for (size_t n = 0; n < out.size; n++)
			lines += out.data[n] == '\n';
		ck_assert_msg(lines == rows[i].count, "row %zu: %zu", i, lines);
		buf_free(&out);
	}
}
END_TEST

START_TEST(a_byte_order_mark_tells_how_a_text_is_written)
{
#define ROW(octets)                                                            \
	{                                                                      \
		octets, sizeof octets - 1                                      \
	}
	static const struct {
		const char *sentence;
		struct span octets;
		const char *wanted;
	} rows[] = {
		{ "no mark", ROW("550 a\xc3\xa4\n550 b"), "a\xc3\xa4,b" },
		{ "UTF-8",
		    ROW("\xef\xbb\xbf"
			"550 a\n"),
		    "a" },
		{ "UTF-16, low octet first",
		    ROW("\xff\xfe"
			"5\0005\0000\000 \000\xe4\000\n\0005\0005\0000\000"
			" \000b\000"),
		    "\xc3\xa4,b" },
		{ "UTF-16, high octet first",
		    ROW("\xfe\xff\0005\0005\0000\000 \x20\xac"),
		    "\xe2\x82\xac" },
		{ "a pair of surrogates",
		    ROW("\xfe\xff\0005\0005\0000\000 \xd8\x3d\xde\x00"),
		    "\xf0\x9f\x98\x80" },
		{ "halves of pairs",
		    ROW("\xfe\xff\0005\0005\0000\000 \xde\x00\xd8\x3d\000x"),
		    "\xef\xbf\xbd\xef\xbf\xbdx" },
		{ "cut in a pair, and in a unit",
		    ROW("\xfe\xff\0005\0005\0000\000 \000x\xd8\x3d\x00"),
		    "x\xef\xbf\xbd" },
		{ "half a mark", ROW("\xef\xbb\n550 b"), "\xef\xbb,b" },
		{ "a mark further on is none", ROW("550 a\n\xff\xfe\n550 b"),
		    "a,\xff\xfe,b" },
	};
#undef ROW
	struct buf out;

	buf_init(&out, TEXT_MAX);
	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t piece = 1; piece < 40; piece++) {
			buf_clear(&out);
			find_words(rows[i].octets, piece, &out);
			ck_assert_msg(
			    strcmp(buf_text(&out), rows[i].wanted) == 0,
			    "%s, in pieces of %zu: %s", rows[i].sentence, piece,
			    buf_text(&out));
		}
	}
	buf_free(&out);
}
END_TEST

enum { MANY_RECIPIENTS = 20000 };

/* A bounce for so many; its text names them in the other order. */
static void
write_large_bounce(struct buf *out)
{
	buf_add_text(out,
	    "From: MAILER-DAEMON@example.net\n"
	    "Content-Type: multipart/report; boundary=b\n\n--b\n\n");
	for (int i = MANY_RECIPIENTS; i > 0; i--)
		buf_format(out, "<u%d@example.org>: nobody\n", i);
	buf_add_text(out, "--b\nContent-Type: message/delivery-status\n\n"
			  "Reporting-MTA: dns; example.net\n\n");
	for (int i = 1; i <= MANY_RECIPIENTS; i++)
		buf_format(out,
		    "Final-Recipient: rfc822; u%d@example.org\n"
		    "Action: failed\nStatus: 5.1.1\n\n",
		    i);
	buf_add_text(out, "--b--\n");
}

START_TEST(a_report_of_any_size_is_told_to_its_end)
{
	size_t head = 3 + 2 + MANY_RECIPIENTS + 5, count = 0;
	struct buf text, out;
	char last[64];

	buf_init(&text, TEXT_MAX << 2);
	buf_init(&out, TEXT_MAX << 2);
	write_large_bounce(&text);
	find_all(buf_span(&text), INPUT_AUTO, 4096, &out);
	for (size_t i = 0; i < out.size; i++)
		count += out.data[i] == '\n';
	ck_assert_uint_eq(count, MANY_RECIPIENTS);
	snprintf(last, sizeof last, "%zu\treport\t-\t0\t5.1.1\t5\tu%d@",
	    head + 4 * (size_t)(MANY_RECIPIENTS - 1) + 1, MANY_RECIPIENTS);
	expect_part(buf_text(&out), last, "the last one");
	buf_free(&text);
	buf_free(&out);
}
END_TEST

START_TEST(without_memory_nothing_breaks)
{
	struct buf text, out;
	bool failed = true;

	read_text("mbox", "txt", &text);
	for (long n = 0; failed && n < 1000; n++) {
		struct intake *in;

		buf_init(&out, TEXT_MAX);
		memory_fail_after(n);
		in = intake_new(INPUT_AUTO, write_found, &out);
		failed = in == NULL;
		if (in != NULL) {
			intake_feed(in, buf_span(&text));
			intake_end(in);
			failed = out.failed || n < 100;
		}
		intake_free(in);
		memory_fail_after(-1);
		buf_free(&out);
	}
	ck_assert(!failed);
	buf_free(&text);
}
END_TEST

Suite *
intake_suite(void)
{
	Suite *s = suite_create("intake");
	TCase *c = expect_case(s, "intake");

	tcase_add_loop_test(c,
	    every_reply_in_a_text_is_found_whatever_the_pieces, 0,
	    (int)COUNT(texts));
	tcase_add_loop_test(c, a_text_cut_anywhere_is_read_as_far_as_it_goes, 0,
	    (int)COUNT(texts));
	tcase_add_test(c, the_number_of_a_line_survives_what_stands_before_it);
	tcase_add_test(c, what_the_text_is_can_be_insisted_on);
	tcase_add_test(c, a_byte_order_mark_tells_how_a_text_is_written);
	tcase_add_test(c, a_report_of_any_size_is_told_to_its_end);
	tcase_add_test(c, without_memory_nothing_breaks);
	return s;
}
