/*
 * eight: eight octets of a text at once, in one number whose lowest octet is
 * the first.
 */
#ifndef PROBE_BASE_EIGHT_H
#define PROBE_BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EIGHT(octet) (UINT64_C(0x0101010101010101) * (octet))

static inline uint64_t
eight_load(const char *at)
{
	uint64_t octets;

	memcpy(&octets, at, sizeof octets);
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		   ? octets
		   : __builtin_bswap64(octets);
}

/* A bit for each octet, set where its highest bit is; the first is the lowest.
 */
static inline uint64_t
eight_bits(uint64_t octets)
{
	/* Moves the eight bits into the highest octet. */
	return (octets >> 7 & EIGHT(1)) * UINT64_C(0x0102040810204080) >> 56;
}

/* The next state of a hash into which the octets go (multiplied as in Fibonacci
 * hashing, Knuth, volume 3, 6.4). */
static inline uint64_t
eight_mix(uint64_t state, uint64_t octets)
{
	state = (state ^ octets) * UINT64_C(0x9e3779b97f4a7c15);
	return state ^ state >> 32;
}

#endif
