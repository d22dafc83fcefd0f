#include "base/utf8.h"

/* By the first octet: how long the sequence is, which bits of the octet count,
 * and the least character that may be written so. */
static const struct {
	unsigned char mask, mark, bits;
	size_t size;
	uint32_t least;
} forms[] = {
	{ 0x80, 0x00, 0x7f, 1, 0 },
	{ 0xe0, 0xc0, 0x1f, 2, 0x80 },
	{ 0xf0, 0xe0, 0x0f, 3, 0x800 },
	{ 0xf8, 0xf0, 0x07, 4, 0x10000 },
};

static bool
continues(struct span text, size_t size, uint32_t *value)
{
	if (text.size < size)
		return false;
	for (size_t i = 1; i < size; i++) {
		unsigned char octet = (unsigned char)text.data[i];

		if ((octet & 0xc0) != 0x80)
			return false;
		*value = *value << 6 | (octet & 0x3f);
	}
	return true;
}

size_t
utf8_decode(struct span text, uint32_t *code_point)
{
	unsigned char first = text.size ? (unsigned char)text.data[0] : 0xff;
	uint32_t value;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if ((first & forms[i].mask) != forms[i].mark)
			continue;
		value = first & forms[i].bits;
		if (!continues(text, forms[i].size, &value) ||
		    value < forms[i].least || value > 0x10ffff ||
		    (value >= 0xd800 && value <= 0xdfff))
			return 0;
		*code_point = value;
		return forms[i].size;
	}
	return 0;
}

bool
utf8_is_valid(struct span text)
{
	uint32_t code_point;

	while (text.size > 0) {
		size_t size = utf8_decode(text, &code_point);

		if (size == 0)
			return false;
		text = span_part(text, size, text.size);
	}
	return true;
}
