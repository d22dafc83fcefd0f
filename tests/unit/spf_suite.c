#include "unit/spf_suite.h"

#include "policy/spf.h"
#include "unit/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_MAX = 1 << 20,
	ZONE_MAX = 1 << 18,
	ARENA_MAX = 8 << 20,
	FIELDS_MAX = 16,
	ROUNDS_MAX = 60,
};

struct fields {
	struct span items[FIELDS_MAX];
	size_t count;
};

struct reading {
	const struct spf_resolving *resolving;
	struct spf_score *score;
	struct buf zone; /* the scenario's, as text of peer/zone.h */
	struct zone *served;
	struct fields test, host, helo, from, receiver, result, explanation;
};

static int
hex(char c)
{
	return ascii_is_digit(c) ? c - '0' : ascii_lower(c) - 'a' + 10;
}

/* In place: `\\` is a backslash, `\xHH` one octet. */
static struct span
unescape(char *text, size_t size)
{
	size_t used = 0;

	for (size_t i = 0; i < size; i++) {
		char c = text[i];

		if (c == '\\' && i + 3 < size && text[i + 1] == 'x') {
			c = (char)(hex(text[i + 2]) * 16 + hex(text[i + 3]));
			i += 3;
		} else if (c == '\\') {
			i++;
		}
		text[used++] = c;
	}
	return (struct span){ text, used };
}

static struct fields
split(char *line)
{
	struct fields f = { .count = 0 };
	char *tab;

	do {
		ck_assert_uint_lt(f.count, FIELDS_MAX);
		tab = strchr(line, '\t');
		if (tab != NULL)
			*tab = '\0';
		f.items[f.count++] = unescape(line, strlen(line));
		line = tab + 1;
	} while (tab != NULL);
	return f;
}

/* As a zone file escapes it; dots are left alone in names and strings. */
static void
put_escaped(struct buf *zone, struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\' || c == '#')
			buf_format(zone, "\\%03u", (unsigned int)c);
		else
			buf_add_octet(zone, (char)c);
	}
}

static bool
has_type(const struct buf *zone, struct span name, const char *type)
{
	struct span rest = buf_span(zone), line;
	struct buf start;
	bool found = false;

	buf_init(&start, ZONE_MAX);
	put_escaped(&start, name);
	buf_format(&start, " %s", type);
	while (!found && rest.size > 0) {
		line = span_next(&rest, '\n');
		found = span_starts_nocase(line, buf_span(&start));
	}
	buf_free(&start);
	return found;
}

/* The types that the name has are answered, every other fails. The rows before
 * this one are those that count: the suite has it last. */
static void
put_timeout(struct buf *zone, const struct fields *f)
{
	static const char *const types[] = { "A", "AAAA", "MX", "TXT", "PTR" };
	struct span one = span_part(f->items[2], 8, f->items[2].size);

	for (size_t i = 0; i < COUNT(types); i++) {
		if (one.size > 0 ? !span_equal(one, span_of(types[i]))
				 : has_type(zone, f->items[1], types[i]))
			continue;
		put_escaped(zone, f->items[1]);
		buf_format(zone, " SERVFAIL %s\n", types[i]);
	}
}

static void
put_row(struct buf *zone, const struct fields *f)
{
	struct span type = f->items[2];

	if (span_starts_nocase(type, SPAN("TIMEOUT"))) {
		put_timeout(zone, f);
		return;
	}
	if (span_equal(type, SPAN("EXISTS"))) {
		/* What lies below a name makes it exist. */
		buf_add_text(zone, "below.");
		put_escaped(zone, f->items[1]);
		buf_add_text(zone, " A 192.0.2.255\n");
		return;
	}
	put_escaped(zone, f->items[1]);
	buf_format(zone, " %.*s", SPAN_ARGUMENTS(type));
	if (span_equal(type, SPAN("TXT"))) {
		for (size_t i = 4; i < f->count; i++) {
			buf_add_text(zone, " \"");
			put_escaped(zone, f->items[i]);
			buf_add_octet(zone, '"');
		}
	} else {
		for (size_t i = 3; i < f->count; i++) {
			buf_add_octet(zone, ' ');
			put_escaped(zone, f->items[i]);
		}
	}
	buf_add_octet(zone, '\n');
}

static void
begin_zone(struct reading *r)
{
	struct trouble t = { "" };

	if (r->served != NULL)
		return;
	r->served = zone_new(buf_span(&r->zone), &t);
	ck_assert_msg(r->served != NULL, "%s", t.text);
	r->resolving->begin(r->resolving->context, r->served);
}

