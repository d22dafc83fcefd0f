#include "report/json.h"

#include "report/escape.h"

#include <string.h>

/* A comma where one is due, the key, and an opening octet unless 0: in one
 * piece. */
static void
lead(struct json *j, const char *key, char opening)
{
	size_t size = key != NULL ? strlen(key) : 0;
	char *at = buf_reserve(j->out, size + 5);
	char *begun = at;

	if (at == NULL)
		return;
	if (j->follows)
		*at++ = ',';
	j->follows = true;
	if (key != NULL) {
		*at++ = '"';
		memcpy(at, key, size);
		at += size;
		*at++ = '"';
		*at++ = ':';
	}
	if (opening != 0)
		*at++ = opening;
	j->out->size += (size_t)(at - begun);
}

static void
begin(struct json *j, const char *key, char bracket)
{
	lead(j, key, bracket);
	j->follows = false;
}

static void
end(struct json *j, char bracket)
{
	buf_add_octet(j->out, bracket);
	j->follows = true;
}

void
json_begin_object(struct json *j, const char *key)
{
	begin(j, key, '{');
}

void
json_end_object(struct json *j)
{
	end(j, '}');
}

void
json_begin_array(struct json *j, const char *key)
{
	begin(j, key, '[');
}

void
json_end_array(struct json *j)
{
	end(j, ']');
}

void
json_text(struct json *j, const char *key, struct span text)
{
	lead(j, key, '"');
	escape_for_json(j->out, text);
	buf_add_octet(j->out, '"');
}

void
json_word(struct json *j, const char *key, const char *word)
{
	json_text(j, key, span_of(word));
}

void
json_number(struct json *j, const char *key, int64_t number)
{
	char digits[24];
	char *at = digits + sizeof digits;
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;

	lead(j, key, 0);
	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (number < 0)
		*--at = '-';
	buf_add(
	    j->out, (struct span){ at, (size_t)(digits + sizeof digits - at) });
}

void
json_bool(struct json *j, const char *key, bool value)
{
	lead(j, key, 0);
	buf_add_text(j->out, value ? "true" : "false");
}

void
json_milliseconds(struct json *j, const char *key, int64_t microseconds)
{
	lead(j, key, 0);
	buf_format(j->out, "%lld.%lld", (long long)(microseconds / 1000),
	    (long long)(microseconds % 1000 / 100));
}
