#include "diagnosis/tables.h"

#include "unit/expect.h"
#include "unit/read.h"

#include <stdio.h>
#include <string.h>

Suite *tables_suite(void);

START_TEST(the_built_in_tables_have_no_defect)
{
	struct buf out;

	buf_init(&out, 1 << 20);
	ck_assert_msg(
	    tables_prove(read_tables(), &out) == 0, "\n%s", buf_text(&out));
	ck_assert_uint_eq(out.size, 0);
	buf_free(&out);
}
END_TEST

START_TEST(each_table_has_a_file_name_and_a_text)
{
	static const char *const files[] = { "replies.tbl", "enhanced.tbl",
		"providers.tbl", "phrases.tbl", "advice.tbl" };

	ck_assert_uint_eq(COUNT(files), TABLE_COUNT);
	for (int i = 0; i < TABLE_COUNT; i++) {
		expect_text(table_file((enum table)i), files[i], files[i]);
		ck_assert_uint_gt(table_builtin((enum table)i).size, 1000);
		expect_span(span_part(table_builtin((enum table)i), 0, 2),
		    SPAN("# "), files[i]);
	}
}
END_TEST

/* What is wrong in a table: a text, and what the complaint holds. */
static const struct {
	enum table table;
	const char *text;
	const char *parts[4];
} faults[] = {
	{ TABLE_REPLIES, "550\t-\n",
	    { "replies.tbl:1", "9 cells parted by TAB", "has 2" } },
	{ TABLE_REPLIES, "550 - unspecified\n",
	    { "replies.tbl:1", "9 cells", "has 1" } },
	{ TABLE_REPLIES,
	    "# a comment\n\n   \n"
	    "55x\t-\tunspecified\t-\t-\tguess\tm\t-\tr\n",
	    { "replies.tbl:4", "cell 1 (55x)", "550, 5xx" } },
	{ TABLE_REPLIES, "199\t-\tunspecified\t-\t-\tguess\tm\t-\tr\n",
	    { "replies.tbl:1", "cell 1 (199)", "wants reply codes" } },
	{ TABLE_REPLIES,
	    "500,501,502,503,504,505,506,507,508\t-\tunspecified\t-\t-\t"
	    "guess\tm\t-\tr\n",
	    { "cell 1", "up to 8" } },
	{ TABLE_REPLIES, "550\tRCPTS\tunspecified\t-\t-\tguess\tm\t-\tr\n",
	    { "cell 2 (RCPTS)", "wants stages such as RCPT" } },
	{ TABLE_REPLIES, "550\t-\tunspecific\t-\t-\tguess\tm\t-\tr\n",
	    { "replies.tbl:1", "cell 3 (unspecific)", "is no cause" } },
	{ TABLE_REPLIES, "550\t-\t-\t-\t-\tguess\tm\t-\tr\n",
	    { "cell 3 ()", "is no cause" } },
	{ TABLE_REPLIES, "550\t-\tpolicy\tus\t-\tguess\tm\t-\tr\n",
	    { "cell 4 (us)", "what a reply can be about" } },
	{ TABLE_REPLIES, "550\t-\tpolicy\t-\tyou\tguess\tm\t-\tr\n",
	    { "cell 5 (you)", "nobody who could act" } },
	{ TABLE_REPLIES, "550\t-\tpolicy\t-\t-\tsure\tm\t-\tr\n",
	    { "cell 6 (sure)", "certain, likely or guess" } },
	{ TABLE_REPLIES, "550\t-\tpolicy\t-\t-\tguess\tm\ta guess\tr\n",
	    { "cell 8 (a guess)", "cause: what it means" } },
	{ TABLE_REPLIES, "550\t-\tpolicy\t-\t-\tguess\tm\tfoo: x\tr\n",
	    { "cell 8 (foo: x)", "cause: what it means" } },
	{ TABLE_REPLIES, "550\t-\tpolicy\t-\t-\tguess\tm\tpolicy: \tr\n",
	    { "cell 8", "cause: what it means" } },
	{ TABLE_ENHANCED, "6.1.1\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n",
	    { "enhanced.tbl:1", "cell 1 (6.1.1)", "5.1.1, x.7.25" } },
	{ TABLE_ENHANCED, "5.1\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n",
	    { "cell 1 (5.1)", "wants an enhanced code" } },
	{ TABLE_ENHANCED, "5.7.9-3\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n",
	    { "cell 1 (5.7.9-3)", "wants an enhanced code" } },
	{ TABLE_ENHANCED, "-\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n",
	    { "cell 1", "wants an enhanced code" } },
	{ TABLE_PROVIDERS, "a\tA\tserver\t-\t-\tab\t-\ts\n",
	    { "providers.tbl:1", "cell 6 (ab)", "3 octets in a row" } },
	{ TABLE_PROVIDERS,
	    "a\tA\tserver\t-\ta,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q\t-\t-\ts\n",
	    { "cell 5", "at most 16 suffixes" } },
	{ TABLE_PHRASES,
	    "word\t-\t-\t-\t-\tabc\tpolicy\t-\t-\t-\tguess\te\ts\n",
	    { "phrases.tbl:1", "cell 1 (word)", "none of the words" } },
	{ TABLE_PHRASES,
	    "bare\tnosuch\t-\t-\t-\tabc\tpolicy\t-\t-\t-\tguess\te\ts\n",
	    { "cell 2 (nosuch)", "no word of providers.tbl" } },
	{ TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\ta*b\tpolicy\t-\t-\t-\tguess\te\ts\n",
	    { "cell 6 (a*b)", "3 octets in a row" } },
	{ TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\tabc\tpolicy\t-\t-\tsoon\tguess\te\ts\n",
	    { "cell 10 (soon)", "no, later or after-fix" } },
	{ TABLE_ADVICE, "policy\t-\t-\tdo\tx\n",
	    { "advice.tbl:1", "cell 4 (do)", "none of the words" } },
	{ TABLE_ADVICE, "policy\t-\tsometimes\tact\tsender\n",
	    { "cell 3 (sometimes)", "none of the words" } },
	{ TABLE_ADVICE, "policy\t-\t-\tact\t-\n",
	    { "cell 5", "wants who acts" } },
	{ TABLE_ADVICE, "policy\t-\t-\tact\tthem\n",
	    { "cell 5 (them)", "nobody who could act" } },
	{ TABLE_ADVICE, "policy\t-\t-\tretry\tsoon\n",
	    { "cell 5 (soon)", "no, later or after-fix" } },
	{ TABLE_ADVICE, "policy\t-\t-\tretry-seconds\tfive\n",
	    { "cell 5 (five)", "seconds" } },
};

