/*
 * message: DNS queries built and answers read. Pure: no sockets, no clock, no
 * randomness; the transport is in net/.
 */
#ifndef PROBE_DNS_MESSAGE_H
#define PROBE_DNS_MESSAGE_H

#include "base/arena.h"
#include "base/ip.h"
#include "dns/name.h"

/* X(id, number, word). */
#define RECORD_TYPES(X)                                                        \
	X(RECORD_A, 1, "A")                                                    \
	X(RECORD_CNAME, 5, "CNAME")                                            \
	X(RECORD_PTR, 12, "PTR")                                               \
	X(RECORD_MX, 15, "MX")                                                 \
	X(RECORD_TXT, 16, "TXT")                                               \
	X(RECORD_AAAA, 28, "AAAA")                                             \
	X(RECORD_TLSA, 52, "TLSA")

enum record_type {
#define X(id, number, word) id = (number),
	RECORD_TYPES(X)
#undef X
};

const char *record_type_word(enum record_type type);

struct question {
	struct name name;
	enum record_type type;
};

/*
 * One record of the type asked for. `target` is the PTR's name, the MX's
 * exchange. `strings` are a TXT's strings in order, borrowed from the arena;
 * there may be none. `data` is all of them with nothing between, and for other
 * types RDATA as it came.
 */
struct record {
	uint32_t ttl; /* seconds */
	uint16_t preference;
	struct ip ip;
	const struct name *target;
	const struct span *strings;
	size_t string_count;
	struct span data;
};

/* X(id, word): what became of a question. */
#define ANSWER_STATUSES(X)                                                     \
	X(ANSWER_OK, "ok")         /* one record at least */                   \
	X(ANSWER_NODATA, "nodata") /* the name exists, not the type */         \
	X(ANSWER_NXDOMAIN, "nxdomain")                                         \
	X(ANSWER_SERVFAIL, "servfail") /* also REFUSED, NOTIMP, FORMERR */     \
	X(ANSWER_TIMEOUT, "timeout")                                           \
	X(ANSWER_MALFORMED, "malformed") /* unreadable, or not our question */ \
	X(ANSWER_LOOP, "loop")           /* CNAMEs in a circle, or over 16 */

enum answer_status {
#define X(id, word) id,
	ANSWER_STATUSES(X)
#undef X
};

const char *answer_status_word(enum answer_status status);

struct answer {
	enum answer_status status;
	bool authentic;     /* the AD bit (RFC 4035 3.2.3) */
	uint32_t ttl;       /* the least of those used; SOA minimum for none */
	size_t alias_count; /* CNAMEs followed within the answer */
	const struct name *owner; /* where the chain ended; the name asked for
				     when there was none */
	/* Of the SOA that came with a "no": its zone, and who answers for it;
	 * NULL: none came. */
	const struct name *zone, *contact;
	const struct record *records; /* in the order of the message */
	size_t count;
};

enum { QUERY_MAX = 512, ALIASES_MAX = 16, RECORDS_MAX = 512 };

/*
 * Writes a query with RD, AD and EDNS (RFC 6891, payload 1232, no DO) into
 * `out`; returns its size.
 */
size_t query_build(
    const struct question *q, uint16_t id, unsigned char out[QUERY_MAX]);

/*
 * Whether a message answers this query: QR set, same id, and the same question
 * (RFC 5452 9.1). Used by the transport to throw foreign answers away.
 */
bool message_answers(
    struct span message, const struct question *q, uint16_t id);

/* The TC bit: ask again over TCP. */
bool message_is_truncated(struct span message);

/*
 * Reads an answer: follows CNAMEs inside the answer section (any order, loops
 * and length bounded), keeps the records of the type asked for at the end of
 * the chain, ignores all others. A record that lies about its length makes the
 * whole ANSWER_MALFORMED. When the chain leads to a name whose records are not
 * in the message, and the message is NOERROR, the status is ANSWER_NODATA, with
 * `owner` that name: the caller decides whether to ask for it. Never fails:
 * what cannot be read is a status; on memory exhaustion the arena has failed
 * and the status is ANSWER_SERVFAIL, without records.
 */
void answer_read(struct span message, const struct question *q, struct arena *a,
    struct answer *answer);

#endif
