/*
 * spf_record: the text of an SPF record, taken apart (RFC 7208 4.5, 4.6.1, 12).
 * Pure: no look-ups, no macro expanded, no memory.
 */
#ifndef PROBE_POLICY_SPF_RECORD_H
#define PROBE_POLICY_SPF_RECORD_H

#include "base/ip.h"

/* X(id, word): what check_host() gives (RFC 7208 2.6); JSON values. */
#define SPF_RESULTS(X)                                                         \
	X(SPF_NONE, "none")                                                    \
	X(SPF_NEUTRAL, "neutral")                                              \
	X(SPF_PASS, "pass")                                                    \
	X(SPF_FAIL, "fail")                                                    \
	X(SPF_SOFTFAIL, "softfail")                                            \
	X(SPF_TEMPERROR, "temperror")                                          \
	X(SPF_PERMERROR, "permerror")

enum spf_result {
#define X(id, word) id,
	SPF_RESULTS(X)
#undef X
};

const char *spf_result_word(enum spf_result result);

/* X(id, word, argument, looks up): the last as RFC 7208 4.6.4 counts. */
#define SPF_MECHANISMS(X)                                                      \
	X(SPF_ALL, "all", no_argument, false)                                  \
	X(SPF_INCLUDE, "include", domain, true)                                \
	X(SPF_A, "a", hosts, true)                                             \
	X(SPF_MX, "mx", hosts, true)                                           \
	X(SPF_PTR, "ptr", maybe_domain, true)                                  \
	X(SPF_IP4, "ip4", network, false)                                      \
	X(SPF_IP6, "ip6", network, false)                                      \
	X(SPF_EXISTS, "exists", domain, true)

enum spf_kind {
#define X(id, word, argument, looks_up) id,
	SPF_MECHANISMS(X)
#undef X
	/* the modifiers (RFC 7208 6) */
	SPF_REDIRECT,
	SPF_EXP,
	SPF_UNKNOWN
};

struct spf_term {
	enum spf_kind kind;
	enum spf_result qualifier; /* what a mechanism's match gives */
	struct span text;          /* the term as it stands */
	struct span domain;        /* domain-spec, or a modifier's value */
	struct ip network;         /* of ip4 and ip6 */
	unsigned int bits4, bits6; /* how many count; all when not given */
	const char *problem;       /* what is wrong, or NULL */
};

/* Terms beyond those kept are read again when they are wanted: a record of any
 * length takes no more room. */
enum { SPF_KEPT_MAX = 24 };

struct spf_record {
	struct spf_term kept[SPF_KEPT_MAX];
	size_t kept_count;
	struct span beyond;
	struct spf_term redirect, exp; /* text is empty when there is none */
	struct spf_term wrong;         /* the first with a problem, or none */
};

/* "v=spf1", then a space or the end (RFC 7208 4.5). */
bool spf_is_record(struct span text);

/*
 * All terms looked at, as RFC 7208 4.6 wants it before the first is evaluated;
 * false when one has a problem. The spans point into the text.
 */
bool spf_record_read(struct span text, struct spf_record *record);

/* A way through the terms of a record, which must outlive it. */
struct spf_cursor {
	const struct spf_record *record;
	size_t kept; /* how many of those kept were passed */
	struct span beyond;
	struct spf_term room;
};

struct spf_cursor spf_record_first(const struct spf_record *record);

/* NULL at the end; good until the next call. */
const struct spf_term *spf_record_next(struct spf_cursor *cursor);

bool spf_looks_up(enum spf_kind kind);

#endif
