#include "tls/context.h"

#include "base/memory.h"

#include <openssl/err.h>

/* The facts tell; nothing is refused for a certificate here. */
static int
never_refuse(int verified, X509_STORE_CTX *store)
{
	(void)verified;
	(void)store;
	return 1;
}

/* It opens as a file does, and cannot be read. */
static bool
is_directory(const char *path)
{
	BIO *file = BIO_new_file(path, "rb");
	char octet;
	bool is = file != NULL && BIO_read(file, &octet, 1) < 0;

	BIO_free(file);
	return is;
}

/* OpenSSL takes any name for a directory, and looks into it only later. */
static bool
load_roots(SSL_CTX *ssl, const char *ca_path, struct trouble *t)
{
	if (ca_path == NULL) {
		if (SSL_CTX_set_default_verify_paths(ssl) == 1)
			return true;
		trouble_set(t, "the system's certificates cannot be read");
		return false;
	}
	if (is_directory(ca_path) ? SSL_CTX_load_verify_dir(ssl, ca_path) == 1
				  : SSL_CTX_load_verify_file(ssl, ca_path) == 1)
		return true;
	trouble_set(t,
	    "--tls-ca-path: %s is neither a PEM file with "
	    "certificates nor a directory of them",
	    ca_path);
	return false;
}

/*
 * Old servers must be diagnosed, not refused: so every version and weak
 * algorithm that OpenSSL still has is allowed, and weakness is a finding.
 */
static bool
set_up(SSL_CTX *ssl)
{
	SSL_CTX_set_security_level(ssl, 0);
	SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, never_refuse);
	SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_options(ssl, SSL_OP_LEGACY_SERVER_CONNECT |
				     SSL_OP_NO_RENEGOTIATION |
				     SSL_OP_IGNORE_UNEXPECTED_EOF);
	return SSL_CTX_set_min_proto_version(ssl, TLS1_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(ssl, "ALL:!aNULL:!eNULL") == 1;
}

struct tls_context *
tls_context_new(const char *ca_path, struct trouble *t)
{
	struct tls_context *c = memory_get(sizeof *c);

	if (c == NULL) {
		trouble_set(t, "no memory");
		return NULL;
	}
	ERR_clear_error();
	c->ssl = SSL_CTX_new(TLS_client_method());
	if (c->ssl == NULL || !set_up(c->ssl)) {
		trouble_set(t, "OpenSSL cannot be set up");
	} else if (load_roots(c->ssl, ca_path, t)) {
		ERR_clear_error();
		return c;
	}
	ERR_clear_error();
	tls_context_free(c);
	return NULL;
}

void
tls_context_free(struct tls_context *c)
{
	if (c == NULL)
		return;
	SSL_CTX_free(c->ssl);
	memory_free(c);
}
