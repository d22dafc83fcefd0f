/*
 * Each file of tests/zones/helo is a test: "#= ip" is the client, "#= helo" its
 * name, and what must come is "#= status WORD", "#= is-ptr yes|no", "#= address
 * IP"..., findings and rounds. "#= no-ptr yes": nothing is known of PTR names.
 */
#include "policy/helo.h"
#include "unit/world.h"

enum { ROUNDS_MAX = 10 };

#define KEYS " ip helo no-ptr status is-ptr address finding rounds "

Suite *helo_suite(void);

static void
expect_addresses(struct world *w, const struct helo *helo)
{
	const char *rows[HELO_ADDRESSES_MAX];
	char text[IP_TEXT_MAX];

	for (size_t i = 0; i < helo->address_count; i++)
		rows[i] = arena_text(
		    w->arena, span_of(ip_format(&helo->addresses[i], text)));
	world_expect(w, "address", rows, helo->address_count);
}

/* The PTR names are had first, their findings not kept. */
static struct ptr
find_ptr(struct world *w, struct view *v, const struct ip *ip)
{
	struct findings unused = { 0 };
	struct ptr ptr;

	while (!ptr_find(v, ip, w->arena, &ptr, &unused))
		world_fill(w, v);
	return ptr;
}

static void
judge(struct world *w)
{
	struct findings findings = { 0 };
	struct view *v = world_view(w);
	struct helo helo;
	struct ptr ptr;
	struct ip ip;
	size_t rounds = 1;
	bool know_ptr = world_count(w, "no-ptr") == 0;

	ck_assert(ip_parse(world_value(w, "ip", 0), &ip));
	ptr = find_ptr(w, v, &ip);
	while (!helo_find(v, &ip, world_value(w, "helo", 0),
	    know_ptr ? &ptr : NULL, w->arena, &helo, &findings)) {
		ck_assert_uint_eq(findings.count, 0);
		ck_assert_uint_lt(rounds++, ROUNDS_MAX);
		world_fill(w, v);
	}
	expect_span(span_of(helo.name), world_value(w, "helo", 0), w->file);
	world_expect_text(w, "status", helo_status_word(helo.status));
	world_expect_text(w, "is-ptr", helo.is_ptr ? "yes" : "no");
	world_expect_number(w, "rounds", rounds);
	expect_addresses(w, &helo);
	world_expect_findings(w, &findings);
}

START_TEST(each_world_has_its_verdict_on_the_name)
{
	world_try("helo", _i, KEYS, judge);
}
END_TEST

Suite *
helo_suite(void)
{
	Suite *s = suite_create("helo");
	TCase *c = expect_case(s, "helo");

	tcase_add_loop_test(
	    c, each_world_has_its_verdict_on_the_name, 0, world_files("helo"));
	return s;
}
