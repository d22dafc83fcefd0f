/*
 * Sessions with a server on memory BIOs: what comes of each handshake, and
 * that no sequence of octets does harm. Certificates: test_certificate.c.
 */
#include "base/memory.h"
#include "unit/expect.h"
#include "unit/tls_pair.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct issued *root, *leaf;
static struct tls_pair pair;

static void
make_pair(void)
{
	root = issued_new(
	    &(struct issue){ .name = "Test Root", .authority = true });
	leaf = issued_new(&(struct issue){ .name = "mx.example.test",
	    .names = "mx.example.test",
	    .issuer = root });
	tls_pair_init(&pair, root);
	pair.server_setup.leaf = leaf;
	pair.names[pair.name_count++] = "mx.example.test";
	pair.sni = "mx.example.test";
}

static void
free_pair(void)
{
	tls_pair_free(&pair);
	issued_free(leaf);
	issued_free(root);
}

static const struct {
	int version;
	const char *word;
} versions[] = {
	{ TLS1_VERSION, "TLSv1" },
	{ TLS1_1_VERSION, "TLSv1.1" },
	{ TLS1_2_VERSION, "TLSv1.2" },
	{ TLS1_3_VERSION, "TLSv1.3" },
};

enum { VERSIONS = sizeof versions / sizeof *versions };

/* Old ones too: they are to be diagnosed (RFC 8996). */
START_TEST(every_version_is_spoken)
{
	const struct tls_facts *facts;
	const char *row = versions[_i].word;

	pair.server_setup.version = versions[_i].version;
	facts = tls_pair_shake_hands(&pair);
	ck_assert_msg(facts->established, "%s: %s", row, facts->failure);
	expect_text(facts->version, row, "version");
	ck_assert_msg(facts->cipher[0] != '\0', "%s has a cipher", row);
	expect_text(facts->group, "X25519", row);
	ck_assert(facts->trusted && facts->name_matches && !facts->resumed);
	expect_text(facts->reason, "", row);
	expect_text(facts->failure, "", row);
	ck_assert(tls_server_is_open(pair.server));
	ck_assert_int_eq(pair.status, TLS_OPEN);
	tls_pair_end(&pair);
}
END_TEST

/* RFC 6066 3: a host name, never an IP address. */
static const struct {
	const char *given, *asked;
} asked_names[] = {
	{ "mx.example.test", "mx.example.test" },
	{ "other.test", "other.test" },
	{ "", "" },
	{ "192.1.2.1", "" },
	{ "2a00:db8::1", "" },
};

START_TEST(the_server_name_is_asked_for_unless_it_is_an_address)
{
	pair.sni = asked_names[_i].given;
	ck_assert(tls_pair_shake_hands(&pair)->established);
	expect_text(tls_server_name(pair.server), asked_names[_i].asked,
	    asked_names[_i].given);
	tls_pair_end(&pair);
}
END_TEST

/* Plaintext of many sizes, each way, in pieces of one octet and whole. */
START_TEST(plaintext_goes_through_in_both_directions)
{
	enum { BIG = 100000 };
	struct span texts[3] = { SPAN("x"), SPAN("EHLO mx.example.test\r\n"),
		{ NULL, BIG } };
	char *big = calloc(1, BIG);

	for (size_t i = 0; i < BIG; i++)
		big[i] = (char)(i * 31 % 251);
	texts[2].data = big;
	pair.server_setup.version = versions[_i / 2].version;
	pair.piece = (size_t)_i % 2;
	ck_assert(tls_pair_shake_hands(&pair)->established);
	for (size_t i = 0; i < 3; i++) {
		tls_send(pair.client, texts[i]);
		tls_server_send(pair.server, texts[i]);
		tls_pair_carry(&pair);
		expect_span(
		    buf_span(&pair.at_server), texts[i], "at the server");
		expect_span(
		    buf_span(&pair.at_client), texts[i], "at the client");
		buf_clear(&pair.at_server);
		buf_clear(&pair.at_client);
	}
	tls_pair_end(&pair);
	free(big);
}
END_TEST

