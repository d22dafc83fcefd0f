/*
 * bench: figures, one a line: FIGURE name value unit wanted ok|short.
 * usage: bench SMTPPROBE MAIL-PORT NAME-SERVER
 * The mail server on 127.0.0.1 takes ok@example.test, in clear, pipelined.
 * CPU is compared with the least that a client can do for the same dialogue,
 * in the same run, turn by turn, so that a busy machine harms both alike.
 */
#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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
	printf("# CPU: %.0f us a check with its DNS, %.0f us for the least "
	       "client without\n",
	    median(ours, ROUNDS) * 1e6, median(least, ROUNDS) * 1e6);
	figure("check-cpu-to-least-client",
	    median(ours, ROUNDS) / median(least, ROUNDS), "ratio", 4);
	smtpprobe_free(s);
}

/* What one finished check keeps until its result is freed. */
static void
measure_memory(const char *port, const char *name_server)
{
	struct smtpprobe *s = prober(port, name_server);
	struct smtpprobe_result *r;
	size_t before;

	check_once(s);
	check_once(s);
	before = mallinfo2().uordblks;
	r = smtpprobe_check(s, "ok@example.test");
	figure("check-memory", (double)(mallinfo2().uordblks - before), "bytes",
	    131072);
	smtpprobe_result_free(r);
	smtpprobe_free(s);
}

static void
measure_start(const char *program)
{
	double took[STARTS], begun;

	for (int i = 0; i < STARTS; i++) {
		pid_t child;

		begun = now();
		child = fork();
		if (child == 0) {
			if (freopen("/dev/null", "w", stdout) != NULL)
				execl(program, program, "codes", "550",
				    (char *)NULL);
			_exit(127);
		}
		waitpid(child, NULL, 0);
		took[i] = (now() - begun) * 1e3;
	}
	figure("start", median(took, STARTS), "ms", 5);
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
