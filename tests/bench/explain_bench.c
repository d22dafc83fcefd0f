/*
 * explain_bench: how many replies a second are read, and how many lines of a
 * log are explained, on one core, beside what is the least that could be: one
 * walk of an automaton (Aho and Corasick, 1975) for 500 words over the same
 * texts, in the same run, turn by turn.
 *
 * A log says few sentences to many: each of the texts is said SAYINGS times
 * with other addresses, numbers and ids in it, and read with a memo, as a log
 * is. How quickly a sentence is read that was never met before, without a memo,
 * is told beside it.
 * usage: explain_bench SMTPPROBE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diagnosis/memo.h"
#include "diagnosis/rows.h"
#include "peer/resay.h"

enum { ROUNDS = 5, SAYINGS = 60, LINES = 60000, TEXT_SIZE = 160 };

static void
figure(const char *name, double value, const char *unit, double wanted)
{
	printf("FIGURE %s %.4g %s >=%.4g %s\n", name, value, unit, wanted,
	    value >= wanted ? "ok" : "short");
}

static double
cpu(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* --- the texts: the tables' own examples, each about a line long ---------- */

struct texts {
	char **items;
	struct reading_input *inputs; /* without enhanced codes */
	size_t count, octets;
};

static struct reading_input
input_of(const char *text)
{
	struct reading_input in = { .text = span_of(text) };

	if (text[0] >= '2' && text[0] <= '5') {
		in.code = (uint16_t)strtoul(text, NULL, 10);
		in.text = span_of(text + 4);
	}
	return in;
}

/* Returns how many octets it has. */
static size_t
put_text(struct texts *texts, struct span said)
{
	char *text = calloc(1, said.size + 1);

	memcpy(text, said.data, said.size);
	texts->inputs[texts->count] = input_of(text);
	texts->items[texts->count++] = text;
	return said.size;
}

static struct texts
make_texts(const struct tables *t)
{
	static const char more[] = " (for this and for other reasons, as they "
				   "stand on the page of our postmaster; ask "
				   "there for help with it, and name the time)";
	size_t count = SAYINGS * t->phrase_count;
	struct texts texts = {
		.items = calloc(count, sizeof(char *)),
		.inputs = calloc(count, sizeof *texts.inputs),
	};
	uint32_t state = 20260104u;
	struct buf said;

	buf_init(&said, 1 << 16);
	while (texts.count < count) {
		struct span example =
		    span_of(t->phrases[texts.count % t->phrase_count].example);

		buf_clear(&said);
		resay(example, 0, &state, &said);
		if (example.size < TEXT_SIZE)
			buf_add(&said, span_part(span_of(more), 0,
					   TEXT_SIZE - example.size));
		texts.octets += put_text(&texts, buf_span(&said));
	}
	buf_free(&said);
	return texts;
}

/* By the memo, or where that is NULL by the tables. */
static size_t
read_all(const struct tables *t, struct memo *m, const struct texts *texts,
    struct arena *a)
{
	size_t certain = 0;

	for (size_t i = 0; i < texts->count; i++) {
		struct reading_input in = texts->inputs[i];
		struct reading r;

		enhanced_read(in.text, &in.enhanced);
		arena_reset(a);
		if (m != NULL ? memo_read(m, &in, a, &r)
			      : reading_of(t, &in, a, &r))
			certain += r.confidence == CONFIDENCE_CERTAIN;
	}
	return certain;
}

/* --- the ceiling ---------------------------------------------------------- */

enum { CEILING_WORDS = 500, CEILING_WORD = 24, OCTETS = 256 };

/* While it is built: a row of 256 for each state. */
struct states {
	uint32_t (*next)[OCTETS];
	unsigned char *ends;
	uint32_t *fail, *queue;
	uint32_t count;
};

/* As it is walked: octets that no state tells apart are one kind, so that rows
 * are short; a transition is the place of the next row, and its lowest bit says
 * that a word ends there. */
struct automaton {
	uint32_t *next;
	unsigned char kind[OCTETS];
};

static void
add_word(struct states *s, const char *word)
{
	uint32_t at = 0;

	for (; *word != '\0'; word++) {
		uint32_t *next = &s->next[at][(unsigned char)*word];

		if (*next == 0)
			*next = s->count++;
		at = *next;
	}
	s->ends[at] = 1;
}

