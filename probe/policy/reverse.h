/*
 * reverse: an IP address as the beginning of a name: octets or half octets
 * from the last to the first (RFC 1035 3.5, RFC 3596 2.5, RFC 5782 2.1). Pure.
 */
#ifndef PROBE_POLICY_REVERSE_H
#define PROBE_POLICY_REVERSE_H

#include "base/ip.h"
#include "dns/name.h"

enum { REVERSE_TEXT_MAX = 80 };

/* "4.3.2.1" or "1.0.0. ... .8.b.d.0.1.0.0.2", NUL-terminated; returns text. */
const char *reverse_text(const struct ip *ip, char text[REVERSE_TEXT_MAX]);

/* The same forwards: what %{i} of SPF is (RFC 7208 7.3). */
const char *forward_text(const struct ip *ip, char text[REVERSE_TEXT_MAX]);

/* "in-addr" or "ip6", to be followed by ".arpa". */
const char *reverse_tree(const struct ip *ip);

/* The name that holds the PTR records. */
void reverse_name(const struct ip *ip, struct name *name);

/* The reversed address below a zone; false when the name becomes too long. */
bool reverse_name_below(
    const struct ip *ip, const struct name *zone, struct name *name);

#endif
