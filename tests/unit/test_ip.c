#include "base/ip.h"

#include "unit/expect.h"

#include <string.h>

Suite *ip_suite(void);

START_TEST(an_address_is_read_and_written_in_its_one_form)
{
	/* What is written is RFC 5952 4 for IPv6. */
	static const struct {
		const char *text, *written;
	} rows[] = {
		{ "0.0.0.0", "0.0.0.0" },
		{ "192.0.2.1", "192.0.2.1" },
		{ "255.255.255.255", "255.255.255.255" },
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:DB8::A", "2001:db8::a" },
		{ "2001:0db8:0000:0000:0001:0000:0000:0001",
		    "2001:db8::1:0:0:1" },
		{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
		{ "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1" },
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },
		{ "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0" },
		{ "::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8" },
		{ "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8" },
		{ "1:0:0:4:5:6:0:0", "1::4:5:6:0:0" },
		{ "0:0:3:4:5:6:7:8", "::3:4:5:6:7:8" },
		{ "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::" },
		{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
		{ "::ffff:c000:201", "::ffff:192.0.2.1" },
		{ "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304" },
		{ "64:ff9b::192.0.2.33", "64:ff9b::c000:221" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[IP_TEXT_MAX];
		struct ip ip;

		ck_assert_msg(
		    ip_parse(span_of(rows[i].text), &ip), "%s", rows[i].text);
		expect_text(
		    ip_format(&ip, text), rows[i].written, rows[i].text);
	}
}
END_TEST

START_TEST(what_is_no_address_is_refused_and_changes_nothing)
{
	static const char *const rows[] = { "", ".", ":", ":::", "1", "1.2.3",
		"1.2.3.4.5", "1.2.3.256", "1.2.3.1000", "01.2.3.4", "1.2.3.00",
		"1..3.4", ".1.2.3.4", "1.2.3.4.", "1.2.3.a", " 1.2.3.4",
		"1.2.3.4 ", "1.2.3.4\n", "-1.2.3.4", "1.2.3.4/8", "0x1.2.3.4",
		"1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
		"1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8",
		"::1:", ":1::", "1::2::3", "1:2:3:4::5:6:7:8",
		"::1:2:3:4:5:6:7:8", "12345::", "g::", "::1%eth0", "[::1]",
		"1.2.3.4::", "::1.2.3.4:5", "::1.2.3", "::1.2.3.256",
		"1:2:3:4:5:6:7:1.2.3.4", "::ffff:1.2.3.4.5",
		"0000:0000:0000:0000:0000:0000:0000:0000:0000:0" };
	struct ip ip = { .family = IP_V4, .octets = { 9, 9, 9, 9 } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		ck_assert_msg(
		    !ip_parse(span_of(rows[i]), &ip), "`%s'", rows[i]);
		ck_assert(ip.family == IP_V4 && ip.octets[0] == 9);
	}
	ck_assert(!ip_parse(SPAN("1.2.3.4\0"), &ip));
	ck_assert(!ip_parse(SPAN("::1\0"), &ip));
	ck_assert(!ip_parse(SPAN_NONE, &ip));
}
END_TEST

START_TEST(an_address_without_a_family_has_no_text)
{
	struct ip none = { 0 };
	char text[IP_TEXT_MAX] = "x";

	expect_text(ip_format(&none, text), "", "no family");
}
END_TEST

static const struct {
	const char *text;
	enum ip_kind kind;
} kinds[] = {
	{ "0.0.0.0", IP_UNSPECIFIED },
	{ "0.0.0.1", IP_RESERVED },
	{ "1.0.0.0", IP_PUBLIC },
	{ "9.255.255.255", IP_PUBLIC },
	{ "10.0.0.0", IP_PRIVATE },
	{ "10.255.255.255", IP_PRIVATE },
	{ "11.0.0.0", IP_PUBLIC },
	{ "100.63.255.255", IP_PUBLIC },
	{ "100.64.0.0", IP_PRIVATE },
	{ "100.127.255.255", IP_PRIVATE },
	{ "100.128.0.0", IP_PUBLIC },
	{ "126.255.255.255", IP_PUBLIC },
	{ "127.0.0.1", IP_LOOPBACK },
	{ "127.255.255.255", IP_LOOPBACK },
	{ "128.0.0.0", IP_PUBLIC },
	{ "169.254.0.1", IP_LINK_LOCAL },
	{ "169.255.0.0", IP_PUBLIC },
	{ "172.15.255.255", IP_PUBLIC },
	{ "172.16.0.0", IP_PRIVATE },
	{ "172.31.255.255", IP_PRIVATE },
	{ "172.32.0.0", IP_PUBLIC },
	{ "192.0.0.1", IP_RESERVED },
	{ "192.0.1.1", IP_PUBLIC },
	{ "192.0.2.1", IP_RESERVED },
	{ "192.88.99.1", IP_RESERVED },
	{ "192.167.255.255", IP_PUBLIC },
	{ "192.168.0.0", IP_PRIVATE },
	{ "192.169.0.0", IP_PUBLIC },
	{ "198.17.255.255", IP_PUBLIC },
	{ "198.18.0.0", IP_RESERVED },
	{ "198.19.255.255", IP_RESERVED },
	{ "198.20.0.0", IP_PUBLIC },
	{ "198.51.100.7", IP_RESERVED },
	{ "203.0.113.7", IP_RESERVED },
	{ "223.255.255.255", IP_PUBLIC },
	{ "224.0.0.0", IP_MULTICAST },
	{ "239.255.255.255", IP_MULTICAST },
	{ "240.0.0.0", IP_RESERVED },
	{ "255.255.255.255", IP_RESERVED },
	{ "::", IP_UNSPECIFIED },
	{ "::1", IP_LOOPBACK },
	{ "::2", IP_RESERVED },
	{ "::192.0.2.1", IP_RESERVED },
	{ "100::1", IP_RESERVED },
	{ "2000::", IP_PUBLIC },
	{ "2001::1", IP_RESERVED },
	{ "2001:1ff:ffff::", IP_RESERVED },
	{ "2001:200::", IP_PUBLIC },
	{ "2001:db8::1", IP_RESERVED },
	{ "2001:db9::", IP_PUBLIC },
	{ "2a00:1450::1", IP_PUBLIC },
	{ "3ffe::1", IP_PUBLIC },
	{ "3fff:0fff::1", IP_RESERVED },
	{ "3fff:1000::1", IP_PUBLIC },
	{ "4000::", IP_RESERVED },
	{ "5f00::1", IP_RESERVED },
	{ "fbff::1", IP_RESERVED },
	{ "fc00::1", IP_PRIVATE },
	{ "fdff::1", IP_PRIVATE },
	{ "fe80::1", IP_LINK_LOCAL },
	{ "febf::1", IP_LINK_LOCAL },
	{ "fec0::1", IP_PRIVATE },
	{ "ff02::1", IP_MULTICAST },
	/* What carries an IPv4 address is what that is. */
	{ "::ffff:127.0.0.1", IP_LOOPBACK },
	{ "::ffff:10.0.0.1", IP_PRIVATE },
	{ "::ffff:8.8.8.8", IP_PUBLIC },
	{ "::ffff:0.0.0.0", IP_UNSPECIFIED },
	{ "64:ff9b::127.0.0.1", IP_LOOPBACK },
	{ "64:ff9b::8.8.8.8", IP_PUBLIC },
	{ "64:ff9b:1::8.8.8.8", IP_RESERVED },
	{ "2002:7f00:1::1", IP_LOOPBACK },
	{ "2002:a00:1::1", IP_PRIVATE },
	{ "2002:808:808::1", IP_PUBLIC },
};

START_TEST(each_address_is_of_the_kind_that_the_registry_gives_it)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct ip ip;

		ck_assert(ip_parse(span_of(kinds[i].text), &ip));
		expect_text(ip_kind_word(ip_kind(&ip)),
		    ip_kind_word(kinds[i].kind), kinds[i].text);
	}
}
END_TEST

