#include "inquiry/made_up.h"

enum { MADE_UP_SIZE = 16 };

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
next_chance(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

struct span
made_up_mailbox(
    const struct address *address, uint64_t *chance, struct arena *a)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	struct span domain = span_part(
	    address->mailbox, address->local.size, address->mailbox.size);
	char local[MADE_UP_SIZE + 1] = "";

	local[0] = 'x';
	for (int i = 1; i < MADE_UP_SIZE; i++)
		local[i] = letters[next_chance(chance) % 32];
	return span_of(
	    arena_format(a, "%s%.*s", local, SPAN_ARGUMENTS(domain)));
}
