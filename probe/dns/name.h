/*
 * name: a domain name in wire form, uncompressed (RFC 1035 3.1), and as text.
 * Any octet may stand in a label: `:` `/` space and NUL among them.
 */
#ifndef PROBE_DNS_NAME_H
#define PROBE_DNS_NAME_H

#include "base/buf.h"
#include "base/reader.h"

enum { NAME_WIRE_MAX = 255, NAME_TEXT_MAX = 1024, LABEL_MAX = 63 };

/* size counts the root's zero octet, so the root has size 1 and no name 0. */
struct name {
	uint8_t size;
	unsigned char wire[NAME_WIRE_MAX];
};

/*
 * Text with dots between labels, the last dot optional, `\.` `\\` and `\DDD`
 * as in a zone file (RFC 1035 5.1). False for an empty label, a label over 63
 * octets, a name over 255, a bad escape. "" and "." are the root.
 */
bool name_from_text(struct span text, struct name *name);

/*
 * As above, but no escapes: every octet but the dot stands for itself (SPF
 * macros make such names).
 */
bool name_from_octets(struct span octets, struct name *name);

/* Text without the last dot ("." for the root), escaped as a zone file does,
 * NUL-terminated; returns `text`. */
const char *name_format(const struct name *name, char text[NAME_TEXT_MAX]);

/*
 * The same as a mail address, as the contact of a SOA is one (RFC 1035 8): the
 * first label, `@`, the others. NULL when it has not two labels.
 */
const char *name_format_mailbox(
    const struct name *name, char text[NAME_TEXT_MAX]);

/* How many labels it has; the root has none. */
size_t name_labels(const struct name *name);

/*
 * Reads a name at the reader's place in a message, following compression
 * pointers (RFC 1035 4.1.4) anywhere in r->all, backwards only. Sets r->bad on
 * a loop, a forward pointer, a truncated or overlong name.
 */
bool name_read(struct reader *r, struct name *name);

/* Without regard to ASCII case (RFC 4343). */
bool name_equal(const struct name *a, const struct name *b);

/* True also when they are equal. */
bool name_is_below(const struct name *name, const struct name *parent);

#endif
