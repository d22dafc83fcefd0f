/*
 * inquiry: one check from address to verdict, as a machine without I/O:
 * answers, octets and `now` come in; wishes go out. The driver has four verbs:
 * resolve, connect, move octets, wait. TLS runs inside, on memory BIOs.
 *
 * Plan: read the address -> route (ask the view, fetch what is missing, again)
 *   -> for each host, each address: connect, talk (session), until one has
 *   answered for the recipient -> weigh -> test the claim of a refusal, or hear
 *   witnesses of a silence -> done.
 * Times are microseconds of a steady clock.
 */
#ifndef PROBE_INQUIRY_INQUIRY_H
#define PROBE_INQUIRY_INQUIRY_H

#include "inquiry/machine.h"
#include "inquiry/result.h"

/* X(id, word): --tls-level. */
#define TLS_LEVELS(X)                                                          \
	X(LEVEL_NONE, "none")       /* never */                                \
	X(LEVEL_MAY, "may")         /* if offered; failing, in clear */        \
	X(LEVEL_ENCRYPT, "encrypt") /* TLS or nothing, any certificate */      \
	X(LEVEL_VERIFY, "verify")   /* certificate for the MX host name */     \
	X(LEVEL_SECURE, "secure")   /* certificate for the domain itself */

enum tls_level {
#define X(id, word) id,
	TLS_LEVELS(X)
#undef X
};

/* False when there is no such level. */
bool tls_level_from_word(struct span word, enum tls_level *level);

/* Somebody else's mail domain, to be tried when no target answers. */
struct witness_domain {
	struct span domain;
	uint16_t port; /* one that shows that the network is up; 0: 443 */
};

/* Borrowed; must outlive the inquiry. inquiry_options_init() gives defaults. */
struct inquiry_options {
	struct span helo;   /* "": the literal of our end of the connection */
	struct span sender; /* between < and >; "" is the null sender */
	bool sender_needs_smtputf8;
	enum tls_level level;
	bool tls_on_connect;
	const char *sni;               /* "": the host's name */
	const struct route_host *only; /* ask this one alone, or NULL */
	struct span server; /* host name or IP, skip MX; "" for none */
	uint16_t port;      /* 0: 25, or 465 with tls_on_connect */
	bool control;       /* ask for a made-up address too */
	bool claims;        /* test what a refusal claims of us */
	bool witness;       /* when nothing answers, try unrelated hosts */
	const struct witness_domain *witnesses;
	size_t witness_count; /* 0: well-known ones */
	bool vary; /* after a refusal of us, ask with one thing changed */
	enum stage quit_after;
	uint32_t timeout;       /* seconds a stage; 0: each one's default */
	uint32_t total_timeout; /* seconds in all */
	size_t attempts_max;
	struct route_options route;
};

enum { ATTEMPTS_MAX = 10, TOTAL_TIMEOUT = 180 };

void inquiry_options_init(struct inquiry_options *o);

struct inquiry;

/*
 * wall: seconds since 1970, for certificates. seed: chance, for the order among
 * equals and the made-up address. NULL when there is no memory.
 */
struct inquiry *inquiry_new(const struct inquiry_options *o,
    const struct tables *t, struct tls_context *tls, struct span address,
    uint64_t seed, int64_t now, int64_t wall);
void inquiry_free(struct inquiry *q);

/* The next thing to do; call until it is WISH_WAIT or WISH_DONE. */
void inquiry_wish(struct inquiry *q, int64_t now, struct wish *w);

/* Events. */
void inquiry_answered(struct inquiry *q, const struct question *question,
    struct span message, enum answer_status failure);
void inquiry_connected(struct inquiry *q, const struct ip *local, int64_t now);
void inquiry_failed(struct inquiry *q, enum network_error error, int64_t now);
void inquiry_received(struct inquiry *q, struct span octets, int64_t now);
void inquiry_closed(struct inquiry *q, int64_t now);

/* After WISH_DONE; NULL when memory ran out. Lives as long as the inquiry. */
const struct result *inquiry_result(const struct inquiry *q);

#endif
