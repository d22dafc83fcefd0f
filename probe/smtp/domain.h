/*
 * domain: the right side of a mailbox, for smtp/ alone: host names with
 * U-labels, and address literals.
 */
#ifndef PROBE_SMTP_DOMAIN_H
#define PROBE_SMTP_DOMAIN_H

#include "base/arena.h"
#include "base/ip.h"
#include "base/trouble.h"

/*
 * all.data[at..] is a domain (RFC 5321 4.1.2, RFC 6531 3.3) up to the end;
 * offsets in the trouble count from all's first octet. *ascii gets A-labels in
 * lower case.
 */
bool domain_parse(struct span all, size_t at, struct arena *a,
    struct span *ascii, struct trouble *t);

/* The same for an address literal (RFC 5321 4.1.3), brackets included. */
bool literal_parse(
    struct span all, size_t at, struct ip *ip, struct trouble *t);

/*
 * Puts "octet N: WHAT" into the trouble, with what stands there, shown without
 * harming the terminal; at may be the end.
 */
void syntax_trouble(
    struct trouble *t, struct span all, size_t at, const char *remedy);

/* Characters that no address may hold though they are UTF-8: controls, line
 * separators, bidirectional overrides. */
bool is_forbidden(uint32_t code_point);

#endif
