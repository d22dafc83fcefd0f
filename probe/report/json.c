#include "report/json.h"

#include "report/escape.h"

#include <string.h>

/* What stands around a key and its value: a comma, four quotes and a colon at
 * the most. */
enum { SIGNS_MAX = 6, DIGITS_MAX = 20 };

/* Writes a comma where one is due and the key; returns where the value goes,
 * with room for that many octets and two signs, or NULL on failure. What was
 * written counts when it is ended(). */
static inline char *
lead(struct json *j, struct span key, size_t size)
{
	char *at = buf_reserve(j->out, key.size + size + SIGNS_MAX);

	if (at == NULL)
		return NULL;
	if (j->follows)
		*at++ = ',';
	j->follows = true;
	if (key.data == NULL)
		return at;
	*at++ = '"';
	memcpy(at, key.data, key.size);
	at += key.size;
	*at++ = '"';
	*at++ = ':';
	return at;
}

static void
ended(struct json *j, const char *at)
{
	j->out->size = (size_t)(at - j->out->data);
}

static void
begin(struct json *j, struct span key, char bracket)
{
	char *at = lead(j, key, 0);

	if (at == NULL)
		return;
	*at++ = bracket;
	ended(j, at);
	j->follows = false;
}

static void
end(struct json *j, char bracket)
{
	buf_add_octet(j->out, bracket);
	j->follows = true;
}

void
json_put_object(struct json *j, struct span key)
{
	begin(j, key, '{');
}

void
json_end_object(struct json *j)
{
	end(j, '}');
}

void
json_put_array(struct json *j, struct span key)
{
	begin(j, key, '[');
}

void
json_end_array(struct json *j)
{
	end(j, ']');
}

/* The key, and a text without odd octets between quotes. */
static inline void
quote(struct json *j, struct span key, struct span name)
{
	char *at = lead(j, key, name.size);

	if (at == NULL)
		return;
	*at++ = '"';
	if (name.size > 0)
		memcpy(at, name.data, name.size);
	at += name.size;
	*at++ = '"';
	ended(j, at);
}

void
json_put_name(struct json *j, struct span key, struct span name)
{
	quote(j, key, name);
}

/* Most texts are plain to their end; in others the quote comes too early. */
void
json_put_text(struct json *j, struct span key, struct span text)
{
	size_t plain = escape_plain_run(text);

	quote(j, key, span_part(text, 0, plain));
	if (plain == text.size || j->out->failed)
		return;
	j->out->size--;
	escape_for_json(j->out, span_part(text, plain, text.size));
	buf_add_octet(j->out, '"');
}

void
json_put_number(struct json *j, struct span key, int64_t number)
{
	char digits[DIGITS_MAX];
	char *first = digits + sizeof digits, *at = lead(j, key, DIGITS_MAX);
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;

	if (at == NULL)
		return;
	do {
		*--first = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (number < 0)
		*at++ = '-';
	while (first < digits + sizeof digits)
		*at++ = *first++;
	ended(j, at);
}

void
json_put_bool(struct json *j, struct span key, bool value)
{
	struct span word = value ? SPAN("true") : SPAN("false");
	char *at = lead(j, key, word.size);

	if (at == NULL)
		return;
	memcpy(at, word.data, word.size);
	ended(j, at + word.size);
}

void
json_put_milliseconds(struct json *j, struct span key, int64_t microseconds)
{
	char *at = lead(j, key, 0);

	if (at == NULL)
		return;
	ended(j, at);
	buf_format(j->out, "%lld.%lld", (long long)(microseconds / 1000),
	    (long long)(microseconds % 1000 / 100));
}
