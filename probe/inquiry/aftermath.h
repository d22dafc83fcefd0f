/*
 * aftermath: what an inquiry still does once it is concluded: the claim of a
 * refusal is put to the test, and witnesses of a silence are heard. A part of
 * an inquiry: no I/O. Times are microseconds of a steady clock.
 */
#ifndef PROBE_INQUIRY_AFTERMATH_H
#define PROBE_INQUIRY_AFTERMATH_H

#include "inquiry/hearing.h"

enum aftermath_state { AFTERMATH_TESTING, AFTERMATH_HEARING, AFTERMATH_OVER };

/* Borrowed; must outlive the aftermath. */
struct aftermath_setup {
	const struct inquiry_options *options;
	struct result *result;
	struct view *view;
	struct arena *arena; /* the result's */
	int64_t ends_at;     /* the time for all of it */
};

/* The fields are its own; zeroed before it begins. */
struct aftermath {
	struct aftermath_setup setup;
	enum aftermath_state state;
	struct arena *tests; /* what they need */
	bool failed;         /* there was no memory for them */
	int64_t began_at;
	struct hearing hearing;
};

/* The result is concluded. */
void aftermath_begin(
    struct aftermath *m, const struct aftermath_setup *setup, int64_t now);
void aftermath_free(struct aftermath *m);

/* False when it only waits, until aftermath_deadline(), or is over. */
bool aftermath_wish(struct aftermath *m, int64_t now, struct wish *w);
bool aftermath_is_over(const struct aftermath *m);
int64_t aftermath_deadline(const struct aftermath *m);

/* Memory ran out: the result cannot be believed. */
bool aftermath_failed(const struct aftermath *m);

/* What became of a connection that was wished for. */
void aftermath_heard(
    struct aftermath *m, enum network_error error, int64_t now);

#endif
