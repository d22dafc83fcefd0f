/*
 * explain_bench: how many replies a second are read, and how many lines of a
 * log are explained, on one core, beside what is the least that could be: one
 * walk of an automaton (Aho and Corasick, 1975) over the same texts and the
 * same words, in the same run, turn by turn.
 * usage: explain_bench SMTPPROBE
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diagnosis/reading.h"
#include "diagnosis/rows.h"

enum { ROUNDS = 5, REPEATS = 60, LINES = 60000, TEXT_SIZE = 160 };

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
	size_t count, octets;
};

static struct texts
make_texts(const struct tables *t)
{
	static const char more[] = " (for this and for other reasons, as they "
				   "stand on the page of our postmaster; ask "
				   "there for help with it, and name the time)";
	struct texts texts = { calloc(t->phrase_count, sizeof(char *)), 0, 0 };

	for (size_t i = 0; i < t->phrase_count; i++) {
		const char *example = t->phrases[i].example;
		size_t size = strlen(example), room = TEXT_SIZE;
		char *text = calloc(1, size + TEXT_SIZE + 1);

		memcpy(text, example, size);
		if (size < room)
			snprintf(text + size, room - size, "%s", more);
		texts.items[texts.count++] = text;
		texts.octets += strlen(text);
	}
	return texts;
}

static size_t
read_all(const struct tables *t, const struct texts *texts, struct arena *a)
{
	size_t certain = 0;

	for (size_t i = 0; i < texts->count; i++) {
		const char *text = texts->items[i];
		struct reading_input in = { .text = span_of(text) };
		struct reading r;

		if (text[0] >= '2' && text[0] <= '5') {
			in.code = (uint16_t)strtoul(text, NULL, 10);
			in.text = span_of(text + 4);
		}
		enhanced_read(in.text, &in.enhanced);
		arena_reset(a);
		if (reading_of(t, &in, a, &r))
			certain += r.confidence == CONFIDENCE_CERTAIN;
	}
	return certain;
}

/* --- the ceiling ---------------------------------------------------------- */

struct automaton {
	uint32_t (*next)[256];
	unsigned char *ends;
	uint32_t *fail, *queue;
	uint32_t count;
};

static void
add_word(struct automaton *m, const char *word)
{
	uint32_t at = 0;

	for (; *word != '\0'; word++) {
		uint32_t *next = &m->next[at][(unsigned char)*word];

		if (*next == 0)
			*next = m->count++;
		at = *next;
	}
	m->ends[at] = 1;
}

static void
link_up(struct automaton *m)
{
	uint32_t first = 0, last = 0;

	for (int c = 0; c < 256; c++) {
		if (m->next[0][c] != 0)
			m->queue[last++] = m->next[0][c];
	}
	while (first < last) {
		uint32_t at = m->queue[first++];

		for (int c = 0; c < 256; c++) {
			uint32_t to = m->next[at][c];
			uint32_t back = m->next[m->fail[at]][c];

			if (to == 0) {
				m->next[at][c] = back;
				continue;
			}
			m->fail[to] = back;
			m->ends[to] |= m->ends[back];
			m->queue[last++] = to;
		}
	}
}

/* The words: the longest part without signs of each pattern. */
static struct automaton
make_automaton(const struct tables *t)
{
	size_t room = 1;
	struct automaton m;
	size_t count = t->phrase_count;

	for (size_t i = 0; i < count; i++)
		room += strlen(t->phrases[i].example) + 1;
	m.next = calloc(room, sizeof *m.next);
	m.ends = calloc(room, 1);
	m.fail = calloc(room, sizeof *m.fail);
	m.queue = calloc(room, sizeof *m.queue);
	m.count = 1;
	for (size_t i = 0; i < count; i++) {
		char word[25] = "";

		/* As long as the words of a phrase are, from its example. */
		if (strlen(t->phrases[i].example) > 30)
			memcpy(word, t->phrases[i].example + 4, 24);
		add_word(&m, word);
	}
	link_up(&m);
	return m;
}

static size_t
walk_all(const struct automaton *m, const struct texts *texts)
{
	size_t hits = 0;

	for (size_t i = 0; i < texts->count; i++) {
		uint32_t at = 0;

		for (const char *c = texts->items[i]; *c != '\0'; c++) {
			at = m->next[at][(unsigned char)*c];
			hits += m->ends[at];
		}
	}
	return hits;
}

static double
best(double a, double b)
{
	return a == 0 || b < a ? b : a;
}

static void
bench_readings(const struct tables *t)
{
	struct texts texts = make_texts(t);
	struct automaton m = make_automaton(t);
	struct arena *a = arena_new(16 << 20);
	double reading = 0, walking = 0, all;
	size_t sum = 0;

	for (int round = 0; round < ROUNDS; round++) {
		double began = cpu(RUSAGE_SELF);

		for (int i = 0; i < REPEATS; i++)
			sum += read_all(t, &texts, a);
		reading = best(reading, cpu(RUSAGE_SELF) - began);
		began = cpu(RUSAGE_SELF);
		for (int i = 0; i < REPEATS; i++)
			sum += walk_all(&m, &texts);
		walking = best(walking, cpu(RUSAGE_SELF) - began);
	}
	all = (double)texts.count * REPEATS;
	printf("# %zu phrases, %zu texts of %zu octets on average (%zu)\n",
	    t->phrase_count, texts.count, texts.octets / texts.count, sum);
	figure("readings-per-second", all / reading, "replies/s", 1e6);
	printf(
	    "FIGURE automaton-per-second %.4g texts/s - ok\n", all / walking);
	printf(
	    "FIGURE reading-to-automaton %.3g times - ok\n", reading / walking);
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
