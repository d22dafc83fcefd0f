/*
 * smtpprobe: would mail to this address be delivered, and where it would not,
 * whose problem is it and what do they do about it? Asked of the real mail
 * servers, without ever sending a message.
 *
 * A context belongs to one thread at a time. Every text is UTF-8 and
 * NUL-terminated. See docs/LIBRARY.md.
 */
#ifndef SMTPPROBE_H
#define SMTPPROBE_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SMTPPROBE_API __attribute__((visibility("default")))

struct smtpprobe;        /* options, tables, resolver: a context */
struct smtpprobe_result; /* of one check */

/* NULL when there is no memory. Results, surveys and explainers are freed
 * before their context. */
SMTPPROBE_API struct smtpprobe *smtpprobe_new(void);
SMTPPROBE_API void smtpprobe_free(struct smtpprobe *s);

/* Why the last call that failed did: one sentence, with the remedy. Valid
 * until the next call on the context. */
SMTPPROBE_API const char *smtpprobe_error(const struct smtpprobe *s);

/* What an option is for; options of several add these up. */
enum smtpprobe_command {
	SMTPPROBE_CHECK = 1,
	SMTPPROBE_EXPLAIN = 2,
	SMTPPROBE_SENDER = 4,
	SMTPPROBE_CODES = 8,
};

/* An option as on the command line, without the dashes. */
struct smtpprobe_option {
	const char *name;
	char letter;           /* 0: none */
	const char *argument;  /* what to give; NULL: a switch, given "yes" or
				  "no" here */
	const char *help;      /* one clause */
	unsigned int commands; /* a sum of enum smtpprobe_command */
};

/* All options; *count gets how many. */
SMTPPROBE_API const struct smtpprobe_option *smtpprobe_options(size_t *count);

/* False when there is no such option or the value does not fit. What tables,
 * tls-ca-path, dns-server and local-interface name is read by the first call
 * that needs it; the other options count from the next call on. */
SMTPPROBE_API bool smtpprobe_set(
    struct smtpprobe *s, const char *option, const char *value);

/*
 * Asks about one address; blocks, for --total-timeout at the most. What the
 * servers did is always a result. NULL when we failed (bad options, no name
 * server configured, no memory) or were interrupted.
 */
SMTPPROBE_API struct smtpprobe_result *smtpprobe_check(
    struct smtpprobe *s, const char *address);
SMTPPROBE_API void smtpprobe_result_free(struct smtpprobe_result *r);

/* Makes smtpprobe_check() and smtpprobe_survey() return NULL soon, now and
 * ever after. For signal handlers and other threads. */
SMTPPROBE_API void smtpprobe_interrupt(struct smtpprobe *s);
SMTPPROBE_API bool smtpprobe_interrupted(const struct smtpprobe *s);

/* Words as in the JSON, e.g. "undeliverable", "no-such-mailbox". */
SMTPPROBE_API const char *smtpprobe_verdict(const struct smtpprobe_result *r);
SMTPPROBE_API const char *smtpprobe_cause(const struct smtpprobe_result *r);

/* 0, or a status of sysexits.h: the command's own. */
SMTPPROBE_API int smtpprobe_exit_status(const struct smtpprobe_result *r);

/* One line, schema smtpprobe.check/1. Owned by the result; NULL when there is
 * no memory. */
SMTPPROBE_API const char *smtpprobe_json(struct smtpprobe_result *r);

enum smtpprobe_style {
	SMTPPROBE_COLOUR = 1,
	SMTPPROBE_TRANSCRIPT = 2,
	SMTPPROBE_FIRST_LINE = 4,
};

/* For a person; style: a sum of the above; width in columns, 0 for no wrapping.
 * Owned by the result; NULL when there is no memory. */
SMTPPROBE_API const char *smtpprobe_text(
    struct smtpprobe_result *r, int style, size_t width);

/*
 * How the world sees an IP address as a sender: reverse DNS, HELO, SPF, the
 * sender's domain. Asks the DNS; blocks, for half a minute at the most. ip ""
 * is this machine's own outgoing address; from (an address or a domain) and
 * helo are taken as a client might say them, "" for none. NULL when ip is none
 * or we failed; smtpprobe_error() says which.
 */
struct smtpprobe_survey;
SMTPPROBE_API struct smtpprobe_survey *smtpprobe_survey(
    struct smtpprobe *s, const char *ip, const char *from, const char *helo);
SMTPPROBE_API void smtpprobe_survey_free(struct smtpprobe_survey *v);

/* 0: nothing wrong was found; 77: receivers have reasons to refuse; 75: not
 * all could be looked up. */
SMTPPROBE_API int smtpprobe_survey_exit_status(
    const struct smtpprobe_survey *v);

/* As for a result; schema smtpprobe.sender/1. */
SMTPPROBE_API const char *smtpprobe_survey_json(struct smtpprobe_survey *v);
SMTPPROBE_API const char *smtpprobe_survey_text(
    struct smtpprobe_survey *v, int style, size_t width);

/*
 * Explaining replies that somebody has: pasted text, a log, bounces. The text
 * is fed in any pieces, of any size in all; what comes out is taken after each
 * piece. A context explains several texts one after the other; it must outlive
 * its explainers.
 */
struct smtpprobe_explainer;

enum smtpprobe_form {
	SMTPPROBE_AS_TEXT,         /* for a person */
	SMTPPROBE_AS_JSON,         /* a line each, schema smtpprobe.explain/1 */
	SMTPPROBE_AS_SUMMARY,      /* counts, at the end */
	SMTPPROBE_AS_SUMMARY_JSON, /* the same, schema smtpprobe.summary/1 */
};

/* style and width as for smtpprobe_text(). NULL when the tables cannot be
 * read or there is no memory. */
SMTPPROBE_API struct smtpprobe_explainer *smtpprobe_explainer_new(
    struct smtpprobe *s, enum smtpprobe_form form, int style, size_t width);
SMTPPROBE_API void smtpprobe_explainer_free(struct smtpprobe_explainer *e);

/* False when there is no memory. */
SMTPPROBE_API bool smtpprobe_explain(
    struct smtpprobe_explainer *e, const char *octets, size_t size);

/* The text is over; the next piece begins another one, at line 1. */
SMTPPROBE_API bool smtpprobe_explain_end(struct smtpprobe_explainer *e);

/* What was written since the last call; valid until the next call on the
 * explainer. For the summaries, all that was found so far. */
SMTPPROBE_API const char *smtpprobe_explained(
    struct smtpprobe_explainer *e, size_t *size);

/* How many replies were found in all. */
SMTPPROBE_API size_t smtpprobe_explained_count(
    const struct smtpprobe_explainer *e);

/*
 * The table of codes: rows for a code ("550", "5.7.25", "550 5.7.1"), a word
 * of their texts, or all for "". NULL when none matches; owned by the
 * context until the next call.
 */
SMTPPROBE_API const char *smtpprobe_codes(
    struct smtpprobe *s, const char *wanted, int style, size_t width);

/*
 * What is wrong with the tables of a directory, a line each, with file, line
 * and remedy; *defects gets how many lines that are. NULL when the directory
 * cannot be read; owned by the context until the next call.
 */
SMTPPROBE_API const char *smtpprobe_check_tables(
    struct smtpprobe *s, const char *directory, size_t *defects);

SMTPPROBE_API const char *smtpprobe_version(void);

#ifdef __cplusplus
}
#endif

#endif
