/*
 * What is found out about the server's certificate, and how it is judged, in
 * whole sessions with a server whose certificates are made on the spot.
 */
#include "unit/expect.h"
#include "unit/tls_pair.h"

#include <openssl/ssl.h>
#include <string.h>

enum { Y2019 = 1546300800, Y2021 = 1609459200, Y2022 = 1640995200 };

static struct issued *root;

static void
make_root(void)
{
	root = issued_new(
	    &(struct issue){ .name = "Test Root", .authority = true });
}

static void
free_root(void)
{
	issued_free(root);
}

/* Which names fit which certificate: RFC 6125 6.4, RFC 7817 3. */
static const struct {
	const char *names; /* of the certificate */
	const char *wanted;
	bool fits;
} fits[] = {
	{ "mx.example.test", "mx.example.test", true },
	{ "a.test mx.example.test b.test", "mx.example.test", true },
	{ "MX.Example.TEST", "mx.example.test", true },
	{ "mx.example.test", "MX.EXAMPLE.test", true },
	{ "mx2.example.test", "mx.example.test", false },
	{ "example.test", "mx.example.test", false },
	{ "mx.example.test", "example.test", false },
	{ "", "mx.example.test", false },
	/* 6.4.3: a wildcard only as the whole leftmost label */
	{ "*.example.test", "mx.example.test", true },
	{ "*.example.test", "MX.example.test", true },
	{ "*.example.test", "example.test", false },
	{ "*.example.test", "a.mx.example.test", false },
	{ "m*.example.test", "mx.example.test", false },
	{ "*x.example.test", "mx.example.test", false },
	{ "m*x.example.test", "mx.example.test", false },
	{ "mx.*.test", "mx.example.test", false },
	{ "*.*.test", "mx.example.test", false },
	{ "*", "mx", false },
	{ "*.test", "example.test", false },
	{ "*.example.test", ".example.test", true },
	/* any host below a name, as level secure asks */
	{ "mx.example.test", ".example.test", true },
	{ "a.mx.example.test", ".example.test", true },
	{ "example.test", ".example.test", false },
	{ "badexample.test", ".example.test", false },
	{ "mx.example.test.evil.test", ".example.test", false },
	/* a NUL must not end a name: RFC 6125 leaves no room for it */
	{ "mx.example.test\\0.evil.test", "mx.example.test", false },
	{ "mx.example.test\\0", "mx.example.test", false },
	{ "a.test\\0.example.test", ".example.test", false },
	/* RFC 6125 B.2, RFC 5280 4.2.1.6: an IP address is an iPAddress */
	{ "192.1.2.1", "192.1.2.1", true },
	{ "192.1.2.1", "192.1.2.2", false },
	{ "2a00:db8::1", "2a00:db8::1", true },
	{ "2a00:db8::1", "2a00:db8:0::0:1", true },
	{ "192.1.2.1", "::ffff:192.1.2.1", false },
	{ "192.1.2.1 mx.example.test", "mx.example.test", true },
	{ "mx.example.test", "192.1.2.1", false },
};

START_TEST(the_certificate_is_for_the_names_in_it_and_no_others)
{
	struct tls_pair p;
	struct issued *leaf = issued_new(&(struct issue){
	    .name = "mx.example.test",
	    .names = fits[_i].names,
	    .issuer = root,
	});
	const struct tls_facts *facts;
	char row[200];

	snprintf(row, sizeof row, "%s for %s", fits[_i].names, fits[_i].wanted);
	tls_pair_init(&p, root);
	p.server_setup.leaf = leaf;
	p.names[p.name_count++] = fits[_i].wanted;
	facts = tls_pair_shake_hands(&p);
	ck_assert_msg(facts->established && facts->trusted, "%s: %s %s", row,
	    facts->failure, facts->reason);
	ck_assert_msg(facts->name_matches == fits[_i].fits, "%s: %d", row,
	    facts->name_matches);
	ck_assert_msg((facts->reason[0] == '\0') == fits[_i].fits,
	    "%s: reason %s", row, facts->reason);
	tls_pair_end(&p);
	tls_pair_free(&p);
	issued_free(leaf);
}
END_TEST

