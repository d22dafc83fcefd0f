/*
 * eight: eight octets of a text at once, in one number whose lowest octet is
 * the first. What is asked of them is answered by marks: of each octet, the
 * highest bit says whether it is so, and the others say nothing.
 */
#ifndef PROBE_BASE_EIGHT_H
#define PROBE_BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EIGHT(octet) (UINT64_C(0x0101010101010101) * (octet))

/* Between the order of the machine and that of the text. */
static inline uint64_t
eight_turn(uint64_t octets)
{
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		   ? octets
		   : __builtin_bswap64(octets);
}

static inline uint64_t
eight_load(const char *at)
{
	uint64_t octets;

	memcpy(&octets, at, sizeof octets);
	return eight_turn(octets);
}

/* The last ones of a text, fewer than eight; NUL stands for those that are
 * missing. */
static inline uint64_t
eight_load_last(const char *text, size_t size, size_t count)
{
	uint64_t octets = 0;

	if (size >= 8 && count > 0)
		return eight_load(text + size - 8) >> (8 - count) * 8;
	for (size_t i = 0; i < count; i++)
		octets |= (uint64_t)(unsigned char)text[size - count + i]
			  << i * 8;
	return octets;
}

static inline void
eight_store(uint64_t octets, char *at)
{
	octets = eight_turn(octets);
	memcpy(at, &octets, sizeof octets);
}

/* Questions are asked of ASCII alone: without the highest bits, which
 * themselves mark the octets that are not ASCII. */
static inline uint64_t
eight_ascii(uint64_t octets)
{
	return octets & EIGHT(0x7f);
}
static inline uint64_t
eight_from(uint64_t ascii, char least)
{
	return ascii + EIGHT(0x80u - (unsigned char)least);
}
static inline uint64_t
eight_within(uint64_t ascii, char least, char most)
{
	return eight_from(ascii, least) & ~eight_from(ascii, (char)(most + 1));
}
static inline uint64_t
eight_equal(uint64_t ascii, char octet)
{
	return ~eight_from(ascii ^ EIGHT((unsigned char)octet), 1);
}

/* The number of the first octet marked; 8 when none is. */
static inline size_t
eight_first(uint64_t marks)
{
	marks &= EIGHT(0x80);
	return marks != 0 ? (unsigned int)__builtin_ctzll(marks) / 8 : 8;
}

#endif
