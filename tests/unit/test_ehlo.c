#include "smtp/ehlo.h"

#include "unit/expect.h"

#include <string.h>

Suite *ehlo_suite(void);

enum { ARENA_MAX = 1 << 20 };

/* The extensions as letters, in the order of the struct. */
static const char *
letters(const struct ehlo *e, char out[16])
{
	const struct {
		bool offered;
		char letter;
	} flags[] = {
		{ e->starttls, 't' },
		{ e->pipelining, 'p' },
		{ e->smtputf8, 'u' },
		{ e->eightbitmime, '8' },
		{ e->enhanced_codes, 'e' },
		{ e->requiretls, 'r' },
		{ e->chunking, 'c' },
		{ e->size_offered, 's' },
	};
	size_t used = 0;

	for (size_t i = 0; i < COUNT(flags); i++) {
		if (flags[i].offered)
			out[used++] = flags[i].letter;
	}
	out[used] = '\0';
	return out;
}

static struct ehlo
read_text(const char *text)
{
	struct reply r = { .code = 250, .text = span_of(text) };
	struct ehlo e;

	ehlo_read(&r, &e);
	return e;
}

START_TEST(extensions_are_read_without_case_and_unknown_ones_passed_over)
{
	static const struct {
		const char *text, *letters;
		uint64_t size;
		uint32_t rcpt_max;
		const char *auth;
	} rows[] = {
		{ "", "", 0, 0, "" },
		{ "mx", "", 0, 0, "" },
		/* The first line is the greeting, whatever it says. */
		{ "STARTTLS", "", 0, 0, "" },
		{ "mx\nSTARTTLS", "t", 0, 0, "" },
		{ "mx\nstarttls\nPipelining\nsmtpUTF8\n8bitmime\n"
		  "EnhancedStatusCodes\nREQUIRETLS\nCHUNKING\nSIZE",
		    "tpu8ercs", 0, 0, "" },
		{ "mx\nSTARTTLSX\nXSTARTTLS\nSTART TLS\nHELP\nDSN\n\n", "", 0,
		    0, "" },
		{ "mx\n  STARTTLS  \nPIPELINING please", "tp", 0, 0, "" },
		{ "mx\nSTARTTLS\nSTARTTLS", "t", 0, 0, "" },
		{ "mx\nSIZE 0", "s", 0, 0, "" },
		{ "mx\nSIZE 35882577", "s", 35882577, 0, "" },
		{ "mx\nSIZE   7  ", "s", 7, 0, "" },
		{ "mx\nSIZE 18446744073709551609", "s",
		    UINT64_C(18446744073709551609), 0, "" },
		{ "mx\nSIZE 99999999999999999999999", "s", 0, 0, "" },
		{ "mx\nSIZE 12x", "s", 0, 0, "" },
		{ "mx\nSIZE -1", "s", 0, 0, "" },
		{ "mx\nSIZE=5", "", 0, 0, "" },
		{ "mx\nAUTH PLAIN LOGIN", "", 0, 0, "PLAIN LOGIN" },
		{ "mx\nauth", "", 0, 0, "" },
		{ "mx\nAUTH=PLAIN", "", 0, 0, "" },
		{ "mx\nLIMITS RCPTMAX=20 MAILMAX=5", "", 0, 20, "" },
		{ "mx\nlimits mailmax=5 rcptmax=7", "", 0, 7, "" },
		{ "mx\nLIMITS RCPTMAX= X RCPTMAX", "", 0, 0, "" },
		{ "mx\nLIMITS RCPTMAX=99999999999", "", 0, 0, "" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ehlo e = read_text(rows[i].text);
		char text[16];

		expect_text(letters(&e, text), rows[i].letters, rows[i].text);
		ck_assert_msg(e.size == rows[i].size, "%s", rows[i].text);
		ck_assert_msg(
		    e.rcpt_max == rows[i].rcpt_max, "%s", rows[i].text);
		expect_span(e.auth, span_of(rows[i].auth), rows[i].text);
	}
}
END_TEST

START_TEST(a_second_reading_forgets_the_first)
{
	struct ehlo e = read_text("mx\nSTARTTLS\nSIZE 5\nAUTH X");
	struct reply r = { .code = 250, .text = SPAN("mx two") };

	ehlo_read(&r, &e);
	ck_assert(!e.starttls && !e.size_offered);
	ck_assert_uint_eq(e.size, 0);
	ck_assert_uint_eq(e.auth.size, 0);
	expect_span(e.greeting, SPAN("mx two"), "greeting");
}
END_TEST

START_TEST(the_extensions_are_the_same_whatever_pieces_they_came_in)
{
	struct span in = SPAN("250-mx.example.test Hello x [192.0.2.7]\r\n"
			      "250-STARTTLS\n250-SIZE 1000\r\n"
			      "250-LIMITS RCPTMAX=3\r\n250 PIPELINING\r\n");

	for (size_t size = 1; size <= in.size; size++) {
		struct arena *a = arena_new(ARENA_MAX);
		struct reply_parser p;
		struct reply r = { 0 };
		enum reply_status status = REPLY_MORE;
		struct ehlo e;
		char text[16], address[IP_TEXT_MAX];
		struct ip ip;

		reply_parser_init(&p);
		for (size_t at = 0; at < in.size; at += size) {
			struct span part = span_part(in, at, at + size);

			ck_assert_int_eq(status, REPLY_MORE);
			status = reply_feed(&p, &part, a, &r);
		}
		ck_assert_int_eq(status, REPLY_DONE);
		ehlo_read(&r, &e);
		expect_text(letters(&e, text), "tps", "extensions");
		ck_assert_uint_eq(e.size, 1000);
		ck_assert_uint_eq(e.rcpt_max, 3);
		ck_assert(ehlo_client_address(&e, &ip));
		expect_text(ip_format(&ip, address), "192.0.2.7", "client");
		reply_parser_free(&p);
		arena_free(a);
	}
}
END_TEST

START_TEST(the_clients_address_is_the_first_one_in_brackets)
{
	static const struct {
		const char *greeting, *ip;
	} rows[] = {
		{ "mx Hello x [192.0.2.1]", "192.0.2.1" },
		{ "mx Hello x [192.0.2.1], pleased to meet you", "192.0.2.1" },
		{ "mx Hello x (192.0.2.1)", "192.0.2.1" },
		{ "mx Hello host (name [192.0.2.1])", "192.0.2.1" },
		{ "mx Hello x [IPv6:2001:db8::1]", "2001:db8::1" },
		{ "mx Hello x [ipv6:2001:db8::1]", "2001:db8::1" },
		{ "mx Hello x [2001:db8::1]", "2001:db8::1" },
		{ "mx [x] Hello (y) [192.0.2.1] [192.0.2.2]", "192.0.2.1" },
		{ "[192.0.2.1]", "192.0.2.1" },
		{ "mx Hello 192.0.2.1", NULL },
		{ "mx Hello [192.0.2.1.5]", NULL },
		{ "mx Hello [192.0.2.1 x]", NULL },
		{ "mx Hello [", NULL },
		{ "mx Hello []", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ehlo e = { .greeting = span_of(rows[i].greeting) };
		char text[IP_TEXT_MAX];
		struct ip ip;
		bool well = ehlo_client_address(&e, &ip);

		ck_assert_msg(
		    well == (rows[i].ip != NULL), "%s", rows[i].greeting);
		if (well)
			expect_text(
			    ip_format(&ip, text), rows[i].ip, rows[i].greeting);
	}
}
END_TEST

Suite *
ehlo_suite(void)
{
	Suite *s = suite_create("ehlo");
	TCase *c = expect_case(s, "ehlo");

	tcase_add_test(
	    c, extensions_are_read_without_case_and_unknown_ones_passed_over);
	tcase_add_test(c, a_second_reading_forgets_the_first);
	tcase_add_test(
	    c, the_extensions_are_the_same_whatever_pieces_they_came_in);
	tcase_add_test(c, the_clients_address_is_the_first_one_in_brackets);
	return s;
}
