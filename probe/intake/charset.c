#include "intake/charset.h"

enum { REPLACEMENT = 0xfffd };

static void
add_character(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_add_octet(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_add_octet(out, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_add_octet(out, (char)(0xe0 | c >> 12));
		} else {
			buf_add_octet(out, (char)(0xf0 | c >> 18));
			buf_add_octet(out, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		buf_add_octet(out, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_add_octet(out, (char)(0x80 | (c & 0x3f)));
}

/* RFC 2781 2.2 */
static void
add_unit(struct charset *c, uint32_t unit, struct buf *out)
{
	bool trailing = unit >= 0xdc00 && unit <= 0xdfff;

	if (c->leading != 0 && trailing) {
		add_character(out,
		    0x10000 + ((c->leading & 0x3ff) << 10 | (unit & 0x3ff)));
		c->leading = 0;
		return;
	}
	if (c->leading != 0)
		add_character(out, REPLACEMENT);
	c->leading = unit >= 0xd800 && unit <= 0xdbff ? unit : 0;
	if (c->leading == 0)
		add_character(out, trailing ? (uint32_t)REPLACEMENT : unit);
}

static void
add_utf16(struct charset *c, struct span octets, struct buf *out)
{
	for (size_t i = 0; i < octets.size; i++) {
		uint32_t high, low;

		c->waiting[c->size++] = octets.data[i];
		if (c->size < 2)
			continue;
		high = (unsigned char)c->waiting[c->big ? 0 : 1];
		low = (unsigned char)c->waiting[c->big ? 1 : 0];
		c->size = 0;
		add_unit(c, high << 8 | low, out);
	}
}

/* Whether what waits may still become the mark. */
static bool
may_become(const struct charset *c, struct span mark)
{
	struct span waiting = { c->waiting, c->size };

	return c->size < mark.size &&
	       span_equal(waiting, span_part(mark, 0, c->size));
}

static bool
has_become(const struct charset *c, struct span mark)
{
	return span_equal((struct span){ c->waiting, c->size }, mark);
}

/* RFC 3629 6, RFC 2781 3.2: looks at one octet more. */
static void
decide(struct charset *c, char octet)
{
	static const struct span utf8 = { "\xef\xbb\xbf", 3 },
				 big = { "\xfe\xff", 2 },
				 little = { "\xff\xfe", 2 };

	c->waiting[c->size++] = octet;
	if (may_become(c, utf8) || may_become(c, big) || may_become(c, little))
		return;
	c->big = has_become(c, big);
	c->kind =
	    c->big || has_become(c, little) ? CHARSET_UTF16 : CHARSET_AS_IT_IS;
	if (c->kind == CHARSET_UTF16 || has_become(c, utf8))
		c->size = 0;
}

struct span
charset_piece(struct charset *c, struct span octets, struct buf *out)
{
	size_t used = 0;

	buf_clear(out);
	while (c->kind == CHARSET_UNDECIDED && used < octets.size)
		decide(c, octets.data[used++]);
	octets = span_part(octets, used, octets.size);
	if (c->kind == CHARSET_UNDECIDED)
		return SPAN_NONE;
	if (c->kind == CHARSET_UTF16) {
		add_utf16(c, octets, out);
		return buf_span(out);
	}
	if (c->size == 0)
		return octets;
	buf_add(out, (struct span){ c->waiting, c->size });
	buf_add(out, octets);
	c->size = 0;
	return buf_span(out);
}

struct span
charset_end(struct charset *c, struct buf *out)
{
	buf_clear(out);
	if (c->kind != CHARSET_UTF16)
		buf_add(out, (struct span){ c->waiting, c->size });
	else if (c->leading != 0 || c->size > 0)
		add_character(out, REPLACEMENT);
	*c = (struct charset){ .kind = CHARSET_UNDECIDED };
	return buf_span(out);
}
