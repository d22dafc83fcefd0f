/*
 * sixteen: sixteen octets of a text at once. What is asked of them is answered
 * by marks: an octet whose highest bit is set is marked. So octets that are not
 * ASCII are marked as they are.
 */
#ifndef PROBE_BASE_SIXTEEN_H
#define PROBE_BASE_SIXTEEN_H

#include "base/eight.h"

typedef unsigned char sixteen __attribute__((vector_size(16)));

static inline sixteen
sixteen_load(const char *at)
{
	sixteen octets;

	memcpy(&octets, at, sizeof octets);
	return octets;
}

/* Fewer than sixteen; NUL stands for those that are missing. */
static inline sixteen
sixteen_load_some(const char *at, size_t count)
{
	sixteen octets = { 0 };

	memcpy(&octets, at, count);
	return octets;
}

static inline void
sixteen_store(sixteen octets, char *at)
{
	memcpy(at, &octets, sizeof octets);
}

static inline sixteen
sixteen_within(sixteen octets, unsigned char least, unsigned char most)
{
	return (sixteen)(octets - least <= (unsigned char)(most - least));
}

static inline sixteen
sixteen_equal(sixteen octets, unsigned char octet)
{
	return (sixteen)(octets == octet);
}

/* A bit for each octet, set where it is marked; the first is the lowest. */
static inline unsigned int
sixteen_bits(sixteen marks)
{
#ifdef __SSE2__
	typedef char signs __attribute__((vector_size(16)));

	return (unsigned int)__builtin_ia32_pmovmskb128((signs)marks);
#else
	char octets[16];

	sixteen_store(marks, octets);
	return (unsigned int)(eight_bits(eight_load(octets)) |
			      eight_bits(eight_load(octets + 8)) << 8);
#endif
}

#endif
