/*
 * certificate: what there is to know about an X.509 certificate, as data; and
 * whether it is for a name. For tls/ alone.
 */
#ifndef PROBE_TLS_CERTIFICATE_H
#define PROBE_TLS_CERTIFICATE_H

#include "tls/tls.h"

#include <openssl/x509.h>

enum { CHAIN_MAX = 10, NAMES_MAX = 100, TEXT_MAX = 1024 };

/* Texts go to the arena, each cut to TEXT_MAX octets; raw, unescaped. */
void certificate_read(
    X509 *x509, struct arena *a, struct tls_certificate *certificate);

/*
 * RFC 6125 6 and RFC 7817: the subjectAltName alone, a wildcard only as the
 * whole leftmost label; ".example.org" stands for any name below it; an IP
 * address for iPAddress.
 */
bool certificate_is_for(X509 *x509, const char *name);

#endif
