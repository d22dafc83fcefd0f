#include "policy/reverse.h"

#include <string.h>

/* Three digits without leading zeros; returns how many. */
static size_t
put_octet(unsigned int octet, char *out)
{
	size_t size = 0;

	if (octet >= 100)
		out[size++] = (char)('0' + octet / 100);
	if (octet >= 10)
		out[size++] = (char)('0' + octet / 10 % 10);
	out[size++] = (char)('0' + octet % 10);
	return size;
}

static size_t
part_count(const struct ip *ip)
{
	return ip->family == IP_V4 ? 4 : 32;
}

static size_t
put_part(const struct ip *ip, size_t i, char *out)
{
	unsigned int octet;

	if (ip->family == IP_V4)
		return put_octet(ip->octets[i], out);
	octet = ip->octets[i / 2];
	out[0] = "0123456789abcdef"[i % 2 ? octet & 15 : octet >> 4];
	return 1;
}

const char *
forward_text(const struct ip *ip, char text[REVERSE_TEXT_MAX])
{
	size_t size = 0;

	for (size_t i = 0; i < part_count(ip); i++) {
		if (i > 0)
			text[size++] = '.';
		size += put_part(ip, i, text + size);
	}
	text[size] = '\0';
	return text;
}

const char *
reverse_text(const struct ip *ip, char text[REVERSE_TEXT_MAX])
{
	size_t size = 0;

	for (size_t i = part_count(ip); i-- > 0;) {
		size += put_part(ip, i, text + size);
		if (i > 0)
			text[size++] = '.';
	}
	text[size] = '\0';
	return text;
}

const char *
reverse_tree(const struct ip *ip)
{
	return ip->family == IP_V4 ? "in-addr" : "ip6";
}

bool
reverse_name_below(
    const struct ip *ip, const struct name *zone, struct name *name)
{
	struct name made = { .size = 0 };

	for (size_t i = part_count(ip); i-- > 0;) {
		unsigned char *label = made.wire + made.size;

		label[0] = (unsigned char)put_part(ip, i, (char *)label + 1);
		made.size = (uint8_t)(made.size + 1u + label[0]);
	}
	if (made.size + zone->size > NAME_WIRE_MAX)
		return false;
	memcpy(made.wire + made.size, zone->wire, zone->size);
	made.size = (uint8_t)(made.size + zone->size);
	*name = made;
	return true;
}

void
reverse_name(const struct ip *ip, struct name *name)
{
	struct name zone;

	name_from_text(
	    ip->family == IP_V4 ? SPAN("in-addr.arpa") : SPAN("ip6.arpa"),
	    &zone);
	reverse_name_below(ip, &zone, name);
}
