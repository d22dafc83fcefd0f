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

/*
 * key: NULL inside an array, and for the outermost value. What follows is
 * written by the functions below; inline, so that the size of a key that is a
 * literal is no question.
 */
void json_put_object(struct json *j, struct span key);
void json_put_array(struct json *j, struct span key);
void json_put_name(struct json *j, struct span key, struct span name);
void json_put_text(struct json *j, struct span key, struct span text);
void json_put_number(struct json *j, struct span key, int64_t number);
void json_put_bool(struct json *j, struct span key, bool value);
void json_put_milliseconds(
    struct json *j, struct span key, int64_t microseconds);
void json_end_object(struct json *j);
void json_end_array(struct json *j);

static inline void
json_begin_object(struct json *j, const char *key)
{
	json_put_object(j, span_of(key));
}
static inline void
json_begin_array(struct json *j, const char *key)
{
	json_put_array(j, span_of(key));
}

/* One of our own words, which needs no escape: it is not looked at. */
static inline void
json_name(struct json *j, const char *key, const char *name)
{
	json_put_name(j, span_of(key), span_of(name));
}

/* Any octets: see escape_for_json(). */
static inline void
json_text(struct json *j, const char *key, struct span text)
{
	json_put_text(j, span_of(key), text);
}
static inline void
json_word(struct json *j, const char *key, const char *word)
{
	json_put_text(j, span_of(key), span_of(word));
}
static inline void
json_number(struct json *j, const char *key, int64_t number)
{
	json_put_number(j, span_of(key), number);
}
static inline void
json_bool(struct json *j, const char *key, bool value)
{
	json_put_bool(j, span_of(key), value);
}

/* Microseconds as milliseconds with one decimal. */
static inline void
json_milliseconds(struct json *j, const char *key, int64_t microseconds)
{
	json_put_milliseconds(j, span_of(key), microseconds);
}

#endif
