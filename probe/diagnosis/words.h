/*
 * words: the closed vocabulary of a diagnosis, one X-list each. The words are
 * JSON values and never change meaning.
 */
#ifndef PROBE_DIAGNOSIS_WORDS_H
#define PROBE_DIAGNOSIS_WORDS_H

#include "base/span.h"

/* clang-format off */

/* X(id, word, exit status, in words for a first line). */
#define VERDICTS(X) \
	X(VERDICT_DELIVERABLE, "deliverable", 0, "deliverable") \
	X(VERDICT_ACCEPT_ALL, "accept-all", 0, "accepted, but this server accepts any address") \
	X(VERDICT_ACCEPTED, "accepted", 0, "accepted") \
	X(VERDICT_UNDELIVERABLE, "undeliverable", 67, "undeliverable") \
	X(VERDICT_DEFERRED, "deferred", 75, "deferred for now") \
	X(VERDICT_REFUSED, "refused", 77, "refused, but not because of the address") \
	X(VERDICT_UNREACHABLE, "unreachable", 69, "unreachable") \
	X(VERDICT_INVALID, "invalid", 65, "not a valid address") \
	X(VERDICT_UNDECIDED, "undecided", 76, "undecided")

enum verdict {
#define X(id, word, status, words) id,
	VERDICTS(X)
#undef X
};

/* X(id, word). */
#define ABOUTS(X) \
	X(ABOUT_RECIPIENT, "recipient") \
	X(ABOUT_DOMAIN, "domain") \
	X(ABOUT_SENDER, "sender") \
	X(ABOUT_CLIENT, "client") \
	X(ABOUT_HELO, "helo") \
	X(ABOUT_TLS, "tls") \
	X(ABOUT_MESSAGE, "message") \
	X(ABOUT_SESSION, "session") \
	X(ABOUT_SERVER, "server") \
	X(ABOUT_PATH, "path")

enum about {
#define X(id, word) id,
	ABOUTS(X)
#undef X
};

/*
 * X(id, word, about, verdict when permanent, verdict when temporary, meaning).
 * `about` is the usual one; a table's row may say another.
 */
#define CAUSES(X) \
	X(CAUSE_ACCEPTED, "accepted", ABOUT_RECIPIENT, VERDICT_ACCEPTED, VERDICT_ACCEPTED, "the server took it") \
	X(CAUSE_NO_SUCH_MAILBOX, "no-such-mailbox", ABOUT_RECIPIENT, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the address does not exist") \
	X(CAUSE_MAILBOX_FULL, "mailbox-full", ABOUT_RECIPIENT, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the mailbox is full") \
	X(CAUSE_MAILBOX_DISABLED, "mailbox-disabled", ABOUT_RECIPIENT, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the mailbox is disabled") \
	X(CAUSE_MAILBOX_MOVED, "mailbox-moved", ABOUT_RECIPIENT, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the recipient has moved to another address") \
	X(CAUSE_NO_SUCH_DOMAIN, "no-such-domain", ABOUT_DOMAIN, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the domain does not exist") \
	X(CAUSE_NULL_MX, "null-mx", ABOUT_DOMAIN, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the domain declares that it takes no mail") \
	X(CAUSE_NOT_ACCEPTING, "not-accepting", ABOUT_DOMAIN, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the domain or host accepts no mail") \
	X(CAUSE_GREYLISTED, "greylisted", ABOUT_CLIENT, VERDICT_DEFERRED, VERDICT_DEFERRED, "greylisted: asked to come back later") \
	X(CAUSE_RATE_LIMITED, "rate-limited", ABOUT_CLIENT, VERDICT_REFUSED, VERDICT_REFUSED, "too much mail in too short a time") \
	X(CAUSE_TOO_MANY_CONNECTIONS, "too-many-connections", ABOUT_SESSION, VERDICT_REFUSED, VERDICT_REFUSED, "too many connections") \
	X(CAUSE_TOO_MANY_RECIPIENTS, "too-many-recipients", ABOUT_SESSION, VERDICT_UNDECIDED, VERDICT_DEFERRED, "too many recipients at once") \
	X(CAUSE_IP_BLOCKED, "ip-blocked", ABOUT_CLIENT, VERDICT_REFUSED, VERDICT_REFUSED, "the sending IP address is blocked") \
	X(CAUSE_NO_REVERSE_DNS, "no-reverse-dns", ABOUT_CLIENT, VERDICT_REFUSED, VERDICT_REFUSED, "the sending IP address has no valid reverse DNS (PTR)") \
	X(CAUSE_SPF_FAILED, "spf-failed", ABOUT_SENDER, VERDICT_REFUSED, VERDICT_REFUSED, "SPF failed") \
	X(CAUSE_DKIM_FAILED, "dkim-failed", ABOUT_MESSAGE, VERDICT_REFUSED, VERDICT_REFUSED, "DKIM failed") \
	X(CAUSE_DMARC_FAILED, "dmarc-failed", ABOUT_SENDER, VERDICT_REFUSED, VERDICT_REFUSED, "DMARC failed") \
	X(CAUSE_UNAUTHENTICATED_MAIL, "unauthenticated-mail", ABOUT_SENDER, VERDICT_REFUSED, VERDICT_REFUSED, "neither SPF nor DKIM vouches for the mail") \
	X(CAUSE_SENDER_REJECTED, "sender-rejected", ABOUT_SENDER, VERDICT_REFUSED, VERDICT_REFUSED, "the sender address is rejected") \
	X(CAUSE_HELO_REJECTED, "helo-rejected", ABOUT_HELO, VERDICT_REFUSED, VERDICT_REFUSED, "the HELO name is rejected") \
	X(CAUSE_RELAY_DENIED, "relay-denied", ABOUT_PATH, VERDICT_REFUSED, VERDICT_REFUSED, "the server does not relay for this domain") \
	X(CAUSE_LOGIN_REQUIRED, "login-required", ABOUT_CLIENT, VERDICT_REFUSED, VERDICT_REFUSED, "the server wants a login first") \
	X(CAUSE_LOGIN_FAILED, "login-failed", ABOUT_CLIENT, VERDICT_REFUSED, VERDICT_REFUSED, "the login failed") \
	X(CAUSE_TLS_REQUIRED, "tls-required", ABOUT_TLS, VERDICT_REFUSED, VERDICT_REFUSED, "the server insists on TLS") \
	X(CAUSE_TLS_FAILED, "tls-failed", ABOUT_TLS, VERDICT_REFUSED, VERDICT_REFUSED, "TLS failed") \
	X(CAUSE_CONTENT_REJECTED, "content-rejected", ABOUT_MESSAGE, VERDICT_REFUSED, VERDICT_REFUSED, "the content of the message is rejected") \
	X(CAUSE_MESSAGE_TOO_BIG, "message-too-big", ABOUT_MESSAGE, VERDICT_REFUSED, VERDICT_REFUSED, "the message is too big") \
	X(CAUSE_ENCODING_UNSUPPORTED, "encoding-unsupported", ABOUT_MESSAGE, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the server cannot take this encoding of address or message") \
	X(CAUSE_POLICY, "policy", ABOUT_CLIENT, VERDICT_REFUSED, VERDICT_REFUSED, "refused by a local policy") \
	X(CAUSE_PROTOCOL_ERROR, "protocol-error", ABOUT_SESSION, VERDICT_UNDECIDED, VERDICT_UNDECIDED, "the two sides do not understand each other") \
	X(CAUSE_SERVER_ERROR, "server-error", ABOUT_SERVER, VERDICT_UNDECIDED, VERDICT_DEFERRED, "the server has a problem of its own") \
	X(CAUSE_NETWORK_ERROR, "network-error", ABOUT_PATH, VERDICT_UNREACHABLE, VERDICT_UNREACHABLE, "no server could be reached") \
	X(CAUSE_ROUTING_LOOP, "routing-loop", ABOUT_PATH, VERDICT_UNDELIVERABLE, VERDICT_DEFERRED, "the mail runs in a circle") \
	X(CAUSE_EXPIRED, "expired", ABOUT_PATH, VERDICT_UNREACHABLE, VERDICT_UNREACHABLE, "delivery was tried for too long") \
	X(CAUSE_UNSPECIFIED, "unspecified", ABOUT_SERVER, VERDICT_UNDECIDED, VERDICT_DEFERRED, "the server gives no usable reason")

