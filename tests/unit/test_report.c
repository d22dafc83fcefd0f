/* Each case of tests/golden, as a person and as a program get to see it. */
#include "report/check_json.h"
#include "report/check_text.h"

#include "unit/expect.h"
#include "unit/golden.h"
#include "unit/inquiry_case.h"
#include "unit/json_contract.h"

#include <stdio.h>
#include <string.h>

Suite *report_suite(void);

enum { OUTPUT_MAX = 1 << 20 };

static struct inquiry_bench bench;

static void
open_bench(void)
{
	inquiry_bench_open(&bench);
}

static void
close_bench(void)
{
	inquiry_bench_close(&bench);
}

static const char *const cases[] = {
	"accept-all",
	"accepted",
	"code-alone",
	"code-certain",
	"deliverable",
	"greylisted",
	"hostile",
	"invalid",
	"ip-blocked",
	"mailbox-full",
	"no-such-domain",
	"no-such-mailbox",
	"null-mx",
	"port-25-blocked",
	"relay-denied",
	"server-down",
	"starttls",
	"starttls-fails",
	"stopped",
	"tls-failed",
	"unreachable",
	"vary",
	"vary-nothing",
	"words-against-code",
};

/* Other ways to show some of them. */
static const struct {
	const char *name, *variant;
	size_t width;
	bool coloured;
	struct text_options options;
} variants[] = {
	{ "ip-blocked", "40", 40, false, { false, false } },
	{ "ip-blocked", "unwrapped", 0, false, { false, false } },
	{ "deliverable", "colour", 80, true, { false, false } },
	{ "no-such-mailbox", "colour", 80, true, { false, false } },
	{ "greylisted", "colour", 80, true, { false, false } },
	{ "hostile", "colour", 80, true, { false, true } },
	{ "hostile", "40", 40, false, { false, true } },
	{ "no-such-mailbox", "quiet", 80, false, { true, false } },
	{ "no-such-mailbox", "transcript", 80, false, { false, true } },
	{ "starttls", "transcript", 80, false, { false, true } },
	{ "starttls-fails", "transcript", 80, false, { false, true } },
	{ "unreachable", "transcript", 80, false, { false, true } },
	{ "tls-failed", "transcript", 80, false, { false, true } },
};

/* What is done with the result of a case. */
struct view {
	void (*look)(const struct view *v, const struct result *r);
	const char *name;
	const char *file;
	size_t width;
	bool coloured;
	struct text_options options;
};

static void
show(const struct view *v)
{
	struct inquiry_case *c;
	const struct result *r;
	char path[1024];
	struct sim s;

	snprintf(path, sizeof path, "%s/golden/%s.case", TESTS_DIR, v->name);
	c = inquiry_case_read(&bench, path);
	sim_run(&s, inquiry_case_world(c), inquiry_case_options(c),
	    inquiry_case_address(c));
	r = sim_result(&s);
	ck_assert_msg(r != NULL, "%s", v->name);
	v->look(v, r);
	sim_end(&s);
	inquiry_case_free(c);
}

/* Nothing but printable characters, line ends and our own colours. */
static void
expect_printable(const struct view *v, struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		bool ours = text.data[i] == '\n' ||
			    (v->coloured && text.data[i] == '\033');

		ck_assert_msg(ours || !ascii_is_control(text.data[i]),
		    "%s: a control octet at %zu", v->file, i);
	}
}

static void
look_at_text(const struct view *v, const struct result *r)
{
	struct arena *a = arena_new(OUTPUT_MAX);
	struct buf out;
	struct page p = { &out, v->width, v->coloured };

	buf_init(&out, OUTPUT_MAX);
	check_text(r, &v->options, a, &p);
	ck_assert(!out.failed && !arena_failed(a));
	expect_printable(v, buf_span(&out));
	expect_golden(v->file, buf_span(&out));
	buf_free(&out);
	arena_free(a);
}

START_TEST(each_case_reads_as_written)
{
	char file[64];
	struct view v = {
		.look = look_at_text,
		.name = cases[_i],
		.file = file,
		.width = 80,
	};

	snprintf(file, sizeof file, "%s.text", cases[_i]);
	show(&v);
}
END_TEST