static void
link_up(struct states *s)
{
	uint32_t first = 0, last = 0;

	for (int c = 0; c < OCTETS; c++) {
		if (s->next[0][c] != 0)
			s->queue[last++] = s->next[0][c];
	}
	while (first < last) {
		uint32_t at = s->queue[first++];

		for (int c = 0; c < OCTETS; c++) {
			uint32_t to = s->next[at][c];
			uint32_t back = s->next[s->fail[at]][c];

			if (to == 0) {
				s->next[at][c] = back;
				continue;
			}
			s->fail[to] = back;
			s->ends[to] |= s->ends[back];
			s->queue[last++] = to;
		}
	}
}

/* The words are as long as those of a phrase, from the examples; from all over
 * the table. */
static struct states
make_states(const struct tables *t)
{
	size_t room = 1 + CEILING_WORDS * CEILING_WORD;
	struct states s = { .count = 1 };

	s.next = calloc(room, sizeof *s.next);
	s.ends = calloc(room, 1);
	s.fail = calloc(room, sizeof *s.fail);
	s.queue = calloc(room, sizeof *s.queue);
	for (size_t i = 0; i < CEILING_WORDS; i++) {
		const char *example =
		    t->phrases[i * t->phrase_count / CEILING_WORDS].example;
		char word[CEILING_WORD + 1] = "";

		if (strlen(example) > CEILING_WORD + 4)
			memcpy(word, example + 4, CEILING_WORD);
		add_word(&s, word);
	}
	link_up(&s);
	return s;
}

static bool
are_one_kind(const struct states *s, int a, int b)
{
	for (uint32_t i = 0; i < s->count; i++) {
		if (s->next[i][a] != s->next[i][b])
			return false;
	}
	return true;
}

/* Which octets stand for the others; returns how many. */
static uint32_t
find_kinds(const struct states *s, struct automaton *m, int of_kind[OCTETS])
{
	uint32_t kinds = 0;

	for (int c = 0; c < OCTETS; c++) {
		uint32_t kind = 0;

		while (kind < kinds && !are_one_kind(s, of_kind[kind], c))
			kind++;
		if (kind == kinds)
			of_kind[kinds++] = c;
		m->kind[c] = (unsigned char)kind;
	}
	return kinds;
}

static struct automaton
make_automaton(const struct states *s)
{
	int of_kind[OCTETS];
	struct automaton m;
	uint32_t kinds = find_kinds(s, &m, of_kind);
	uint32_t row = kinds + kinds % 2; /* even, for the bit */

	m.next = calloc((size_t)s->count * row, sizeof *m.next);
	for (uint32_t i = 0; i < s->count; i++) {
		for (uint32_t k = 0; k < kinds; k++) {
			uint32_t to = s->next[i][of_kind[k]];

			m.next[i * row + k] = to * row | s->ends[to];
		}
	}
	return m;
}

static size_t
walk_all(const struct automaton *m, const struct texts *texts)
{
	size_t hits = 0;

	for (size_t i = 0; i < texts->count; i++) {
		uint32_t at = 0;

		for (const char *c = texts->items[i]; *c != '\0'; c++) {
			at = m->next[(at & ~1u) + m->kind[(unsigned char)*c]];
			hits += at & 1;
		}
	}
	return hits;
}

static double
best(double a, double b)
{
	return a == 0 || b < a ? b : a;
}

/* What each took for all texts, at best. */
struct times {
	double memo, first, automaton;
};

static void
take_turns(const struct tables *t, const struct texts *texts,
    const struct automaton *m, struct times *best_of)
{
	struct arena *a = arena_new(16 << 20);
	size_t certain = 0, hits = 0, anew = 0;

	for (int round = 0; round < ROUNDS; round++) {
		struct memo *memo = memo_new(t);
		double began = cpu(RUSAGE_SELF);

		certain += read_all(t, memo, texts, a);
		best_of->memo = best(best_of->memo, cpu(RUSAGE_SELF) - began);
		began = cpu(RUSAGE_SELF);
		certain -= read_all(t, NULL, texts, a);
		best_of->first = best(best_of->first, cpu(RUSAGE_SELF) - began);
		began = cpu(RUSAGE_SELF);
		hits += walk_all(m, texts);
		best_of->automaton =
		    best(best_of->automaton, cpu(RUSAGE_SELF) - began);
		anew = memo_anew(memo);
		memo_free(memo);
	}
	arena_free(a);
	if (certain != 0)
		fprintf(stderr, "explain_bench: the memo reads otherwise\n");
	printf("# %zu phrases, %zu sentences said %d times each, of %zu octets "
	       "on average; %.1f %% were read anew (%zu hits)\n",
	    t->phrase_count, t->phrase_count, SAYINGS,
	    texts->octets / texts->count,
	    100.0 * (double)anew / (double)texts->count, hits);
}

