#include "unit/search.h"

#include "unit/expect.h"

#include <string.h>

size_t
search(const struct matcher *m, struct span text, struct match *matches,
    size_t room)
{
	char octets[MATCHER_TEXT_MAX + MATCHER_TEXT_BEHIND] = "";
	struct leeway leeway = { 0, 0, true };

	ck_assert_uint_le(text.size, MATCHER_TEXT_MAX);
	if (text.size > 0)
		memcpy(octets, text.data, text.size);
	return matcher_find(
	    m, (struct span){ octets, text.size }, matches, room, &leeway);
}

struct matcher *
search_matcher(const char *const *words, size_t count, struct arena *a)
{
	struct pattern **pointers = arena_get(a, count * sizeof *pointers);
	struct trouble t = { "" };
	struct matcher *m;

	for (size_t i = 0; i < count; i++) {
		pointers[i] = arena_get(a, sizeof **pointers);
		ck_assert_msg(
		    pattern_compile(span_of(words[i]), a, pointers[i], &t),
		    "%s: %s", words[i], t.text);
	}
	m = matcher_new(pointers, count, a);
	ck_assert_ptr_nonnull(m);
	return m;
}
