#include "peer/tls_server.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdlib.h>

struct tls_server {
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out; /* owned by ssl */
	bool open, ended;
};

static int
reject_name(SSL *ssl, int *alert, void *argument)
{
	(void)argument;
	if (SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) == NULL)
		return SSL_TLSEXT_ERR_OK;
	*alert = SSL_AD_UNRECOGNIZED_NAME;
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static int
take_any(int verified, X509_STORE_CTX *store)
{
	(void)verified;
	(void)store;
	return 1;
}

static void
set_certificates(SSL_CTX *context, const struct tls_server_setup *setup)
{
	if (setup->leaf == NULL)
		return;
	SSL_CTX_use_certificate(context, setup->leaf->x509);
	SSL_CTX_use_PrivateKey(context, setup->leaf->key);
	for (size_t i = 0; i < setup->chain_count; i++)
		SSL_CTX_add1_chain_cert(context, setup->chain[i]->x509);
}

struct tls_server *
tls_server_new(const struct tls_server_setup *setup)
{
	struct tls_server *s = calloc(1, sizeof *s);

	s->context = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_security_level(s->context, 0);
	SSL_CTX_set_min_proto_version(
	    s->context, setup->version ? setup->version : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(s->context, setup->version);
	SSL_CTX_set_cipher_list(
	    s->context, setup->ciphers ? setup->ciphers : "ALL");
	SSL_CTX_set_session_cache_mode(s->context, SSL_SESS_CACHE_OFF);
	if (setup->rejects_names)
		SSL_CTX_set_tlsext_servername_callback(s->context, reject_name);
	if (setup->wants_client_certificate)
		SSL_CTX_set_verify(s->context,
		    SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
		    take_any);
	set_certificates(s->context, setup);
	s->ssl = SSL_new(s->context);
	s->in = BIO_new(BIO_s_mem());
	s->out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(s->in, -1);
	SSL_set_bio(s->ssl, s->in, s->out);
	SSL_set_accept_state(s->ssl);
	return s;
}

void
tls_server_free(struct tls_server *s)
{
	if (s == NULL)
		return;
	SSL_free(s->ssl);
	SSL_CTX_free(s->context);
	free(s);
}

static void
shake_hands(struct tls_server *s)
{
	int done = SSL_do_handshake(s->ssl);

	if (done == 1)
		s->open = true;
	else if (SSL_get_error(s->ssl, done) != SSL_ERROR_WANT_READ)
		s->ended = true;
}

static void
read_plain(struct tls_server *s, struct buf *plain)
{
	char room[4096];
	size_t size;
	int done;

	while ((done = SSL_read_ex(s->ssl, room, sizeof room, &size)) == 1)
		buf_add(plain, (struct span){ room, size });
	if (SSL_get_error(s->ssl, done) != SSL_ERROR_WANT_READ)
		s->ended = true;
}

bool
tls_server_receive(struct tls_server *s, struct span octets, struct buf *plain)
{
	ERR_clear_error();
	if (octets.size > 0)
		BIO_write(s->in, octets.data, (int)octets.size);
	if (!s->ended && !s->open)
		shake_hands(s);
	if (!s->ended && s->open)
		read_plain(s, plain);
	ERR_clear_error();
	return !s->ended;
}

bool
tls_server_is_open(const struct tls_server *s)
{
	return s->open;
}

void
tls_server_send(struct tls_server *s, struct span plain)
{
	size_t written;

	if (s->open && plain.size > 0)
		SSL_write_ex(s->ssl, plain.data, plain.size, &written);
	ERR_clear_error();
}

void
tls_server_close(struct tls_server *s)
{
	SSL_shutdown(s->ssl);
	ERR_clear_error();
}

void
tls_server_output(struct tls_server *s, struct buf *out)
{
	size_t waiting = BIO_ctrl_pending(s->out);
	char *room = waiting > 0 ? buf_reserve(out, waiting) : NULL;

	if (room != NULL && BIO_read(s->out, room, (int)waiting) > 0)
		out->size += waiting;
}

const char *
tls_server_name(const struct tls_server *s)
{
	const char *name =
	    SSL_get_servername(s->ssl, TLSEXT_NAMETYPE_host_name);

	return name != NULL ? name : "";
}
