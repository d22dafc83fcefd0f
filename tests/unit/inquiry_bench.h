/*
 * inquiry_bench: what tests of whole inquiries share: the built-in tables, a
 * private root, and certificates under it, good and bad.
 */
#ifndef TESTS_UNIT_INQUIRY_BENCH_H
#define TESTS_UNIT_INQUIRY_BENCH_H

#include "diagnosis/tables.h"
#include "peer/authority.h"
#include "tls/tls.h"

struct inquiry_bench {
	struct tables *tables;
	struct tls_context *tls;
	struct issued *root, *good, *domain, *other, *self_signed, *expired,
	    *soon;
};

enum { BENCH_WALL = 1609459200 }; /* 2021-01-01 */

void inquiry_bench_open(struct inquiry_bench *b);
void inquiry_bench_close(struct inquiry_bench *b);

/* The certificate of that word, or NULL. */
const struct issued *inquiry_bench_leaf(
    const struct inquiry_bench *b, struct span word);

/* The files of tests/sim/cases, in the order of their names. */
int inquiry_bench_files(void);
const char *inquiry_bench_path(int number);

#endif
