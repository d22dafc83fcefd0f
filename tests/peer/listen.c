#include "peer/listen.h"

#include "net/socket_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void
on_signal(int number)
{
	(void)number;
	ended = 1;
}

bool
listen_ended(void)
{
	static bool installed;
	struct sigaction action = { .sa_handler = on_signal };

	if (!installed) {
		sigaction(SIGTERM, &action, NULL);
		sigaction(SIGINT, &action, NULL);
		signal(SIGPIPE, SIG_IGN);
		installed = true;
	}
	return ended != 0;
}

/* A queue with room for one, and that one is us: the kernel drops the others.
 * The second try, which never succeeds, is for kernels that have room for two.
 */
bool
listen_deafen(int fd)
{
	struct sockaddr_storage name = { 0 };
	socklen_t size = sizeof name;
	int filler;

	if (listen(fd, 0) != 0 ||
	    getsockname(fd, (struct sockaddr *)&name, &size) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		filler = socket(name.ss_family,
		    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (filler < 0 ||
		    (connect(filler, (struct sockaddr *)&name, size) != 0 &&
			errno != EINPROGRESS))
			return false;
	}
	return true;
}

void
listen_told(const char *bound)
{
	printf("listening %s\n", bound);
	fflush(stdout);
}

static void
tell_bound(int fd, char *bound)
{
	struct sockaddr_storage name = { 0 };
	socklen_t size = sizeof name;
	char text[IP_TEXT_MAX];
	struct ip ip;
	uint16_t port;

	getsockname(fd, (struct sockaddr *)&name, &size);
	ip = socket_address_ip((struct sockaddr *)&name);
	/* The port stands at the same place in both families. */
	port = ntohs(((struct sockaddr_in *)&name)->sin_port);
	snprintf(bound, 64, ip.family == IP_V6 ? "[%s]:%u" : "%s:%u",
	    ip_format(&ip, text), (unsigned int)port);
}

static uint16_t
wanted_port(const char *address)
{
	const char *colon = strrchr(address, ':');
	uint32_t port = 0;

	span_number(span_of(colon ? colon + 1 : ""), 65535, &port);
	return (uint16_t)port;
}

static bool
wanted_ip(const char *address, struct ip *ip)
{
	struct span host = span_of(address);
	const char *colon = strrchr(address, ':');

	if (colon != NULL)
		host.size = (size_t)(colon - address);
	if (host.size > 1 && host.data[0] == '[')
		host = span_part(host, 1, host.size - 1);
	return ip_parse(host, ip);
}

int
listen_on(const char *address, int type, char *bound)
{
	struct sockaddr_storage to;
	struct ip ip;
	int fd, one = 1;

	if (!wanted_ip(address, &ip)) {
		fprintf(stderr, "%s: not IP:PORT\n", address);
		return -1;
	}
	socket_address_of(&ip, wanted_port(address), &to);
	fd = socket(to.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&to,
		ip.family == IP_V6 ? sizeof(struct sockaddr_in6)
				   : sizeof(struct sockaddr_in)) != 0 ||
	    (type == SOCK_STREAM && listen(fd, 512) != 0)) {
		fprintf(stderr, "%s: %s\n", address, strerror(errno));
		return -1;
	}
	tell_bound(fd, bound);
	return fd;
}
