/*
 * expect: what the unit tests share on top of Check: assertions about the
 * project's types, which name the row of the table that they fail in.
 */
#ifndef TESTS_UNIT_EXPECT_H
#define TESTS_UNIT_EXPECT_H

#include "base/span.h"

#include <check.h>

/* The rows of a table. */
#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { EXPECT_SECONDS = 60 };

/* A test case in the suite, with time enough for a run under sanitizers. */
TCase *expect_case(Suite *s, const char *name);

/* The octets are the same; `row` says whose they are. */
void expect_span(struct span is, struct span wanted, const char *row);

/* The same for C strings. */
void expect_text(const char *is, const char *wanted, const char *row);

/* The text holds the part somewhere. */
void expect_part(const char *text, const char *part, const char *row);

/* An assert will end the test; what it says would look like a failure. */
void expect_abort(void);

#endif