static struct span
field(const struct fields *f)
{
	return f->count > 1 ? f->items[1] : SPAN_NONE;
}

static struct spf
evaluate(struct reading *r, struct arena *a)
{
	struct spf_request request = {
		.helo = field(&r->helo),
		.sender = field(&r->from),
		.receiver = field(&r->receiver),
		.now = 1000000000,
	};
	struct view *v = view_new(a);
	struct spf spf;
	int rounds = 0;

	ck_assert(ip_parse(field(&r->host), &request.ip));
	while (!spf_check(v, &request, a, &spf, NULL)) {
		ck_assert_int_lt(rounds++, ROUNDS_MAX);
		r->resolving->fill(r->resolving->context, v);
	}
	ck_assert(!arena_failed(a));
	return spf;
}

static bool
is_explained(const struct reading *r, const struct spf *spf)
{
	struct span wanted = field(&r->explanation);

	if (r->explanation.count == 0 || spf->result != SPF_FAIL)
		return true;
	if (span_equal(wanted, SPAN("DEFAULT")))
		wanted = SPAN_NONE;
	return span_equal_nocase(span_of(spf->explanation), wanted);
}

static void
judge(struct reading *r)
{
	struct arena *a = arena_new(ARENA_MAX);
	struct spf spf = evaluate(r, a);
	struct span word = span_of(spf_result_word(spf.result));
	bool right = false;

	for (size_t i = 1; i < r->result.count; i++)
		right = right || span_equal(word, r->result.items[i]);
	right = right && is_explained(r, &spf);
	r->score->cases++;
	r->score->right += right;
	r->score->preferred += right && span_equal(word, field(&r->result));
	if (!right)
		fprintf(stderr, "spf %.*s: %.*s, not %.*s (%s) (%s)\n",
		    SPAN_ARGUMENTS(field(&r->test)), SPAN_ARGUMENTS(word),
		    SPAN_ARGUMENTS(field(&r->result)), spf.explanation,
		    spf.problem);
	arena_free(a);
}

static void
begin_scenario(struct reading *r)
{
	zone_free(r->served);
	r->served = NULL;
	buf_clear(&r->zone);
}

static void
begin_test(struct reading *r, const struct fields *f)
{
	r->test = *f;
	r->host.count = r->helo.count = r->from.count = 0;
	r->receiver.count = r->result.count = r->explanation.count = 0;
}

static struct fields *
slot(struct reading *r, struct span word)
{
	if (span_equal(word, SPAN("HOST")))
		return &r->host;
	if (span_equal(word, SPAN("HELO")))
		return &r->helo;
	if (span_equal(word, SPAN("MAILFROM")))
		return &r->from;
	if (span_equal(word, SPAN("RECEIVER")))
		return &r->receiver;
	if (span_equal(word, SPAN("RESULT")))
		return &r->result;
	ck_assert(span_equal(word, SPAN("EXPLANATION")));
	return &r->explanation;
}

static void
take_line(struct reading *r, char *line)
{
	struct fields f;

	if (line[0] == '\0' || line[0] == '#')
		return;
	f = split(line);
	if (span_equal(f.items[0], SPAN("SCENARIO"))) {
		begin_scenario(r);
	} else if (span_equal(f.items[0], SPAN("RR"))) {
		put_row(&r->zone, &f);
	} else if (span_equal(f.items[0], SPAN("TEST"))) {
		begin_test(r, &f);
	} else if (span_equal(f.items[0], SPAN("END"))) {
		begin_zone(r);
		judge(r);
	} else {
		*slot(r, f.items[0]) = f;
	}
}

static char *
read_suite(void)
{
	const char *data = getenv("SMTPPROBE_DATA");
	char path[1024], *text;
	FILE *file;
	size_t size;

	snprintf(path, sizeof path, "%s/spf/rfc7208.txt", data ? data : "");
	file = fopen(path, "r");
	if (file == NULL) {
		fprintf(stderr, "spf: SKIPPED, %s is not there\n", path);
		return NULL;
	}
	text = calloc(1, FILE_MAX);
	ck_assert_ptr_nonnull(text);
	size = fread(text, 1, FILE_MAX - 1, file);
	fclose(file);
	ck_assert_uint_gt(size, 0);
	return text;
}

bool
spf_suite_run(const struct spf_resolving *resolving, struct spf_score *s)
{
	struct reading r = { .resolving = resolving, .score = s };
	char *text = read_suite(), *line, *next;

	if (text == NULL)
		return false;
	buf_init(&r.zone, ZONE_MAX);
	for (line = text; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		take_line(&r, line);
	}
	zone_free(r.served);
	buf_free(&r.zone);
	free(text);
	return true;
}
