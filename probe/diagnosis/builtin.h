/*
 * builtin: the texts of probe/tables, compiled in by probe/tables/embed.sh.
 */
#ifndef PROBE_DIAGNOSIS_BUILTIN_H
#define PROBE_DIAGNOSIS_BUILTIN_H

#include <stddef.h>

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

#endif
