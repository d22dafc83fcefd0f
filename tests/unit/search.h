/* search: matcher_find() in a text that is not yet followed by NULs. */
#ifndef TESTS_UNIT_SEARCH_H
#define TESTS_UNIT_SEARCH_H

#include "diagnosis/matcher.h"

size_t search(const struct matcher *m, struct span text, struct match *matches,
    size_t room);

#endif
