/*
 * context: what the TLS sessions of one thread share, for tls/ alone.
 */
#ifndef PROBE_TLS_CONTEXT_H
#define PROBE_TLS_CONTEXT_H

#include "tls/tls.h"

#include <openssl/ssl.h>

struct tls_context {
	SSL_CTX *ssl;
};

#endif
