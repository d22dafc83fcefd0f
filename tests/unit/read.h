/*
 * read: replies read against tables, for the tests of the diagnosis.
 */
#ifndef TESTS_UNIT_READ_H
#define TESTS_UNIT_READ_H

#include "diagnosis/reading.h"

/* The built-in tables, made once a process. */
const struct tables *read_tables(void);

/* With an administrator's text in place of one file; NULL with trouble. */
struct tables *read_tables_with(
    enum table table, const char *text, struct trouble *t);

/* A reply as it comes over the wire, line ends as LF; at a stage by its word,
 * "" for one not known; from an MX host, "" likewise. */
struct reading read_reply(const struct tables *t, struct arena *a,
    const char *stage, const char *host, const char *lines);

/* Asserts the words of a reading; "" where it does not matter. */
void expect_reading(const struct reading *r, const char *cause,
    const char *about, const char *act, const char *retry,
    const char *confidence, const char *row);

/* Asserts that all that they say of the text is the same. */
void expect_same_reading(
    const struct reading *a, const struct reading *b, const char *text);

#endif
