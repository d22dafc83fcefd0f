/*
 * ehlo: the extensions that a server offers (RFC 5321 4.1.1.1). Pure.
 */
#ifndef PROBE_SMTP_EHLO_H
#define PROBE_SMTP_EHLO_H

#include "base/ip.h"
#include "smtp/reply.h"

struct ehlo {
	bool starttls;        /* RFC 3207 */
	bool pipelining;      /* RFC 2920 */
	bool smtputf8;        /* RFC 6531 */
	bool eightbitmime;    /* RFC 6152 */
	bool enhanced_codes;  /* RFC 2034 */
	bool requiretls;      /* RFC 8689 */
	bool chunking;        /* RFC 3030; noted, never used */
	bool size_offered;    /* RFC 1870 */
	uint64_t size;        /* octets; 0: no fixed limit */
	uint32_t rcpt_max;    /* LIMITS RCPTMAX (RFC 9422); 0: not said */
	struct span auth;     /* the mechanisms, borrowed from the reply */
	struct span greeting; /* the first line's text, borrowed */
};

/*
 * Reads the reply to EHLO; keywords without regard to case. Unknown keywords,
 * missing or odd parameters are passed over.
 */
void ehlo_read(const struct reply *r, struct ehlo *e);

/*
 * The address of the client as the server sees it, when its greeting says it
 * ("Hello x [192.0.2.1]", "Hello x (name [IPv6:2001:db8::1])"). False when not.
 */
bool ehlo_client_address(const struct ehlo *e, struct ip *ip);

#endif
