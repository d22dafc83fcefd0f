/*
 * record_text: a DNS record of an answer as a zone file has it. Pure.
 */
#ifndef PROBE_REPORT_RECORD_TEXT_H
#define PROBE_REPORT_RECORD_TEXT_H

#include "dns/message.h"

/* Number n of the answer's records, of that type: "192.0.2.1", "10 mx.test",
 * the joined strings of a TXT. Raw octets. */
struct span record_text(const struct answer *answer, enum record_type type,
    size_t n, struct arena *a);

#endif
