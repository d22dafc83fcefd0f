/*
 * inquiry_case: whole inquiries from small texts, and what must come of them.
 * tests/sim/cases/README has the rows.
 */
#ifndef TESTS_UNIT_INQUIRY_CASE_H
#define TESTS_UNIT_INQUIRY_CASE_H

#include "sim/sim.h"
#include "unit/inquiry_bench.h"

/* Runs each case of the file; fails the test at the first surprise. */
void inquiry_case_try(const struct inquiry_bench *b, const char *path);

/*
 * For tests that do more with a case: the world and options of the first case
 * of the file, without what is expected. To be given back.
 */
struct inquiry_case;
struct inquiry_case *inquiry_case_read(
    const struct inquiry_bench *b, const char *path);
void inquiry_case_free(struct inquiry_case *c);
struct sim_world *inquiry_case_world(struct inquiry_case *c);
struct inquiry_options *inquiry_case_options(struct inquiry_case *c);
struct span inquiry_case_address(const struct inquiry_case *c);

#endif