static void
bench_readings(const struct tables *t)
{
	struct texts texts = make_texts(t);
	struct states states = make_states(t);
	struct automaton m = make_automaton(&states);
	double count = (double)texts.count;
	struct times times = { 0, 0, 0 };

	take_turns(t, &texts, &m, &times);
	figure("readings-per-second", count / times.memo, "replies/s", 1e6);
	printf("FIGURE first-readings-per-second %.4g replies/s - ok\n",
	    count / times.first);
	printf("FIGURE automaton-per-second %.4g texts/s - ok\n",
	    count / times.automaton);
	printf("FIGURE reading-to-automaton %.3g times <=3 %s\n",
	    times.memo / times.automaton,
	    times.memo <= 3 * times.automaton ? "ok" : "short");
	printf("FIGURE first-reading-to-automaton %.3g times - ok\n",
	    times.first / times.automaton);
}

/* --- a log from end to end ------------------------------------------------ */

static void
write_log(FILE *file)
{
	/* "#" is where a number goes. */
	static const char *const said[] = {
		"550 5.1.1 <u#@example.org>: Recipient address rejected: User "
		"unknown in virtual mailbox table (in reply to RCPT TO "
		"command)",
		"450 4.2.0 <u#@example.org>: Recipient address rejected: "
		"Greylisted, see the page of our postmaster (in reply to RCPT "
		"TO command)",
		"554 5.7.1 Service unavailable; Client host [192.0.2.#] "
		"blocked using bl.example.net; listed (in reply to RCPT TO "
		"command)",
		"552-5.2.2 Over quota, please direct 552-5.2.2 the recipient "
		"to 552 5.2.2 https://support.google.com/mail/?p=OverQuotaPerm "
		"x# - gsmtp (in reply to RCPT TO command)",
		"421 4.7.0 [TSS04] Messages from 192.0.2.# deferred; see "
		"https://postmaster.yahooinc.com (in reply to MAIL FROM "
		"command)",
	};

	for (int i = 0; i < LINES; i++) {
		fprintf(file,
		    "Nov 23 13:%02d:%02d out postfix/smtp[%d]: %08X: "
		    "to=<u%d@example.org>, relay=mx%d.example.org[192.0.2.%d]:"
		    "25, delay=0.01, delays=0/0/0/0, dsn=5.0.0, "
		    "status=bounced (host mx%d.example.org[192.0.2.9] said: ",
		    i / 60 % 60, i % 60, i % 999, (unsigned int)i, i, i % 50,
		    i % 250, i % 50);
		for (const char *c = said[i % 5]; *c != '\0'; c++) {
			if (*c == '#')
				fprintf(file, "%d", i % 250);
			else
				fputc(*c, file);
		}
		fputs(")\n", file);
	}
}

static void
bench_log(const char *program)
{
	char path[] = "/tmp/explain_benchXXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	double took = 0;

	write_log(file);
	fclose(file);
	for (int round = 0; round < ROUNDS; round++) {
		double began = cpu(RUSAGE_CHILDREN);
		pid_t child;
		int status;

		fflush(stdout);
		child = fork();

		if (child == 0) {
			if (freopen(path, "r", stdin) == NULL ||
			    freopen("/dev/null", "w", stdout) == NULL)
				_exit(1);
			execl(program, program, "explain", "--json", "-",
			    (char *)NULL);
			_exit(1);
		}
		waitpid(child, &status, 0);
		took = best(took, cpu(RUSAGE_CHILDREN) - began);
	}
	unlink(path);
	figure("log-lines-per-second", LINES / took, "lines/s", 3e5);
}

int
main(int argc, char **argv)
{
	struct tables *t = tables_new(NULL, NULL);

	if (t == NULL || argc < 2)
		return EXIT_FAILURE;
	bench_readings(t);
	bench_log(argv[1]);
	tables_free(t);
	return EXIT_SUCCESS;
}
