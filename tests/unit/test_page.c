#include "report/page.h"

#include "unit/expect.h"

Suite *page_suite(void);

static struct buf out;

static void
begin(void)
{
	buf_init(&out, 1 << 16);
}

static void
end(void)
{
	buf_free(&out);
}

static const struct {
	size_t width;
	const char *first, *text, *shown;
} paragraphs[] = {
	{ 20, "", "one two three four five six",
	    "one two three four\nfive six\n" },
	/* exactly the width, and one over */
	{ 18, "", "one two three four five", "one two three four\nfive\n" },
	{ 17, "", "one two three four five", "one two three\nfour five\n" },
	/* a margin as wide as the first line's lead */
	{ 20, "  - ", "one two three four five",
	    "  - one two three\n    four five\n" },
	{ 20, "code ", "", "code \n" },
	/* no wrapping */
	{ 0, "  ", "one two three four five six seven eight nine ten",
	    "  one two three four five six seven eight nine ten\n" },
	/* white space of any kind is one space */
	{ 20, "", " one \t\n two\r\n", "one two\n" },
	/* a word longer than the line stays whole */
	{ 10, "  ", "a bcdefghijklmnop q", "  a\n  bcdefghijklmnop\n  q\n" },
	{ 2, "    ", "a b", "    a\n    b\n" },
	/* a character is one column, however many octets */
	{ 5, "", "\xc3\xa4\xc3\xb6 \xc3\xbc\xc3\x9f x",
	    "\xc3\xa4\xc3\xb6 \xc3\xbc\xc3\x9f\nx\n" },
	/* what is escaped counts as it is shown */
	{ 9, "", "a \033\033 b", "a\n\\x1B\\x1B\nb\n" },
	{ 10, "", "a \033\033 b", "a \\x1B\\x1B\nb\n" },
};

START_TEST(words_are_wrapped_to_the_width)
{
	for (size_t i = 0; i < COUNT(paragraphs); i++) {
		struct page p = { &out, paragraphs[i].width, false };

		buf_clear(&out);
		page_paragraph(
		    &p, paragraphs[i].first, span_of(paragraphs[i].text));
		expect_text(
		    buf_text(&out), paragraphs[i].shown, paragraphs[i].text);
	}
}
END_TEST

START_TEST(what_is_verbatim_keeps_its_lines_and_is_escaped)
{
	static const struct {
		const char *text, *shown;
	} rows[] = {
		{ "550 no  such user", "> 550 no  such user\n" },
		{ "550-a\n550 b", "> 550-a\n> 550 b\n" },
		{ "550-a\n\n550 b", "> 550-a\n> \n> 550 b\n" },
		{ "550 a\r", "> 550 a\\x0D\n" },
		{ "a very long line that is wider than the page",
		    "> a very long line that is wider than the page\n" },
		{ "", "> \n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct page p = { &out, 20, false };

		buf_clear(&out);
		page_verbatim(&p, "> ", span_of(rows[i].text));
		expect_text(buf_text(&out), rows[i].shown, rows[i].text);
	}
}
END_TEST

START_TEST(colours_are_there_when_asked_for_and_only_then)
{
	static const char *const codes[] = {
		[PLAIN] = "\033[0m",
		[BOLD] = "\033[1m",
		[FAINT] = "\033[2m",
		[GREEN] = "\033[1;32m",
		[YELLOW] = "\033[1;33m",
		[RED] = "\033[1;31m",
	};
	struct page coloured = { &out, 80, true }, plain = { &out, 80, false };

	for (size_t i = 0; i < COUNT(codes); i++) {
		buf_clear(&out);
		page_colour(&coloured, (enum colour)i);
		expect_text(buf_text(&out), codes[i], "coloured");
		buf_clear(&out);
		page_colour(&plain, (enum colour)i);
		expect_text(buf_text(&out), "", "plain");
	}
}
END_TEST

START_TEST(a_heading_is_a_line_of_its_own)
{
	struct page coloured = { &out, 10, true }, plain = { &out, 10, false };

	page_heading(&plain, "What to do \033[2J now");
	expect_text(buf_text(&out), "What to do \\x1B[2J now\n", "plain");
	buf_clear(&out);
	page_heading(&coloured, "What");
	expect_text(buf_text(&out), "\033[1mWhat\033[0m\n", "coloured");
	buf_clear(&out);
	page_blank_line(&plain);
	expect_text(buf_text(&out), "\n", "blank");
}
END_TEST

Suite *
page_suite(void)
{
	Suite *s = suite_create("page");
	TCase *t = expect_case(s, "page");

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, words_are_wrapped_to_the_width);
	tcase_add_test(t, what_is_verbatim_keeps_its_lines_and_is_escaped);
	tcase_add_test(t, colours_are_there_when_asked_for_and_only_then);
	tcase_add_test(t, a_heading_is_a_line_of_its_own);
	return s;
}
