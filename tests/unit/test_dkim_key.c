/*
 * Each file of tests/zones/dkim is a test: "#= domain DOMAIN" and "#= selector
 * NAME" (sel, when not said) are asked about; what must come is "#= status
 * WORD", "#= name NAME", "#= type WORD", "#= bits N", "#= testing yes|no", "#=
 * strict yes|no", rounds and findings.
 */
#include "policy/dkim_key.h"
#include "unit/world.h"

enum { ROUNDS_MAX = 10 };

#define KEYS                                                                   \
	" domain selector status name type bits testing strict rounds "        \
	"finding "

Suite *dkim_key_suite(void);

static void
judge(struct world *w)
{
	struct span selector = world_value(w, "selector", 0);
	struct findings findings = { 0 };
	struct view *v = world_view(w);
	struct dkim_key key;
	size_t rounds = 1;

	if (selector.size == 0)
		selector = SPAN("sel");
	while (!dkim_key_find(v, selector, world_value(w, "domain", 0),
	    w->arena, &key, &findings)) {
		ck_assert_uint_eq(findings.count, 0);
		ck_assert_uint_lt(rounds++, ROUNDS_MAX);
		world_fill(w, v);
	}
	world_expect_text(w, "status", dkim_key_status_word(key.status));
	world_expect_text(w, "name", key.name);
	world_expect_text(w, "type", key.type);
	world_expect_number(w, "bits", key.bits);
	world_expect_text(w, "testing", key.testing ? "yes" : "no");
	world_expect_text(w, "strict", key.strict ? "yes" : "no");
	world_expect_number(w, "rounds", rounds);
	world_expect_findings(w, &findings);
}

START_TEST(each_world_has_its_key)
{
	world_try("dkim", _i, KEYS, judge);
}
END_TEST

/* X.690: what is no key, or lies about its length, has no size. */
START_TEST(only_a_whole_key_has_a_size)
{
	static const char key[] =
	    "\x30\x0c\x02\x05\x00\xff\x00\x00\x01\x02\x03\x01\x00\x01";
	const struct {
		struct span der;
		unsigned int bits;
	} rows[] = {
		{ { key, sizeof key - 1 }, 32 },
		{ SPAN("\x30\x08\x02\x01\x01\x02\x03\x01\x00\x01"), 1 },
		{ SPAN("\x30\x81\x08\x02\x01\x7f\x02\x03\x01\x00\x01"), 7 },
		{ SPAN("\x30\x80\x02\x01\x7f\x02\x03\x01\x00\x01"), 0 },
		{ SPAN("\x30\x84\0\0\0\x08\x02\x01\x7f\x02\x03\x01\x00\x01"),
		    0 },
		{ SPAN("\x30\x08\x02\x01\x00\x02\x03\x01\x00\x01"), 0 },
		{ SPAN("\x30\x05\x02\x00\x02\x01\x03"), 0 },
		{ SPAN("\x31\x08\x02\x01\x01\x02\x03\x01\x00\x01"), 0 },
		{ SPAN("\x30\x08\x03\x01\x01\x02\x03\x01\x00\x01"), 0 },
		{ SPAN("\x30\x0f\x30\x00\x03\x0b\x00\x30\x08\x02\x01\x7f"
		       "\x02\x03\x01\x00\x01"),
		    7 },
		{ SPAN("\x30\x0f\x30\x00\x03\x0b\x01\x30\x08\x02\x01\x7f"
		       "\x02\x03\x01\x00\x01"),
		    0 },
		{ SPAN("\x30\x04\x30\x00\x03\x00"), 0 },
		{ SPAN(""), 0 },
		{ SPAN("\x30"), 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_uint_eq(dkim_rsa_bits(rows[i].der), rows[i].bits);
	for (size_t size = 0; size + 1 < sizeof key; size++)
		ck_assert_uint_eq(dkim_rsa_bits((struct span){ key, size }), 0);
}
END_TEST

Suite *
dkim_key_suite(void)
{
	Suite *s = suite_create("dkim_key");
	TCase *c = expect_case(s, "dkim_key");

	tcase_add_loop_test(c, each_world_has_its_key, 0, world_files("dkim"));
	tcase_add_test(c, only_a_whole_key_has_a_size);
	return s;
}
