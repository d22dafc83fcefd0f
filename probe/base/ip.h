/*
 * ip: IPv4 and IPv6 addresses as octets and as text. No sockets.
 */
#ifndef PROBE_BASE_IP_H
#define PROBE_BASE_IP_H

#include "base/span.h"

enum ip_family { IP_NONE = 0, IP_V4 = 4, IP_V6 = 6 };

struct ip {
	enum ip_family family;
	unsigned char octets[16]; /* 4 of them for IP_V4, network order */
};

enum { IP_TEXT_MAX = 46 };

/*
 * What an address is for (IANA special-purpose registries, RFC 6890). An IPv6
 * address that carries an IPv4 one (mapped, NAT64, 6to4) is what that is.
 */
#define IP_KINDS(X)                                                            \
	X(IP_PUBLIC, "public")                                                 \
	X(IP_UNSPECIFIED, "unspecified")                                       \
	X(IP_LOOPBACK, "loopback")                                             \
	X(IP_PRIVATE, "private")                                               \
	X(IP_LINK_LOCAL, "link-local")                                         \
	X(IP_MULTICAST, "multicast")                                           \
	X(IP_RESERVED, "reserved")

enum ip_kind {
#define X(id, word) id,
	IP_KINDS(X)
#undef X
};

/* Dotted quad or RFC 4291 2.2 text, nothing around it; no zone ("%eth0"). */
bool ip_parse(struct span text, struct ip *ip);

/* Dotted quad or RFC 5952 text, NUL-terminated; returns `text`. */
const char *ip_format(const struct ip *ip, char text[IP_TEXT_MAX]);

bool ip_equal(const struct ip *a, const struct ip *b);
enum ip_kind ip_kind(const struct ip *ip);
const char *ip_kind_word(enum ip_kind kind);

/* ::ffff:a.b.c.d becomes a.b.c.d; every other address stays as it is. */
struct ip ip_unmapped(const struct ip *ip);

/*
 * An endpoint "IP", "IP:PORT" or "[IPv6]:PORT"; *port is left alone when the
 * text names none. False when it is none of them or the port is 0 or > 65535.
 */
bool ip_parse_endpoint(struct span text, struct ip *ip, uint16_t *port);

#endif
