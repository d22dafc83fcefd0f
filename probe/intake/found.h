/*
 * found: a reply met in a text that somebody has: a pasted line, a log, a
 * bounce; with all that the text says about it. Pure data; spans are borrowed
 * and valid while the callback runs.
 */
#ifndef PROBE_INTAKE_FOUND_H
#define PROBE_INTAKE_FOUND_H

#include "diagnosis/reading.h"

/* X(id, word): who wrote it so. Words of the JSON's "format". */
#define FOUND_FORMATS(X)                                                       \
	X(FORMAT_REPLY, "reply")       /* a bare reply */                      \
	X(FORMAT_SENTENCE, "sentence") /* words without a code */              \
	X(FORMAT_POSTFIX, "postfix")                                           \
	X(FORMAT_EXIM, "exim")                                                 \
	X(FORMAT_SENDMAIL, "sendmail")                                         \
	X(FORMAT_OPENSMTPD, "opensmtpd")                                       \
	X(FORMAT_QMAIL, "qmail")                                               \
	X(FORMAT_COURIER, "courier")                                           \
	X(FORMAT_HARAKA, "haraka")                                             \
	X(FORMAT_EXCHANGE, "exchange")                                         \
	X(FORMAT_RBLSMTPD, "rblsmtpd")                                         \
	X(FORMAT_LOG, "log")       /* of some other program */                 \
	X(FORMAT_NOTICE, "notice") /* the text of a bounce */                  \
	X(FORMAT_REPORT, "report") /* RFC 3464 delivery status */

enum found_format {
#define X(id, word) id,
	FOUND_FORMATS(X)
#undef X
};

const char *found_format_word(enum found_format format);

struct found {
	size_t line; /* of the input, counted from 1, where it begins */
	enum found_format format;
	struct span input;     /* the line or field as it stands there */
	struct span recipient; /* "" where not said; so the others */
	struct span sender;
	struct span queue_id;
	struct reading_input reply; /* `host` among it */
};

/* Called for each reply found, in the order of the text. */
typedef void (*found_reply)(void *context, const struct found *f);

#endif
