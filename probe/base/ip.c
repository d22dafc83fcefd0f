#include "base/ip.h"

#include <stdio.h>
#include <string.h>

static bool
parse_v4(struct span text, unsigned char octets[4])
{
	for (int i = 0; i < 4; i++) {
		struct span part = i < 3 ? span_next(&text, '.') : text;
		uint32_t value;

		if (part.size > 3 || !span_number(part, 255, &value))
			return false;
		if (part.size > 1 && part.data[0] == '0')
			return false;
		octets[i] = (unsigned char)value;
	}
	return true;
}

static bool
parse_group(struct span text, unsigned char octets[2])
{
	unsigned int value = 0;

	if (text.size == 0 || text.size > 4)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		char c = ascii_lower(text.data[i]);

		if (ascii_is_digit(c))
			value = value * 16 + (unsigned int)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value * 16 + (unsigned int)(c - 'a' + 10);
		else
			return false;
	}
	octets[0] = (unsigned char)(value >> 8);
	octets[1] = (unsigned char)(value & 0xff);
	return true;
}

/*
 * Groups between single colons, a dotted quad allowed as the last one.
 * Returns how many octets they fill, or -1.
 */
static int
parse_groups(struct span text, unsigned char *octets, int room)
{
	int size = 0;

	if (text.size == 0)
		return 0;
	if (text.data[text.size - 1] == ':')
		return -1;
	while (text.size > 0) {
		struct span group = span_next(&text, ':');
		bool quad =
		    text.size == 0 && span_find(group, '.') < group.size;
		int wanted = quad ? 4 : 2;

		if (size + wanted > room)
			return -1;
		if (quad ? !parse_v4(group, octets + size)
			 : !parse_group(group, octets + size))
			return -1;
		size += wanted;
	}
	return size;
}

static bool
parse_v6(struct span text, unsigned char octets[16])
{
	size_t gap = span_search_nocase(text, SPAN("::"));
	unsigned char tail[16] = { 0 };
	int head_size, tail_size;

	memset(octets, 0, 16);
	head_size = parse_groups(span_part(text, 0, gap), octets, 16);
	if (gap == text.size)
		return head_size == 16;
	/* "::" stands for one group at least (RFC 4291 2.2). */
	tail_size = parse_groups(span_part(text, gap + 2, text.size), tail, 14);
	if (head_size < 0 || tail_size < 0 || head_size + tail_size > 14)
		return false;
	if (memchr(text.data, '.', gap) != NULL)
		return false;
	memcpy(octets + 16 - tail_size, tail, (size_t)tail_size);
	return true;
}

bool
ip_parse(struct span text, struct ip *ip)
{
	struct ip parsed = { .family = IP_V4 };

	if (text.size == 0 || text.size >= IP_TEXT_MAX)
		return false;
	if (span_find(text, ':') < text.size) {
		parsed.family = IP_V6;
		if (!parse_v6(text, parsed.octets))
			return false;
	} else if (!parse_v4(text, parsed.octets)) {
		return false;
	}
	*ip = parsed;
	return true;
}

static unsigned int
group_at(const struct ip *ip, int i)
{
	return (unsigned int)ip->octets[2 * i] << 8 | ip->octets[2 * i + 1];
}

/* The first longest run of two or more zero groups (RFC 5952 4.2.3). */
static int
longest_zeros(const struct ip *ip, int *length)
{
	int best = -1, run = 0;

	*length = 1;
	for (int i = 0; i < 8; i++) {
		run = group_at(ip, i) == 0 ? run + 1 : 0;
		if (run > *length) {
			*length = run;
			best = i - run + 1;
		}
	}
	return best;
}

static void
format_v6(const struct ip *ip, char text[IP_TEXT_MAX])
{
	int length, gap = longest_zeros(ip, &length), size = 0;

	for (int i = 0; i < 8; i++) {
		if (i == gap) {
			memcpy(text + size, "::", 2);
			size += 2;
			i += length - 1;
			continue;
		}
		if (size > 0 && text[size - 1] != ':')
			text[size++] = ':';
		size += snprintf(text + size, IP_TEXT_MAX - (size_t)size, "%x",
		    group_at(ip, i));
	}
	text[size] = '\0';
}

static bool
is_mapped(const struct ip *ip)
{
	static const unsigned char prefix[12] = { [10] = 0xff, [11] = 0xff };

	return ip->family == IP_V6 && memcmp(ip->octets, prefix, 12) == 0;
}

const char *
ip_format(const struct ip *ip, char text[IP_TEXT_MAX])
{
	const unsigned char *o = ip->octets;

	if (ip->family == IP_V4)
		snprintf(
		    text, IP_TEXT_MAX, "%u.%u.%u.%u", o[0], o[1], o[2], o[3]);
	else if (is_mapped(ip))
		snprintf(text, IP_TEXT_MAX, "::ffff:%u.%u.%u.%u", o[12], o[13],
		    o[14], o[15]);
	else if (ip->family == IP_V6)
		format_v6(ip, text);
	else
		text[0] = '\0';
	return text;
}

bool
ip_equal(const struct ip *a, const struct ip *b)
{
	return a->family == b->family &&
	       memcmp(a->octets, b->octets, a->family == IP_V4 ? 4 : 16) == 0;
}

