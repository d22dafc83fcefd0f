#include "fuzz/tls_peer.h"

#include "fuzz/fuzz.h"

#include <openssl/ssl.h>
#include <stdlib.h>

struct tls_peer {
	SSL *ssl;
	BIO *in, *out;
};

static X509 *
certificate_new(EVP_PKEY *key)
{
	X509 *c = X509_new();
	X509_NAME *name = X509_get_subject_name(c);

	ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
	X509_gmtime_adj(X509_getm_notBefore(c), 0);
	X509_gmtime_adj(X509_getm_notAfter(c), 86400);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"mx.example.test", -1, -1, 0);
	X509_set_issuer_name(c, name);
	X509_set_pubkey(c, key);
	promise(X509_sign(c, key, EVP_sha256()) > 0, "the peer signs");
	return c;
}

/* Made once, and kept to the end. */
static SSL_CTX *
context(void)
{
	static SSL_CTX *c;
	EVP_PKEY *key;
	X509 *certificate;

	if (c != NULL)
		return c;
	key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	certificate = certificate_new(key);
	c = SSL_CTX_new(TLS_server_method());
	promise(c != NULL && SSL_CTX_use_certificate(c, certificate) == 1 &&
		    SSL_CTX_use_PrivateKey(c, key) == 1,
	    "the peer has a certificate");
	SSL_CTX_set_num_tickets(c, 0);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return c;
}

struct tls_peer *
tls_peer_new(void)
{
	struct tls_peer *p = malloc(sizeof *p);

	promise(p != NULL, "there is memory for the peer");
	p->ssl = SSL_new(context());
	p->in = BIO_new(BIO_s_mem());
	p->out = BIO_new(BIO_s_mem());
	SSL_set_bio(p->ssl, p->in, p->out);
	SSL_set_accept_state(p->ssl);
	return p;
}

void
tls_peer_free(struct tls_peer *p)
{
	if (p == NULL)
		return;
	SSL_free(p->ssl);
	free(p);
}

void
tls_peer_receive(struct tls_peer *p, struct span octets, struct buf *said)
{
	char plain[1024];
	size_t size;

	if (octets.size > 0)
		BIO_write(p->in, octets.data, (int)octets.size);
	if (!SSL_is_init_finished(p->ssl) && SSL_do_handshake(p->ssl) != 1)
		return;
	while (SSL_read_ex(p->ssl, plain, sizeof plain, &size) == 1)
		buf_add(said, (struct span){ plain, size });
}

bool
tls_peer_is_open(const struct tls_peer *p)
{
	return SSL_is_init_finished(p->ssl) == 1;
}

void
tls_peer_say(struct tls_peer *p, struct span text)
{
	size_t written;

	if (text.size > 0)
		SSL_write_ex(p->ssl, text.data, text.size, &written);
}

void
tls_peer_output(struct tls_peer *p, struct buf *out)
{
	size_t waiting = BIO_ctrl_pending(p->out);
	char *room = waiting > 0 ? buf_reserve(out, waiting) : NULL;
	int got;

	if (room == NULL)
		return;
	got = BIO_read(p->out, room, (int)waiting);
	if (got > 0)
		out->size += (size_t)got;
}
