#include "policy/ptr.h"

#include <stdio.h>
#include <string.h>

/*
 * A name is taken apart twice: into words (runs of letters), and into numbers
 * in decimal and in hexadecimal between separators. Signs are words of the list
 * below, outside the last two labels, where they would be a company's name; and
 * the address's own octets, in any order.
 */
static const char *const words[] = { "adsl", "broadband", "cable", "cablemodem",
	"client", "clients", "cust", "customer", "customers", "dhcp", "dial",
	"dialin", "dialup", "dip", "dsl", "dyn", "dynamic", "dynamicip",
	"dynip", "ftth", "fttx", "gprs", "lte", "pool", "pools", "ppp", "pppoe",
	"pppool", "resnet", "residential", "sdsl", "umts", "unassigned", "vdsl",
	"wimax", "wlan", "xdsl" };

enum { NUMBERS_MAX = 64, NAME_DIGITS_MAX = 256, DIGITS_MIN = 5 };

static bool
is_word(struct span text)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (span_equal_nocase(text, span_of(words[i])))
			return true;
	}
	return false;
}

/* Without the last two labels. */
static struct span
host_part(struct span name)
{
	size_t dots = 0, size = name.size;

	while (size > 0 && dots < 2)
		dots += name.data[--size] == '.';
	return span_part(name, 0, dots == 2 ? size : 0);
}

static const char *
find_word(struct span name)
{
	struct span host = host_part(name);

	for (size_t at = 0; at < host.size;) {
		size_t end = at;

		while (end < host.size && ascii_is_letter(host.data[end]))
			end++;
		if (end > at && is_word(span_part(host, at, end)))
			return "it holds a word for lines of customers";
		at = end > at ? end : at + 1;
	}
	return NULL;
}

/* The numbers in decimal, 0 to 255 each, as they come. */
static size_t
decimal_numbers(struct span name, unsigned int numbers[NUMBERS_MAX])
{
	size_t count = 0;

	for (size_t at = 0; at < name.size && count < NUMBERS_MAX;) {
		size_t end = at;
		uint32_t value;

		while (end < name.size && ascii_is_digit(name.data[end]))
			end++;
		if (span_number(span_part(name, at, end), 255, &value))
			numbers[count++] = value;
		at = end > at ? end : at + 1;
	}
	return count;
}

static unsigned int
digits_of(unsigned int octet)
{
	return octet >= 100 ? 3 : octet >= 10 ? 2 : 1;
}

/*
 * Three of the four octets are among the numbers, each number used once (the
 * first octet is often left out), unless they are so short that a rack and a
 * row may be meant.
 */
static bool
has_octets(const struct ip *ip, unsigned int *numbers, size_t count)
{
	unsigned int found = 0, digits = 0;

	for (size_t i = 0; i < 4; i++) {
		for (size_t j = 0; j < count; j++) {
			if (numbers[j] != ip->octets[i])
				continue;
			numbers[j] = 256;
			found++;
			digits += digits_of(ip->octets[i]);
			break;
		}
	}
	return found == 4 || (found == 3 && digits >= DIGITS_MIN);
}

static bool
holds(struct span name, const char *part)
{
	return span_search_nocase(name, span_of(part)) < name.size;
}

/* The four octets run together: padded decimal, hexadecimal, one number; and
 * the first two from the last to the first as well. */
static bool
holds_run(struct span name, const struct ip *ip)
{
	const unsigned char *o = ip->octets;
	char text[16];

	snprintf(text, sizeof text, "%03u%03u%03u%03u", o[0], o[1], o[2], o[3]);
	if (holds(name, text))
		return true;
	snprintf(text, sizeof text, "%03u%03u%03u%03u", o[3], o[2], o[1], o[0]);
	if (holds(name, text))
		return true;
	snprintf(text, sizeof text, "%02x%02x%02x%02x", o[0], o[1], o[2], o[3]);
	if (holds(name, text))
		return true;
	snprintf(text, sizeof text, "%02x%02x%02x%02x", o[3], o[2], o[1], o[0]);
	if (holds(name, text))
		return true;
	snprintf(text, sizeof text, "%lu",
	    (unsigned long)o[0] << 24 | (unsigned long)o[1] << 16 |
		(unsigned long)o[2] << 8 | o[3]);
	return holds(name, text);
}

static bool
holds_v4(struct span name, const struct ip *ip)
{
	unsigned int numbers[NUMBERS_MAX];
	size_t count = decimal_numbers(name, numbers);

	return has_octets(ip, numbers, count) || holds_run(name, ip);
}

/* The name without what stands between letters and digits. */
static struct span
squeezed(struct span name, char out[NAME_DIGITS_MAX])
{
	size_t size = 0;

	for (size_t i = 0; i < name.size && size < NAME_DIGITS_MAX; i++) {
		if (ascii_is_letter(name.data[i]) ||
		    ascii_is_digit(name.data[i]))
			out[size++] = ascii_lower(name.data[i]);
	}
	return (struct span){ out, size };
}

/* The 16 half octets of the interface part, forwards or backwards. */
static bool
holds_half(struct span name, const struct ip *ip)
{
	char squeezed_name[NAME_DIGITS_MAX], forwards[17], backwards[17];

	for (int i = 0; i < 16; i++) {
		unsigned int octet = ip->octets[8 + i / 2];
		char digit =
		    "0123456789abcdef"[i % 2 ? octet & 15 : octet >> 4];

		forwards[i] = backwards[15 - i] = digit;
	}
	forwards[16] = backwards[16] = '\0';
	name = squeezed(name, squeezed_name);
	return holds(name, forwards) || holds(name, backwards);
}

static bool
has_group(struct span name, unsigned int group)
{
	char text[8];

	snprintf(text, sizeof text, "%x", group);
	while (name.size > 0) {
		struct span part = name;

		part.size = 0;
		while (part.size < name.size && name.data[part.size] != '-' &&
		       name.data[part.size] != '.')
			part.size++;
		name = span_part(name, part.size + 1, name.size);
		while (part.size > 1 && part.data[0] == '0')
			part = span_part(part, 1, part.size);
		if (span_equal_nocase(part, span_of(text)))
			return true;
	}
	return false;
}

/* All groups that are not zero, three at least, between hyphens or dots. */
static bool
holds_groups(struct span name, const struct ip *ip)
{
	unsigned int found = 0;

	for (int i = 0; i < 8; i++) {
		unsigned int group = (unsigned int)ip->octets[2 * i] << 8 |
				     ip->octets[2 * i + 1];

		if (group == 0)
			continue;
		if (!has_group(name, group))
			return false;
		found++;
	}
	return found >= 3;
}

const char *
ptr_generic_sign(const struct ip *ip, struct span name)
{
	bool holds_address = ip->family == IP_V4 ? holds_v4(name, ip)
						 : holds_half(name, ip) ||
						       holds_groups(name, ip);

	return holds_address ? "it holds the address" : find_word(name);
}
