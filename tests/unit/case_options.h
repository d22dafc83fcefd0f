/*
 * case_options: the rows "option WORD [VALUE]" of a case.
 */
#ifndef TESTS_UNIT_CASE_OPTIONS_H
#define TESTS_UNIT_CASE_OPTIONS_H

#include "inquiry/inquiry.h"

enum { CASE_WITNESSES_MAX = 5 };

/* The options and what they point to; spans are borrowed from the rows. */
struct case_options {
	struct inquiry_options inquiry;
	struct witness_domain witnesses[CASE_WITNESSES_MAX];
};

void case_options_init(struct case_options *o);

/* False when the row is none. */
bool case_options_take(struct case_options *o, struct span row);

#endif