enum cause {
#define X(id, word, about, permanent, temporary, meaning) id,
	CAUSES(X)
#undef X
	CAUSE_COUNT
};

/* X(id, word). Who must do something. */
#define ACTS(X) \
	X(ACT_SENDER, "sender") \
	X(ACT_SENDER_ADMIN, "sender-admin") \
	X(ACT_RECIPIENT, "recipient") \
	X(ACT_RECIPIENT_ADMIN, "recipient-admin") \
	X(ACT_NETWORK, "network") \
	X(ACT_NOBODY, "nobody")

enum act {
#define X(id, word) id,
	ACTS(X)
#undef X
};

#define RETRIES(X) \
	X(RETRY_NO, "no") \
	X(RETRY_LATER, "later") \
	X(RETRY_AFTER_FIX, "after-fix")

enum retry {
#define X(id, word) id,
	RETRIES(X)
#undef X
};

#define CONFIDENCES(X) \
	X(CONFIDENCE_CERTAIN, "certain") \
	X(CONFIDENCE_LIKELY, "likely") \
	X(CONFIDENCE_GUESS, "guess")

enum confidence {
#define X(id, word) id,
	CONFIDENCES(X)
#undef X
};

/* clang-format on */

const char *verdict_word(enum verdict v);
int verdict_exit_status(enum verdict v);
const char *verdict_in_words(enum verdict v);
const char *about_word(enum about a);
const char *cause_word(enum cause c);
const char *cause_meaning(enum cause c);
enum about cause_about(enum cause c);
const char *act_word(enum act a);
const char *retry_word(enum retry r);
const char *confidence_word(enum confidence c);

/* The verdict that a cause gives at RCPT or before. `about` may differ from the
 * cause's usual one, and then it decides: a refusal about recipient or domain
 * speaks of the address, one about us does not. */
enum verdict cause_verdict(enum cause c, enum about about, bool permanent);

/* False when there is no such word. */
bool cause_from_word(struct span word, enum cause *c);
bool about_from_word(struct span word, enum about *a);
bool act_from_word(struct span word, enum act *a);
bool retry_from_word(struct span word, enum retry *r);
bool confidence_from_word(struct span word, enum confidence *c);

#endif
