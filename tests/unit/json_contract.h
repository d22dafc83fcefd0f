/*
 * json_contract: the fields of smtpprobe.check/1, each with its type, as
 * docs/JSON.md has them.
 */
#ifndef TESTS_UNIT_JSON_CONTRACT_H
#define TESTS_UNIT_JSON_CONTRACT_H

#include "base/span.h"

/* One line of valid JSON with every field of the contract. */
void expect_contract(struct span line, const char *name);

#endif
