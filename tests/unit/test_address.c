#include "smtp/address.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "unit/expect.h"

#include <stdio.h>
#include <string.h>

Suite *address_suite(void);

enum { ARENA_MAX = 1 << 16 };

#define X16 "xxxxxxxxxxxxxxxx"
#define X61 X16 X16 X16 "xxxxxxxxxxxxx"
#define X63 X61 "xx"
#define X64 X16 X16 X16 X16
#define U4  "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc"
#define U16 U4 U4 U4 U4

static bool
has_control(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		if (ascii_is_control(s.data[i]))
			return true;
	}
	return false;
}

static bool
is_host_name(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		char c = s.data[i];

		if (c != '.' && c != '-' && !ascii_is_digit(c) &&
		    !(ascii_is_letter(c) && ascii_lower(c) == c))
			return false;
	}
	return span_search(s, SPAN("..")) == s.size;
}

/* Whatever was read may go on the wire between < and >. This is asked so often
 * that Check's assertions, each a write to a file, would take their time. */
static void
expect_clean(const struct address *address)
{
	const struct span spans[] = { address->local, address->domain,
		address->ascii, address->mailbox };
	bool clean = true;

	for (size_t i = 0; i < COUNT(spans); i++)
		clean =
		    clean && utf8_is_valid(spans[i]) && !has_control(spans[i]);
	if (!clean || address->local.size == 0 || address->domain.size == 0 ||
	    address->local.size > LOCAL_PART_MAX ||
	    address->mailbox.size > MAILBOX_MAX ||
	    !is_host_name(address->ascii) ||
	    (address->ascii.size == 0) != (address->literal.family != IP_NONE))
		ck_abort_msg(
		    "not clean: %.*s", SPAN_ARGUMENTS(address->mailbox));
}

/* A trouble can be printed as it is, and counts octets from 1. */
static void
expect_reason(const struct trouble *t, size_t size)
{
	struct span text = span_of(t->text);
	struct span number = span_part(text, 6, span_find(text, ':'));
	uint32_t octet = 0;

	if (!span_starts_nocase(text, SPAN("octet ")) || !utf8_is_valid(text) ||
	    has_control(text) || !span_number(number, 1000, &octet) ||
	    octet < 1 || octet > size + 1)
		ck_abort_msg("no reason: %s", t->text);
}

/* Reads and checks what must hold for every address. */
static bool
reads(struct span text)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct trouble t = { "" };
	struct address address;
	bool well = address_read(text, a, &address, &t);

	if (arena_failed(a) || (well && t.text[0] != '\0'))
		ck_abort_msg("failed, or trouble on success: %s", t.text);
	if (well)
		expect_clean(&address);
	else
		expect_reason(&t, text.size);
	arena_free(a);
	return well;
}

