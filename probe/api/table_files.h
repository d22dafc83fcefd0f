/*
 * table_files: an administrator's own tables, read from a directory.
 */
#ifndef PROBE_API_TABLE_FILES_H
#define PROBE_API_TABLE_FILES_H

#include "diagnosis/tables.h"

struct table_files;

/*
 * Reads those of the tables' files that stand in the directory; the others
 * stay empty. directory NULL: all are empty. NULL with trouble when the
 * directory holds none of them or a file cannot be read.
 */
struct table_files *table_files_read(const char *directory, struct trouble *t);
void table_files_free(struct table_files *f);

/* TABLE_COUNT texts; live as long as the files. */
const struct span *table_files_texts(const struct table_files *f);

#endif
