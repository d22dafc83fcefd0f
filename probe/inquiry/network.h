/*
 * network: what the network said instead of a connection. Pure data.
 */
#ifndef PROBE_INQUIRY_NETWORK_H
#define PROBE_INQUIRY_NETWORK_H

/* X(id, word, in words): what the network said instead of a connection. */
#define NETWORK_ERRORS(X)                                                      \
	X(NETWORK_OK, "ok", "connected")                                       \
	X(NETWORK_REFUSED, "refused", "connection refused")                    \
	X(NETWORK_TIMEOUT, "timeout", "no answer in time")                     \
	X(NETWORK_UNREACHABLE, "unreachable", "network or host unreachable")   \
	X(NETWORK_RESET, "reset", "connection reset")                          \
	X(NETWORK_DENIED, "denied", "not permitted by this machine")           \
	X(NETWORK_NO_LOCAL, "no-local-address",                                \
	    "the local address cannot be used for it")                         \
	X(NETWORK_OTHER, "other", "connection failed")

enum network_error {
#define X(id, word, words) id,
	NETWORK_ERRORS(X)
#undef X
};

const char *network_error_word(enum network_error e);
const char *network_error_in_words(enum network_error e);

#endif
