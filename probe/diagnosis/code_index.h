/*
 * code_index: which rows of a code table can speak for a code, by number, so
 * that a reading looks at few. For diagnosis/ alone.
 */
#ifndef PROBE_DIAGNOSIS_CODE_INDEX_H
#define PROBE_DIAGNOSIS_CODE_INDEX_H

#include "diagnosis/rows.h"

/* False when there is no memory. */
bool code_index_replies(struct code_index *index, const struct code_entry *rows,
    size_t count, struct arena *a);
bool code_index_enhanced(struct code_index *index,
    const struct code_entry *rows, size_t count, struct arena *a);

/* The numbers of the rows, in their order; *count gets how many. */
const uint32_t *code_index_reply(
    const struct code_index *index, uint16_t code, size_t *count);
const uint32_t *code_index_find(
    const struct code_index *index, const struct enhanced *e, size_t *count);

#endif
