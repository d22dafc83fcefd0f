/*
 * inquiry_case: whole inquiries from small texts, and what must come of them.
 * tests/sim/cases/README has the rows.
 */
#ifndef TESTS_UNIT_INQUIRY_CASE_H
#define TESTS_UNIT_INQUIRY_CASE_H

#include "sim/sim.h"
#include "unit/inquiry_bench.h"

struct inquiry_case;

/* Runs each case of the file; fails the test at the first surprise. */
void inquiry_case_try(const struct inquiry_bench *b, const char *path);

/* For tests that do something else with each case of the file. */
void inquiry_case_each(const struct inquiry_bench *b, const char *path,
    void (*run)(struct inquiry_case *c));

/* The last case of the file alone, to be given back. */
struct inquiry_case *inquiry_case_read(
    const struct inquiry_bench *b, const char *path);
void inquiry_case_free(struct inquiry_case *c);

/* "file.case (words)" */
const char *inquiry_case_name(struct inquiry_case *c);
struct sim_world *inquiry_case_world(struct inquiry_case *c);
struct inquiry_options *inquiry_case_options(struct inquiry_case *c);
struct span inquiry_case_address(const struct inquiry_case *c);

#endif
