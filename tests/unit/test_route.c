/*
 * Each file of tests/zones is a test: a world of the DNS and what the route
 * through it must be. tests/zones/README has the rows.
 */
#include "base/arena.h"
#include "peer/zone.h"
#include "policy/route.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILES_MAX = 200,
	OWN_MAX = 4,
	ROWS_MAX = 80,
	QUESTIONS_MAX = 256,
	ROUNDS_MAX = 300,
	TEXT_MAX = 65536,
};

/* One case of a file: how it is asked, and what must come of it. */
struct world {
	const char *file;
	struct zone *zone;
	struct arena *arena;
	struct span words, domain, server;
	struct route_options options;
	struct ip own[OWN_MAX];
	struct span status, hosts[ROWS_MAX], findings[ROWS_MAX];
	size_t host_count, finding_count;
	uint32_t questions; /* 0: any number */
	bool expects;       /* a row said what must come */
};

/* What came. */
struct outcome {
	struct route route;
	struct findings findings;
	size_t questions;
};

static const char *files[FILES_MAX];
static size_t file_count;

static int
is_zone(const struct dirent *entry)
{
	return span_ends_nocase(span_of(entry->d_name), SPAN(".zone"));
}

static void
find_files(void)
{
	struct dirent **entries;
	int count = scandir(TESTS_DIR "/zones", &entries, is_zone, alphasort);

	for (int i = 0; i < count && i < FILES_MAX; i++)
		files[file_count++] = strdup(entries[i]->d_name);
	for (int i = 0; i < count; i++)
		free(entries[i]);
	if (count >= 0)
		free(entries);
}

static struct span
read_text(const char *path)
{
	static char text[TEXT_MAX];
	FILE *file = fopen(path, "r");
	size_t size;

	ck_assert_msg(file != NULL, "%s: cannot be read", path);
	size = fread(text, 1, sizeof text, file);
	fclose(file);
	return (struct span){ text, size };
}

static void
begin(struct world *w, struct span words)
{
	*w = (struct world){
		.file = w->file,
		.zone = w->zone,
		.arena = w->arena,
		.words = words,
		.domain = SPAN("example.test"),
		.options = { .ipv4 = true,
		    .ipv6 = true,
		    .ipv6_first = true,
		    .seed = 1 },
	};
	w->options.own = w->own;
}

static struct span
next_word(struct span *rest)
{
	struct span word = span_next(rest, ' ');

	*rest = span_trim(*rest);
	return word;
}

static bool
take_option(struct world *w, struct span word, struct span rest)
{
	uint32_t seed = 0;

	if (span_equal(word, SPAN("domain")))
		w->domain = rest;
	else if (span_equal(word, SPAN("server")))
		w->server = rest;
	else if (span_equal(word, SPAN("ipv4-only")))
		w->options.ipv6 = false;
	else if (span_equal(word, SPAN("ipv6-only")))
		w->options.ipv4 = false;
	else if (span_equal(word, SPAN("ipv4-first")))
		w->options.ipv6_first = false;
	else if (span_equal(word, SPAN("allow-private")))
		w->options.allow_private = true;
	else if (span_equal(word, SPAN("own")))
		return w->options.own_count < OWN_MAX &&
		       ip_parse(rest, &w->own[w->options.own_count++]);
	else if (span_equal(word, SPAN("seed")) &&
		 span_number(rest, UINT32_MAX, &seed))
		w->options.seed = seed;
	else
		return false;
	return true;
}

static bool
take_expectation(struct world *w, struct span word, struct span rest)
{
	w->expects = true;
	if (span_equal(word, SPAN("status")))
		w->status = rest;
	else if (span_equal(word, SPAN("host")) && w->host_count < ROWS_MAX)
		w->hosts[w->host_count++] = rest;
	else if (span_equal(word, SPAN("finding")) &&
		 w->finding_count < ROWS_MAX)
		w->findings[w->finding_count++] = rest;
	else
		return span_equal(word, SPAN("questions")) &&
		       span_number(rest, QUESTIONS_MAX, &w->questions);
	return true;
}

static void
answer(struct zone *z, struct view *v, const struct question *q)
{
	unsigned char query[QUERY_MAX];
	size_t size = query_build(q, 1, query);
	struct buf out;

	buf_init(&out, TEXT_MAX);
	if (!zone_answer(z, (struct span){ (char *)query, size }, true, &out))
		buf_clear(&out);
	view_put(v, q, buf_span(&out), ANSWER_TIMEOUT);
	buf_free(&out);
}

