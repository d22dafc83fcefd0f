/*
 * claim: what a refusal says of the sender's side, put to the test: it blames
 * reverse DNS: so the PTR is looked up; SPF: so SPF is evaluated; and so on.
 * The fact confirms or refutes the claim, and the advice follows the fact.
 * Pure: a function of a view of the DNS.
 */
#ifndef PROBE_INQUIRY_CLAIM_H
#define PROBE_INQUIRY_CLAIM_H

#include "inquiry/result.h"
#include "inquiry/survey.h"

/* What was refused, and who it was said to. Spans must outlive the claim. */
struct claim_request {
	enum cause cause;
	struct span text;    /* of the refusal */
	struct ip seen;      /* the client, as the server sees it; IP_NONE:
				not known */
	bool seen_is_guess;  /* it is only our end of the connection */
	struct span helo;    /* as said; "" when not known */
	bool has_sender;     /* `sender` is what was said */
	struct span sender;  /* between < and >; "" is the null sender */
	bool tls_known, tls; /* whether the dialogue was inside TLS */
	int64_t wall;
};

/* Whether there is a test for what the cause claims. */
bool claim_is_testable(enum cause cause);

/* An address in the text that may be the client's: not `other`, the server's
 * own; family IP_NONE for none. */
struct ip claim_address(struct span text, const struct ip *other);

/* The zone of the blocklist that a refusal names ("blocked using zen..."), or
 * the empty span. */
struct span claim_zone(struct span text);

struct claim {
	bool surveyed; /* there was an address to look at */
	struct survey survey;
	/* what came of it; texts live in the arena */
	struct evidence evidence[4];
	size_t evidence_count;
	const char *advice; /* a sentence that follows from the fact, or NULL */
};

/*
 * False while answers are missing (the view knows which): fetch and call again.
 * The result lives in the arena; on false it is of no use.
 */
bool claim_test(struct view *v, const struct claim_request *request,
    struct arena *a, struct claim *claim);

/* What a survey says is to be done about the cause: a sentence in the arena, or
 * NULL where it says nothing in particular. */
const char *claim_remedy(
    enum cause cause, const struct survey *s, struct arena *a);

#endif
