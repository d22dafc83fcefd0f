/*
 * zone: the DNS as a test wants it, from a small text, and wire answers made
 * from it. Shared by unit tests and the test name server.
 *
 * One row a line, `#` begins a comment:
 *   example.test MX 10 mx.example.test     mx.example.test A 192.0.2.1
 *   example.test MX 0 .                    www.example.test CNAME example.test
 *   example.test TXT "v=spf1 -all"         1.2.0.192.in-addr.arpa PTR mx.test
 *   2.0.192.in-addr.arpa SOA hostmaster.isp.test
 * (`\DDD` is an octet, in names and in strings; a TXT may have no string;
 * a SOA has its contact alone, and stands with each "no" for names below it)
 * and instead of a record what is to go wrong for every type of the name, or
 * for the one type named behind it (name SERVFAIL AAAA):
 *   name SERVFAIL | REFUSED   that code
 *   name SILENT               no answer at all
 *   name LATE N               no answer to the first N questions
 *   name TRUNCATE             cut over UDP, whole over TCP
 *   name GARBAGE              octets that are no message
 *   name FOREIGN              an answer to another question
 *   name LOOP                 a name compressed into a circle
 *   name SHORT                a record that lies about its length
 * A name with rows but not of the type asked for: NOERROR without answers; a
 * name without rows: NXDOMAIN, unless names with rows lie below it.
 */
#ifndef TESTS_PEER_ZONE_H
#define TESTS_PEER_ZONE_H

#include "base/buf.h"
#include "base/trouble.h"
#include "dns/view.h"

enum zone_fault {
	FAULT_NONE,
	FAULT_SERVFAIL,
	FAULT_REFUSED,
	FAULT_SILENT,
	FAULT_LATE,
	FAULT_TRUNCATE,
	FAULT_GARBAGE,
	FAULT_FOREIGN,
	FAULT_LOOP,
	FAULT_SHORT
};

struct zone;

/* NULL with trouble that names the line. */
struct zone *zone_new(struct span text, struct trouble *t);

/* The file's zone; NULL with trouble. */
struct zone *zone_read(const char *path, struct trouble *t);
void zone_free(struct zone *z);

/* What is to go wrong with the question, SILENT for a LATE name that is not
 * yet answered. */
enum zone_fault zone_fault(struct zone *z, const struct question *q);

/*
 * The whole answer to a query, into *out; false when the query cannot be read,
 * or nothing is to be said. tcp: it came so.
 */
bool zone_answer(struct zone *z, struct span query, bool tcp, struct buf *out);

/* Answers all that the view misses; returns how many questions those were. */
size_t zone_fill(struct zone *z, struct view *v);

#endif