START_TEST(what_is_wrong_in_a_table_is_told_by_file_line_cell_and_remedy)
{
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct trouble t = { "" };
		struct tables *tables =
		    read_tables_with(faults[i].table, faults[i].text, &t);

		ck_assert_msg(tables == NULL, "taken: %s", faults[i].text);
		for (size_t k = 0; faults[i].parts[k] != NULL; k++)
			expect_part(t.text, faults[i].parts[k], faults[i].text);
	}
}
END_TEST

START_TEST(a_row_with_hundreds_of_cells_is_told_too)
{
	struct trouble t = { "" };
	char text[1024];

	memset(text, '\t', sizeof text);
	text[sizeof text - 1] = '\0';
	text[0] = '5';
	ck_assert_ptr_null(read_tables_with(TABLE_REPLIES, text, &t));
	expect_part(t.text, "replies.tbl:1: a row has 9 cells", "1000 cells");
	expect_part(t.text, "over 16", "1000 cells");
}
END_TEST

START_TEST(too_many_patterns_are_told_where_they_begin_to_be)
{
	struct trouble t = { "" };
	struct buf text;

	buf_init(&text, 1 << 20);
	for (int i = 0; i < 3001; i++)
		buf_format(&text,
		    "generic\t-\t-\t-\t-\tword %d|\tpolicy\t-\t-\t-\tguess\t"
		    "550 word %d\tmine\n",
		    i, i);
	ck_assert_ptr_null(
	    read_tables_with(TABLE_PHRASES, buf_text(&text), &t));
	expect_part(t.text, "phrases.tbl:3001: cell 6 (word 3000|)", "3001");
	expect_part(t.text, "more than 3000 patterns", "3001");
	buf_free(&text);
}
END_TEST

START_TEST(a_mark_crlf_a_missing_last_line_end_and_spaces_do_no_harm)
{
	struct trouble t = { "" };
	struct arena *a = arena_new(1 << 20);
	struct tables *tables = read_tables_with(TABLE_REPLIES,
	    "\xef\xbb\xbf# mine\r\n\r\n"
	    " 597 \t - \tpolicy\t-\t-\tguess\t meaning \t-\t mine\r\n"
	    "598\t-\tpolicy\t-\t-\tguess\tmeaning\t-\tmine",
	    &t);
	struct reading r;

	ck_assert_msg(tables != NULL, "%s", t.text);
	r = read_reply(tables, a, "RCPT", "", "597 x");
	expect_text(r.rule, "replies.tbl:3", "597");
	expect_text(r.reference, "mine", "597");
	r = read_reply(tables, a, "RCPT", "", "598 x");
	expect_text(r.rule, "replies.tbl:4", "598");
	tables_free(tables);
	arena_free(a);
}
END_TEST

