/*
 * reason: what OpenSSL says, in words that a helpdesk understands. For tls/
 * alone.
 */
#ifndef PROBE_TLS_REASON_H
#define PROBE_TLS_REASON_H

#include "tls/tls.h"

/* Why the chain is not trusted; code is an X509_V_ERR_. */
const char *reason_untrusted(
    long code, const struct tls_facts *facts, int64_t wall, struct arena *a);

const char *reason_wrong_name(
    const struct tls_facts *facts, const char *wanted, struct arena *a);

/*
 * Why the handshake failed, from OpenSSL's error queue; first: the first
 * octets that came, since a server that speaks no TLS shows itself there.
 */
const char *reason_failure(struct span first, struct arena *a);

#endif
