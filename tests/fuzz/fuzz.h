/*
 * fuzz: what the fuzz targets share. A target states promises of the code; a
 * broken one ends the program, as a memory error does.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/arena.h"
#include "base/span.h"

/* libFuzzer calls it with one input after the other. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, telling which promise it was, unless it was kept. */
void promise(bool kept, const char *which);

struct span fuzz_input(const uint8_t *data, size_t size);

/* No control octet of ASCII. */
bool has_no_controls(struct span text);

/*
 * Fit for a terminal: UTF-8 without control characters but LF, and without
 * line separators and bidirectional controls (UAX 9). Stated here anew, so
 * that it does not share a mistake with the code.
 */
bool is_showable(struct span text);

/*
 * All that a client said in one session, in clear: only commands of a probe,
 * each on a line that ends in CR LF. A message is never begun.
 */
bool is_harmless(struct span said);

/*
 * A script is what a server does, in the rows of a talk (peer/talk.h), read
 * without complaint: a row that makes no sense is passed over.
 */
struct script {
	struct span rest;
	char *said; /* where the next S row's octets go */
};

struct step {
	char kind; /* the letter; 0 at the end */
	struct span text;
};

/* The text and the arena must outlive it and its steps. */
struct script script_open(struct arena *a, struct span text);

/* The next row. S rows come unescaped, with their line end; several without a
 * row between are one step. */
struct step script_next(struct script *s);

#endif
