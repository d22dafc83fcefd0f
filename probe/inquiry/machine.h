/*
 * machine: what a machine without I/O wishes, and what it is told: the whole
 * contract between it and the edge. Times are microseconds of a steady clock.
 */
#ifndef PROBE_INQUIRY_MACHINE_H
#define PROBE_INQUIRY_MACHINE_H

#include "dns/message.h"
#include "inquiry/network.h"

enum wish_kind {
	WISH_WAIT,    /* for an event, no longer than until `deadline` */
	WISH_RESOLVE, /* `question`: answer with answered() */
	WISH_CONNECT, /* to ip and port: connected() or failed() */
	WISH_SEND,    /* `octets`, valid until the next call */
	WISH_CLOSE,   /* drop the connection, or the attempt to get one */
	WISH_DONE,    /* the result is ready */
};

struct wish {
	enum wish_kind kind;
	const struct question *question;
	struct ip ip;
	uint16_t port;
	struct span octets;
	int64_t deadline;
};

/* self: the machine. One that never wishes to connect has no more than the
 * first two. */
struct machine_class {
	void (*wish)(void *self, int64_t now, struct wish *w);
	void (*answered)(void *self, const struct question *question,
	    struct span message, enum answer_status failure);
	void (*connected)(void *self, const struct ip *local, int64_t now);
	void (*failed)(void *self, enum network_error error, int64_t now);
	void (*received)(void *self, struct span octets, int64_t now);
	void (*closed)(void *self, int64_t now);
};

#endif
