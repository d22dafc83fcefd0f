/*
 * tag_list: "name=value; name=value", the form of DKIM and DMARC records (RFC
 * 6376 3.2, RFC 7489 6.4). Pure; no memory.
 */
#ifndef PROBE_POLICY_TAG_LIST_H
#define PROBE_POLICY_TAG_LIST_H

#include "base/span.h"

struct tag {
	struct span name;
	struct span value; /* without white space around it */
	bool well;         /* a name, and "=" behind it; else all is `value` */
};

/* Cuts off the next tag; false at the end. Empty ones are passed over. */
bool tag_next(struct span *list, struct tag *tag);

/* The first tag of that name, or the empty span with data NULL. */
struct span tag_find(struct span list, struct span name);

/* Whether the list begins with "v=VERSION" (RFC 7489 6.3, RFC 6376 3.6.1),
 * compared with case. */
bool tag_has_version(struct span list, struct span version);

#endif
