/*
 * bench: what a start and a check cost: FIGURE name value unit wanted ok|short.
 * usage: bench SMTPPROBE MAIL-PORT NAME-SERVER
 * The mail server on 127.0.0.1 takes ok@example.test, in clear, pipelined, and
 * refuses others. Costs are compared with the least that could be, in the same
 * run, turn by turn, so that a busy machine harms both alike.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/heap.h"
#include "smtpprobe.h"

enum { ROUNDS = 9, CHECKS = 40, STARTS = 40 };

static void
figure(const char *name, double value, const char *unit, double wanted)
{
	printf("FIGURE %s %.4g %s <=%.4g %s\n", name, value, unit, wanted,
	    value <= wanted ? "ok" : "short");
}

static double
seconds_of(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
	return values[count / 2];
}

/* Reads until `lines` final lines ("250 ...") have come. */
static void
hear(int fd, int lines)
{
	char input[4096];
	size_t size = 0, line = 0;
	ssize_t got;

	while (lines > 0 &&
	       (got = read(fd, input + size, sizeof input - size)) > 0) {
		size += (size_t)got;
		for (size_t i = line; i < size; i++) {
			if (input[i] != '\n')
				continue;
			lines -= input[line + 3] == ' ';
			line = i + 1;
		}
	}
}

static void
say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		perror("write");
}

static void
least_client(unsigned short port)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	to.sin_port = htons(port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		perror("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	hear(fd, 1);
	say(fd, "EHLO bench.example.test\r\n");
	hear(fd, 1);
	say(fd, "MAIL FROM:<>\r\nRCPT TO:<ok@example.test>\r\n");
	hear(fd, 2);
	say(fd, "RSET\r\nMAIL FROM:<>\r\nRCPT TO:<made-up@example.test>\r\n");
	hear(fd, 3);
	say(fd, "QUIT\r\n");
	hear(fd, 1);
	close(fd);
}

static struct smtpprobe *
prober(const char *port, const char *name_server)
{
	struct smtpprobe *s = smtpprobe_new();

	if (s == NULL || !smtpprobe_set(s, "port", port) ||
	    !smtpprobe_set(s, "dns-server", name_server) ||
	    !smtpprobe_set(s, "allow-private", "yes") ||
	    !smtpprobe_set(s, "helo", "bench.example.test")) {
		fprintf(stderr, "bench: cannot set up\n");
		exit(1);
	}
	return s;
}

static void
check_once(struct smtpprobe *s)
{
	struct smtpprobe_result *r = smtpprobe_check(s, "ok@example.test");

	if (r == NULL || strcmp(smtpprobe_verdict(r), "deliverable") != 0) {
		fprintf(stderr, "bench: not deliverable: %s\n",
		    r ? smtpprobe_json(r) : smtpprobe_error(s));
		exit(1);
	}
	smtpprobe_result_free(r);
}

static void
measure_cpu(const char *port, const char *name_server)
{
	struct smtpprobe *s = prober(port, name_server);
	double ours[ROUNDS], least[ROUNDS], begun;

	check_once(s);
	for (int round = 0; round < ROUNDS; round++) {
		begun = seconds_of(RUSAGE_SELF);
		for (int i = 0; i < CHECKS; i++)
			check_once(s);
		ours[round] = (seconds_of(RUSAGE_SELF) - begun) / CHECKS;
		begun = seconds_of(RUSAGE_SELF);
		for (int i = 0; i < CHECKS; i++)
			least_client((unsigned short)atoi(port));
		least[round] = (seconds_of(RUSAGE_SELF) - begun) / CHECKS;
	}
	printf("# %d checks: one with its DNS, in us, beside the least client "
	       "without: %.0f us\n",
	    ROUNDS * CHECKS, median(least, ROUNDS) * 1e6);
	figure("check-cpu", median(ours, ROUNDS) * 1e6, "us", 1000);
	figure("check-cpu-to-least-client",
	    median(ours, ROUNDS) / median(least, ROUNDS), "ratio", 4);
	smtpprobe_free(s);
}

/* A second check, so that what a context makes once is there already. The
 * heap of all libraries counts, OpenSSL's among them. */
static void
measure_memory(const char *port, const char *name_server)
{
	struct smtpprobe *s = prober(port, name_server);
	struct smtpprobe_result *r;
	size_t before;

	check_once(s);
	before = heap_used();
	heap_forget_peak();
	r = smtpprobe_check(s, "ok@example.test");
	figure("check-memory-peak", (double)(heap_peak() - before), "bytes",
	    131072);
	figure("check-memory-kept", (double)(heap_used() - before), "bytes",
	    65536);
	smtpprobe_result_free(r);
	figure("check-memory-leaked",
	    heap_used() > before ? (double)(heap_used() - before) : 0, "bytes",
	    0);
	smtpprobe_free(s);
}

struct cost {
	double ms, cpu_ms;
};

/* From fork to end. */
static struct cost
run_once(const char *program, char *const *argv)
{
	double begun = now(), cpu = seconds_of(RUSAGE_CHILDREN);
	pid_t child = fork();

	if (child == 0) {
		if (freopen("/dev/null", "w", stdout) != NULL)
			execv(program, argv);
		_exit(127);
	}
	waitpid(child, NULL, 0);
	return (struct cost){
		.ms = (now() - begun) * 1e3,
		.cpu_ms = (seconds_of(RUSAGE_CHILDREN) - cpu) * 1e3,
	};
}

/* The clock tells little on a busy machine; the processor's time does. */
static void
measure_start(char *program)
{
	static char true_program[] = "/bin/true", codes[] = "codes",
		    code[] = "550";
	char *ours[] = { program, codes, code, NULL };
	char *least[] = { true_program, NULL };
	double ms[STARTS], cpu[STARTS], least_cpu[STARTS];

	for (int i = 0; i < STARTS; i++) {
		struct cost cost = run_once(program, ours);

		ms[i] = cost.ms;
		cpu[i] = cost.cpu_ms;
		least_cpu[i] = run_once(true_program, least).cpu_ms;
	}
	printf("# %d starts: one of /bin/true takes %.2f ms of CPU\n", STARTS,
	    median(least_cpu, STARTS));
	figure("start", median(ms, STARTS), "ms", 5);
	figure("start-cpu", median(cpu, STARTS), "ms", 5);
}

int
main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(
		    stderr, "usage: bench SMTPPROBE MAIL-PORT NAME-SERVER\n");
		return 64;
	}
	measure_start(argv[1]);
	measure_cpu(argv[2], argv[3]);
	measure_memory(argv[2], argv[3]);
	return 0;
}