/* Answers one question of those on their way: the first or the last. */
static void
answer_one(struct world *w, struct view *v,
    const struct question *on_way[QUESTIONS_MAX], size_t *count, bool last)
{
	size_t at = last ? *count - 1 : 0;

	answer(w->zone, v, on_way[at]);
	(*count)--;
	memmove(&on_way[at], &on_way[at + 1], (*count - at) * sizeof *on_way);
}

static bool
ask(const struct world *w, struct view *v, struct outcome *o)
{
	if (w->server.size > 0)
		return route_find_host(v, w->server, &w->options, w->arena,
		    &o->route, &o->findings);
	return route_find(
	    v, w->domain, &w->options, w->arena, &o->route, &o->findings);
}

/* Asks and reruns; the answers come one at a time, in order or backwards. */
static void
run(struct world *w, bool backwards, struct outcome *o)
{
	const struct question *on_way[QUESTIONS_MAX], *q;
	struct view *v = view_new(w->arena);
	size_t count = 0;

	*o = (struct outcome){ 0 };
	for (int rounds = 0; !ask(w, v, o); rounds++) {
		ck_assert_msg(rounds < ROUNDS_MAX && o->findings.count == 0,
		    "%s: no end, or findings before it", w->file);
		while ((q = view_take_missing(v)) != NULL) {
			ck_assert_msg(o->questions++ < QUESTIONS_MAX,
			    "%s: too many questions", w->file);
			on_way[count++] = q;
		}
		ck_assert_msg(count > 0, "%s: waits for nothing", w->file);
		answer_one(w, v, on_way, &count, backwards);
	}
	ck_assert_msg(!arena_failed(w->arena), "%s: no memory", w->file);
}

static const char *
host_row(const struct world *w, const struct route_host *host)
{
	struct buf row;
	char ip[IP_TEXT_MAX];
	const char *text;

	buf_init(&row, TEXT_MAX);
	buf_format(&row, "%s %u", host->name, (unsigned int)host->preference);
	for (size_t i = 0; i < host->address_count; i++)
		buf_format(&row, " %s", ip_format(&host->addresses[i], ip));
	if (host->address_count == 0)
		buf_add_text(&row, " -");
	text = arena_text(w->arena, buf_span(&row));
	buf_free(&row);
	return text;
}

static const char *
finding_row(const struct world *w, const struct finding *f)
{
	return arena_format(w->arena, "%s %s", finding_word(f->id),
	    f->subject[0] ? f->subject : "-");
}

#define WHERE       "%s (%.*s): "
#define WHERE_IS(w) (w)->file, SPAN_ARGUMENTS((w)->words)

static void
expect_hosts(const struct world *w, const struct route *route)
{
	for (size_t i = 0; i < route->host_count && i < w->host_count; i++) {
		const char *row = host_row(w, &route->hosts[i]);

		ck_assert_msg(span_equal(span_of(row), w->hosts[i]),
		    WHERE "host %s instead of %.*s", WHERE_IS(w), row,
		    SPAN_ARGUMENTS(w->hosts[i]));
	}
	ck_assert_msg(route->host_count == w->host_count,
	    WHERE "%zu hosts instead of %zu", WHERE_IS(w), route->host_count,
	    w->host_count);
}

static bool
is_wanted(const struct world *w, const char *row)
{
	for (size_t i = 0; i < w->finding_count; i++) {
		if (span_equal(span_of(row), w->findings[i]))
			return true;
	}
	return false;
}

static void
expect_findings(const struct world *w, const struct findings *f)
{
	for (size_t i = 0; i < f->count; i++) {
		const char *row = finding_row(w, &f->items[i]);

		ck_assert_msg(is_wanted(w, row), WHERE "unwanted finding %s",
		    WHERE_IS(w), row);
		ck_assert_msg(finding_is_of_route(f->items[i].id),
		    WHERE "%s is not of the route", WHERE_IS(w), row);
	}
	ck_assert_msg(f->count == w->finding_count,
	    WHERE "%zu findings instead of %zu", WHERE_IS(w), f->count,
	    w->finding_count);
}

static void
expect(struct world *w, bool backwards)
{
	struct outcome o;
	const char *status;

	run(w, backwards, &o);
	status = route_status_word(o.route.status);
	ck_assert_msg(span_equal(span_of(status), w->status),
	    WHERE "status %s instead of %.*s", WHERE_IS(w), status,
	    SPAN_ARGUMENTS(w->status));
	expect_hosts(w, &o.route);
	expect_findings(w, &o.findings);
	ck_assert_msg(w->questions == 0 || o.questions == w->questions,
	    WHERE "%zu questions instead of %u", WHERE_IS(w), o.questions,
	    (unsigned int)w->questions);
}

