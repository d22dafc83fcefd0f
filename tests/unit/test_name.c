#include "dns/name.h"

#include "unit/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *name_suite(void);

static struct span
wire_of(const struct name *name)
{
	return (struct span){ (const char *)name->wire, name->size };
}

START_TEST(text_becomes_labels_and_text_again)
{
	const struct {
		const char *text;
		struct span wire;
		const char *again;
	} rows[] = {
		{ "", SPAN("\0"), "." },
		{ ".", SPAN("\0"), "." },
		{ "a", SPAN("\1a\0"), "a" },
		{ "a.", SPAN("\1a\0"), "a" },
		{ "mx.Example.test", SPAN("\2mx\7Example\4test\0"),
		    "mx.Example.test" },
		{ "_25._tcp.a", SPAN("\3_25\4_tcp\1a\0"), "_25._tcp.a" },
		{ "a:b/c.d", SPAN("\5a:b/c\1d\0"), "a:b/c.d" },
		{ "a b.c", SPAN("\3a b\1c\0"), "a\\032b.c" },
		{ "a\\032b.c", SPAN("\3a b\1c\0"), "a\\032b.c" },
		{ "a\\.b.c", SPAN("\3a.b\1c\0"), "a\\.b.c" },
		{ "a\\046b.c", SPAN("\3a.b\1c\0"), "a\\.b.c" },
		{ "a\\\\b", SPAN("\3a\\b\0"), "a\\\\b" },
		{ "\\000", SPAN("\1\0\0"), "\\000" },
		{ "\\255\\127", SPAN("\2\xff\x7f\0"), "\\255\\127" },
		{ "\\a\\-b", SPAN("\3a-b\0"), "a-b" },
		{ "\xc3\xbc", SPAN("\2\xc3\xbc\0"), "\\195\\188" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[NAME_TEXT_MAX];
		struct name name;

		ck_assert_msg(name_from_text(span_of(rows[i].text), &name),
		    "`%s'", rows[i].text);
		expect_span(wire_of(&name), rows[i].wire, rows[i].text);
		expect_text(
		    name_format(&name, text), rows[i].again, rows[i].text);
	}
}
END_TEST

START_TEST(text_that_is_no_name_is_refused)
{
	static const char *const rows[] = { "..", ".a", "a..", "a..b", "\\",
		"a\\", "\\1", "\\12", "\\256", "\\999", "\\12x", "a.\\0" };
	struct name name = { .size = 3, .wire = { 1, 'x', 0 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_msg(
		    !name_from_text(span_of(rows[i]), &name), "`%s'", rows[i]);
		expect_span(wire_of(&name), SPAN("\1x\0"), "untouched");
	}
}
END_TEST

START_TEST(octets_stand_for_themselves_but_for_the_dot)
{
	struct name name;

	ck_assert(name_from_octets(SPAN("a\\046\0"
					"b.c d"),
	    &name));
	expect_span(wire_of(&name),
	    SPAN("\7a\\046\0"
		 "b\3c d\0"),
	    "octets");
	ck_assert(!name_from_octets(SPAN("a..b"), &name));
}
END_TEST

START_TEST(a_label_has_63_octets_and_a_name_255_at_most)
{
	char text[400];
	struct name name;

	for (int size = 1; size < 80; size++) {
		snprintf(text, sizeof text, "%0*d.test", size, 0);
		ck_assert_int_eq(
		    name_from_text(span_of(text), &name), size <= LABEL_MAX);
	}
	/* Labels of 1: a name of n has 2n+1 octets. */
	for (size_t labels = 1; labels < 140; labels++) {
		for (size_t i = 0; i < labels; i++)
			memcpy(text + 2 * i, "a.", 3);
		ck_assert_int_eq(
		    name_from_text(span_of(text), &name), labels <= 127);
		if (labels <= 127)
			ck_assert_uint_eq(name.size, 2 * labels + 1);
	}
	/* Four labels: 3 of 63 octets, then up to 61. */
	for (int last = 55; last <= 63; last++) {
		snprintf(text, sizeof text, "%063d.%063d.%063d.%0*d", 0, 0, 0,
		    last, 0);
		ck_assert_int_eq(
		    name_from_text(span_of(text), &name), last <= 61);
	}
}
END_TEST

START_TEST(the_longest_name_in_escapes_fits_its_text)
{
	char text[NAME_TEXT_MAX];
	struct name name, again;
	char octets[253];

	memset(octets, 1, sizeof octets);
	octets[63] = octets[127] = octets[191] = '.';
	ck_assert(
	    name_from_octets((struct span){ octets, sizeof octets }, &name));
	ck_assert_uint_eq(name.size, NAME_WIRE_MAX);
	ck_assert_uint_eq(strlen(name_format(&name, text)), 250 * 4 + 3);
	ck_assert(name_from_text(span_of(text), &again));
	ck_assert(name_equal(&name, &again));
}
END_TEST

START_TEST(names_are_equal_without_ascii_case)
{
	static const struct {
		const char *a, *b;
		bool equal, below;
	} rows[] = {
		{ "a.test", "A.TEST", true, true },
		{ "a.test", "test", false, true },
		{ "a.test", ".", false, true },
		{ ".", ".", true, true },
		{ "test", "a.test", false, false },
		{ "xa.test", "a.test", false, false },
		{ "a.test", "b.test", false, false },
		{ "b.a.TEST", "A.test", false, true },
		{ "a.b", "a\\.b", false, false },
		{ "\\195\\188", "\\195\\156", false, false },
		{ "@", "`", false, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct name a, b;

		ck_assert(name_from_text(span_of(rows[i].a), &a));
		ck_assert(name_from_text(span_of(rows[i].b), &b));
		ck_assert_msg(name_equal(&a, &b) == rows[i].equal, "%s %s",
		    rows[i].a, rows[i].b);
		ck_assert_msg(name_is_below(&a, &b) == rows[i].below, "%s %s",
		    rows[i].a, rows[i].b);
	}
}
END_TEST

/* Reads a name at a place of a message out of a block of its exact size. */
static bool
read_at(struct span message, size_t at, struct name *name, size_t *end)
{
	char *block = malloc(message.size + 1);
	struct reader r;
	bool well;

	ck_assert_ptr_nonnull(block);
	memcpy(block + 1, message.data, message.size);
	r = reader_of((struct span){ block + 1, message.size });
	r.at = at;
	well = name_read(&r, name);
	ck_assert(well == !r.bad);
	*end = r.at;
	free(block);
	return well;
}

START_TEST(a_compressed_name_is_read_and_reading_goes_on_behind_it)
{
	const struct {
		struct span message;
		size_t at;
		const char *name; /* NULL: refused */
		size_t end;
	} rows[] = {
		{ SPAN("\0"), 0, ".", 1 },
		{ SPAN("\1a\0"), 0, "a", 3 },
		{ SPAN("\1a\0\xc0\0x"), 3, "a", 5 },
		{ SPAN("\1a\0\1b\xc0\0x"), 3, "b.a", 7 },
		{ SPAN("\1a\0\1b\xc0\0\1c\xc0\3x"), 7, "c.b.a", 11 },
		{ SPAN("\1a\1b\0\xc0\2"), 5, "b", 7 },
		/* to itself, to the front, beyond the end */
		{ SPAN("\xc0\0"), 0, NULL, 0 },
		{ SPAN("\1a\xc0\0"), 0, NULL, 0 },
		{ SPAN("\1a\xc0\2"), 0, NULL, 0 },
		{ SPAN("\xc0\2\1a\0"), 0, NULL, 0 },
		{ SPAN("\1a\0\xc0\5\1b\0"), 3, NULL, 0 },
		{ SPAN("\1a\0\xff\xff"), 3, NULL, 0 },
		/* two that point at each other */
		{ SPAN("\xc0\2\xc0\0"), 0, NULL, 0 },
		{ SPAN("\xc0\2\xc0\0"), 2, NULL, 0 },
		/* the same, and one forward, from a place behind them */
		{ SPAN("\xc0\2\xc0\0\xc0\0"), 4, NULL, 0 },
		{ SPAN("\xc0\2\1a\0\xc0\0"), 5, NULL, 0 },
		/* back into what led there */
		{ SPAN("\1a\xc0\4\1b\xc0\0"), 4, NULL, 0 },
		/* label types that nobody uses */
		{ SPAN("\x41"
		       "a\0"),
		    0, NULL, 0 },
		{ SPAN("\x81"
		       "a\0"),
		    0, NULL, 0 },
		{ SPAN("\1a\0\x40\0"), 3, NULL, 0 },
		/* cut short */
		{ SPAN(""), 0, NULL, 0 },
		{ SPAN("\1"), 0, NULL, 0 },
		{ SPAN("\1a"), 0, NULL, 0 },
		{ SPAN("\5abc"), 0, NULL, 0 },
		{ SPAN("\1a\0\xc0"), 3, NULL, 0 },
		{ SPAN("\1a\0\1b\xc0"), 3, NULL, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[NAME_TEXT_MAX], row[32];
		struct name name;
		size_t end;
		bool well = read_at(rows[i].message, rows[i].at, &name, &end);

		snprintf(row, sizeof row, "row %zu", i);
		ck_assert_msg(well == (rows[i].name != NULL), "%s", row);
		if (!well)
			continue;
		expect_text(name_format(&name, text), rows[i].name, row);
		ck_assert_msg(end == rows[i].end, "%s: %zu", row, end);
	}
}
END_TEST

START_TEST(a_long_chain_of_pointers_is_read_and_an_overlong_name_is_not)
{
	struct name name;
	size_t end, at;
	struct buf b;

	/* Names of one label more each: "a", "a.a", ... by pointers. */
	buf_init(&b, 4096);
	buf_add(&b, SPAN("\1a\0"));
	for (size_t labels = 2; labels < 140; labels++) {
		size_t last = labels == 2 ? 0 : b.size - 4;

		at = b.size;
		buf_add(&b, SPAN("\1a"));
		buf_add_octet(&b, (char)(0xc0 | last >> 8));
		buf_add_octet(&b, (char)(last & 0xff));
		ck_assert_int_eq(
		    read_at(buf_span(&b), at, &name, &end), labels <= 127);
		if (labels <= 127)
			ck_assert_uint_eq(name.size, 2 * labels + 1);
	}
	/* Pointers to pointers lengthen nothing. */
	buf_clear(&b);
	buf_add(&b, SPAN("\1a\0\xc0\0"));
	for (int i = 0; i < 1000; i++) {
		at = b.size - 2;
		buf_add_octet(&b, (char)(0xc0 | at >> 8));
		buf_add_octet(&b, (char)(at & 0xff));
	}
	ck_assert(read_at(buf_span(&b), b.size - 2, &name, &end));
	ck_assert_uint_eq(name.size, 3);
	ck_assert_uint_eq(end, b.size);
	buf_free(&b);
}
END_TEST

START_TEST(the_contact_of_a_zone_is_a_mail_address)
{
	const struct {
		const char *name, *mailbox;
		size_t labels;
	} rows[] = {
		{ "hostmaster.example.test", "hostmaster@example.test", 3 },
		{ "Jane\\.Roe.example.test", "Jane.Roe@example.test", 3 },
		{ "a\\\\b.c\\.d.test", "a\\\\b@c\\.d.test", 3 },
		{ "a\\010.b", "a\\010@b", 2 },
		{ "root", NULL, 1 },
		{ ".", NULL, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[NAME_TEXT_MAX];
		const char *mailbox;
		struct name name;

		ck_assert(name_from_text(span_of(rows[i].name), &name));
		ck_assert_uint_eq(name_labels(&name), rows[i].labels);
		mailbox = name_format_mailbox(&name, text);
		ck_assert_int_eq(mailbox == NULL, rows[i].mailbox == NULL);
		if (mailbox != NULL)
			expect_text(mailbox, rows[i].mailbox, rows[i].name);
	}
}
END_TEST

Suite *
name_suite(void)
{
	Suite *s = suite_create("name");
	TCase *c = expect_case(s, "name");

	tcase_add_test(c, text_becomes_labels_and_text_again);
	tcase_add_test(c, text_that_is_no_name_is_refused);
	tcase_add_test(c, octets_stand_for_themselves_but_for_the_dot);
	tcase_add_test(c, a_label_has_63_octets_and_a_name_255_at_most);
	tcase_add_test(c, the_longest_name_in_escapes_fits_its_text);
	tcase_add_test(c, the_contact_of_a_zone_is_a_mail_address);
	tcase_add_test(c, names_are_equal_without_ascii_case);
	tcase_add_test(
	    c, a_compressed_name_is_read_and_reading_goes_on_behind_it);
	tcase_add_test(
	    c, a_long_chain_of_pointers_is_read_and_an_overlong_name_is_not);
	return s;
}
