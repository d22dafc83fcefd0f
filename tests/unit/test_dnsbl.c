/*
 * Each file of tests/zones/dnsbl is a test: "#= ip IP" and "#= zone NAME" are
 * asked about; what must come is "#= status WORD", "#= title WORDS", "#=
 * removal PAGE", "#= code IP [MEANING]"..., "#= text WORDS"..., "#= asked N"
 * questions, rounds and findings. "#= quiet yes": findings are not compared.
 */
#include "policy/dnsbl.h"
#include "unit/world.h"

enum { ROUNDS_MAX = 10 };

#define KEYS                                                                   \
	" ip zone status title removal code text asked rounds finding quiet "

Suite *dnsbl_suite(void);

static void
expect_codes(struct world *w, const struct dnsbl *list)
{
	const char *rows[DNSBL_ANSWERS_MAX];
	char text[IP_TEXT_MAX];

	for (size_t i = 0; i < list->code_count; i++) {
		const struct dnsbl_code *code = &list->codes[i];

		rows[i] =
		    arena_format(w->arena, "%s%s%s", ip_format(&code->ip, text),
			code->meaning[0] ? " " : "", code->meaning);
	}
	world_expect(w, "code", rows, list->code_count);
	world_expect(w, "text", list->texts, list->text_count);
}

static void
judge(struct world *w)
{
	struct findings findings = { 0 };
	struct view *v = world_view(w);
	struct dnsbl list;
	struct ip ip;
	size_t rounds = 1, asked = 0;

	ck_assert(ip_parse(world_value(w, "ip", 0), &ip));
	while (!dnsbl_find(
	    v, &ip, world_value(w, "zone", 0), w->arena, &list, &findings)) {
		ck_assert_uint_eq(findings.count, 0);
		ck_assert_uint_lt(rounds++, ROUNDS_MAX);
		asked += world_fill(w, v);
	}
	world_expect_text(w, "status", dnsbl_status_word(list.status));
	world_expect_text(w, "title", list.title);
	world_expect_text(w, "removal", list.removal);
	world_expect_number(w, "asked", asked);
	world_expect_number(w, "rounds", rounds);
	expect_codes(w, &list);
	if (world_count(w, "quiet") == 0)
		world_expect_findings(w, &findings);
}

START_TEST(each_world_has_its_listing)
{
	world_try("dnsbl", _i, KEYS, judge);
}
END_TEST

START_TEST(the_default_lists_are_zones_without_registration)
{
	struct span zones[DNSBL_DEFAULTS_MAX];
	size_t count = dnsbl_defaults(zones);

	ck_assert_uint_gt(count, 3);
	ck_assert_uint_lt(count, DNSBL_DEFAULTS_MAX);
	for (size_t i = 0; i < count; i++) {
		struct name name;

		ck_assert(name_from_text(zones[i], &name));
		ck_assert(
		    !span_equal(zones[i], SPAN("b.barracudacentral.org")));
	}
	expect_span(zones[0], SPAN("zen.spamhaus.org"), "the first");
}
END_TEST

Suite *
dnsbl_suite(void)
{
	Suite *s = suite_create("dnsbl");
	TCase *c = expect_case(s, "dnsbl");

	tcase_add_loop_test(
	    c, each_world_has_its_listing, 0, world_files("dnsbl"));
	tcase_add_test(c, the_default_lists_are_zones_without_registration);
	return s;
}
