/*
 * hearing: witnesses (see witness.h) heard one after the other, as a part of an
 * inquiry: no I/O. Nothing is said to them: the connection is closed as soon as
 * it stands. Times are microseconds of a steady clock.
 */
#ifndef PROBE_INQUIRY_HEARING_H
#define PROBE_INQUIRY_HEARING_H

#include "dns/view.h"
#include "inquiry/machine.h"
#include "inquiry/witness.h"

enum hearing_phase {
	HEARING_LOOKING_UP,
	HEARING_CONNECTING,
	HEARING_CLOSING,
	HEARING_OVER,
};

/* The fields are its own. */
struct hearing {
	const struct inquiry_options *options;
	struct result *result;
	struct view *view;
	struct arena *arena;
	enum hearing_phase phase;
	bool connect_wished;
	bool proving;     /* the mail ports are done with */
	size_t candidate; /* of witness_domains(), or of `heard` */
	const struct witness_domain *heard[WITNESSES_MAX];
	size_t heard_count;
	size_t given_up; /* questions that were not answered in time */
	struct witness *witnesses;
	int64_t since, ends_at;
};

/* What it is given must outlive it. ends_at: the time for all of it. */
void hearing_begin(struct hearing *h, const struct inquiry_options *o,
    struct result *r, struct view *v, struct arena *a, int64_t now,
    int64_t ends_at);

/* False when it only waits, until hearing_deadline(), or is over. */
bool hearing_wish(struct hearing *h, int64_t now, struct wish *w);
bool hearing_is_over(const struct hearing *h);
int64_t hearing_deadline(const struct hearing *h);

/* The connection stands (NETWORK_OK), or what the network said instead. */
void hearing_heard(struct hearing *h, enum network_error error, int64_t now);

#endif