START_TEST(a_close_notify_ends_it_and_what_stood_before_is_kept)
{
	pair.server_setup.version = versions[_i].version;
	ck_assert(tls_pair_shake_hands(&pair)->established);
	tls_server_send(pair.server, SPAN("221 bye\r\n"));
	tls_server_close(pair.server);
	tls_pair_carry(&pair);
	ck_assert_int_eq(pair.status, TLS_CLOSED);
	expect_span(
	    buf_span(&pair.at_client), SPAN("221 bye\r\n"), "the last words");
	tls_close(pair.client);
	tls_pair_carry(&pair);
	ck_assert_int_eq(pair.status, TLS_CLOSED);
	expect_text(tls_session_facts(pair.client)->failure, "", "no failure");
	tls_pair_end(&pair);
}
END_TEST

START_TEST(the_client_says_close_notify)
{
	struct buf ignored;

	ck_assert(tls_pair_shake_hands(&pair)->established);
	tls_close(pair.client);
	tls_pair_carry(&pair);
	buf_init(&ignored, 100);
	ck_assert_msg(!tls_server_receive(pair.server, SPAN_NONE, &ignored),
	    "the server heard it");
	buf_free(&ignored);
	tls_pair_end(&pair);
}
END_TEST

/* TLS 1.2: the server's Finished is the last of the handshake, so that all of
 * a short session can come with it, and at once. */
START_TEST(all_may_come_with_the_end_of_the_handshake)
{
	struct buf octets, ignored;

	pair.server_setup.version = TLS1_2_VERSION;
	tls_pair_begin(&pair);
	buf_init(&octets, 1 << 16);
	buf_init(&ignored, 1 << 16);
	for (int i = 0; i < 2; i++) {
		tls_output(pair.client, &octets);
		tls_server_receive(pair.server, buf_span(&octets), &ignored);
		buf_clear(&octets);
		if (i == 1) {
			tls_server_send(pair.server, SPAN("421 no\r\n"));
			tls_server_close(pair.server);
		}
		tls_server_output(pair.server, &octets);
		pair.status = tls_receive(
		    pair.client, buf_span(&octets), &pair.at_client);
		buf_clear(&octets);
	}
	ck_assert_int_eq(pair.status, TLS_CLOSED);
	ck_assert(tls_session_facts(pair.client)->established);
	expect_span(buf_span(&pair.at_client), SPAN("421 no\r\n"), "at once");
	buf_free(&octets);
	buf_free(&ignored);
	tls_pair_end(&pair);
}
END_TEST

/* Octets where a handshake should be, and what is said about them. */
static const struct {
	struct span octets;
	const char *failure;
} instead[] = {
	{ { "220 mx.example.test ESMTP\r\n", 27 }, "does not speak TLS" },
	{ { "HTTP/1.1 400 Bad Request\r\n\r\n", 28 }, "does not speak TLS" },
	{ { "\0\0\0\0\0\0\0\0", 8 }, "does not speak TLS" },
	{ { "\xff\xff\xff\xff\xff\xff", 6 }, "does not speak TLS" },
	{ { "\x16\x03\x01\x00\x05hello", 10 }, "" },
	{ { "\x16\x03\x01\xff\xff"
	    "hello",
	      10 },
	    "" },
	{ { "\x15\x03\x01\x00\x02\x02\x28", 7 },
	    "the server says: handshake failure (alert 40)" },
	{ { "\x15\x03\x01\x00\x02\x02\x46", 7 },
	    "the server says: protocol version (alert 70)" },
	{ { "\x15\x03\x03\x00\x02\x02\x70", 7 },
	    "the server says: unrecognized name (alert 112)" },
};

START_TEST(what_is_no_handshake_fails_with_the_reason_in_words)
{
	for (size_t piece = 0; piece < 2; piece++) {
		struct span left = instead[_i].octets;
		const struct tls_facts *facts;

		tls_pair_begin(&pair);
		facts = tls_session_facts(pair.client);
		while (left.size > 0 && pair.status == TLS_HANDSHAKING) {
			size_t size = piece ? piece : left.size;

			pair.status = tls_receive(pair.client,
			    span_part(left, 0, size), &pair.at_client);
			left = span_part(left, size, left.size);
		}
		tls_receive_end(pair.client);
		ck_assert(!facts->established && !facts->trusted);
		ck_assert_msg(facts->failure[0] != '\0', "row %d says why", _i);
		expect_part(facts->failure, instead[_i].failure, "failure");
		ck_assert_int_eq(
		    tls_receive(pair.client, SPAN("more"), &pair.at_client),
		    TLS_FAILED);
		ck_assert_uint_eq(pair.at_client.size, 0);
		tls_pair_end(&pair);
	}
}
END_TEST