START_TEST(any_of_several_names_is_enough)
{
	struct tls_pair p;
	struct issued *leaf = issued_new(&(struct issue){
	    .name = "x", .names = "mx.example.test", .issuer = root });

	tls_pair_init(&p, root);
	p.server_setup.leaf = leaf;
	p.names[0] = "example.test";
	p.names[1] = ".example.test";
	p.name_count = 2;
	ck_assert(tls_pair_shake_hands(&p)->name_matches);
	tls_pair_end(&p);
	p.name_count = 1;
	ck_assert(!tls_pair_shake_hands(&p)->name_matches);
	tls_pair_end(&p);
	tls_pair_free(&p);
	issued_free(leaf);
}
END_TEST

/* What the server is given, and what is said of it. */
enum chain { LEAF, WITH_MIDDLE, WITH_ALL };

static const struct {
	const char *name;
	struct issue leaf; /* its issuer is set by `issuer` */
	enum { BY_ROOT, BY_MIDDLE, BY_ITSELF, BY_STRANGER } issuer;
	enum chain chain;
	int64_t middle_until; /* 0: long */
	int64_t wall;
	bool trusted, matches;
	const char *reason; /* a part of it; "" when all is well */
} judged[] = {
	{ "all is well", { .names = "mx.example.test" }, BY_ROOT, LEAF, 0,
	    Y2021, true, true, "" },
	{ "a chain of three", { .names = "mx.example.test" }, BY_MIDDLE,
	    WITH_MIDDLE, 0, Y2021, true, true, "" },
	{ "the root is sent too", { .names = "mx.example.test" }, BY_MIDDLE,
	    WITH_ALL, 0, Y2021, true, true, "" },
	{ "the intermediate is missing", { .names = "mx.example.test" },
	    BY_MIDDLE, LEAF, 0, Y2021, false, true,
	    "its issuer (CN=Test Middle) is not known" },
	{ "expired",
	    { .names = "mx.example.test",
		.not_before = Y2019,
		.not_after = Y2021 },
	    BY_ROOT, LEAF, 0, Y2022, false, true,
	    "the certificate of CN=mx.example.test expired on 2021-01-01" },
	{ "not yet valid",
	    { .names = "mx.example.test",
		.not_before = Y2021,
		.not_after = Y2022 },
	    BY_ROOT, LEAF, 0, Y2019, false, true,
	    "CN=mx.example.test is valid only from 2021-01-01 on" },
	{ "valid at that moment, whatever the clock says",
	    { .names = "mx.example.test",
		.not_before = Y2019,
		.not_after = Y2022 },
	    BY_ROOT, LEAF, 0, Y2021, true, true, "" },
	{ "the intermediate has expired", { .names = "mx.example.test" },
	    BY_MIDDLE, WITH_MIDDLE, Y2021, Y2022, false, true,
	    "the certificate of CN=Test Middle expired on 2021-01-01" },
	{ "self-signed", { .names = "mx.example.test" }, BY_ITSELF, LEAF, 0,
	    Y2021, false, true, "it is self-signed" },
	{ "self-signed and expired",
	    { .names = "mx.example.test",
		.not_before = Y2019,
		.not_after = Y2021 },
	    BY_ITSELF, LEAF, 0, Y2022, false, true, "" },
	{ "an unknown issuer", { .names = "mx.example.test" }, BY_STRANGER,
	    LEAF, 0, Y2021, false, true,
	    "its issuer (CN=Somebody) is not known" },
	{ "a private root, which is sent", { .names = "mx.example.test" },
	    BY_STRANGER, WITH_ALL, 0, Y2021, false, true, "private authority" },
	{ "an unknown issuer and expired",
	    { .names = "mx.example.test",
		.not_before = Y2019,
		.not_after = Y2021 },
	    BY_STRANGER, LEAF, 0, Y2022, false, true, "" },
	{ "made for clients",
	    { .names = "mx.example.test", .for_clients = true }, BY_ROOT, LEAF,
	    0, Y2021, false, true, "not made for servers" },
	{ "another name", { .names = "www.example.test" }, BY_ROOT, LEAF, 0,
	    Y2021, true, false,
	    "it is for www.example.test, not for mx.example.test" },
	{ "other names", { .names = "www.example.test a.test" }, BY_ROOT, LEAF,
	    0, Y2021, true, false,
	    "it is for www.example.test and others, not for mx.example.test" },
	{ "the name in the CN alone", { .names = "" }, BY_ROOT, LEAF, 0, Y2021,
	    true, false, "it names no host, not mx.example.test" },
	{ "a NUL in the name", { .names = "mx.example.test\\0.evil.test" },
	    BY_ROOT, LEAF, 0, Y2021, true, false, "evil.test" },
};

