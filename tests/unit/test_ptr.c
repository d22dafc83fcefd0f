/*
 * Each file of tests/zones/ptr is a test: "#= ip" is the client, and what must
 * come is "#= status WORD", "#= reverse NAME", "#= confirmed NAME" (the first),
 * "#= contact MAILBOX ZONE",
 * "#= name NAME yes|no STATUS ADDRESS... [GENERIC]", findings and rounds.
 */
#include "policy/ptr.h"
#include "unit/world.h"

enum { ROUNDS_MAX = 10, TEXT_MAX = 2048 };

#define KEYS " ip status reverse confirmed name contact finding rounds "

Suite *ptr_suite(void);

static const char *
name_row(struct world *w, const struct ptr_name *name)
{
	struct buf row;
	char ip[IP_TEXT_MAX];
	const char *text;

	buf_init(&row, TEXT_MAX);
	buf_format(&row, "%s %s %s", name->name, name->confirmed ? "yes" : "no",
	    answer_status_word(name->status));
	for (size_t i = 0; i < name->address_count; i++)
		buf_format(&row, " %s", ip_format(&name->addresses[i], ip));
	text = arena_text(w->arena, buf_span(&row));
	buf_free(&row);
	return text;
}

static void
expect_names(struct world *w, const struct ptr *ptr)
{
	const char *rows[PTR_NAMES_MAX];

	ck_assert_uint_le(ptr->count, PTR_NAMES_MAX);
	for (size_t i = 0; i < ptr->count; i++)
		rows[i] = name_row(w, &ptr->names[i]);
	world_expect(w, "name", rows, ptr->count);
}

static void
judge(struct world *w)
{
	struct findings findings = { 0 };
	struct view *v = world_view(w);
	const char *confirmed, *contact = "";
	struct ptr ptr;
	struct ip ip;
	size_t rounds = 1;

	ck_assert(ip_parse(world_value(w, "ip", 0), &ip));
	while (!ptr_find(v, &ip, w->arena, &ptr, &findings)) {
		ck_assert_uint_eq(findings.count, 0);
		ck_assert_uint_lt(rounds++, ROUNDS_MAX);
		world_fill(w, v);
	}
	confirmed = ptr_confirmed(&ptr);
	if (ptr.contact != NULL)
		contact =
		    arena_format(w->arena, "%s %s", ptr.contact, ptr.zone);
	world_expect_text(w, "contact", contact);
	world_expect_text(w, "status", ptr_status_word(ptr.status));
	world_expect_text(w, "reverse", ptr.reverse);
	world_expect_text(w, "confirmed", confirmed ? confirmed : "");
	world_expect_number(w, "rounds", rounds);
	expect_names(w, &ptr);
	world_expect_findings(w, &findings);
}

START_TEST(each_world_has_its_names)
{
	world_try("ptr", _i, KEYS, judge);
}
END_TEST

/* Names as networks make them, and names of mail servers beside them. */
START_TEST(a_name_made_for_each_address_looks_generic)
{
	const struct {
		const char *ip, *name;
		bool generic;
	} rows[] = {
		{ "203.0.113.77", "203-0-113-77.example.test", true },
		{ "203.0.113.77", "77.113.0.203.example.test", true },
		{ "203.0.113.77", "h77-113-0-203.isp.test", true },
		{ "203.0.113.77", "cpe-0-113-77.isp.test", true },
		{ "203.0.113.77", "host113-77.203.isp.test", true },
		{ "203.0.113.77", "203000113077.isp.test", true },
		{ "203.0.113.77", "077113000203.isp.test", true },
		{ "203.0.113.77", "cb00714d.isp.test", true },
		{ "203.0.113.77", "x4d7100cb.isp.test", true },
		{ "203.0.113.77", "3405803853.isp.test", true },
		{ "203.0.113.77", "pool.test", false },
		{ "203.0.113.77", "a.pool.isp.test", true },
		{ "203.0.113.77", "static-dsl-9.isp.test", true },
		{ "203.0.113.77", "dyn9.isp.test", true },
		{ "203.0.113.77", "DYNAMIC.isp.test", true },
		{ "203.0.113.77", "dynamics.erp.isp.test", false },
		{ "203.0.113.77", "mx77.isp.test", false },
		{ "203.0.113.77", "mx-113-77.isp.test", false },
		{ "203.0.113.77", "mail.cable.test", false },
		{ "203.0.113.77", "mail.example.test", false },
		{ "203.0.113.77", "77", false },
		{ "203.0.113.77", "", false },
		{ "192.0.2.1", "mx2.rack1.row0.example.test", false },
		{ "10.0.0.10", "a10-b0.example.test", false },
		{ "10.0.0.10", "a10-b0-c0-d10.example.test", true },
		{ "2001:db8:1:2:3:4:5:6", "2001-db8-1-2-3-4-5-6.isp.test",
		    true },
		{ "2001:db8::25", "2001-0db8--0025.isp.test", true },
		{ "2001:db8::a1b2:c3d4:e5f6:1728",
		    "x-a1b2c3d4e5f61728.isp.test", true },
		{ "2001:db8::a1b2:c3d4:e5f6:1728",
		    "8.2.7.1.6.f.5.e.4.d.3.c.2.b.1.a.isp.test", true },
		{ "2001:db8::25", "mx25.example.test", false },
		{ "2a00::25", "2a00-25.example.test", false },
		{ "2001:db8::25", "25.example.test", false },
		{ "2001:db8::25", "a.dhcp.example.test", true },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ip ip;

		ck_assert(ip_parse(span_of(rows[i].ip), &ip));
		ck_assert_msg((ptr_generic_sign(&ip, span_of(rows[i].name)) !=
				  NULL) == rows[i].generic,
		    "%s of %s", rows[i].name, rows[i].ip);
	}
}
END_TEST

Suite *
ptr_suite(void)
{
	Suite *s = suite_create("ptr");
	TCase *c = expect_case(s, "ptr");

	tcase_add_loop_test(c, each_world_has_its_names, 0, world_files("ptr"));
	tcase_add_test(c, a_name_made_for_each_address_looks_generic);
	return s;
}
