#include "inquiry/inquiry.h"

static void
wish(void *self, int64_t now, struct wish *w)
{
	inquiry_wish(self, now, w);
}

static void
answered(void *self, const struct question *question, struct span message,
    enum answer_status failure)
{
	inquiry_answered(self, question, message, failure);
}

static void
connected(void *self, const struct ip *local, int64_t now)
{
	inquiry_connected(self, local, now);
}

static void
failed(void *self, enum network_error error, int64_t now)
{
	inquiry_failed(self, error, now);
}

static void
received(void *self, struct span octets, int64_t now)
{
	inquiry_received(self, octets, now);
}

static void
closed(void *self, int64_t now)
{
	inquiry_closed(self, now);
}

const struct machine_class inquiry_machine = {
	.wish = wish,
	.answered = answered,
	.connected = connected,
	.failed = failed,
	.received = received,
	.closed = closed,
};
