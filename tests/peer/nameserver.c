/*
 * nameserver: a name server for tests and the demo, on loopback, UDP and TCP.
 * usage: nameserver -z ZONE [-l IP:PORT]... [--log FILE]
 * Prints "listening IP:PORT" for each address; ends on SIGTERM.
 */
#include "peer/listen.h"
#include "peer/zone.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS_MAX = 32, MESSAGE_MAX = 65537, WAIT = 1000 };

static struct pollfd sockets[SOCKETS_MAX]; /* UDP and TCP in turn */
static nfds_t count;
static struct zone *zone;
static FILE *log_file;

static void
note(struct span query, const char *how)
{
	struct reader r = reader_of(query);
	char text[NAME_TEXT_MAX];
	struct name name;

	if (log_file == NULL)
		return;
	read_span(&r, 12);
	if (name_read(&r, &name))
		fprintf(log_file, "%s %s %u\n", how, name_format(&name, text),
		    (unsigned int)read_u16(&r));
	fflush(log_file);
}

static void
serve_udp(int fd)
{
	static char query[MESSAGE_MAX];
	struct sockaddr_storage from;
	socklen_t size = sizeof from;
	ssize_t got = recvfrom(
	    fd, query, sizeof query, 0, (struct sockaddr *)&from, &size);
	struct span asked = { query, got > 0 ? (size_t)got : 0 };
	struct buf out;

	if (got <= 0)
		return;
	note(asked, "udp");
	buf_init(&out, MESSAGE_MAX);
	if (zone_answer(zone, asked, false, &out))
		sendto(
		    fd, out.data, out.size, 0, (struct sockaddr *)&from, size);
	buf_free(&out);
}

/* One query a connection, blocking: it is a test's. */
static void
serve_tcp(int listener)
{
	static char query[MESSAGE_MAX];
	struct timeval limit = { .tv_sec = 2 };
	int fd = accept(listener, NULL, NULL);
	ssize_t got;
	struct buf out;

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	while ((got = recv(fd, query, sizeof query, 0)) > 2) {
		struct span asked = { query + 2, (size_t)got - 2 };

		note(asked, "tcp");
		buf_init(&out, MESSAGE_MAX);
		buf_add(&out, SPAN("\0\0"));
		if (zone_answer(zone, asked, true, &out)) {
			out.data[0] = (char)((out.size - 2) >> 8);
			out.data[1] = (char)((out.size - 2) & 0xff);
			if (send(fd, out.data, out.size, MSG_NOSIGNAL) < 0)
				got = 0;
		}
		buf_free(&out);
		if (got == 0)
			break;
	}
	close(fd);
}

static bool
add_address(const char *address)
{
	char bound[64];
	int udp = listen_on(address, SOCK_DGRAM, bound), tcp;

	if (udp < 0 || count + 2 > SOCKETS_MAX)
		return false;
	tcp = listen_on(bound, SOCK_STREAM, bound);
	if (tcp < 0)
		return false;
	sockets[count++] = (struct pollfd){ .fd = udp, .events = POLLIN };
	sockets[count++] = (struct pollfd){ .fd = tcp, .events = POLLIN };
	listen_told(bound);
	return true;
}

static void
serve(void)
{
	while (!listen_ended()) {
		if (poll(sockets, count, WAIT) <= 0)
			continue;
		for (nfds_t i = 0; i < count; i++) {
			if ((sockets[i].revents & POLLIN) == 0)
				continue;
			if (i % 2 == 0)
				serve_udp(sockets[i].fd);
			else
				serve_tcp(sockets[i].fd);
		}
	}
}

static bool
take(const char *option, const char *value)
{
	struct trouble t = { "cannot be opened" };
	bool well = true;

	if (strcmp(option, "-l") == 0)
		well = add_address(value);
	else if (strcmp(option, "-z") == 0)
		well = (zone = zone_read(value, &t)) != NULL;
	else if (strcmp(option, "--log") == 0)
		well = (log_file = fopen(value, "w")) != NULL;
	else
		well = false;
	if (!well)
		fprintf(
		    stderr, "nameserver: %s %s: %s\n", option, value, t.text);
	return well;
}

int
main(int argc, char **argv)
{
	listen_ended();
	for (int i = 1; i + 1 < argc; i += 2) {
		if (!take(argv[i], argv[i + 1]))
			return 64;
	}
	if (zone == NULL || count == 0) {
		fprintf(stderr, "usage: nameserver -z ZONE -l IP:PORT...\n");
		return 64;
	}
	serve();
	zone_free(zone);
	return 0;
}