struct prefix {
	unsigned char octets[16];
	int bits;
	enum ip_kind kind;
};

static bool
within(const unsigned char *octets, const struct prefix *p)
{
	int whole = p->bits / 8, rest = p->bits % 8;

	if (memcmp(octets, p->octets, (size_t)whole) != 0)
		return false;
	return rest == 0 ||
	       (octets[whole] ^ p->octets[whole]) >> (8 - rest) == 0;
}

/* clang-format off */

/* The first match counts. */
static const struct prefix v4_prefixes[] = {
	{ { 0, 0, 0, 0 },       32, IP_UNSPECIFIED },
	{ { 0 },                 8, IP_RESERVED },
	{ { 10 },                8, IP_PRIVATE },
	{ { 100, 64 },          10, IP_PRIVATE },     /* RFC 6598 */
	{ { 127 },               8, IP_LOOPBACK },
	{ { 169, 254 },         16, IP_LINK_LOCAL },
	{ { 172, 16 },          12, IP_PRIVATE },
	{ { 192, 0, 0 },        24, IP_RESERVED },
	{ { 192, 0, 2 },        24, IP_RESERVED },
	{ { 192, 88, 99 },      24, IP_RESERVED },
	{ { 192, 168 },         16, IP_PRIVATE },
	{ { 198, 18 },          15, IP_RESERVED },
	{ { 198, 51, 100 },     24, IP_RESERVED },
	{ { 203, 0, 113 },      24, IP_RESERVED },
	{ { 224 },               4, IP_MULTICAST },
	{ { 240 },               4, IP_RESERVED },
};

static const struct prefix v6_prefixes[] = {
	{ { 0 },                             128, IP_UNSPECIFIED },
	{ { [15] = 1 },                      128, IP_LOOPBACK },
	{ { 0x01, 0 },                        64, IP_RESERVED },
	{ { 0x20, 0x01, 0x0d, 0xb8 },         32, IP_RESERVED },
	{ { 0x20, 0x01, 0 },                  23, IP_RESERVED },
	{ { 0x3f, 0xff },                     20, IP_RESERVED },
	{ { 0x5f, 0 },                        16, IP_RESERVED },
	{ { 0xfc },                            7, IP_PRIVATE },
	{ { 0xfe, 0x80 },                     10, IP_LINK_LOCAL },
	{ { 0xfe, 0xc0 },                     10, IP_PRIVATE },
	{ { 0xff },                            8, IP_MULTICAST },
	{ { 0x20 },                            3, IP_PUBLIC },  /* 2000::/3 */
};

/* IPv6 prefixes that carry an IPv4 address, and where it begins. */
static const struct {
	struct prefix prefix;
	int at;
} carriers[] = {
	{ { { [10] = 0xff, [11] = 0xff },     96, IP_PUBLIC }, 12 },
	{ { { 0, 0x64, 0xff, 0x9b },          96, IP_PUBLIC }, 12 },
	{ { { 0x20, 0x02 },                   16, IP_PUBLIC },  2 },
};

/* clang-format on */

static enum ip_kind
kind_of(const unsigned char *octets, const struct prefix *prefixes,
    size_t count, enum ip_kind otherwise)
{
	for (size_t i = 0; i < count; i++) {
		if (within(octets, &prefixes[i]))
			return prefixes[i].kind;
	}
	return otherwise;
}

static enum ip_kind
kind_of_v4(const unsigned char *octets)
{
	return kind_of(octets, v4_prefixes,
	    sizeof v4_prefixes / sizeof *v4_prefixes, IP_PUBLIC);
}

enum ip_kind
ip_kind(const struct ip *ip)
{
	if (ip->family == IP_V4)
		return kind_of_v4(ip->octets);
	for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++) {
		if (within(ip->octets, &carriers[i].prefix))
			return kind_of_v4(ip->octets + carriers[i].at);
	}
	return kind_of(ip->octets, v6_prefixes,
	    sizeof v6_prefixes / sizeof *v6_prefixes, IP_RESERVED);
}

const char *
ip_kind_word(enum ip_kind kind)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		IP_KINDS(X)
#undef X
	};

	return words[kind];
}

struct ip
ip_unmapped(const struct ip *ip)
{
	struct ip v4 = { .family = IP_V4 };

	if (!is_mapped(ip))
		return *ip;
	memcpy(v4.octets, ip->octets + 12, 4);
	return v4;
}

static bool
parse_port(struct span text, uint16_t *port)
{
	uint32_t value;

	if (!span_number(text, 65535, &value) || value == 0)
		return false;
	*port = (uint16_t)value;
	return true;
}

bool
ip_parse_endpoint(struct span text, struct ip *ip, uint16_t *port)
{
	struct span host = text, tail;

	if (ip_parse(text, ip))
		return true;
	if (text.size > 0 && text.data[0] == '[') {
		tail = span_part(text, 1, text.size);
		if (span_find(tail, ']') == tail.size)
			return false;
		host = span_next(&tail, ']');
		if (!ip_parse(host, ip) || ip->family != IP_V6)
			return false;
		return tail.size == 0 ||
		       (tail.data[0] == ':' &&
			   parse_port(span_part(tail, 1, tail.size), port));
	}
	host = span_next(&text, ':');
	return ip_parse(host, ip) && parse_port(text, port);
}
