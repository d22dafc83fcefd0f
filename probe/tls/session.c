#include "base/ip.h"
#include "base/memory.h"
#include "tls/certificate.h"
#include "tls/context.h"
#include "tls/reason.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <string.h>

/*
 * Ciphertext goes through two memory BIOs. tls_receive() puts what came into
 * the one, lets OpenSSL work as far as it gets, and takes plaintext out; what
 * it wants sent waits in the other for tls_output().
 */
struct tls_session {
	SSL *ssl;
	BIO *in, *out; /* owned by ssl */
	struct arena *arena;
	const char *const *names;
	size_t name_count;
	int64_t wall;
	enum tls_status status;
	struct tls_facts *facts; /* in the arena: they outlive the session */
	char first[8]; /* the first octets that came: plaintext shows there */
	size_t first_size;
};

/* RFC 6066 3: no literal addresses in SNI. */
static void
set_server_name(SSL *ssl, const char *sni)
{
	char name[TLSEXT_MAXLEN_host_name + 1] = "";
	size_t size = strlen(sni);
	struct ip ip;

	if (size == 0 || size >= sizeof name || ip_parse(span_of(sni), &ip))
		return;
	memcpy(name, sni, size);
	SSL_set_tlsext_host_name(ssl, name);
}

static bool
set_up(struct tls_session *s, const char *sni)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(s->ssl);

	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	if (s->in == NULL || s->out == NULL) {
		BIO_free(s->in);
		BIO_free(s->out);
		return false;
	}
	BIO_set_mem_eof_return(s->in, -1);
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_connect_state(s->ssl);
	X509_VERIFY_PARAM_set_time(param, (time_t)s->wall);
	X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
	set_server_name(s->ssl, sni);
	return true;
}

static const char *const *
copy_names(struct arena *a, const char *const *names, size_t count)
{
	const char **copy = arena_get(a, count * sizeof *copy);

	for (size_t i = 0; copy != NULL && i < count; i++)
		copy[i] = arena_text(a, span_of(names[i]));
	return copy;
}

struct tls_session *
tls_session_new(struct tls_context *c, const char *const *names,
    size_t name_count, const char *sni, int64_t wall, struct arena *a)
{
	struct tls_session *s = memory_get(sizeof *s);

	if (s == NULL)
		return NULL;
	s->arena = a;
	s->names = copy_names(a, names, name_count);
	s->name_count = s->names ? name_count : 0;
	s->wall = wall;
	s->facts = arena_get(a, sizeof *s->facts);
	if (s->facts == NULL) {
		memory_free(s);
		return NULL;
	}
	*s->facts = (struct tls_facts){
		.version = "",
		.cipher = "",
		.group = "",
		.reason = "",
		.failure = "",
	};
	ERR_clear_error();
	s->ssl = SSL_new(c->ssl);
	if (s->ssl == NULL || !set_up(s, sni)) {
		ERR_clear_error();
		tls_session_free(s);
		return NULL;
	}
	return s;
}

void
tls_session_free(struct tls_session *s)
{
	if (s == NULL)
		return;
	SSL_free(s->ssl);
	memory_free(s);
}

static void
read_chain(struct tls_session *s)
{
	STACK_OF(X509) *chain = SSL_get_peer_cert_chain(s->ssl);
	struct tls_certificate *all = NULL, *grown;
	size_t *count = &s->facts->chain_count;

	for (int i = 0; i < sk_X509_num(chain) && i < CHAIN_MAX; i++) {
		grown = arena_append(s->arena, all, count, sizeof *all);
		if (grown == NULL)
			break;
		all = grown;
		certificate_read(
		    sk_X509_value(chain, i), s->arena, &all[*count - 1]);
	}
	s->facts->chain = all;
}

static bool
matches_a_name(const struct tls_session *s, X509 *leaf)
{
	for (size_t i = 0; i < s->name_count; i++) {
		if (certificate_is_for(leaf, s->names[i]))
			return true;
	}
	return false;
}

static const char *
group_name(SSL *ssl)
{
	int nid = (int)SSL_get_negotiated_group(ssl);
	const char *name = nid > 0 ? EC_curve_nid2nist(nid) : NULL;

	if (name == NULL && nid > 0)
		name = OBJ_nid2sn(nid);
	return name != NULL ? name : "";
}

