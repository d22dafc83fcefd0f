/*
 * asker: a pure function of the DNS as a machine without I/O ("ask and
 * rerun"): it is run over a view, what it misses is wished for, all of it at
 * once, and it is run again, until it has all or the time is over. Times are
 * microseconds of a steady clock.
 */
#ifndef PROBE_INQUIRY_ASKER_H
#define PROBE_INQUIRY_ASKER_H

#include "dns/view.h"
#include "inquiry/machine.h"

/*
 * False while answers are missing. `work` is emptied before each run; what the
 * last one leaves there lives as long as the asker. When the time is over, what
 * is missing has timed out, so that it ends.
 */
typedef bool (*asker_run)(void *context, struct view *v, struct arena *work);

struct asker;

/* The context must outlive it. NULL when there is no memory. */
struct asker *asker_new(
    asker_run run, void *context, unsigned int seconds, int64_t now);
void asker_free(struct asker *a);

extern const struct machine_class asker_machine;

/* After WISH_DONE: false when memory ran out. */
bool asker_succeeded(const struct asker *a);

#endif
