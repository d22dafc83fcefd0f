/*
 * unpack: gzip (RFC 1952), member after member, fed in any pieces. What was
 * unpacked is handed out before what is wrong behind it is told, and memory is
 * the same whatever it grows to.
 */
#ifndef PROBE_CLI_UNPACK_H
#define PROBE_CLI_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

enum unpack_status {
	UNPACK_MORE,    /* all of the piece was used */
	UNPACK_STOPPED, /* `take` said false */
	UNPACK_BROKEN,  /* see unpack_trouble() */
};

typedef bool (*unpack_take)(void *context, const char *octets, size_t size);

struct unpack;

/* NULL when there is no memory. */
struct unpack *unpack_new(unpack_take take, void *context);
void unpack_free(struct unpack *u);

enum unpack_status unpack_feed(
    struct unpack *u, const char *octets, size_t size);

/* What was fed is whole: it may end here. */
bool unpack_complete(const struct unpack *u);

/* What was wrong, in a few words. */
const char *unpack_trouble(const struct unpack *u);

/* Whether a text begins as gzip does; `size` must be 2 at least. */
bool unpack_is_gzip(const char *octets, size_t size);

#endif