static void
read_facts(struct tls_session *s)
{
	struct tls_facts *facts = s->facts;
	X509 *leaf = SSL_get0_peer_certificate(s->ssl);
	long verified = SSL_get_verify_result(s->ssl);
	const char *cipher = SSL_get_cipher_name(s->ssl);

	facts->established = true;
	facts->version = SSL_get_version(s->ssl);
	facts->cipher = cipher ? cipher : "";
	facts->group = group_name(s->ssl);
	facts->resumed = SSL_session_reused(s->ssl) == 1;
	read_chain(s);
	if (leaf == NULL) {
		facts->reason = "the server has no certificate";
		return;
	}
	facts->trusted = verified == X509_V_OK;
	facts->name_matches = matches_a_name(s, leaf);
	if (!facts->trusted)
		facts->reason =
		    reason_untrusted(verified, facts, s->wall, s->arena);
	else if (!facts->name_matches)
		facts->reason = reason_wrong_name(
		    facts, s->name_count ? s->names[0] : "", s->arena);
}

static void
fail(struct tls_session *s)
{
	struct span first = { s->first, s->first_size };

	s->status = TLS_FAILED;
	if (s->facts->failure[0] == '\0')
		s->facts->failure = reason_failure(first, s->arena);
	ERR_clear_error();
}

static void
shake_hands(struct tls_session *s)
{
	int done = SSL_do_handshake(s->ssl);

	if (done == 1) {
		s->status = TLS_OPEN;
		read_facts(s);
	} else if (SSL_get_error(s->ssl, done) != SSL_ERROR_WANT_READ) {
		fail(s);
	}
}

static void
read_plain(struct tls_session *s, struct buf *plain)
{
	char *room;
	size_t size;
	int done;

	for (;;) {
		room = buf_reserve(plain, 4096);
		if (room == NULL)
			return;
		done = SSL_read_ex(s->ssl, room, 4096, &size);
		if (done != 1)
			break;
		plain->size += size;
	}
	switch (SSL_get_error(s->ssl, done)) {
	case SSL_ERROR_WANT_READ:
		break;
	case SSL_ERROR_ZERO_RETURN:
		s->status = TLS_CLOSED;
		break;
	default:
		fail(s);
		break;
	}
}

static void
remember_first(struct tls_session *s, struct span octets)
{
	size_t room = sizeof s->first - s->first_size;

	octets = span_part(octets, 0, room);
	if (octets.size == 0)
		return;
	memcpy(s->first + s->first_size, octets.data, octets.size);
	s->first_size += octets.size;
}

/* In pieces, so that OpenSSL's buffer never holds more than one of them. */
enum { PIECE = 16384 };

static void
work(struct tls_session *s, struct buf *plain)
{
	if (s->status == TLS_HANDSHAKING)
		shake_hands(s);
	if (s->status == TLS_OPEN)
		read_plain(s, plain);
}

enum tls_status
tls_receive(struct tls_session *s, struct span octets, struct buf *plain)
{
	ERR_clear_error();
	remember_first(s, octets);
	if (octets.size == 0)
		work(s, plain);
	while (octets.size > 0 &&
	       (s->status == TLS_HANDSHAKING || s->status == TLS_OPEN)) {
		struct span piece = span_part(octets, 0, PIECE);

		octets = span_part(octets, piece.size, octets.size);
		if (BIO_write(s->in, piece.data, (int)piece.size) !=
		    (int)piece.size)
			fail(s);
		else
			work(s, plain);
	}
	return s->status;
}

void
tls_receive_end(struct tls_session *s)
{
	if (s->status != TLS_HANDSHAKING)
		return;
	s->status = TLS_FAILED;
	s->facts->failure = "the server closes the connection in the middle of "
			    "the handshake";
}

void
tls_send(struct tls_session *s, struct span plain)
{
	size_t written;

	if (s->status != TLS_OPEN || plain.size == 0)
		return;
	ERR_clear_error();
	if (SSL_write_ex(s->ssl, plain.data, plain.size, &written) != 1)
		fail(s);
}

void
tls_close(struct tls_session *s)
{
	if (s->status != TLS_OPEN && s->status != TLS_CLOSED)
		return;
	ERR_clear_error();
	SSL_shutdown(s->ssl);
	ERR_clear_error();
}

void
tls_output(struct tls_session *s, struct buf *out)
{
	size_t waiting = BIO_ctrl_pending(s->out);
	char *room = waiting > 0 ? buf_reserve(out, waiting) : NULL;
	int got;

	if (room == NULL)
		return;
	got = BIO_read(s->out, room, (int)waiting);
	if (got > 0)
		out->size += (size_t)got;
}

const struct tls_facts *
tls_session_facts(const struct tls_session *s)
{
	return s->facts;
}
