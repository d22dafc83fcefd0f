/*
 * memo: readings of replies that were read before. Servers say the same
 * sentences again and again, with other addresses, ids and numbers in them; a
 * reply that differs from an earlier one in nothing that the tables can tell
 * apart (skeleton.h) has the same reading. It grows as it is used, up to
 * some megabytes, and begins anew when it is full. Pure.
 */
#ifndef PROBE_DIAGNOSIS_MEMO_H
#define PROBE_DIAGNOSIS_MEMO_H

#include "diagnosis/reading.h"

struct memo;

/* For readings by these tables, which outlive it; NULL when there is no memory.
 */
struct memo *memo_new(const struct tables *t);
void memo_free(struct memo *m);

/* As reading_of(); what is read lives in the tables, in the arena, or in the
 * memo until it reads again. */
bool memo_read(struct memo *m, const struct reading_input *in, struct arena *a,
    struct reading *r);

/* How many of its readings it had no earlier one for. */
size_t memo_anew(const struct memo *m);

#endif
