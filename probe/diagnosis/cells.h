/*
 * cells: one row of a table taken apart, with errors that name file, line,
 * cell and remedy. For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_CELLS_H
#define PROBE_DIAGNOSIS_CELLS_H

#include "diagnosis/rows.h"

enum { CELLS_MAX = 16 };

struct row {
	struct place place;
	struct span cells[CELLS_MAX]; /* `-` is the empty span */
	size_t count;
	struct arena *arena;
	struct trouble *trouble; /* set on the first failure */
	bool bad;
};

/*
 * The next row that is neither empty nor a comment, taken from *text; false at
 * the end. place.line is kept up to date. A row without `wanted` cells is bad.
 */
bool row_next(struct row *row, struct span *text, size_t wanted);

/* Says what is wrong with cell number `cell`, counted from 1; once. */
void row_complain(struct row *row, size_t cell, const char *what);

/* Each reads cell number `cell`, counted from 1. */
const char *row_text(struct row *row, size_t cell);
void row_codes(struct row *row, size_t cell, struct codes *codes);
void row_enhanced(struct row *row, size_t cell, struct enhanced_range *range);
uint32_t row_stages(struct row *row, size_t cell);
enum cause row_cause(struct row *row, size_t cell);
int row_about(struct row *row, size_t cell);
int row_act(struct row *row, size_t cell);
int row_retry(struct row *row, size_t cell);
enum confidence row_confidence(struct row *row, size_t cell);

/* The place of the cell in a list of words ended by NULL; complains. */
int row_word(struct row *row, size_t cell, const char *const *words);

#endif
