/*
 * reading: what one reply means: which cause, about whom, who acts, whether to
 * retry, how sure that is, and on which row it rests. The same reading serves
 * `check` and `explain`. Pure.
 *
 * In order: a vendor's own code or sentence (phrases.tbl, rows of a provider
 * first), then the enhanced code at its stage, then the reply code at its
 * stage. The reply code decides permanent or temporary; an enhanced code of
 * another class is reported as contradictory and read for its subject and
 * detail only.
 */
#ifndef PROBE_DIAGNOSIS_READING_H
#define PROBE_DIAGNOSIS_READING_H

#include "diagnosis/tables.h"

/* What is known of the reply beside its octets. */
struct reading_input {
	uint16_t code;            /* 0: none (a bare sentence) */
	struct enhanced enhanced; /* class 0: none; reading also looks for one
				     inside the text (qmail's "(#5.1.1)") */
	struct span text;         /* lines joined by LF; raw */
	enum stage stage;
	bool stage_known;
	struct span host;   /* MX host name, "" when not known */
	struct span banner; /* its first words, "" when not known */
	uint8_t class; /* 2, 4 or 5 where a log says so without a code; else 0
			*/
};

enum { ADVICE_MAX = 8 };

struct reading {
	enum cause cause;
	enum about about;
	enum act act;
	enum retry retry;
	uint32_t retry_seconds; /* 0: not said */
	enum confidence confidence;
	bool permanent;     /* by the reply code; by the enhanced code or the
			       cause when there is none */
	bool contradictory; /* the enhanced code's class is not the code's */
	struct enhanced enhanced; /* the one that was read */
	struct span inner;   /* a reply within the reply, which was read; "" for
				none; borrowed from the input */
	uint16_t inner_code; /* of that one */
	const char *provider; /* word of providers.tbl, "" when not known */
	const char *provider_name; /* for people, e.g. "Gmail" */
	const char *summary;     /* one clause: "the mailbox does not exist" */
	const char *explanation; /* a sentence or two */
	const char *const *advice;  /* sentences, the actor's first */
	const enum act *advice_for; /* whom each one is for */
	size_t advice_count;
	bool by_code; /* a code decided, not the server's words */
	/* what else the code is in use for, without the cause chosen */
	const char *const *other_readings;
	size_t other_count;
	const char *rule;      /* "phrases.tbl:118" */
	const char *reference; /* "RFC 3463 3.2" or the row's source */
};

/* Texts live in the tables or in the arena. False when the arena failed. */
bool reading_of(const struct tables *t, const struct reading_input *in,
    struct arena *a, struct reading *r);

/*
 * A cause without a reply (DNS, network, TLS): summary, explanation and advice
 * from advice.tbl; confidence certain.
 */
bool reading_of_cause(const struct tables *t, enum cause cause,
    enum about about, bool permanent, struct arena *a, struct reading *r);

/* Whom it is about and who acts, where the caller knows better: puts the
 * advice in order again. */
void reading_place(
    struct reading *r, enum about about, enum act act, struct arena *a);

/*
 * Rows of the code tables: for a reply code ("550", "5xx"), an enhanced code
 * ("5.7.25", "4.2"), both ("550 5.7.1", what says most first), words that a row
 * has all of, or all rows for the empty span. For a code without a row: what
 * one of its kind says. Texts live in the tables or the arena.
 */
struct code_row {
	const char *code;  /* "550", "450,451 4.7.1", "x.7.25" */
	const char *stage; /* "EHLO,HELO"; "" for any */
	const char *meaning;
	enum cause cause;
	enum confidence confidence;
	enum act act;
	const char *others; /* what else it is in use for, "" for nothing */
	const char *reference;
};
void codes_find(const struct tables *t, struct span wanted, struct arena *a,
    void (*row)(void *context, const struct code_row *), void *context);

#endif
