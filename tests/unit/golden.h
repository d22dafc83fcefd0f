/*
 * golden: texts that must be as a file of tests/golden has them.
 */
#ifndef TESTS_UNIT_GOLDEN_H
#define TESTS_UNIT_GOLDEN_H

#include "base/buf.h"

/*
 * The text is that of the file. What differs from run to run, from one version
 * of a library to the next, or with each row added to a table, is put as N in
 * both: "phrases.tbl:118", keys, ciphers, digests. With GOLDEN_UPDATE=1 in the
 * environment the file is written instead.
 */
void expect_golden(const char *file, struct span text);

#endif