/* An administrator's row of each table, and a reply that it must win. */
static const struct {
	enum table table;
	const char *row, *host, *reply, *cause, *summary;
} wins[] = {
	{ TABLE_REPLIES, "550\tRCPT\tmailbox-moved\t-\t-\tcertain\tm\t-\tmine",
	    "", "550 x", "mailbox-moved", "" },
	{ TABLE_ENHANCED,
	    "x.1.1\t-\t-\tmailbox-moved\t-\t-\tcertain\tm\t-\tmine", "",
	    "550 5.1.1 x", "mailbox-moved", "" },
	/* the very words of a row of ours */
	{ TABLE_PHRASES,
	    "generic\t-\t-\t-\t-\trelay access denied\tmailbox-moved\t-\t-\t-\t"
	    "guess\te\tmine",
	    "", "554 5.7.1 <a@example.org>: Relay access denied",
	    "mailbox-moved", "" },
	/* a shorter one, of a lower kind */
	{ TABLE_PHRASES,
	    "generic\t-\t-\t-\t-\tnosuchuser\tmailbox-moved\t-\t-\t-\tguess\te"
	    "\tmine",
	    "",
	    "550 5.1.1 https://support.google.com/mail/?p=NoSuchUser - gsmtp",
	    "mailbox-moved", "" },
	{ TABLE_ADVICE, "no-such-mailbox\t-\t-\tsummary\tgone fishing", "",
	    "550 5.1.1 User unknown", "no-such-mailbox", "gone fishing" },
	{ TABLE_PROVIDERS, "mine\tMine\tserver\tmine\t.example.org\t-\t-\tmine",
	    "mx.example.org", "550 5.1.1 User unknown", "no-such-mailbox", "" },
};

START_TEST(rows_of_the_administrator_win)
{
	for (size_t i = 0; i < COUNT(wins); i++) {
		struct arena *a = arena_new(1 << 20);
		struct trouble t = { "" };
		struct tables *tables =
		    read_tables_with(wins[i].table, wins[i].row, &t);
		struct reading r;

		ck_assert_msg(tables != NULL, "%s", t.text);
		r = read_reply(tables, a, "RCPT", wins[i].host, wins[i].reply);
		expect_reading(&r, wins[i].cause, "", "", "", "", wins[i].row);
		if (wins[i].summary[0] != '\0')
			expect_text(r.summary, wins[i].summary, wins[i].row);
		if (wins[i].table == TABLE_PROVIDERS)
			expect_text(r.provider, "mine", wins[i].row);
		tables_free(tables);
		arena_free(a);
	}
}
END_TEST

START_TEST(weak_words_of_the_administrator_are_weak_words)
{
	struct arena *a = arena_new(1 << 20);
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\tdenied\tmailbox-moved\t-\t-\t-\tguess\te"
	    "\tmine",
	    &t);
	struct reading r;

	ck_assert_msg(tables != NULL, "%s", t.text);
	r = read_reply(tables, a, "RCPT", "", "550 Relay access denied");
	expect_reading(
	    &r, "relay-denied", "", "", "", "", "a sentence of ours");
	r = read_reply(tables, a, "RCPT", "", "550 Access denied");
	expect_reading(
	    &r, "mailbox-moved", "", "", "", "", "weak words of ours");
	tables_free(tables);
	arena_free(a);
}
END_TEST

START_TEST(what_the_administrator_does_not_say_stays_as_it_was)
{
	struct arena *a = arena_new(1 << 20);
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_REPLIES,
	    "597\t-\tpolicy\t-\t-\tguess\tmeaning\t-\tmine\n", &t);
	struct reading r =
	    read_reply(tables, a, "RCPT", "", "550 5.1.1 User unknown");

	expect_reading(&r, "no-such-mailbox", "recipient", "sender", "no",
	    "certain", "beside a row of 597");
	tables_free(tables);
	arena_free(a);
}
END_TEST

