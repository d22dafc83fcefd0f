/*
 * tables: the open knowledge, read from text that an administrator may edit:
 * what a code says (replies.tbl), what an enhanced code says (enhanced.tbl),
 * who runs a server (providers.tbl), which sentence means what (phrases.tbl),
 * and what to do about each cause (advice.tbl). Pure: text in, rows out; the
 * files themselves are read by the command line. docs/TABLES.md is the manual.
 *
 * Common form: one row a line, cells separated by TAB, `#` at the start of a
 * line makes a comment, `-` is an empty cell. UTF-8.
 */
#ifndef PROBE_DIAGNOSIS_TABLES_H
#define PROBE_DIAGNOSIS_TABLES_H

#include "base/buf.h"
#include "base/trouble.h"
#include "diagnosis/words.h"
#include "smtp/dialog.h"

struct tables;

/* Which file a text is. */
enum table {
	TABLE_REPLIES,
	TABLE_ENHANCED,
	TABLE_PROVIDERS,
	TABLE_PHRASES,
	TABLE_ADVICE,
	TABLE_COUNT
};

/* "replies.tbl" and so on. */
const char *table_file(enum table t);

/* The text compiled into the program. */
struct span table_builtin(enum table t);

/*
 * extra: texts of the administrator, TABLE_COUNT of them, read before the
 * built-in ones, so that their rows win over equal ones; the empty span, or
 * NULL for extra, where there is none. NULL with the first trouble, which names
 * file, line, cell and remedy.
 */
struct tables *tables_new(
    const struct span extra[TABLE_COUNT], struct trouble *t);
void tables_free(struct tables *t);

/*
 * Proves the tables: each row of phrases.tbl has an example and is the row that
 * wins it, each cause has advice, each word is known. One line of text a defect
 * goes to *out; returns how many.
 */
size_t tables_prove(const struct tables *t, struct buf *out);

/*
 * What is wrong with an administrator's texts, all of it: rows that cannot be
 * read, and then, of those that can, as tables_prove(). Built-in rows that the
 * new ones override are no defect. One line of text each goes to *out, with
 * file, line, cell and remedy; returns how many.
 */
size_t tables_check(const struct span extra[TABLE_COUNT], struct buf *out);

#endif
