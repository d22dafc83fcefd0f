#include "unit/search.h"

#include "unit/expect.h"

#include <string.h>

size_t
search(const struct matcher *m, struct span text, struct match *matches,
    size_t room)
{
	char octets[MATCHER_TEXT_MAX + MATCHER_TEXT_BEHIND] = "";
	struct leeway leeway = { 0, 0 };

	ck_assert_uint_le(text.size, MATCHER_TEXT_MAX);
	if (text.size > 0)
		memcpy(octets, text.data, text.size);
	return matcher_find(
	    m, (struct span){ octets, text.size }, matches, room, &leeway);
}