START_TEST(an_alert_of_the_server_is_told)
{
	const struct tls_facts *facts;

	pair.server_setup.rejects_names = true;
	facts = tls_pair_shake_hands(&pair);
	ck_assert(!facts->established);
	expect_text(facts->failure,
	    "the server says: unrecognized name (alert 112)", "SNI");
	tls_pair_end(&pair);
	pair.server_setup.rejects_names = false;
	pair.server_setup.version = TLS1_2_VERSION;
	pair.server_setup.ciphers = "ECDHE-RSA-AES128-GCM-SHA256";
	facts = tls_pair_shake_hands(&pair);
	ck_assert(!facts->established);
	expect_text(facts->failure,
	    "the server says: handshake failure (alert 40)", "no cipher");
	tls_pair_end(&pair);
}
END_TEST

/* The whole handshake of the server in octets, TLS 1.3's tickets included. */
static size_t
size_of_handshake(void)
{
	size_t size;

	ck_assert(tls_pair_shake_hands(&pair)->established);
	size = pair.carried;
	tls_pair_end(&pair);
	return size;
}

START_TEST(a_handshake_cut_anywhere_has_failed_with_a_reason)
{
	size_t size, established = 0;

	pair.server_setup.version = versions[_i].version;
	size = size_of_handshake();
	for (pair.cut = 1; pair.cut < size; pair.cut++) {
		const struct tls_facts *facts = tls_pair_shake_hands(&pair);

		tls_receive_end(pair.client);
		if (facts->established)
			established++;
		else
			ck_assert_msg(facts->failure[0] != '\0' &&
					  !facts->trusted &&
					  pair.at_client.size == 0,
			    "cut at %zu", pair.cut);
		/* The DER form of an ECDSA signature varies by some octets. */
		ck_assert_msg(facts->established || established < 8,
		    "less was enough at %zu", pair.cut);
		tls_pair_end(&pair);
	}
	/* What comes behind the handshake are the tickets of TLS 1.3. */
	ck_assert_msg(established < size / 2, "%zu of %zu", established, size);
	pair.cut = 0;
}
END_TEST

START_TEST(a_spoilt_handshake_never_makes_a_session_that_seems_well)
{
	size_t size;

	pair.server_setup.version = versions[_i].version;
	size = size_of_handshake();
	for (pair.spoilt = 1; pair.spoilt <= size; pair.spoilt++) {
		const struct tls_facts *facts = tls_pair_shake_hands(&pair);

		tls_receive_end(pair.client);
		ck_assert_msg(facts->established || facts->failure[0] != '\0',
		    "octet %zu", pair.spoilt);
		ck_assert_msg(!facts->established || facts->trusted,
		    "octet %zu", pair.spoilt);
		tls_pair_end(&pair);
	}
	pair.spoilt = 0;
}
END_TEST

START_TEST(a_handshake_in_single_octets_is_the_same)
{
	pair.server_setup.version = versions[_i].version;
	pair.piece = 1;
	ck_assert(tls_pair_shake_hands(&pair)->established);
	ck_assert(tls_server_is_open(pair.server));
	tls_pair_end(&pair);
	pair.piece = 0;
}
END_TEST

/* Nothing of the peer's octets decides what is allocated first. */
START_TEST(without_memory_there_is_no_session)
{
	for (long n = 0; n < 3; n++) {
		struct arena *a = arena_new(1 << 16);
		const char *names[1] = { "mx.example.test" };
		struct tls_session *s;

		memory_fail_after(n);
		s = tls_session_new(pair.context, names, 1, "", pair.wall, a);
		memory_fail_after(-1);
		ck_assert_msg(
		    s == NULL || !arena_failed(a) || n > 0, "after %ld", n);
		tls_session_free(s);
		arena_free(a);
	}
}
END_TEST

/* A file below /tmp with this text; its name goes to path. */
static void
write_file(const char *text, char path[64])
{
	FILE *file;
	int fd;

	snprintf(path, 64, "/tmp/smtpprobe-test-XXXXXX");
	fd = mkstemp(path);
	file = fdopen(fd, "w");
	fputs(text, file);
	fclose(file);
}