static struct issued *
issuer_of(size_t i, struct issued *middle, struct issued *stranger)
{
	switch (judged[i].issuer) {
	case BY_MIDDLE:
		return middle;
	case BY_STRANGER:
		return stranger;
	case BY_ITSELF:
		return NULL;
	case BY_ROOT:
		break;
	}
	return root;
}

START_TEST(a_certificate_is_judged_with_the_reason_in_words)
{
	struct tls_pair p;
	struct issued *middle = issued_new(&(struct issue){
	    .name = "Test Middle",
	    .issuer = root,
	    .authority = true,
	    .not_before = judged[_i].middle_until ? Y2019 : 0,
	    .not_after = judged[_i].middle_until,
	});
	struct issued *stranger = issued_new(
	    &(struct issue){ .name = "Somebody", .authority = true });
	struct issue wanted = judged[_i].leaf;
	const struct issued *chain[2] = { middle, root };
	const struct tls_facts *facts;
	const char *row = judged[_i].name;

	wanted.name = "mx.example.test";
	wanted.issuer = issuer_of((size_t)_i, middle, stranger);
	if (judged[_i].issuer == BY_STRANGER)
		chain[0] = stranger;
	tls_pair_init(&p, root);
	p.server_setup = (struct tls_server_setup){
		.leaf = issued_new(&wanted),
		.chain = chain,
		.chain_count = judged[_i].chain == LEAF ? 0
			       : judged[_i].issuer == BY_STRANGER
				   ? 1
				   : (size_t)judged[_i].chain,
	};
	p.names[p.name_count++] = "mx.example.test";
	p.wall = judged[_i].wall;
	facts = tls_pair_shake_hands(&p);
	ck_assert_msg(facts->established, "%s: %s", row, facts->failure);
	ck_assert_msg(facts->trusted == judged[_i].trusted, "%s: trusted %d",
	    row, facts->trusted);
	ck_assert_msg(facts->name_matches == judged[_i].matches,
	    "%s: matches %d", row, facts->name_matches);
	expect_part(facts->reason, judged[_i].reason, row);
	ck_assert_msg((facts->reason[0] == '\0') ==
			  (judged[_i].trusted && judged[_i].matches),
	    "%s: %s", row, facts->reason);
	tls_pair_end(&p);
	tls_pair_free(&p);
	issued_free((struct issued *)(uintptr_t)p.server_setup.leaf);
	issued_free(middle);
	issued_free(stranger);
}
END_TEST

START_TEST(a_server_without_certificate_is_not_trusted)
{
	struct tls_pair p;
	const struct tls_facts *facts;

	tls_pair_init(&p, root);
	p.server_setup.ciphers = "aNULL";
	p.server_setup.version = TLS1_2_VERSION;
	p.names[p.name_count++] = "mx.example.test";
	facts = tls_pair_shake_hands(&p);
	ck_assert(!facts->established && !facts->trusted);
	ck_assert_msg(facts->failure[0] != '\0', "it says why");
	tls_pair_end(&p);
	tls_pair_free(&p);
}
END_TEST

