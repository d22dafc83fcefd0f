/*
 * helo: what a client's HELO name is worth: whether it is a name (RFC 5321
 * 4.1.1.1), leads to the client, and is the name that its address has. A pure
 * function of a view of the DNS.
 */
#ifndef PROBE_POLICY_HELO_H
#define PROBE_POLICY_HELO_H

#include "policy/ptr.h"

/* X(id, word): JSON values, never to change. */
#define HELO_STATUSES(X)                                                       \
	X(HELO_OK, "ok")               /* a name that leads to the client */   \
	X(HELO_LITERAL, "literal")     /* the client's own address, [so] */    \
	X(HELO_ELSEWHERE, "elsewhere") /* another address, or a literal of */  \
	X(HELO_UNRESOLVED, "unresolved")                                       \
	X(HELO_NOT_FQDN, "not-fqdn")                                           \
	X(HELO_BAD, "bad")                                                     \
	X(HELO_TEMPERROR, "temperror")

enum helo_status {
#define X(id, word) id,
	HELO_STATUSES(X)
#undef X
};

const char *helo_status_word(enum helo_status status);

enum { HELO_ADDRESSES_MAX = 16 };

struct helo {
	enum helo_status status;
	const char *name;     /* as said */
	bool is_ptr;          /* it is one of the client's PTR names */
	struct ip *addresses; /* what it leads to, of both families */
	size_t address_count;
};

/*
 * ptr: what ptr_find() said of the client, or NULL. False while answers are
 * missing (the view knows which): fetch and call again. The result lives in the
 * arena; on false, *helo is of no use and *findings is as it was.
 */
bool helo_find(struct view *v, const struct ip *ip, struct span name,
    const struct ptr *ptr, struct arena *a, struct helo *helo,
    struct findings *findings);

#endif
