/*
 * json: a small streaming writer of JSON (RFC 8259) into a buffer. Commas are
 * its own business; nesting is the caller's. Keys are ours and plain ASCII.
 */
#ifndef PROBE_REPORT_JSON_H
#define PROBE_REPORT_JSON_H

#include "base/buf.h"

struct json {
	struct buf *out;
	bool follows; /* a value stands before on this level */
};

/* key: NULL inside an array, and for the outermost value. */
void json_begin_object(struct json *j, const char *key);
void json_end_object(struct json *j);
void json_begin_array(struct json *j, const char *key);
void json_end_array(struct json *j);

/* Any octets: see escape_for_json(). */
void json_text(struct json *j, const char *key, struct span text);
void json_word(struct json *j, const char *key, const char *word);
void json_number(struct json *j, const char *key, int64_t number);
void json_bool(struct json *j, const char *key, bool value);

/* Microseconds as milliseconds with one decimal. */
void json_milliseconds(struct json *j, const char *key, int64_t microseconds);

#endif