static void
expect_refused(const char *path, const char *row)
{
	struct trouble t = { "" };
	struct tls_context *c = tls_context_new(path, &t);

	ck_assert_msg(c == NULL, "%s is taken", row);
	expect_part(t.text, path, row);
	expect_part(t.text, "--tls-ca-path", row);
}

START_TEST(roots_that_cannot_be_read_are_refused)
{
	char path[64];

	expect_refused("/nonexistent/roots.pem", "a file that is not there");
	write_file("", path);
	expect_refused(path, "an empty file");
	unlink(path);
	write_file("no certificate in here\n", path);
	expect_refused(path, "a text");
	unlink(path);
	write_file("-----BEGIN CERTIFICATE-----\nAAAA\n"
		   "-----END CERTIFICATE-----\n",
	    path);
	expect_refused(path, "a broken certificate");
	unlink(path);
}
END_TEST

START_TEST(roots_may_stand_in_a_hashed_directory)
{
	char directory[64] = "/tmp/smtpprobe-test-XXXXXX", pem[64], link[128];
	struct trouble t = { "" };

	ck_assert(mkdtemp(directory) != NULL);
	issued_write((const struct issued *const[]){ root }, 1, pem);
	snprintf(link, sizeof link, "%s/%08lx.0", directory,
	    X509_NAME_hash_ex(
		X509_get_subject_name(root->x509), NULL, NULL, NULL));
	ck_assert_int_eq(rename(pem, link), 0);
	tls_context_free(pair.context);
	pair.context = tls_context_new(directory, &t);
	ck_assert_msg(pair.context != NULL, "%s", t.text);
	expect_text(t.text, "", "trouble is untouched on success");
	ck_assert(tls_pair_shake_hands(&pair)->trusted);
	tls_pair_end(&pair);
	unlink(link);
	rmdir(directory);
}
END_TEST

START_TEST(the_systems_roots_do_not_know_a_private_one)
{
	struct trouble t = { "" };

	tls_context_free(pair.context);
	pair.context = tls_context_new(NULL, &t);
	ck_assert_msg(pair.context != NULL, "%s", t.text);
	expect_text(t.text, "", "trouble is untouched on success");
	ck_assert(!tls_pair_shake_hands(&pair)->trusted);
	tls_pair_end(&pair);
}
END_TEST

Suite *tls_suite(void);

Suite *
tls_suite(void)
{
	Suite *s = suite_create("tls");
	TCase *c = expect_case(s, "tls");
	int rows = (int)(sizeof instead / sizeof *instead);

	tcase_add_checked_fixture(c, make_pair, free_pair);
	tcase_add_loop_test(c, every_version_is_spoken, 0, VERSIONS);
	tcase_add_loop_test(c,
	    the_server_name_is_asked_for_unless_it_is_an_address, 0,
	    (int)(sizeof asked_names / sizeof *asked_names));
	tcase_add_loop_test(
	    c, plaintext_goes_through_in_both_directions, 0, 2 * VERSIONS);
	tcase_add_loop_test(c,
	    a_close_notify_ends_it_and_what_stood_before_is_kept, 0, VERSIONS);
	tcase_add_test(c, the_client_says_close_notify);
	tcase_add_test(c, all_may_come_with_the_end_of_the_handshake);
	tcase_add_loop_test(
	    c, what_is_no_handshake_fails_with_the_reason_in_words, 0, rows);
	tcase_add_test(c, an_alert_of_the_server_is_told);
	tcase_add_loop_test(
	    c, a_handshake_in_single_octets_is_the_same, 0, VERSIONS);
	tcase_add_loop_test(
	    c, a_handshake_cut_anywhere_has_failed_with_a_reason, 2, VERSIONS);
	tcase_add_loop_test(c,
	    a_spoilt_handshake_never_makes_a_session_that_seems_well, 2,
	    VERSIONS);
	tcase_add_test(c, without_memory_there_is_no_session);
	tcase_add_test(c, roots_that_cannot_be_read_are_refused);
	tcase_add_test(c, roots_may_stand_in_a_hashed_directory);
	tcase_add_test(c, the_systems_roots_do_not_know_a_private_one);
	return s;
}