/* A row that is well formed, but a defect; and the line that tells of it. */
static const struct {
	enum table table;
	const char *row, *told;
} defects[] = {
	{ TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tguess\t"
	    "550 nothing of it\ts",
	    "phrases.tbl:1: its example is won by line 0" },
	{ TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tguess\t-\ts",
	    "phrases.tbl:1: a row needs an example and a source" },
	{ TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tguess\t"
	    "550 frobnicate\t-",
	    "phrases.tbl:1: a row needs an example and a source" },
	{ TABLE_PHRASES,
	    "bare\t-\t4xx\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tguess\t"
	    "550 frobnicate\ts",
	    "phrases.tbl:1: its example is won by line 0" },
	{ TABLE_PHRASES,
	    "bare\t-\t-\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tguess\t"
	    "550 frobnicate\ts\n"
	    "bare\t-\t-\t-\t-\tfrobnicate\tpolicy\t-\t-\t-\tguess\t"
	    "550 frobnicate\ts",
	    "phrases.tbl:2: its example is won by line 1" },
	{ TABLE_REPLIES,
	    "597\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n"
	    "597\t-\tpolicy\t-\t-\tguess\tm\t-\tr",
	    "replies.tbl:2: stands in line 1 already" },
	{ TABLE_ENHANCED,
	    "x.9.9\t-\tRCPT\tpolicy\t-\t-\tguess\tm\t-\tr\n"
	    "x.9.9\t-\tRCPT\tpolicy\t-\t-\tguess\tm\t-\tr",
	    "enhanced.tbl:2: stands in line 1 already" },
};

START_TEST(the_proof_finds_each_kind_of_defect)
{
	for (size_t i = 0; i < COUNT(defects); i++) {
		struct trouble t = { "" };
		struct tables *tables =
		    read_tables_with(defects[i].table, defects[i].row, &t);
		struct buf out;

		ck_assert_msg(tables != NULL, "%s", t.text);
		buf_init(&out, 1 << 16);
		ck_assert_msg(tables_prove(tables, &out) == 1, "%s: %s",
		    defects[i].row, buf_text(&out));
		expect_part(buf_text(&out), defects[i].told, defects[i].row);
		buf_free(&out);
		tables_free(tables);
	}
}
END_TEST

START_TEST(rows_that_differ_in_code_or_stage_are_no_doubles)
{
	struct trouble t = { "" };
	struct tables *tables = read_tables_with(TABLE_ENHANCED,
	    "x.9.9\t-\tRCPT\tpolicy\t-\t-\tguess\tm\t-\tr\n"
	    "x.9.9\t-\tMAIL\tpolicy\t-\t-\tguess\tm\t-\tr\n"
	    "x.9.9\t550\tRCPT\tpolicy\t-\t-\tguess\tm\t-\tr\n"
	    "x.9.9\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n"
	    "x.1.1\t-\t-\tpolicy\t-\t-\tguess\tm\t-\tr\n",
	    &t);
	struct buf out;

	ck_assert_msg(tables != NULL, "%s", t.text);
	buf_init(&out, 1 << 16);
	ck_assert_msg(tables_prove(tables, &out) == 0, "%s", buf_text(&out));
	buf_free(&out);
	tables_free(tables);
}
END_TEST

START_TEST(tables_of_nothing_are_freed_without_harm)
{
	tables_free(NULL);
}
END_TEST

Suite *
tables_suite(void)
{
	Suite *s = suite_create("tables");
	TCase *t = expect_case(s, "tables");

	tcase_add_test(t, the_built_in_tables_have_no_defect);
	tcase_add_test(t, each_table_has_a_file_name_and_a_text);
	tcase_add_test(
	    t, what_is_wrong_in_a_table_is_told_by_file_line_cell_and_remedy);
	tcase_add_test(t, a_row_with_hundreds_of_cells_is_told_too);
	tcase_add_test(t, too_many_patterns_are_told_where_they_begin_to_be);
	tcase_add_test(
	    t, a_mark_crlf_a_missing_last_line_end_and_spaces_do_no_harm);
	tcase_add_test(t, rows_of_the_administrator_win);
	tcase_add_test(t, weak_words_of_the_administrator_are_weak_words);
	tcase_add_test(t, what_the_administrator_does_not_say_stays_as_it_was);
	tcase_add_test(t, the_proof_finds_each_kind_of_defect);
	tcase_add_test(t, rows_that_differ_in_code_or_stage_are_no_doubles);
	tcase_add_test(t, tables_of_nothing_are_freed_without_harm);
	return s;
}
