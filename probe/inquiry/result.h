/*
 * result: all that one check found out, as data: what every report is made
 * of. Nothing here is escaped; all of it lives in the inquiry's arena.
 */
#ifndef PROBE_INQUIRY_RESULT_H
#define PROBE_INQUIRY_RESULT_H

#include "diagnosis/reading.h"
#include "inquiry/network.h"
#include "policy/route.h"
#include "smtp/address.h"
#include "tls/tls.h"

/* X(id, word): the words of evidence[].bearing. */
#define BEARINGS(X)                                                            \
	X(BEARING_CONFIRMS, "confirms")                                        \
	X(BEARING_REFUTES, "refutes")                                          \
	X(BEARING_NEUTRAL, "neutral")

enum bearing {
#define X(id, word) id,
	BEARINGS(X)
#undef X
};

const char *bearing_word(enum bearing b);

/* Something measured that speaks for or against the diagnosis. */
struct evidence {
	const char *fact; /* a short word, e.g. "control-refused" */
	enum bearing bearing;
	const char *text; /* a sentence */
};

/* One connection to one address of one host. Times in microseconds. */
struct attempt {
	const char *host;
	struct ip ip;
	uint16_t port;
	struct ip local; /* our side; family IP_NONE when not connected */
	bool in_clear;   /* TLS left out, since it failed the time before */
	int64_t began_at, connected_at, tls_began_at, tls_ended_at, ended_at;
	enum network_error network;
	enum dialog_end end;
	enum stage end_stage;
	const struct exchange *exchanges;
	size_t exchange_count;
	const struct ehlo *ehlo;     /* NULL before EHLO's reply */
	const struct tls_facts *tls; /* NULL without TLS */
	bool tls_unfit; /* the level asks for more than the peer has */
	struct transaction *asked, *control; /* NULL when not begun */
};

/* A connection to an unrelated host, tried since no target could be connected
 * to; nothing was said there. */
struct witness {
	const char *domain, *host;
	struct ip ip;
	uint16_t port;
	bool of_mail; /* the targets' port; else one that shows that the network
			 is up */
	bool cut_short; /* the time for all was over before its own */
	enum network_error network;
	int64_t took; /* microseconds */
};

/* X(id, word): what is asked with one thing changed, after a refusal of us; in
 * the order asked. */
#define CHANGES(X)                                                             \
	X(CHANGE_NULL_SENDER, "null-sender")                                   \
	X(CHANGE_OWN_SENDER, "own-sender") /* of this machine */               \
	X(CHANGE_IPV4, "ipv4")                                                 \
	X(CHANGE_IPV6, "ipv6")                                                 \
	X(CHANGE_TLS, "with-tls")                                              \
	X(CHANGE_CLEAR, "without-tls")                                         \
	X(CHANGE_NEXT_MX, "next-mx")                                           \
	X(CHANGE_POSTMASTER, "postmaster")

enum change {
#define X(id, word) id,
	CHANGES(X)
#undef X
};

const char *change_word(enum change change);

struct variation {
	enum change change;
	const char *to; /* what it was changed to */
	bool asked;     /* false: `summary` says why it was not */
	enum verdict verdict;
	enum cause cause;
	uint16_t code; /* of the reply that decided; 0: there was none */
	const char *summary;
	bool flips; /* with it, we are not refused */
};

struct result {
	const char *given; /* the address as typed */
	bool valid;        /* `address` was read */
	struct address address;
	const char *error; /* why it is not valid, or "" */
	enum verdict verdict;
	struct reading reading;
	bool has_reply; /* reading rests on `reply` */
	enum stage stage;
	struct reply reply;
	const struct attempt *decisive; /* the attempt that decided, or NULL */
	bool routed;                    /* `route` was found out */
	struct route route;
	struct findings findings;
	const struct attempt *attempts;
	size_t attempt_count;
	const struct witness *witnesses;
	size_t witness_count;
	bool varied; /* variations were looked for */
	const struct variation *variations;
	size_t variation_count;
	struct evidence *evidence;
	size_t evidence_count;
	int64_t took; /* microseconds */
	int64_t wall; /* seconds since 1970, when it began */
};

/* PRODUCT's exit status of one check. */
int result_exit_status(const struct result *r);

/* The replies of the last control transaction: false when it was not asked or
 * not answered. */
bool result_control(
    const struct result *r, bool *accepted, const struct reply **reply);

#endif
