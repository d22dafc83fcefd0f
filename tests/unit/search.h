/*
 * search: matchers of patterns in words, and matcher_find() in a text that is
 * not yet followed by NULs.
 */
#ifndef TESTS_UNIT_SEARCH_H
#define TESTS_UNIT_SEARCH_H

#include "diagnosis/matcher.h"

/* The arena owns it. */
struct matcher *search_matcher(
    const char *const *words, size_t count, struct arena *a);

size_t search(const struct matcher *m, struct span text, struct match *matches,
    size_t room);

#endif
