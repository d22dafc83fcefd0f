#include "inquiry/claim.h"

/* What the words of a refusal name: an address, a blocklist. */

static bool
in_address(char c)
{
	return ascii_is_digit(c) || c == '.' || c == ':' ||
	       (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f');
}

/* Runs of octets that an address may have, without what ends a sentence. */
struct ip
claim_address(struct span text, const struct ip *other)
{
	static const struct ip none = { IP_NONE, { 0 } };
	size_t begin = 0, end;
	struct ip ip;

	while (begin < text.size) {
		while (begin < text.size && !in_address(text.data[begin]))
			begin++;
		for (end = begin;
		     end < text.size && in_address(text.data[end]);)
			end++;
		while (end > begin &&
		       (text.data[end - 1] == '.' || text.data[end - 1] == ':'))
			end--;
		if (ip_parse(span_part(text, begin, end), &ip) &&
		    !ip_equal(&ip, other) && ip_kind(&ip) != IP_UNSPECIFIED)
			return ip;
		begin = end + 1;
	}
	return none;
}

/* A host name at the start of the text: neither an address nor a link. */
static struct span
zone_here(struct span text)
{
	size_t size = 0, dots = 0, letters = 0;

	while (size < text.size &&
	       (ascii_is_digit(text.data[size]) ||
		   ascii_is_letter(text.data[size]) || text.data[size] == '-' ||
		   text.data[size] == '.')) {
		dots += text.data[size] == '.';
		letters += ascii_is_letter(text.data[size]);
		size++;
	}
	if (size < text.size && text.data[size] == '/')
		return SPAN_NONE;
	if (size > 0 && text.data[size - 1] == '.') {
		size--;
		dots--;
	}
	return letters > 0 && dots > 0 ? span_part(text, 0, size) : SPAN_NONE;
}

struct span
claim_zone(struct span text)
{
	static const struct span leads[] = {
		{ "blocked using ", 14 },
		{ "listed by ", 10 },
		{ "listed in ", 10 },
		{ "listed at ", 10 },
		{ "listed on ", 10 },
		{ "black list at ", 14 },
		{ "blacklist at ", 13 },
		{ "blocklist at ", 13 },
		{ "rejected by ", 12 },
		{ "refused by ", 11 },
		{ "blocked by ", 11 },
		{ "using ", 6 },
	};

	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
		size_t at = span_search_nocase(text, leads[i]);
		struct span zone =
		    zone_here(span_part(text, at + leads[i].size, text.size));

		if (zone.size > 0)
			return zone;
	}
	return SPAN_NONE;
}
