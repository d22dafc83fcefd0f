#include "smtp/address.h"

#include "base/utf8.h"
#include "smtp/domain.h"

#include <string.h>

/* RFC 5321 4.1.2 with RFC 6531 3.3: a mailbox is read from left to right; the
 * first octet that cannot stand where it does is the one that is named. */

static const char atom_remedy[] =
    "not allowed in a local part; put the local part in quotes, or check it";

static bool
is_atext(uint32_t c)
{
	static const char specials[] = "!#$%&'*+-/=?^_`{|}~";

	if (c >= 0x80)
		return !is_forbidden(c);
	return c != 0 &&
	       (ascii_is_letter((char)c) || ascii_is_digit((char)c) ||
		   memchr(specials, (int)c, sizeof specials - 1) != NULL);
}

/* Dot-string = Atom *("." Atom); the offset behind it, 0 on failure. */
static size_t
read_dot_string(struct span all, struct trouble *t)
{
	size_t at = 0, size;
	bool atom = false;

	for (; at < all.size && all.data[at] != '@'; at += size) {
		uint32_t c = 0;

		size = utf8_decode(span_part(all, at, all.size), &c);
		if (size > 0 && c == '.' && atom) {
			atom = false;
			continue;
		}
		if (size == 0 || c == '.' || !is_atext(c)) {
			syntax_trouble(t, all, at,
			    c == '.' ? "a dot stands between two other "
				       "characters of a local part"
				     : atom_remedy);
			return 0;
		}
		atom = true;
	}
	if (!atom) {
		syntax_trouble(t, all, at > 0 ? at - 1 : 0,
		    at > 0 ? "a local part does not end with a dot"
			   : "the local part, before the @, is missing");
		return 0;
	}
	return at;
}

/* Quoted-string; the offset behind the closing quote, 0 on failure. */
static size_t
read_quoted(struct span all, struct trouble *t)
{
	size_t at = 1, size;

	for (; at < all.size; at += size) {
		uint32_t c = 0;

		size = utf8_decode(span_part(all, at, all.size), &c);
		if (c == '"' && size > 0)
			return at + 1;
		if (c == '\\' && size > 0) {
			at++;
			size = utf8_decode(span_part(all, at, all.size), &c);
			if (at == all.size)
				break;
			if (c >= 0x80) /* quoted-pairSMTP is ASCII */
				size = 0;
		}
		if (size == 0 || is_forbidden(c)) {
			syntax_trouble(
			    t, all, at, "not allowed, not even in quotes");
			return 0;
		}
	}
	syntax_trouble(t, all, at, "the closing quote is missing");
	return 0;
}

/* What people put around an address. */
static bool
is_bare(struct span all, struct trouble *t)
{
	const char *remedy = NULL;
	size_t at = 0;

	if (all.size == 0) {
		trouble_set(t, "octet 1: the address is empty; give one such "
			       "as user@example.org");
		return false;
	}
	if (all.data[0] == '<')
		remedy = "leave out the < and >";
	else if (all.data[0] == '@')
		remedy = "the local part, before the @, is missing";
	else if (ascii_is_space(all.data[0]))
		remedy = "leave out the spaces around the address";
	else if (span_starts_nocase(all, SPAN("mailto:"))) {
		at = 6;
		remedy = "leave out the mailto:";
	} else if (all.data[all.size - 1] == '>') {
		at = span_find(all, '<');
		at = at < all.size ? at : all.size - 1;
		remedy = "give only what stands between < and >";
	}
	if (remedy != NULL)
		syntax_trouble(t, all, at, remedy);
	return remedy == NULL;
}

static size_t
read_local(struct span all, struct trouble *t)
{
	size_t end;

	if (all.data[0] == '"')
		end = read_quoted(all, t);
	else
		end = read_dot_string(all, t);
	if (end == 0)
		return 0;
	if (end > LOCAL_PART_MAX) {
		trouble_set(t,
		    "octet %d: a local part has %d octets at most; "
		    "this one has %zu",
		    LOCAL_PART_MAX + 1, LOCAL_PART_MAX, end);
		return 0;
	}
	if (end < all.size && all.data[end] == '@')
		return end;
	syntax_trouble(t, all, end,
	    end < all.size ? "an @ must stand here"
			   : "the @ and the domain are missing");
	return 0;
}

static bool
read_domain(struct span all, size_t at, struct arena *a,
    struct address *address, struct trouble *t)
{
	if (at == all.size) {
		syntax_trouble(
		    t, all, at, "the domain, after the @, is missing");
		return false;
	}
	if (all.data[at] == '[')
		return literal_parse(all, at, &address->literal, t);
	return domain_parse(all, at, a, &address->ascii, t);
}

static bool
is_ascii(struct span s)
{
	for (size_t i = 0; i < s.size; i++) {
		if ((unsigned char)s.data[i] >= 0x80)
			return false;
	}
	return true;
}

/* An international domain can be said in A-labels; a local part cannot. */
static void
choose_mailbox(struct address *address, struct span all, struct arena *a)
{
	address->needs_smtputf8 = !is_ascii(address->local);
	address->mailbox = all;
	if (!address->needs_smtputf8 && !is_ascii(address->domain))
		address->mailbox = span_of(
		    arena_format(a, "%.*s@%.*s", SPAN_ARGUMENTS(address->local),
			SPAN_ARGUMENTS(address->ascii)));
}

/* The domain's octets may be more on the wire than as written. */
static void
too_long(const struct address *address, struct span all, struct trouble *t)
{
	bool written = all.size > MAILBOX_MAX;

	trouble_set(t,
	    "octet %zu: an address has %d octets at most; this one has %zu%s",
	    written ? MAILBOX_MAX + 1u : address->local.size + 2, MAILBOX_MAX,
	    address->mailbox.size,
	    span_equal(address->mailbox, all) ? ""
					      : " with its domain in A-labels");
}

bool
address_read(struct span text, struct arena *a, struct address *address,
    struct trouble *t)
{
	struct span all = arena_copy(a, text);
	size_t end;

	*address = (struct address){ .ascii = SPAN("") };
	if (!is_bare(all, t) || (end = read_local(all, t)) == 0 ||
	    !read_domain(all, end + 1, a, address, t))
		return false;
	address->local = span_part(all, 0, end);
	address->domain = span_part(all, end + 1, all.size);
	choose_mailbox(address, all, a);
	if (address->mailbox.size > MAILBOX_MAX) {
		too_long(address, all, t);
		return false;
	}
	return true;
}

bool
domain_read(
    struct span text, struct arena *a, struct span *ascii, struct trouble *t)
{
	if (text.size == 0) {
		trouble_set(t, "octet 1: the domain is empty; give one such "
			       "as example.org");
		return false;
	}
	return domain_parse(arena_copy(a, text), 0, a, ascii, t);
}
