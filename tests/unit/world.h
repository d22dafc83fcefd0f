/*
 * world: files of a folder below tests/zones, each a zone (tests/peer/zone.h)
 * and cases in it: rows that begin with "#=", a key and a value. "#= case
 * WORDS" begins a case; the keys are the module's own. Values are escaped as
 * names are (`\DDD`).
 */
#ifndef TESTS_UNIT_WORLD_H
#define TESTS_UNIT_WORLD_H

#include "base/finding.h"
#include "peer/zone.h"
#include "unit/expect.h"

enum { WORLD_ROWS_MAX = 256 };

struct world_row {
	struct span key, value;
};

struct world {
	const char *file;
	struct span words;
	struct zone *zone;
	struct arena *arena; /* emptied after each case */
	struct world_row rows[WORLD_ROWS_MAX];
	size_t row_count;
	const char *keys; /* those allowed, a space around each */
};

/* How many files the folder has, for tcase_add_loop_test(). */
int world_files(const char *folder);

/* Runs every case of the folder's file of that number. */
void world_try(const char *folder, int number, const char *keys,
    void (*judge)(struct world *w));

size_t world_count(const struct world *w, const char *key);

/* The value of the key's row of that number; the empty span when there is
 * none. */
struct span world_value(const struct world *w, const char *key, size_t number);

/* A view without answers; what is missing comes from the zone, and something
 * must be. Returns how many questions those were. */
struct view *world_view(struct world *w);
size_t world_fill(struct world *w, struct view *v);

/* Where the case has rows of that key, they are these, in this order. */
void world_expect(
    struct world *w, const char *key, const char *const *rows, size_t count);
void world_expect_text(struct world *w, const char *key, const char *text);
void world_expect_number(struct world *w, const char *key, size_t number);

/* The findings are exactly the rows "#= finding WORD SUBJECT", in any order. */
void world_expect_findings(struct world *w, const struct findings *f);

#endif