START_TEST(addresses_are_equal_by_family_and_octets_that_count)
{
	struct ip a = { .family = IP_V4, .octets = { 1, 2, 3, 4, 99 } };
	struct ip b = { .family = IP_V4, .octets = { 1, 2, 3, 4, 98 } };
	struct ip c = { .family = IP_V6, .octets = { 1, 2, 3, 4, 99 } };
	struct ip d = { .family = IP_V6, .octets = { 1, 2, 3, 4, 98 } };

	ck_assert(ip_equal(&a, &b));
	ck_assert(!ip_equal(&a, &c));
	ck_assert(!ip_equal(&c, &d));
	b.octets[3] = 5;
	ck_assert(!ip_equal(&a, &b));
}
END_TEST

START_TEST(a_mapped_address_becomes_ipv4_and_no_other_does)
{
	static const struct {
		const char *text, *unmapped;
	} rows[] = {
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "::fffe:192.0.2.1", "::fffe:c000:201" },
		{ "1::ffff:192.0.2.1", "1::ffff:c000:201" },
		{ "192.0.2.1", "192.0.2.1" },
		{ "::1", "::1" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[IP_TEXT_MAX];
		struct ip ip;

		ck_assert(ip_parse(span_of(rows[i].text), &ip));
		ip = ip_unmapped(&ip);
		expect_text(
		    ip_format(&ip, text), rows[i].unmapped, rows[i].text);
	}
}
END_TEST