static const struct good {
	const char *text, *local, *domain, *ascii, *mailbox;
	bool utf8;
} good[] = {
	{ "user@example.test", "user", "example.test", "example.test",
	    "user@example.test", false },
	{ "User+Tag@EXAMPLE.Test", "User+Tag", "EXAMPLE.Test", "example.test",
	    "User+Tag@EXAMPLE.Test", false },
	{ "a.b.c@x", "a.b.c", "x", "x", "a.b.c@x", false },
	{ "!#$%&'*+-/=?^_`{|}~@1.2", "!#$%&'*+-/=?^_`{|}~", "1.2", "1.2",
	    "!#$%&'*+-/=?^_`{|}~@1.2", false },
	{ "\"\"@x.test", "\"\"", "x.test", "x.test", "\"\"@x.test", false },
	{ "\"a b\"@x.test", "\"a b\"", "x.test", "x.test", "\"a b\"@x.test",
	    false },
	{ "\"a@b.c\"@x.test", "\"a@b.c\"", "x.test", "x.test",
	    "\"a@b.c\"@x.test", false },
	{ "\"\\\"\\\\\\ \"@x.test", "\"\\\"\\\\\\ \"", "x.test", "x.test",
	    "\"\\\"\\\\\\ \"@x.test", false },
	{ "\">\"@x.test", "\">\"", "x.test", "x.test", "\">\"@x.test", false },
	{ "u@r4---sn-x.test", "u", "r4---sn-x.test", "r4---sn-x.test",
	    "u@r4---sn-x.test", false },
	{ "u@XN--BCHER-KVA.test", "u", "XN--BCHER-KVA.test",
	    "xn--bcher-kva.test", "u@XN--BCHER-KVA.test", false },
	/* The domain goes out in A-labels while the local part is ASCII. */
	{ "u@b\xc3\xbc"
	  "cher.test",
	    "u",
	    "b\xc3\xbc"
	    "cher.test",
	    "xn--bcher-kva.test", "u@xn--bcher-kva.test", false },
	{ "u@B\xc3\x9c"
	  "CHER.Test",
	    "u",
	    "B\xc3\x9c"
	    "CHER.Test",
	    "xn--bcher-kva.test", "u@xn--bcher-kva.test", false },
	{ "\xc3\xbc@b\xc3\xbc"
	  "cher.test",
	    "\xc3\xbc",
	    "b\xc3\xbc"
	    "cher.test",
	    "xn--bcher-kva.test",
	    "\xc3\xbc@b\xc3\xbc"
	    "cher.test",
	    true },
	{ "\xc3\xbc@x.test", "\xc3\xbc", "x.test", "x.test", "\xc3\xbc@x.test",
	    true },
	{ "\"\xe2\x82\xac \"@x.test", "\"\xe2\x82\xac \"", "x.test", "x.test",
	    "\"\xe2\x82\xac \"@x.test", true },
	{ "\xce\xb4\xce\xbf.\xf0\x90\x8d\x88@x.test",
	    "\xce\xb4\xce\xbf.\xf0\x90\x8d\x88", "x.test", "x.test",
	    "\xce\xb4\xce\xbf.\xf0\x90\x8d\x88@x.test", true },
	{ "u@[192.0.2.1]", "u", "[192.0.2.1]", "", "u@[192.0.2.1]", false },
	{ "\xc3\xbc@[192.0.2.1]", "\xc3\xbc", "[192.0.2.1]", "",
	    "\xc3\xbc@[192.0.2.1]", true },
	{ "\"[\"@[IPv6:::1]", "\"[\"", "[IPv6:::1]", "", "\"[\"@[IPv6:::1]",
	    false },
};

START_TEST(an_address_is_taken_apart)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		const struct good *row = &good[i];
		struct arena *a = arena_new(ARENA_MAX);
		struct trouble t = { "" };
		struct address address;

		ck_assert_msg(address_read(span_of(row->text), a, &address, &t),
		    "%s: %s", row->text, t.text);
		expect_span(address.local, span_of(row->local), row->text);
		expect_span(address.domain, span_of(row->domain), row->text);
		expect_span(address.ascii, span_of(row->ascii), row->text);
		expect_span(address.mailbox, span_of(row->mailbox), row->text);
		ck_assert_msg(
		    address.needs_smtputf8 == row->utf8, "%s", row->text);
		expect_clean(&address);
		arena_free(a);
	}
}
END_TEST

