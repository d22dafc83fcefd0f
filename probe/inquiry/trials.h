/*
 * trials: one inquiry, and, where that is wanted, the same once more for each
 * variation, one after the other: a machine without I/O. All of it keeps to
 * the time that the options give to one inquiry. Times are microseconds of a
 * steady clock.
 */
#ifndef PROBE_INQUIRY_TRIALS_H
#define PROBE_INQUIRY_TRIALS_H

#include "inquiry/vary.h"

/* Between the end of one connection and the next. */
enum { TRIALS_PAUSE = 2 * 1000000 };

struct trials;

/* As inquiry_new(). */
struct trials *trials_new(const struct inquiry_options *o,
    const struct tables *t, struct tls_context *tls, struct span address,
    uint64_t seed, int64_t now, int64_t wall);
void trials_free(struct trials *t);

extern const struct machine_class trials_machine;

/* After WISH_DONE; NULL when memory ran out. Lives as long as the trials. */
const struct result *trials_result(const struct trials *t);

#endif
