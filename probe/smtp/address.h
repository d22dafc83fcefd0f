/*
 * address: a mailbox as SMTP takes it (RFC 5321 4.1.2, RFC 6531 3.3), read and
 * taken apart. Needs libidn2; no I/O.
 */
#ifndef PROBE_SMTP_ADDRESS_H
#define PROBE_SMTP_ADDRESS_H

#include "base/arena.h"
#include "base/ip.h"
#include "base/trouble.h"

enum { LOCAL_PART_MAX = 64, DOMAIN_MAX = 255, MAILBOX_MAX = 254 };

/*
 * The spans live in the arena. No control octet can be in any of them.
 * `mailbox` is what goes on the wire between < and >: as written, but for an
 * international domain when the local part is ASCII: then the A-labels stand
 * there, and SMTPUTF8 is not needed.
 */
struct address {
	struct span local;  /* as written, quotes included */
	struct span domain; /* as written; "[...]" for a literal */
	struct span ascii;  /* the domain in A-labels, lower case, no last
			       dot; "" for a literal */
	struct ip literal;  /* family IP_NONE unless the domain is a literal */
	struct span mailbox;
	bool needs_smtputf8;
};

/*
 * Reads Mailbox = Local-part "@" ( Domain / address-literal ); nothing around
 * it. On false the trouble names the octet (counted from 1), what stands there
 * and what is allowed, e.g. "octet 6: a space is not allowed in a local part;
 * put it in quotes". Domain names all in ASCII bypass IDNA; U-labels go through
 * libidn2, non-transitional, and what it lets through is checked (empty labels,
 * spaces, overlong names, controls).
 */
bool address_read(struct span text, struct arena *a, struct address *address,
    struct trouble *t);

/*
 * A domain alone, as for --from DOMAIN or an MX look-up: *ascii gets its
 * A-labels in lower case. Grammar: RFC 5321 Domain or RFC 6531 U-labels.
 */
bool domain_read(
    struct span text, struct arena *a, struct span *ascii, struct trouble *t);

#endif
