/*
 * witness: is it them or is it us? When no mail server of a domain answers,
 * unrelated ones are tried; what came of that, weighed. Pure.
 *
 *   one answers                     port 25 is open: the target is down
 *   none does, the proof port does  this network blocks port 25
 *   nothing does                    this machine has no way out
 */
#ifndef PROBE_INQUIRY_WITNESS_H
#define PROBE_INQUIRY_WITNESS_H

#include "inquiry/inquiry.h"

/* How many are tried, how long each one gets, and the port of the witness's
 * own domain that shows that the network is up. */
enum { WITNESSES_MAX = 3, WITNESS_SECONDS = 5, WITNESS_PROOF_PORT = 443 };

/* Whether the concluded result leaves it open whose fault the silence is. */
bool witness_wanted(const struct result *r, const struct inquiry_options *o);

/* Those to try, in order: the ones given, else well-known ones. */
const struct witness_domain *witness_domains(
    const struct inquiry_options *o, size_t *count);

/* IPv4 when any target was tried over it, else IPv6: what says something of
 * the way to the targets. */
enum ip_family witness_family(const struct result *r);

/* Whether a host belongs to the operator of a target, or of a witness that was
 * tried: then it proves nothing more. */
bool witness_is_related(
    const struct result *r, const char *host, const struct ip *ip);

/* Summary, evidence and advice of the result follow what the witnesses did. */
void witness_weigh(struct result *r, struct arena *a);

#endif