START_TEST(each_way_to_show_it_reads_as_written)
{
	char file[64];
	struct view v = {
		.look = look_at_text,
		.name = variants[_i].name,
		.file = file,
		.width = variants[_i].width,
		.coloured = variants[_i].coloured,
		.options = variants[_i].options,
	};

	snprintf(file, sizeof file, "%s.%s", variants[_i].name,
	    variants[_i].variant);
	show(&v);
}
END_TEST

static void
look_at_json(const struct view *v, const struct result *r)
{
	struct arena *a = arena_new(OUTPUT_MAX);
	struct buf out;

	buf_init(&out, OUTPUT_MAX);
	check_json(r, a, &out);
	ck_assert(!out.failed && !arena_failed(a));
	expect_contract(buf_span(&out), v->file);
	expect_golden(v->file, buf_span(&out));
	buf_free(&out);
	arena_free(a);
}

START_TEST(the_json_of_each_case_is_as_written_and_keeps_the_contract)
{
	char file[64];
	struct view v = {
		.look = look_at_json,
		.name = cases[_i],
		.file = file,
	};

	snprintf(file, sizeof file, "%s.json", cases[_i]);
	show(&v);
}
END_TEST

/* An address that is none may hold anything. */
START_TEST(a_hostile_address_is_shown_escaped)
{
	static const struct span address = { "\033[31ma\"\\\342\200\256@"
					     "\377.test\r\n",
		20 };
	struct arena *a = arena_new(OUTPUT_MAX);
	struct view v = { .file = "a hostile address" };
	struct buf out;
	struct page p = { &out, 80, false };
	struct inquiry_case *c =
	    inquiry_case_read(&bench, TESTS_DIR "/golden/deliverable.case");
	struct sim s;

	buf_init(&out, OUTPUT_MAX);
	sim_run(&s, inquiry_case_world(c), inquiry_case_options(c), address);
	check_text(sim_result(&s), &v.options, a, &p);
	expect_printable(&v, buf_span(&out));
	expect_part(buf_text(&out), "\\x1B[31m", v.file);
	buf_clear(&out);
	check_json(sim_result(&s), a, &out);
	expect_contract(buf_span(&out), v.file);
	expect_part(buf_text(&out), "\"address\":\"\\u001B[31m", v.file);
	sim_end(&s);
	inquiry_case_free(c);
	buf_free(&out);
	arena_free(a);
}
END_TEST

/* No line is longer than the width, but for words that are. */
static void
look_at_width(const struct view *v, const struct result *r)
{
	struct arena *a = arena_new(OUTPUT_MAX);
	struct buf out;
	struct page p = { &out, v->width, false };
	struct span text, quoted = SPAN("The server said");
	bool verbatim = false;

	buf_init(&out, OUTPUT_MAX);
	check_text(r, &v->options, a, &p);
	text = buf_span(&out);
	span_next(&text, '\n'); /* the answer is one line, however long */
	while (text.size > 0) {
		struct span line = span_next(&text, '\n');
		bool heading = line.size > 0 && line.data[0] != ' ';

		if (heading)
			verbatim = span_starts_nocase(line, quoted);
		ck_assert_msg(heading || verbatim || line.size <= v->width,
		    "%s at %zu: %.*s", v->name, v->width, SPAN_ARGUMENTS(line));
	}
	buf_free(&out);
	arena_free(a);
}

START_TEST(the_width_is_kept)
{
	static const size_t widths[] = { 60, 72, 80, 100, 132 };
	struct view v = { .look = look_at_width, .name = cases[_i] };

	for (size_t i = 0; i < COUNT(widths); i++) {
		v.width = widths[i];
		show(&v);
	}
}
END_TEST

Suite *
report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *t = expect_case(s, "report");

	tcase_add_unchecked_fixture(t, open_bench, close_bench);
	tcase_add_loop_test(
	    t, each_case_reads_as_written, 0, (int)COUNT(cases));
	tcase_add_loop_test(
	    t, each_way_to_show_it_reads_as_written, 0, (int)COUNT(variants));
	tcase_add_loop_test(t,
	    the_json_of_each_case_is_as_written_and_keeps_the_contract, 0,
	    (int)COUNT(cases));
	tcase_add_test(t, a_hostile_address_is_shown_escaped);
	tcase_add_loop_test(t, the_width_is_kept, 0, (int)COUNT(cases));
	return s;
}