START_TEST(what_is_no_address_is_refused_with_the_octet_and_the_remedy)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", "octet 1: the address is empty; give one such" },
		{ "@", "octet 1: `@': the local part, before the @, is" },
		{ "@x.test", "octet 1: `@': the local part, before the @, is" },
		{ "u", "octet 2: the end: the @ and the domain are missing" },
		{ "u@", "octet 3: the end: the domain, after the @, is" },
		{ "u@@x", "octet 3: `@': a domain has letters, digits" },
		{ "u@x@y", "octet 4: `@': a domain has letters, digits" },
		{ " u@x", "octet 1: a space: leave out the spaces around" },
		{ "\tu@x", "octet 1: the control character 0x09: leave out" },
		{ "u@x ", "octet 4: a space: a domain has" },
		{ "u v@x", "octet 2: a space: not allowed in a local part; "
			   "put the local part in quotes" },
		{ ".u@x", "octet 1: `.': a dot stands between two" },
		{ "u..v@x", "octet 3: `.': a dot stands between two" },
		{ "u.@x", "octet 2: `.': a local part does not end with" },
		{ "u,v@x", "octet 2: `,': not allowed in a local part" },
		{ "u\"v\"@x", "octet 2: `\"': not allowed in a local part" },
		{ "(c)u@x", "octet 1: `(': not allowed in a local part" },
		{ "u(c)@x", "octet 2: `(': not allowed in a local part" },
		{ "<u@x>", "octet 1: `<': leave out the < and >" },
		{ "mailto:u@x", "octet 7: `:': leave out the mailto:" },
		{ "MailTo:u@x", "octet 7: `:': leave out the mailto:" },
		{ "U <u@x>", "octet 3: `<': give only what stands between" },
		{ "u@x>", "octet 4: `>': give only what stands between" },
		{ "\"u@x", "octet 5: the end: the closing quote is missing" },
		{ "\"", "octet 2: the end: the closing quote is missing" },
		{ "\"u\\", "octet 4: the end: the closing quote is missing" },
		{ "\"u\"", "octet 4: the end: the @ and the domain are" },
		{ "\"u\"v@x", "octet 4: `v': an @ must stand here" },
		{ "\"u\".v@x", "octet 4: `.': an @ must stand here" },
		{ "\"u\\\xc3\xbc\"@x",
		    "octet 4: U+00FC: not allowed, not even" },
		{ "u\xc3@x", "octet 2: 0xC3, which is not UTF-8: not allowed" },
		{ "\"\xff\"@x", "octet 2: 0xFF, which is not UTF-8: not all" },
		{ "u\xe2\x80\xae@x",
		    "octet 2: U+202E: not allowed in a local" },
		{ "\"\xc2\x85\"@x", "octet 2: U+0085: not allowed, not even" },
		{ "u@[192.0.2.1",
		    "octet 13: the end: an address literal ends" },
		{ "u@[192.0.2.1]x", "octet 15: the end: an address literal" },
		{ "u@[192.0.2]", "octet 4: `1': an address literal is [192" },
		{ X64 "x@y", "octet 65: a local part has 64 octets at most; "
			     "this one has 65" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct trouble t = { "" };
		struct address address;

		ck_assert_msg(
		    !address_read(span_of(rows[i].text), a, &address, &t),
		    "`%s' is taken", rows[i].text);
		expect_part(t.text, rows[i].reason, rows[i].text);
		expect_reason(&t, strlen(rows[i].text));
		arena_free(a);
	}
}
END_TEST

START_TEST(the_parts_and_the_whole_have_their_limits_in_octets)
{
	static const struct {
		const char *what, *text;
		bool well;
	} rows[] = {
		{ "64 octets", X64 "@x.test", true },
		{ "65 octets", X64 "x@x.test", false },
		{ "64 with the quotes", "\"" X61 "x\"@x.test", true },
		{ "65 with the quotes", "\"" X63 "\"@x.test", false },
		{ "a pair counts twice", "\"" X61 "\\x\"@x.test", false },
		{ "32 characters of 2 octets", U4 U4 X16 X16 X16 "@x.test",
		    true },
		{ "a local part one octet longer", U4 U4 X16 X16 X16 "x@x.test",
		    false },
		{ "a label of 63", "u@" X63 ".test", true },
		{ "a label of 64", "u@" X64 ".test", false },
		{ "254 in all", X64 "@" X63 "." X63 "." X61, true },
		{ "U-labels that are shorter as A-labels",
		    "u@" U16 U16 U16 "." U16 U16 U16 "." U16 U16 U16 ".test",
		    true },
		{ "the same where they go out as written",
		    "\xc3\xbc@" U16 U16 U16 "." U16 U16 U16 "." U16 U16 U16
		    ".test",
		    false },
		{ "255 in all", X64 "@" X63 "." X63 "." X61 "x", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		ck_assert_msg(reads(span_of(rows[i].text)) == rows[i].well,
		    "%s", rows[i].what);
}
END_TEST

/* `u` and as many labels of one umlaut as asked for. */
static size_t
put_umlauts(char *out, size_t size, size_t labels)
{
	size_t used = (size_t)snprintf(out, size, "%s@", X16);

	for (size_t i = 0; i < labels; i++)
		used += (size_t)snprintf(
		    out + used, size - used, "%s\xc3\xbc", i > 0 ? "." : "");
	return used;
}

START_TEST(a_mailbox_whose_a_labels_make_it_too_long_is_told_its_length)
{
	/* 16 octets, @, and 8 for each "xn--tda" with its dot. */
	for (size_t labels = 1; labels < 40; labels++) {
		struct arena *a = arena_new(ARENA_MAX);
		size_t wire = 16 + 8 * labels;
		bool well = wire <= MAILBOX_MAX;
		struct trouble t = { "" };
		struct address address;
		char text[200], part[120];
		size_t size = put_umlauts(text, sizeof text, labels);

		ck_assert_msg(address_read((struct span){ text, size }, a,
				  &address, &t) == well,
		    "%zu labels: %s", labels, t.text);
		snprintf(part, sizeof part,
		    "octet 18: an address has 254 octets at most; "
		    "this one has %zu with its domain in A-labels",
		    wire);
		if (well)
			ck_assert_uint_eq(address.mailbox.size, wire);
		else if (8 * labels - 1 <= DOMAIN_MAX)
			expect_part(t.text, part, "length");
		arena_free(a);
	}
}
END_TEST

START_TEST(no_control_gets_in_anywhere)
{
	static const char *const hosts[] = { "user.name@example.test",
		"\"user \\n name\"@example.test", "u\xc3\xbcr@ex\xc3\xbc.test",
		"u@[192.0.2.1]", "u@[IPv6:2001:db8::1]" };
	static const char *const controls[] = { "\r", "\n", "\r\n", "\x7f",
		"\x1b", "\t", "\xc2\x80", "\xc2\x9b", "\xe2\x80\xa8",
		"\xe2\x80\xa9", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x80\x8f",
		"\xd8\x9c", "\xef\xbb\xbf", "\\\r", "\\\n" };
	char text[64];

	for (size_t i = 0; i < COUNT(hosts); i++) {
		for (size_t at = 0; at <= strlen(hosts[i]); at++) {
			for (size_t k = 0; k < COUNT(controls); k++) {
				int size = snprintf(text, sizeof text,
				    "%.*s%s%s", (int)at, hosts[i], controls[k],
				    hosts[i] + at);

				if (reads((struct span){ text, (size_t)size }))
					ck_abort_msg(
					    "host %zu, control %zu at %zu", i,
					    k, at);
			}
		}
	}
}
END_TEST

START_TEST(with_any_octet_changed_an_address_is_clean_or_refused)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		struct span text = span_of(good[i].text);
		char octets[80];

		ck_assert_uint_lt(text.size, sizeof octets);
		memcpy(octets, text.data, text.size);
		for (size_t at = 0; at < text.size * 256; at++) {
			octets[at / 256] = (char)(at % 256);
			if (reads((struct span){ octets, text.size }) &&
			    ascii_is_control(octets[at / 256]))
				ck_abort_msg("a control is taken");
			octets[at / 256] = text.data[at / 256];
		}
	}
}
END_TEST

