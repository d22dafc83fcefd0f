/*
 * builtin: the texts of probe/tables, compiled in by probe/tables/embed.sh, and
 * what tables_build() makes of them, by probe/tables/compile.c.
 */
#ifndef PROBE_DIAGNOSIS_BUILTIN_H
#define PROBE_DIAGNOSIS_BUILTIN_H

#include <stddef.h>

struct tables;

extern const char table_replies_text[];
extern const size_t table_replies_size;
extern const char table_enhanced_text[];
extern const size_t table_enhanced_size;
extern const char table_providers_text[];
extern const size_t table_providers_size;
extern const char table_phrases_text[];
extern const size_t table_phrases_size;
extern const char table_advice_text[];
extern const size_t table_advice_size;

extern struct tables tables_compiled; /* never changed */

#endif
