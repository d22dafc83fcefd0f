/*
 * transcript: a result's dialogue as lines with times and swaks's marks, in
 * the order in which it happened. Pure.
 */
#ifndef PROBE_REPORT_TRANSCRIPT_H
#define PROBE_REPORT_TRANSCRIPT_H

#include "inquiry/result.h"

struct transcript_line {
	int64_t at;       /* microseconds since the first attempt began */
	const char *mark; /* three characters: "===", "***", " ->", "<- ",
			     "<**", and " ~>", "<~ ", "<~*" inside TLS */
	struct span text; /* raw: to be escaped */
};

/* Calls `line` for each; the texts live as long as the result and arena. */
void transcript_each(const struct result *r, struct arena *a,
    void (*line)(void *context, const struct transcript_line *), void *context);

#endif