START_TEST(cut_short_an_address_is_clean_or_refused)
{
	for (size_t i = 0; i < COUNT(good); i++) {
		struct span text = span_of(good[i].text);

		for (size_t size = 0; size < text.size; size++) {
			reads(span_part(text, 0, size));
			reads(span_part(text, size, text.size));
		}
	}
}
END_TEST

START_TEST(without_memory_an_address_is_refused_or_the_arena_has_failed)
{
	struct span text = SPAN("u@b\xc3\xbc"
				"cher.test");

	for (size_t room = 0; room < 512; room += 16) {
		struct arena *a = arena_new(8192);
		struct trouble t = { "" };
		struct address address;

		ck_assert_ptr_nonnull(arena_get(a, 8192 - room));
		if (address_read(text, a, &address, &t) && !arena_failed(a))
			expect_span(address.mailbox,
			    SPAN("u@xn--bcher-kva.test"), "mailbox");
		else
			ck_assert(arena_failed(a));
		arena_free(a);
	}
	for (long count = 2; count < 8; count++) {
		struct trouble t = { "" };
		struct address address;
		struct arena *a;
		bool well;

		memory_fail_after(count);
		a = arena_new(8192);
		well = address_read(text, a, &address, &t);
		memory_fail_after(-1);
		ck_assert(well || t.text[0] != '\0');
		if (well)
			expect_span(
			    address.ascii, SPAN("xn--bcher-kva.test"), "ascii");
		arena_free(a);
	}
}
END_TEST

Suite *
address_suite(void)
{
	Suite *s = suite_create("address");
	TCase *c = expect_case(s, "address");

	tcase_add_test(c, an_address_is_taken_apart);
	tcase_add_test(
	    c, what_is_no_address_is_refused_with_the_octet_and_the_remedy);
	tcase_add_test(c, the_parts_and_the_whole_have_their_limits_in_octets);
	tcase_add_test(
	    c, a_mailbox_whose_a_labels_make_it_too_long_is_told_its_length);
	tcase_add_test(c, no_control_gets_in_anywhere);
	tcase_add_test(
	    c, with_any_octet_changed_an_address_is_clean_or_refused);
	tcase_add_test(c, cut_short_an_address_is_clean_or_refused);
	tcase_add_test(
	    c, without_memory_an_address_is_refused_or_the_arena_has_failed);
	return s;
}
