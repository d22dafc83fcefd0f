#include "report/json.h"

#include "report/escape.h"

static void
lead(struct json *j, const char *key)
{
	if (j->follows)
		buf_add_octet(j->out, ',');
	j->follows = true;
	if (key == NULL)
		return;
	buf_add_octet(j->out, '"');
	buf_add_text(j->out, key);
	buf_add_text(j->out, "\":");
}

static void
begin(struct json *j, const char *key, char bracket)
{
	lead(j, key);
	buf_add_octet(j->out, bracket);
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
	lead(j, key);
	buf_add_octet(j->out, '"');
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
	lead(j, key);
	buf_format(j->out, "%lld", (long long)number);
}

void
json_bool(struct json *j, const char *key, bool value)
{
	lead(j, key);
	buf_add_text(j->out, value ? "true" : "false");
}

void
json_milliseconds(struct json *j, const char *key, int64_t microseconds)
{
	lead(j, key);
	buf_format(j->out, "%lld.%lld", (long long)(microseconds / 1000),
	    (long long)(microseconds % 1000 / 100));
}
