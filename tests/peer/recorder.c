/*
 * recorder: stands before a server on loopback and keeps what both sides say,
 * octet for octet: the witness that no client said DATA. It connects from the
 * client's own address, so that the server judges whom it would have judged.
 * usage: recorder --dir DIR -l IP:PORT=IP:PORT...
 * Connection N leaves DIR/N.ADDRESS.client and DIR/N.ADDRESS.server, ADDRESS
 * being the one that the client asked. Prints "listening IP:PORT" for each;
 * ends on SIGTERM, and the processes of open connections with it.
 */
#include "peer/listen.h"

#include "net/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DOORS_MAX = 64, CHUNK = 65536, WAIT = 1000, IDLE = 120000 };

struct door {
	struct sockaddr_storage target;
	char asked[64];
};

/* One direction of a connection. */
struct flow {
	int from, to;
	FILE *record;
	bool ended;
};

static struct pollfd listeners[DOORS_MAX];
static struct door doors[DOORS_MAX];
static nfds_t count;
static const char *dir;

static socklen_t
size_of(const struct sockaddr_storage *address)
{
	return address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
					      : sizeof(struct sockaddr_in);
}

static FILE *
record(unsigned int number, const char *asked, const char *side)
{
	char path[512];

	snprintf(path, sizeof path, "%s/%06u.%s.%s", dir, number, asked, side);
	return fopen(path, "w");
}

/* From the client's address, any port. */
static int
connect_as(struct sockaddr_storage *client, const struct door *door)
{
	int fd = socket(door->target.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int one = 1;

	/* The port stands at the same place in both families. */
	((struct sockaddr_in *)client)->sin_port = 0;
	setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)client, size_of(client)) == 0 &&
	    connect(fd, (const struct sockaddr *)&door->target,
		size_of(&door->target)) == 0)
		return fd;
	perror(door->asked);
	close(fd);
	return -1;
}

static bool
write_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t gone = send(fd, data, size, MSG_NOSIGNAL);

		if (gone <= 0)
			return false;
		data += gone;
		size -= (size_t)gone;
	}
	return true;
}

/* Kept before it is passed on: a cut connection loses nothing. Acknowledged at
 * once: no delay of the recorder's own. */
static void
pass(struct flow *flow)
{
	static char chunk[CHUNK];
	ssize_t got = recv(flow->from, chunk, sizeof chunk, 0);
	int one = 1;

	setsockopt(flow->from, IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
	if (got > 0) {
		fwrite(chunk, 1, (size_t)got, flow->record);
		fflush(flow->record);
	}
	if (got <= 0 || !write_all(flow->to, chunk, (size_t)got)) {
		flow->ended = true;
		shutdown(flow->to, SHUT_WR);
	}
}

static void
pass_both(struct flow flows[2])
{
	while (!flows[0].ended || !flows[1].ended) {
		struct pollfd ready[2];

		for (size_t i = 0; i < 2; i++)
			ready[i] = (struct pollfd){
				.fd = flows[i].ended ? -1 : flows[i].from,
				.events = POLLIN,
			};
		if (poll(ready, 2, IDLE) <= 0)
			return;
		for (size_t i = 0; i < 2; i++) {
			if (ready[i].revents != 0)
				pass(&flows[i]);
		}
	}
}

static void
serve(int client, struct sockaddr_storage *from, const struct door *door,
    unsigned int number)
{
	int server = connect_as(from, door), one = 1;
	struct flow flows[2] = {
		{ client, server, record(number, door->asked, "client"),
		    false },
		{ server, client, record(number, door->asked, "server"),
		    false },
	};

	setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (flows[0].record == NULL || flows[1].record == NULL)
		perror(dir);
	else if (server >= 0)
		pass_both(flows);
}

static void
take_connection(nfds_t which)
{
	static unsigned int number;
	struct sockaddr_storage from;
	socklen_t size = sizeof from;
	int fd = accept4(
	    listeners[which].fd, (struct sockaddr *)&from, &size, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	number++;
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(fd, &from, &doors[which], number);
		_exit(0);
	}
	close(fd);
}

/* "IP:PORT=IP:PORT": where clients come, and where the server is. */
static bool
add_door(char *pair)
{
	char *target = strchr(pair, '=');
	struct door *door = &doors[count];
	uint16_t port = 0;
	struct ip ip;
	int fd;

	if (target == NULL || count == DOORS_MAX)
		return false;
	*target++ = '\0';
	if (!ip_parse_endpoint(span_of(target), &ip, &port) || port == 0)
		return false;
	socket_address_of(&ip, port, &door->target);
	if ((fd = listen_on(pair, SOCK_STREAM, door->asked)) < 0)
		return false;
	listeners[count++] = (struct pollfd){ .fd = fd, .events = POLLIN };
	listen_told(door->asked);
	return true;
}

int
main(int argc, char **argv)
{
	bool well = argc > 1;

	listen_ended();
	signal(SIGCHLD, SIG_IGN);
	for (int i = 1; well && i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--dir") == 0)
			dir = argv[i + 1];
		else
			well =
			    strcmp(argv[i], "-l") == 0 && add_door(argv[i + 1]);
	}
	if (!well || dir == NULL || count == 0) {
		fprintf(stderr,
		    "usage: recorder --dir DIR -l IP:PORT=IP:PORT...\n");
		return 64;
	}
	while (!listen_ended()) {
		if (poll(listeners, count, WAIT) <= 0)
			continue;
		for (nfds_t i = 0; i < count; i++) {
			if ((listeners[i].revents & POLLIN) != 0)
				take_connection(i);
		}
	}
	return 0;
}
