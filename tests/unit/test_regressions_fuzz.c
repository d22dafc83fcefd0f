/* What fuzzing found, each as a sentence about how it is now. */
#include "smtp/address.h"

#include <check.h>

enum { MEMORY_MAX = 1 << 20 };

/* U+3002 is a dot to libidn2, but none between labels (RFC 6531 3.3): it would
 * go out as written where SMTPUTF8 is needed. */
START_TEST(an_ideographic_full_stop_makes_no_empty_label)
{
	static const struct {
		const char *given, *ascii; /* NULL: refused */
	} cases[] = {
		{ "u@\u00df\u3002.example", NULL },
		{ "u@\u00df\u3002", NULL },
		{ "u@\u3002\u00df.example", NULL },
		{ "u@\u00df\u3002b.example", NULL },
	};
	struct arena *a = arena_new(MEMORY_MAX);
	struct trouble t;
	struct address x;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		bool read = address_read(span_of(cases[i].given), a, &x, &t);

		ck_assert_msg(
		    read == (cases[i].ascii != NULL), "%s", cases[i].given);
		if (read)
			ck_assert_str_eq(x.ascii.data, cases[i].ascii);
	}
	arena_free(a);
}
END_TEST

/* The groups before a dotted quad went through printf, which ends at NUL. */
START_TEST(no_nul_hides_in_an_address_literal)
{
	struct arena *a = arena_new(MEMORY_MAX);
	struct trouble t;
	struct address x;

	ck_assert(
	    address_read(SPAN("u@[IPv6:2001:db8::192.0.2.1]"), a, &x, &t));
	ck_assert(
	    !address_read(SPAN("u@[IPv6:2001:db8::\0:192.0.2.1]"), a, &x, &t));
	arena_free(a);
}
END_TEST

Suite *regressions_fuzz_suite(void);

Suite *
regressions_fuzz_suite(void)
{
	Suite *suite = suite_create("regressions_fuzz");
	TCase *tests = tcase_create("found by fuzzing");

	tcase_add_test(tests, an_ideographic_full_stop_makes_no_empty_label);
	tcase_add_test(tests, no_nul_hides_in_an_address_literal);
	suite_add_tcase(suite, tests);
	return suite;
}
