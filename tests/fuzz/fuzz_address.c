/*
 * Addresses and domains: what is accepted is fit for the wire and for the DNS,
 * and what is refused is refused with a reason that a terminal can show.
 */
#include "fuzz/fuzz.h"

#include "dns/name.h"
#include "smtp/address.h"

#include <string.h>

enum { MEMORY_MAX = 1 << 20 };

static void
check_trouble(const struct trouble *t)
{
	struct span text = span_of(t->text);

	promise(strncmp(t->text, "octet ", 6) == 0, "the octet is named");
	promise(text.size < TROUBLE_MAX - 1, "the reason is not cut");
	promise(is_showable(text) && has_no_controls(text),
	    "the reason can be shown");
}

/* A name in A-labels, as the DNS takes it. */
static void
check_ascii(struct span ascii)
{
	struct name name;
	char before = '.';

	promise(
	    ascii.size > 0 && ascii.size <= DOMAIN_MAX, "a domain is bounded");
	for (size_t i = 0; i < ascii.size; i++) {
		char c = ascii.data[i];

		promise((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    c == '-' || c == '.',
		    "a domain has letters, digits, hyphens and dots");
		promise(c != '.' || before != '.', "no label is empty");
		before = c;
	}
	promise(before != '.', "no dot at the end");
	/* RFC 5321 allows 255 octets, RFC 1035 as text 253. */
	promise(ascii.size > 253 || name_from_text(ascii, &name),
	    "a domain is a name of the DNS");
}

static void
check_address(const struct address *x, struct span given, struct arena *a)
{
	struct address again;

	promise(has_no_controls(x->local) && has_no_controls(x->domain) &&
		    has_no_controls(x->ascii) && has_no_controls(x->mailbox),
	    "no control octet is in an address");
	promise(is_showable(x->mailbox), "a mailbox is UTF-8");
	promise(x->mailbox.size <= MAILBOX_MAX, "a mailbox is bounded");
	promise(x->local.size > 0 && x->local.size <= LOCAL_PART_MAX,
	    "a local part is bounded");
	promise(x->local.size + 1 + x->domain.size == given.size,
	    "an address is local part, @ and domain");
	promise((x->literal.family == IP_NONE) == (x->ascii.size > 0),
	    "a domain is a name or a literal");
	if (x->ascii.size > 0)
		check_ascii(x->ascii);
	promise(x->local.data[0] == '"' ||
		    (span_find(x->local, ' ') == x->local.size &&
			span_find(x->local, '>') == x->local.size),
	    "no space or bracket outside quotes");
	promise(address_read(x->mailbox, a, &again, NULL) &&
		    span_equal(again.mailbox, x->mailbox) &&
		    span_equal(again.ascii, x->ascii) &&
		    again.needs_smtputf8 == x->needs_smtputf8,
	    "a mailbox reads as itself");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_input(data, size), ascii, again;
	struct arena *a = arena_new(MEMORY_MAX);
	struct trouble t = { "" };
	struct address x;

	if (a == NULL || size > 4096) {
		arena_free(a);
		return 0;
	}
	if (address_read(text, a, &x, &t))
		check_address(&x, text, a);
	else
		check_trouble(&t);
	t.text[0] = '\0';
	if (domain_read(text, a, &ascii, &t)) {
		check_ascii(ascii);
		promise(domain_read(ascii, a, &again, NULL) &&
			    span_equal(ascii, again),
		    "A-labels read as themselves");
	} else {
		check_trouble(&t);
	}
	arena_free(a);
	return 0;
}
