/*
 * attempt: questions about one connection, asked while the inquiry runs and
 * when it is weighed. Pure.
 */
#ifndef PROBE_INQUIRY_ATTEMPT_H
#define PROBE_INQUIRY_ATTEMPT_H

#include "inquiry/result.h"

/* The handshake was begun and did not succeed; or it seemed to, and the server
 * closed the connection before it said anything inside. */
bool attempt_failed_tls(const struct attempt *attempt);

/* Why, in words; only when it failed. */
const char *attempt_tls_failure(const struct attempt *attempt);

/* RCPT for the real address was answered with 2xx. */
bool attempt_accepted(const struct attempt *attempt);

/*
 * It settles the question, or went as far as it was told to: no further host
 * is asked (RFC 5321 5.1). 421 settles nothing, nor does MAIL put off: another
 * host may take it.
 */
bool attempt_answered(const struct attempt *attempt);

/*
 * The reply that decides what the attempt means: MAIL's refusal, RCPT's
 * answer, else the last refusal before them; NULL when there is none.
 */
const struct reply *attempt_reply(
    const struct attempt *attempt, enum stage *stage);

/* How much an attempt tells; the highest one decides. */
int attempt_rank(const struct attempt *attempt);

/* In words, why nothing came of it: "connection refused". */
const char *attempt_in_words(const struct attempt *attempt, struct arena *a);

/* "mx.example.org [192.0.2.1]", with ":port" when it is not the usual one. */
const char *attempt_target(const struct attempt *attempt, struct arena *a);

/*
 * The name to say in EHLO: the given one, else the literal of our end of the
 * connection (RFC 5321 4.1.4), which is a finding.
 */
struct span attempt_helo(struct span given, const struct ip *local,
    struct arena *a, struct findings *findings);

#endif
