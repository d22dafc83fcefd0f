/*
 * intake_promises: what holds of any text fed to the intake: the same replies
 * whatever the pieces, at lines that exist, and output fit to be shown.
 */
#ifndef TESTS_FUZZ_INTAKE_PROMISES_H
#define TESTS_FUZZ_INTAKE_PROMISES_H

#include "intake/intake.h"

/* The first octet decides the size of the pieces. */
void check_intake(enum input_kind kind, struct span input);

#endif