static void
expect_facts_of_leaf(const struct tls_certificate *c, X509 *x509)
{
	unsigned char digest[32];
	unsigned int size = sizeof digest;
	char hex[65];

	X509_digest(x509, EVP_sha256(), digest, &size);
	for (int i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	expect_text(c->sha256, hex, "sha256");
	expect_text(c->subject, "CN=m\xc3\xbcller.example.test", "subject");
	expect_text(c->issuer, "CN=Test Root", "issuer");
	ck_assert_int_eq(c->not_before, Y2019);
	ck_assert_int_eq(c->not_after, Y2022);
	ck_assert(!c->self_signed);
	ck_assert_uint_eq(c->name_count, 4);
	expect_text(c->names[0], "mx.example.test", "name 1");
	expect_text(c->names[1], "192.1.2.1", "name 2");
	expect_text(c->names[2], "2a00:db8::1", "name 3");
	expect_part(c->names[3], "good.test", "name 4");
	expect_part(c->names[3], ".evil.test", "what stands behind the NUL");
}

START_TEST(the_chain_is_told_as_it_was_sent)
{
	struct tls_pair p;
	struct issued *leaf = issued_new(&(struct issue){
	    .name = "m\xc3\xbcller.example.test",
	    .names =
		"mx.example.test 192.1.2.1 2a00:db8::1 good.test\\0.evil.test",
	    .issuer = root,
	    .not_before = Y2019,
	    .not_after = Y2022,
	});
	const struct issued *chain[1] = { root };
	const struct tls_facts *facts;

	tls_pair_init(&p, root);
	p.server_setup.leaf = leaf;
	p.server_setup.chain = chain;
	p.server_setup.chain_count = 1;
	facts = tls_pair_shake_hands(&p);
	ck_assert_uint_eq(facts->chain_count, 2);
	expect_facts_of_leaf(&facts->chain[0], leaf->x509);
	expect_text(facts->chain[1].subject, "CN=Test Root", "root");
	ck_assert(facts->chain[1].self_signed);
	ck_assert_uint_eq(facts->chain[1].name_count, 0);
	tls_pair_end(&p);
	tls_pair_free(&p);
	issued_free(leaf);
}
END_TEST

static const struct {
	const char *kind, *text;
} keys[] = {
	{ "EC", "EC P-256" },
	{ "RSA", "RSA 2048" },
	{ "ED25519", "ED25519" },
};

START_TEST(the_key_is_told_by_kind_and_size)
{
	struct tls_pair p;
	struct issued *leaf = issued_new(&(struct issue){
	    .name = "x", .issuer = root, .key = keys[_i].kind });
	const struct tls_facts *facts;

	tls_pair_init(&p, root);
	p.server_setup.leaf = leaf;
	facts = tls_pair_shake_hands(&p);
	ck_assert_uint_eq(facts->chain_count, 1);
	expect_text(facts->chain[0].key, keys[_i].text, keys[_i].kind);
	tls_pair_end(&p);
	tls_pair_free(&p);
	issued_free(leaf);
}
END_TEST

/* RFC 5280 4.1.2.5: dates before 1970 and after 2038 are dates too. */
START_TEST(validity_may_lie_far_away)
{
	struct tls_pair p;
	struct issued *leaf = issued_new(&(struct issue){
	    .name = "x",
	    .issuer = root,
	    .not_before = -315619200,
	    .not_after = 253402300799,
	});
	const struct tls_facts *facts;

	tls_pair_init(&p, root);
	p.server_setup.leaf = leaf;
	facts = tls_pair_shake_hands(&p);
	ck_assert_int_eq(facts->chain[0].not_before, -315619200);
	ck_assert_int_eq(facts->chain[0].not_after, 253402300799);
	tls_pair_end(&p);
	tls_pair_free(&p);
	issued_free(leaf);
}
END_TEST

Suite *certificate_suite(void);

Suite *
certificate_suite(void)
{
	Suite *s = suite_create("certificate");
	TCase *c = expect_case(s, "certificate");

	tcase_add_checked_fixture(c, make_root, free_root);
	tcase_add_loop_test(c,
	    the_certificate_is_for_the_names_in_it_and_no_others, 0,
	    (int)(sizeof fits / sizeof *fits));
	tcase_add_loop_test(c, a_certificate_is_judged_with_the_reason_in_words,
	    0, (int)(sizeof judged / sizeof *judged));
	tcase_add_loop_test(c, the_key_is_told_by_kind_and_size, 0,
	    (int)(sizeof keys / sizeof *keys));
	tcase_add_test(c, any_of_several_names_is_enough);
	tcase_add_test(c, a_server_without_certificate_is_not_trusted);
	tcase_add_test(c, the_chain_is_told_as_it_was_sent);
	tcase_add_test(c, validity_may_lie_far_away);
	return s;
}
