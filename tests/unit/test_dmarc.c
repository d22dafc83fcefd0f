/*
 * Each file of tests/zones/dmarc is a test: "#= from DOMAIN" and "#= spf
 * DOMAIN" are asked about; what must come is "#= status WORD", "#= record
 * DOMAIN", "#= policy WORD TAG", "#= organizational DOMAIN", "#= aligned
 * yes|no", "#= mode SPF DKIM" (r or s), "#= percent N", "#= testing yes|no",
 * "#= queries N" of the walks, "#= asked N" in all, rounds and findings.
 * "#= quiet yes": findings are not compared.
 */
#include "policy/dmarc.h"
#include "policy/tag_list.h"
#include "unit/world.h"

enum { ROUNDS_MAX = 10 };

#define KEYS                                                                   \
	" from spf status record policy organizational aligned mode percent "  \
	"testing queries asked rounds finding quiet "

Suite *dmarc_suite(void);

static void
expect_record(struct world *w, const struct dmarc *d)
{
	world_expect_text(w, "record", d->record_domain);
	world_expect_text(w, "policy",
	    arena_format(w->arena, "%s%s%s", dmarc_policy_word(d->policy),
		d->policy ? " " : "", d->policy ? d->policy_tag : ""));
	world_expect_text(w, "mode",
	    arena_format(w->arena, "%c %c", d->strict_spf ? 's' : 'r',
		d->strict_dkim ? 's' : 'r'));
	world_expect_number(w, "percent", d->percent);
	world_expect_text(w, "testing", d->testing ? "yes" : "no");
}

static void
judge(struct world *w)
{
	struct findings findings = { 0 };
	struct view *v = world_view(w);
	struct dmarc d;
	size_t rounds = 1, asked = 0;

	while (!dmarc_find(v, world_value(w, "from", 0),
	    world_value(w, "spf", 0), w->arena, &d, &findings)) {
		ck_assert_uint_eq(findings.count, 0);
		ck_assert_uint_lt(rounds++, ROUNDS_MAX);
		asked += world_fill(w, v);
	}
	world_expect_text(w, "status", dmarc_status_word(d.status));
	expect_record(w, &d);
	world_expect_text(w, "organizational", d.organizational);
	world_expect_text(w, "aligned", d.spf_aligned ? "yes" : "no");
	world_expect_number(w, "queries", d.queries);
	world_expect_number(w, "asked", asked);
	world_expect_number(w, "rounds", rounds);
	if (world_count(w, "quiet") == 0)
		world_expect_findings(w, &findings);
}

START_TEST(each_world_has_its_record)
{
	world_try("dmarc", _i, KEYS, judge);
}
END_TEST

/* RFC 6376 3.2. */
START_TEST(a_tag_list_is_taken_apart)
{
	const struct {
		const char *list, *tags;
	} rows[] = {
		{ "", "" },
		{ "a=b", "a=b." },
		{ "a=b; c=d", "a=b.c=d." },
		{ "a=b;c=d;", "a=b.c=d." },
		{ " a =\tb c ;\r\n d= e ", "a=b c.d=e." },
		{ "a=b;;c=d", "a=b.c=d." },
		{ "a=", "a=." },
		{ "a=b=c", "a=b=c." },
		{ "a_1=b", "a_1=b." },
		{ "ab", "!ab." },
		{ "=b", "!=b." },
		{ "1=b", "!1=b." },
		{ "a-b=c", "!a-b=c." },
		{ "a=b c=d", "a=b c=d." },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct span rest = span_of(rows[i].list);
		struct buf is;
		struct tag tag;

		buf_init(&is, 256);
		while (tag_next(&rest, &tag)) {
			if (tag.well)
				buf_add(&is, tag.name);
			buf_add_text(&is, tag.well ? "=" : "!");
			buf_add(&is, tag.value);
			buf_add_octet(&is, '.');
		}
		expect_span(buf_span(&is), span_of(rows[i].tags), rows[i].list);
		buf_free(&is);
	}
}
END_TEST

Suite *
dmarc_suite(void)
{
	Suite *s = suite_create("dmarc");
	TCase *c = expect_case(s, "dmarc");

	tcase_add_loop_test(
	    c, each_world_has_its_record, 0, world_files("dmarc"));
	tcase_add_test(c, a_tag_list_is_taken_apart);
	return s;
}
