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

/* NULL when there is no memory. */
SMTPPROBE_API struct smtpprobe *smtpprobe_new(void);
SMTPPROBE_API void smtpprobe_free(struct smtpprobe *s);

/* Why the last call that failed did: one sentence, with the remedy. Valid
 * until the next call on the context. */
SMTPPROBE_API const char *smtpprobe_error(const struct smtpprobe *s);

/* An option of a check, as on the command line, without the dashes. */
struct smtpprobe_option {
	const char *name;
	char letter;          /* 0: none */
	const char *argument; /* what to give; NULL: a switch, given "yes" or
				 "no" here */
	const char *help;     /* one clause */
};

/* All options; *count gets how many. */
SMTPPROBE_API const struct smtpprobe_option *smtpprobe_options(size_t *count);

/* False when there is no such option or the value does not fit. */
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

/* Makes smtpprobe_check() return NULL soon. For signal handlers and other
 * threads. */
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
 * The table of codes: rows for a code ("550", "5.7.25", "550 5.7.1"), a word
 * of their texts, or all for "". NULL when none matches; owned by the
 * context until the next call.
 */
SMTPPROBE_API const char *smtpprobe_codes(
    struct smtpprobe *s, const char *wanted, int style, size_t width);

SMTPPROBE_API const char *smtpprobe_version(void);

#ifdef __cplusplus
}
#endif

#endif
