#include "diagnosis/normal.h"
#include "diagnosis/reading.h"
#include "diagnosis/rows.h"

#include "base/memory.h"
#include "unit/expect.h"
#include "unit/read.h"

Suite *layer_suite(void);

/*
 * Own rows: a provider with a word of its own, and one with a built-in one's;
 * codes, phrases and advice that overrule built-in ones, and others.
 */
static const char replies[] =
    "550\t-\tpolicy\t-\t-\tlikely\tour house says no\t-\tour page\n";
static const char enhanced[] =
    "5.9.9\t-\t-\tserver-error\t-\t-\tcertain\tthe boiler is cold\t-\tour "
    "page\n";
static const char providers[] =
    "mine\tMine\tprovider\tmine\t.mx.example.org\t|mine ready\t|the mine "
    "says\tour page\n"
    "google\tG\tprovider\tg\t.example.net\t-\t|the g says\tour page\n";
static const char phrases[] =
    "sentence\tmine\t-\t-\t-\t|no room in the shaft\tmailbox-full\t-\t-\t-\t"
    "certain\tthe mine says: no room in the shaft\tour page\n"
    "sentence\t-\t-\t-\t-\t|user unknown\tpolicy\t-\t-\t-\tcertain\tuser "
    "unknown\tour page\n"
    "generic\tgoogle\t-\t-\t-\t|g*{tired,asleep}\tserver-error\t-\t-\t-\t"
    "likely\tthe g says: g is asleep\tour page\n";
static const char advice[] =
    "mailbox-full\tmine\t-\trecipient\tDig.\n"
    "mailbox-full\tgoogle\t-\trecipient\tClear the mail of the G.\n"
    "policy\t-\t-\tsummary\tour house wants it so\n";
static const char one_advice[] = "policy\t-\t-\tsummary\tit is so\n";

/* In the order of enum table. */
static const char *const own[][TABLE_COUNT] = {
	{ replies, "", "", "", "" },
	{ "", enhanced, "", "", "" },
	{ "", "", providers, "", "" },
	{ "", "", "", "", one_advice },
	{ "", "", providers, phrases, "" },
	{ replies, enhanced, providers, phrases, advice },
};

struct both {
	struct tables *layered, *read;
};

static struct both
make_both(const char *const texts[TABLE_COUNT])
{
	struct span extra[TABLE_COUNT];
	struct trouble t = { "" };
	struct both b;

	for (int i = 0; i < TABLE_COUNT; i++)
		extra[i] = span_of(texts[i]);
	b.layered = tables_new(extra, &t);
	ck_assert_msg(b.layered != NULL, "%s", t.text);
	b.read = tables_build(extra, NULL, &t);
	ck_assert_msg(b.read != NULL, "%s", t.text);
	return b;
}

static void
free_both(struct both *b)
{
	tables_free(b->layered);
	tables_free(b->read);
}

static void
expect_same_of(const struct both *b, const char *text, const char *host,
    const char *banner, struct arena *a)
{
	struct reading_input in = {
		.text = span_of(text),
		.host = span_of(host),
		.banner = span_of(banner),
	};
	struct reading layered, read;

	in.text = normal_take_codes(in.text, &in.code, &in.enhanced);
	arena_reset(a);
	ck_assert(reading_of(b->layered, &in, a, &layered));
	ck_assert(reading_of(b->read, &in, a, &read));
	expect_same_reading(&layered, &read, text);
}

/* Each row's example, from a host and with a banner that are one's own, too. */
START_TEST(it_reads_as_if_all_texts_had_been_read)
{
	struct arena *a = arena_new(1 << 20);
	struct both b = make_both(own[_i]);

	ck_assert_uint_eq(b.layered->phrase_count, b.read->phrase_count);
	for (size_t i = 0; i < b.read->phrase_count; i++) {
		const char *text = b.read->phrases[i].example;

		expect_same_of(&b, text, "", "", a);
		expect_same_of(&b, text, "a.mx.example.org", "", a);
		expect_same_of(&b, text, "mx.example.net", "mine ready", a);
	}
	for (size_t i = 0; i < b.read->enhanced_count; i++)
		expect_same_of(&b, b.read->enhanced[i].code_text, "", "", a);
	free_both(&b);
	arena_free(a);
}
END_TEST

START_TEST(own_rows_win)
{
	static const struct {
		const char *text, *rule, *summary;
	} cases[] = {
		{ "550 no", "replies.tbl:1", "our house wants it so" },
		{ "550 5.9.9 no", "enhanced.tbl:1", "" },
		{ "550 5.1.1 user unknown", "phrases.tbl:2",
		    "our house wants it so" },
		{ "the mine says: no room in the shaft", "phrases.tbl:1", "" },
		{ "the g says: g is asleep", "phrases.tbl:3", "" },
	};
	struct arena *a = arena_new(1 << 20);
	struct both b = make_both(own[COUNT(own) - 1]);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct reading_input in = { .text = span_of(cases[i].text) };
		struct reading r;

		in.text = normal_take_codes(in.text, &in.code, &in.enhanced);
		ck_assert(reading_of(b.layered, &in, a, &r));
		ck_assert_str_eq(r.rule, cases[i].rule);
		if (cases[i].summary[0] != '\0')
			ck_assert_str_eq(r.summary, cases[i].summary);
	}
	free_both(&b);
	arena_free(a);
}
END_TEST

/* A provider's advice of one's own holds for built-in phrases of its word. */
START_TEST(a_word_of_a_provider_means_the_own_one)
{
	struct arena *a = arena_new(1 << 20);
	struct both b = make_both(own[COUNT(own) - 1]);
	struct reading_input in = {
		.code = 552,
		.text = SPAN("5.2.2 The email account is over quota, see "
			     "https://support.google.com/mail/?p=OverQuota"),
	};
	struct reading r;

	ck_assert(reading_of(b.layered, &in, a, &r));
	ck_assert_int_eq(r.cause, CAUSE_MAILBOX_FULL);
	ck_assert_str_eq(r.provider, "google");
	free_both(&b);
	arena_free(a);
}
END_TEST

START_TEST(no_memory_makes_no_tables)
{
	struct span extra[TABLE_COUNT] = { { NULL, 0 } };
	struct tables *t = NULL;
	long allocations = 0;

	extra[TABLE_PROVIDERS] = span_of(providers);
	extra[TABLE_PHRASES] = span_of(phrases);
	for (; t == NULL && allocations < 1000; allocations++) {
		struct trouble trouble = { "" };

		memory_fail_after(allocations);
		t = tables_new(extra, &trouble);
		memory_fail_after(-1);
		ck_assert(t != NULL || trouble.text[0] != '\0');
	}
	ck_assert_ptr_nonnull(t);
	ck_assert_int_gt(allocations, 3);
	tables_free(t);
}
END_TEST

Suite *
layer_suite(void)
{
	Suite *s = suite_create("layer");
	TCase *t = expect_case(s, "layer");

	tcase_add_loop_test(
	    t, it_reads_as_if_all_texts_had_been_read, 0, (int)COUNT(own));
	tcase_add_test(t, own_rows_win);
	tcase_add_test(t, a_word_of_a_provider_means_the_own_one);
	tcase_add_test(t, no_memory_makes_no_tables);
	return s;
}