static void
end(struct world *w)
{
	if (!w->expects)
		return;
	expect(w, false);
	expect(w, true);
}

static void
try_file(struct world *w, struct span text)
{
	begin(w, SPAN("only case"));
	while (text.size > 0) {
		struct span line = span_next(&text, '\n'), word;

		if (!span_starts_nocase(line, SPAN("#= ")))
			continue;
		line = span_trim(span_part(line, 3, line.size));
		word = next_word(&line);
		if (span_equal(word, SPAN("case"))) {
			end(w);
			begin(w, line);
		} else {
			ck_assert_msg(take_option(w, word, line) ||
					  take_expectation(w, word, line),
			    "%s: no such row: %.*s", w->file,
			    SPAN_ARGUMENTS(word));
		}
	}
	ck_assert_msg(w->expects, "%s: nothing is expected", w->file);
	end(w);
}

START_TEST(each_world_has_its_route)
{
	static struct world w;
	struct trouble t = { "" };
	char path[1024];

	w.file = files[_i];
	snprintf(path, sizeof path, "%s/zones/%s", TESTS_DIR, w.file);
	w.arena = arena_new(64 << 20);
	w.zone = zone_read(path, &t);
	ck_assert_msg(w.zone != NULL, "%s: %s", w.file, t.text);
	try_file(&w, read_text(path));
	zone_free(w.zone);
	arena_free(w.arena);
}
END_TEST

static void
set_world(struct world *w, const char *zone)
{
	struct trouble t = { "" };

	w->file = "(in the test)";
	w->arena = arena_new(64 << 20);
	w->zone = zone_new(span_of(zone), &t);
	ck_assert_msg(w->zone != NULL, "%s", t.text);
	begin(w, SPAN(""));
}

static void
end_world(struct world *w)
{
	zone_free(w->zone);
	arena_free(w->arena);
}

/* RFC 5321 5.1: "randomizes the order", so that the load is spread. */
START_TEST(each_order_among_equals_comes_as_often_as_the_others)
{
	enum { SEEDS = 3000 };
	static struct world w;
	size_t orders[27] = { 0 };

	set_world(&w, "example.test MX 5 mx0.test\n"
		      "example.test MX 5 mx1.test\n"
		      "example.test MX 5 mx2.test\n"
		      "mx0.test A 192.1.2.1\n");
	w.options.ipv6 = false;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct outcome o;
		size_t order = 0;

		w.options.seed = seed * 7919;
		run(&w, false, &o);
		for (size_t i = 0; i < 3; i++)
			order = order * 3 +
				(size_t)(o.route.hosts[i].name[2] - '0');
		orders[order]++;
	}
	for (size_t i = 0; i < 27; i++) {
		bool permutation =
		    i / 9 != i / 3 % 3 && i / 9 != i % 3 && i / 3 % 3 != i % 3;

		ck_assert_msg(permutation ? orders[i] > SEEDS / 6 - 100 &&
						orders[i] < SEEDS / 6 + 100
					  : orders[i] == 0,
		    "order %zu came %zu times", i, orders[i]);
	}
	end_world(&w);
}
END_TEST

/* RFC 1035 2.3.4 and 5.1: what is no name is not asked for. */
START_TEST(a_domain_that_is_no_name_does_not_exist)
{
	static const char *const domains[] = { "a..test", ".test", "-",
		("a.0123456789012345678901234567890123456789012345678901234567"
		 "890123.test") };
	static struct world w;
	struct outcome o;

	set_world(&w, "example.test A 192.1.2.1\n");
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		w.domain = span_of(domains[i]);
		run(&w, false, &o);
		ck_assert_msg(o.route.status == ROUTE_NO_SUCH_DOMAIN, "%s: %s",
		    domains[i], route_status_word(o.route.status));
	}
	end_world(&w);
}
END_TEST

Suite *route_suite(void);

Suite *
route_suite(void)
{
	Suite *s = suite_create("route");
	TCase *c = tcase_create("route");

	find_files();
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, each_world_has_its_route, 0, (int)file_count);
	tcase_add_test(c, each_order_among_equals_comes_as_often_as_the_others);
	tcase_add_test(c, a_domain_that_is_no_name_does_not_exist);
	suite_add_tcase(s, c);
	return s;
}
