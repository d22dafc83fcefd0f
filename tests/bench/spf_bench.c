/*
 * spf_bench: SPF evaluations a second on one core, answers in memory, one arena
 * used again for each: FIGURE lines as bench has them.
 * usage: spf_bench [EVALUATIONS]   (with a number: so many, and no figure; for
 * counting instructions under a tool)
 */
#include "peer/zone.h"
#include "policy/spf.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 9, EVALUATIONS = 20000, ARENA_MAX = 1 << 20, WANTED = 100000 };

/* A sender of middle size: its own hosts, an office, a mail service that
 * includes its networks; the client is found in the last of them. */
static const char world[] =
    "example.test TXT \"v=spf1 a mx ip4:192.0.2.0/28 ip4:198.51.100.17 "
    "ip6:2001:db8:17::/48 include:_spf.service.test -all\"\n"
    "example.test TXT \"site-verification=4f1a2b\"\n"
    "example.test A 192.0.2.80\n"
    "example.test MX 10 mx1.example.test\n"
    "example.test MX 20 mx2.example.test\n"
    "mx1.example.test A 192.0.2.25\n"
    "mx2.example.test A 192.0.2.26\n"
    "_spf.service.test TXT \"v=spf1 include:_a.service.test "
    "include:_b.service.test ~all\"\n"
    "_a.service.test TXT \"v=spf1 ip4:203.0.113.0/26 ip4:203.0.113.64/27 "
    "ip4:198.51.100.32/27 ip4:198.51.100.64/26 ip6:2001:db8:a::/48 ~all\"\n"
    "_b.service.test TXT \"v=spf1 ip6:2001:db8:b::/48 ip4:203.0.113.128/26 "
    "ip4:203.0.113.192/27 ip4:203.0.113.224/28 ~all\"\n";

struct bench {
	struct view *view;
	struct arena *arena;
	struct spf_request request;
};

static void
evaluate(struct bench *b, enum spf_result wanted)
{
	struct spf spf = { .result = SPF_NONE };

	arena_reset(b->arena);
	if (!spf_check(b->view, &b->request, b->arena, &spf, NULL) ||
	    spf.result != wanted) {
		fprintf(stderr, "spf_bench: not %s but %s\n",
		    spf_result_word(wanted), spf_result_word(spf.result));
		exit(1);
	}
}

static void
fetch(struct bench *b, struct zone *zone)
{
	struct spf spf;

	while (!spf_check(b->view, &b->request, b->arena, &spf, NULL))
		zone_fill(zone, b->view);
}

static double
cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
measure(struct bench *b)
{
	double rates[ROUNDS], begun;

	for (int round = 0; round < ROUNDS; round++) {
		begun = cpu();
		for (int i = 0; i < EVALUATIONS; i++)
			evaluate(b, SPF_PASS);
		rates[round] = EVALUATIONS / (cpu() - begun);
	}
	qsort(rates, ROUNDS, sizeof *rates, compare);
	printf("FIGURE spf-evaluations %.4g per-second >=%d %s\n",
	    rates[ROUNDS / 2], WANTED,
	    rates[ROUNDS / 2] >= WANTED ? "ok" : "short");
}

int
main(int argc, char **argv)
{
	struct arena *answers = arena_new(ARENA_MAX);
	struct bench b = {
		.view = view_new(answers),
		.arena = arena_new(ARENA_MAX),
		.request = { .helo = SPAN("out.service.test"),
		    .sender = SPAN("someone@example.test") },
	};
	struct trouble t = { "" };
	struct zone *zone = zone_new(span_of(world), &t);

	if (zone == NULL || !ip_parse(SPAN("203.0.113.230"), &b.request.ip)) {
		fprintf(stderr, "spf_bench: %s\n", t.text);
		return 1;
	}
	fetch(&b, zone);
	if (argc > 1) {
		for (long i = strtol(argv[1], NULL, 10); i > 0; i--)
			evaluate(&b, SPF_PASS);
	} else {
		measure(&b);
	}
	zone_free(zone);
	arena_free(b.arena);
	arena_free(answers);
	return 0;
}
