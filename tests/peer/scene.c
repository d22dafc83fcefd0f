#include "peer/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 200, OFFERS_MAX = 32, TEXT_MAX = 1 << 16 };

struct scene {
	struct arena *arena;
	struct span name;
	struct span offers[OFFERS_MAX];
	size_t offer_count;
	struct answer_rule rules[RULES_MAX];
	size_t rule_count;
	struct answer_rule fallback;
};

bool
glob_matches(struct span pattern, struct span text)
{
	struct span rest;

	if (pattern.size == 0)
		return text.size == 0;
	rest = span_part(pattern, 1, pattern.size);
	if (pattern.data[0] != '*')
		return text.size > 0 &&
		       ascii_lower(pattern.data[0]) ==
			   ascii_lower(text.data[0]) &&
		       glob_matches(rest, span_part(text, 1, text.size));
	for (size_t i = 0; i <= text.size; i++) {
		if (glob_matches(rest, span_part(text, i, text.size)))
			return true;
	}
	return false;
}

static int
hex(char c)
{
	if (ascii_is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* How many octets the escape at text.data[0] takes. */
static size_t
unescape(struct span text, struct buf *out)
{
	char c = text.size > 1 ? text.data[1] : '\\';

	if (c == 'x' && text.size >= 4 && hex(text.data[2]) >= 0 &&
	    hex(text.data[3]) >= 0) {
		buf_add_octet(
		    out, (char)(hex(text.data[2]) * 16 + hex(text.data[3])));
		return 4;
	}
	buf_add_octet(out, c == 'r'   ? '\r'
			   : c == 'n' ? '\n'
			   : c == 't' ? '\t'
				      : c);
	return 2;
}

static struct span
unescaped(struct scene *s, struct span text, const char *end)
{
	struct buf out;
	struct span copy;

	buf_init(&out, TEXT_MAX);
	while (text.size > 0) {
		size_t size = 1;

		if (text.data[0] == '\\')
			size = unescape(text, &out);
		else
			buf_add_octet(&out, text.data[0]);
		text = span_part(text, size, text.size);
	}
	buf_add_text(&out, end);
	copy = arena_copy(s->arena, buf_span(&out));
	buf_free(&out);
	return copy;
}

static bool
read_action(struct scene *s, struct answer_rule *rule, struct span action)
{
	struct span value = action, word = span_next(&value, '=');
	uint32_t number = 0;

	if (span_equal(word, SPAN("@inject"))) {
		rule->inject = unescaped(s, value, "");
		return true;
	}
	if (value.size > 0 && !span_number(value, 600000, &number))
		return false;
	if (span_equal(word, SPAN("@delay")))
		rule->delay = number;
	else if (span_equal(word, SPAN("@drip")))
		rule->drip = number;
	else if (span_equal(word, SPAN("@close")))
		rule->close = true;
	else if (span_equal(word, SPAN("@half")))
		rule->half = true;
	else if (span_equal(word, SPAN("@flood")))
		rule->flood = true;
	else if (span_equal(word, SPAN("@garbage")))
		rule->garbage = true;
	else
		return false;
	return true;
}

static struct span
next_word(struct span *rest)
{
	struct span word;

	*rest = span_trim(*rest);
	word = span_next(rest, ' ');
	*rest = span_trim(*rest);
	return word;
}

static bool
read_rule(struct scene *s, struct span word, struct span rest)
{
	struct answer_rule *rule = &s->rules[s->rule_count];
	bool of_client = span_equal(word, SPAN("client"));
	bool of_tls = span_equal(word, SPAN("tls"));
	bool of_clear = span_equal(word, SPAN("clear"));

	if (s->rule_count == RULES_MAX)
		return false;
	*rule = (struct answer_rule){
		.pattern = SPAN("*"),
		.client = SPAN("*"),
		.in_tls_alone = of_tls,
		.in_clear_alone = of_clear,
	};
	if (of_client)
		rule->client = next_word(&rest);
	if (of_client || of_tls || of_clear)
		word = next_word(&rest);
	if (!stage_from_word(word, &rule->stage))
		return false;
	if (!of_client)
		rule->pattern = next_word(&rest);
	while (rest.size > 0 && rest.data[0] == '@') {
		if (!read_action(s, rule, next_word(&rest)))
			return false;
	}
	rule->text = unescaped(s, rest, "\r\n");
	s->rule_count++;
	return true;
}

static bool
read_row(struct scene *s, struct span line)
{
	struct span rest = line, word = next_word(&rest);

	if (span_equal(word, SPAN("name"))) {
		s->name = rest;
		return true;
	}
	if (span_equal(word, SPAN("offer"))) {
		if (s->offer_count == OFFERS_MAX)
			return false;
		s->offers[s->offer_count++] = rest;
		return true;
	}
	return read_rule(s, word, rest);
}

struct scene *
scene_new(struct span text, const char *name, struct trouble *t)
{
	struct arena *a = arena_new(8 << 20);
	struct scene *s = arena_get(a, sizeof *s);
	unsigned int number = 0;

	text = arena_copy(a, text);
	s->arena = a;
	s->name = SPAN("mx.example.test");
	while (text.size > 0) {
		struct span line = span_trim(span_next(&text, '\n'));

		number++;
		if (line.size == 0 || line.data[0] == '#' || read_row(s, line))
			continue;
		trouble_set(
		    t, "%s:%u: %.*s", name, number, SPAN_ARGUMENTS(line));
		scene_free(s);
		return NULL;
	}
	return s;
}

struct scene *
scene_read(const char *path, struct trouble *t)
{
	static char text[TEXT_MAX];
	FILE *file = fopen(path, "r");
	size_t size;

	if (file == NULL) {
		trouble_set(t, "%s: cannot be read", path);
		return NULL;
	}
	size = fread(text, 1, sizeof text, file);
	fclose(file);
	return scene_new((struct span){ text, size }, path, t);
}

void
scene_free(struct scene *s)
{
	if (s != NULL)
		arena_free(s->arena);
}

/* The address between the angle brackets, or the word behind the verb. */
static struct span
named_in(struct span line, struct span verb)
{
	struct span inner = span_part(line, span_find(line, '<'), line.size);

	if (inner.size > 0) {
		inner = span_part(inner, 1, inner.size);
		return span_next(&inner, '>');
	}
	return span_trim(span_part(line, verb.size, line.size));
}

bool
scene_command(struct span line, enum stage *stage, struct span *named)
{
	static const enum stage stages[] = { STAGE_EHLO, STAGE_HELO,
		STAGE_STARTTLS, STAGE_MAIL, STAGE_RCPT, STAGE_RSET,
		STAGE_QUIT };

	for (size_t i = 0; i < sizeof stages / sizeof *stages; i++) {
		struct span verb = span_of(stage_word(stages[i]));

		if (!span_starts_nocase(line, verb))
			continue;
		*stage = stages[i];
		*named = named_in(line, verb);
		return true;
	}
	return false;
}

static const char *
offers(struct scene *s, bool in_tls)
{
	struct buf out;
	const char *text;

	buf_init(&out, TEXT_MAX);
	buf_format(&out, "250-%.*s\r\n", SPAN_ARGUMENTS(s->name));
	for (size_t i = 0; i < s->offer_count; i++) {
		if (in_tls && span_equal(s->offers[i], SPAN("STARTTLS")))
			continue;
		buf_format(&out, "250-%.*s\r\n", SPAN_ARGUMENTS(s->offers[i]));
	}
	buf_add_text(&out, "250 HELP\r\n");
	text = arena_text(s->arena, buf_span(&out));
	buf_free(&out);
	return text;
}

static const char *
usual(struct scene *s, enum stage stage, bool in_tls)
{
	switch (stage) {
	case STAGE_BANNER:
		return arena_format(s->arena, "220 %.*s ESMTP ready\r\n",
		    SPAN_ARGUMENTS(s->name));
	case STAGE_EHLO:
		return offers(s, in_tls);
	case STAGE_STARTTLS:
		return "220 2.0.0 go ahead\r\n";
	case STAGE_RCPT:
		return "550 5.1.1 Recipient address rejected: User unknown\r\n";
	case STAGE_QUIT:
		return "221 2.0.0 bye\r\n";
	case STAGE_CONNECT:
	case STAGE_HELO:
	case STAGE_TLS:
	case STAGE_MAIL:
	case STAGE_RSET:
	case STAGE_AUTH:
	case STAGE_MESSAGE:
		break;
	}
	return "250 2.0.0 ok\r\n";
}

const struct answer_rule *
scene_answer(struct scene *s, enum stage stage, struct span named,
    struct span client, bool in_tls)
{
	for (size_t i = 0; i < s->rule_count; i++) {
		const struct answer_rule *rule = &s->rules[i];

		if (in_tls ? rule->in_clear_alone : rule->in_tls_alone)
			continue;
		if (rule->stage == stage &&
		    glob_matches(rule->client, client) &&
		    glob_matches(rule->pattern, named))
			return rule;
	}
	s->fallback = (struct answer_rule){
		.stage = stage,
		.text = span_of(usual(s, stage, in_tls)),
	};
	return &s->fallback;
}
