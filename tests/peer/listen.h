/*
 * listen: what both test servers need: loopback sockets on ports of their own,
 * told on stdout, and an end by signal.
 */
#ifndef TESTS_PEER_LISTEN_H
#define TESTS_PEER_LISTEN_H

#include <stdbool.h>

/*
 * Opens a socket of `type` bound to "IP:PORT" (port 0: any free one), and for
 * SOCK_STREAM listens. Not blocking. Puts the address with its port into
 * `bound` (64 octets). -1, told on stderr, when it cannot.
 */
int listen_on(const char *address, int type, char *bound);

/* What listens is deaf from now on: a client gets no answer at all, as if a
 * firewall dropped what it sends. False when that cannot be had. */
bool listen_deafen(int fd);

/* Prints "listening IP:PORT" and flushes. */
void listen_told(const char *bound);

/* True once SIGTERM or SIGINT came; the first call installs the handlers. */
bool listen_ended(void);

#endif
