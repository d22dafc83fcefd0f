/*
 * ptr: the names of a client's address, each confirmed or not by leading back
 * to it (forward-confirmed reverse DNS, RFC 8601 2.7.3). A pure function of a
 * view of the DNS.
 */
#ifndef PROBE_POLICY_PTR_H
#define PROBE_POLICY_PTR_H

#include "base/finding.h"
#include "dns/view.h"

/* X(id, word): JSON values, never to change. */
#define PTR_STATUSES(X)                                                        \
	X(PTR_OK, "ok")             /* one name at least is confirmed */       \
	X(PTR_MISSING, "missing")   /* no PTR record */                        \
	X(PTR_MISMATCH, "mismatch") /* none of the names leads back */         \
	X(PTR_TEMPERROR, "temperror")

enum ptr_status {
#define X(id, word) id,
	PTR_STATUSES(X)
#undef X
};

const char *ptr_status_word(enum ptr_status status);

/* RFC 7208 4.6.4 has the same limit: receivers look at no more. */
enum { PTR_NAMES_MAX = 10, PTR_ADDRESSES_MAX = 16 };

struct ptr_name {
	const char *name; /* text, lower case, no last dot */
	bool confirmed;
	enum answer_status status; /* of the addresses, of the same family */
	struct ip *addresses;      /* at most PTR_ADDRESSES_MAX */
	size_t address_count;
	const char *generic; /* why it looks like a name that is made for
				every address of a network; NULL: it does not */
};

struct ptr {
	enum ptr_status status;
	const char *reverse; /* the name that was asked for */
	struct ptr_name *names;
	size_t count;
	/* When there is none: the zone in which one would stand, and whom its
	 * SOA names as the contact, a mail address; NULL when the zone is not
	 * known, or of so large a range that it is a registry's. */
	const char *zone, *contact;
};

/*
 * False while answers are missing (the view knows which): fetch and call again.
 * The result lives in the arena; on false, *ptr is of no use and *findings is
 * as it was.
 */
bool ptr_find(struct view *v, const struct ip *ip, struct arena *a,
    struct ptr *ptr, struct findings *findings);

/* The confirmed name that stands first, or NULL. */
const char *ptr_confirmed(const struct ptr *ptr);

/*
 * Why a host name looks like one that is made for each address of a network, as
 * customers' lines have them: it holds the address, or a word for such lines.
 * NULL when it does not.
 */
const char *ptr_generic_sign(const struct ip *ip, struct span name);

#endif