START_TEST(an_endpoint_is_an_address_with_or_without_a_port)
{
	static const struct {
		const char *text, *ip;
		uint16_t port;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1", 53 },
		{ "192.0.2.1:1", "192.0.2.1", 1 },
		{ "192.0.2.1:65535", "192.0.2.1", 65535 },
		{ "::1", "::1", 53 },
		{ "[::1]", "::1", 53 },
		{ "[::1]:5353", "::1", 5353 },
		{ "2001:db8::53", "2001:db8::53", 53 },
		{ "192.0.2.1:", NULL, 53 },
		{ "192.0.2.1:0", NULL, 53 },
		{ "192.0.2.1:65536", NULL, 53 },
		{ "192.0.2.1:53x", NULL, 53 },
		{ "192.0.2.1:53:53", NULL, 53 },
		{ "[192.0.2.1]:53", NULL, 53 },
		{ "[::1]:0", NULL, 53 },
		{ "[::1]:", NULL, 53 },
		{ "[::1]53", NULL, 53 },
		{ "[::1] ", NULL, 53 },
		{ "[::1", NULL, 53 },
		{ "[", NULL, 53 },
		{ "[]", NULL, 53 },
		{ "::1]", NULL, 53 },
		{ "", NULL, 53 },
		{ ":53", NULL, 53 },
		{ "host:53", NULL, 53 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[IP_TEXT_MAX];
		uint16_t port = 53;
		struct ip ip;
		bool well =
		    ip_parse_endpoint(span_of(rows[i].text), &ip, &port);

		ck_assert_msg(well == (rows[i].ip != NULL), "%s", rows[i].text);
		ck_assert_msg(
		    port == rows[i].port, "%s: port %u", rows[i].text, port);
		if (well)
			expect_text(
			    ip_format(&ip, text), rows[i].ip, rows[i].text);
	}
}
END_TEST

Suite *
ip_suite(void)
{
	Suite *s = suite_create("ip");
	TCase *c = expect_case(s, "ip");

	tcase_add_test(c, an_address_is_read_and_written_in_its_one_form);
	tcase_add_test(c, what_is_no_address_is_refused_and_changes_nothing);
	tcase_add_test(c, an_address_without_a_family_has_no_text);
	tcase_add_test(
	    c, each_address_is_of_the_kind_that_the_registry_gives_it);
	tcase_add_test(c, addresses_are_equal_by_family_and_octets_that_count);
	tcase_add_test(c, a_mapped_address_becomes_ipv4_and_no_other_does);
	tcase_add_test(c, an_endpoint_is_an_address_with_or_without_a_port);
	return s;
}
