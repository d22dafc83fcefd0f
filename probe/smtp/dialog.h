/*
 * dialog: the client's side of an SMTP session up to RCPT, as a table: each
 * stage has what to say, what its reply leads to, and how long to wait. There
 * is no row for a message. Pure: octets and replies in, octets and wishes out;
 * no I/O, no clock; TLS is somebody else's, asked for by DIALOG_START_TLS.
 *
 * Plan of a session:
 *   connected -> BANNER -> EHLO (HELO when EHLO is refused)
 *     -> STARTTLS -> [handshake] -> EHLO again -> transactions -> QUIT
 * A transaction is MAIL and one RCPT per recipient, pipelined when the server
 * offers it; before each but the first stands RSET, in the same batch. The
 * caller adds the next transaction when it has seen the last one's replies.
 */
#ifndef PROBE_SMTP_DIALOG_H
#define PROBE_SMTP_DIALOG_H

#include "smtp/ehlo.h"

#include "base/finding.h"

/*
 * X(id, word, RFC 5321 4.5.3.2 limit in seconds, our default in seconds).
 * CONNECT and TLS are stages of the session that say nothing in SMTP. AUTH and
 * MESSAGE (the message itself) are never said here: logs and bounces name them.
 */
#define STAGES(X)                                                              \
	X(STAGE_CONNECT, "CONNECT", 300, 15)                                   \
	X(STAGE_BANNER, "BANNER", 300, 60)                                     \
	X(STAGE_EHLO, "EHLO", 300, 60)                                         \
	X(STAGE_HELO, "HELO", 300, 60)                                         \
	X(STAGE_STARTTLS, "STARTTLS", 300, 30)                                 \
	X(STAGE_TLS, "TLS", 300, 30)                                           \
	X(STAGE_MAIL, "MAIL", 300, 60)                                         \
	X(STAGE_RCPT, "RCPT", 300, 90)                                         \
	X(STAGE_RSET, "RSET", 300, 30)                                         \
	X(STAGE_QUIT, "QUIT", 300, 2)                                          \
	X(STAGE_AUTH, "AUTH", 300, 60)                                         \
	X(STAGE_MESSAGE, "MESSAGE", 600, 600)

enum stage {
#define X(id, word, ceiling, usual) id,
	STAGES(X)
#undef X
};

const char *stage_word(enum stage stage);

/* Without regard to case; false when there is none of that name. */
bool stage_from_word(struct span word, enum stage *stage);

/* Seconds; `timeout` 0 means the default, else the lesser of it and RFC's. */
uint32_t stage_timeout(enum stage stage, uint32_t timeout);

/* What of TLS the session wants. */
enum tls_wish {
	TLS_NEVER,      /* do not say STARTTLS */
	TLS_IF_OFFERED, /* go on in clear when it is not offered or refused */
	TLS_REQUIRED,   /* end the session when it is not offered or refused */
	TLS_ALREADY,    /* implicit TLS: the session began inside it */
};

/* Everything must outlive the dialog. No span may hold a control octet. */
struct dialog_options {
	struct span helo;   /* a name or an address literal */
	struct span sender; /* between < and >; empty for the null sender */
	enum tls_wish tls;
	enum stage quit_after; /* STAGE_QUIT: do all */
};

/* One recipient and what was said of it. */
struct dialog_recipient {
	struct span mailbox;
	bool answered;
	struct reply reply; /* of RCPT, when answered */
};

/* One MAIL with its recipients. Owned by the caller; must outlive the dialog.
 */
struct transaction {
	struct dialog_recipient *recipients;
	size_t count;
	bool smtputf8; /* say SMTPUTF8 on MAIL */
	/* filled in by the dialog */
	bool mail_answered;
	struct reply mail;
	bool done; /* every recipient answered, MAIL refused, or no room for
		      more exchanges */
};

/*
 * One thing said and its answer, in order. `command` is without CR LF; empty
 * for the banner. `answered` is false while waiting, and stays so when the
 * connection ended first.
 */
struct exchange {
	enum stage stage;
	bool inside_tls;
	bool answered;
	struct span command;
	struct reply reply;
	int64_t said_at, heard_at; /* the caller's `now` of the two moments */
};

enum dialog_wish {
	DIALOG_LISTEN,    /* wait for octets, no longer than dialog_wait() */
	DIALOG_START_TLS, /* hand-shake now, then call dialog_tls_started();
			     when it fails the dialog is of no use any more */
	DIALOG_DECIDE,    /* a transaction is done (or none was given yet): call
			     dialog_begin() or dialog_quit() */
	DIALOG_CLOSE,     /* all is said: close the connection */
};

/* X(id, word): why a session ended. */
#define DIALOG_ENDS(X)                                                         \
	X(END_NOT_YET, "running")                                              \
	X(END_DONE, "done")       /* quit as asked */                          \
	X(END_REFUSED, "refused") /* banner, EHLO/HELO: 4xx or 5xx */          \
	X(END_CLOSING, "closing") /* 421 at any stage */                       \
	X(END_NO_TLS, "no-tls")   /* required, but not offered or refused */   \
	X(END_GARBAGE, "garbage") /* what came is not SMTP */                  \
	X(END_TIMEOUT, "timeout") /* no reply in time at `ended_at` */         \
	X(END_CLOSED, "closed")   /* the connection went away */

enum dialog_end {
#define X(id, word) id,
	DIALOG_ENDS(X)
#undef X
};

enum { EXCHANGES_MAX = 256 };

struct dialog; /* see dialog.c for what is inside */

/*
 * The arena owns it and all it keeps; the parser's buffers are given back by
 * dialog_free(). `findings` gets what was odd; `host` is named in them.
 * NULL when the arena failed.
 */
struct dialog *dialog_new(const struct dialog_options *o, struct arena *a,
    struct findings *findings, struct span host);
void dialog_free(struct dialog *d);

/* The connection stands (for TLS_ALREADY: its handshake is done). */
void dialog_connected(struct dialog *d, int64_t now);

/*
 * Octets came, in clear or out of TLS; all are taken. When the STARTTLS reply
 * is in them, what follows it is thrown away with a finding (RFC 3207 6).
 */
void dialog_received(struct dialog *d, struct span octets, int64_t now);

/* After DIALOG_START_TLS: forget what was said in clear, EHLO again. */
void dialog_tls_started(struct dialog *d, int64_t now);

/* The connection is of no use any more. */
void dialog_closed(struct dialog *d, int64_t now);

/* The wait ran out: ends the session, or, at QUIT, just closes. */
void dialog_timed_out(struct dialog *d, int64_t now);

/* After DIALOG_DECIDE. */
void dialog_begin(struct dialog *d, struct transaction *t, int64_t now);
void dialog_quit(struct dialog *d, int64_t now);

enum dialog_wish dialog_wish(const struct dialog *d);

/* What is to be sent, in the order said; clear it when it was taken. */
struct buf *dialog_output(struct dialog *d);

/* The stage whose reply is awaited. */
enum stage dialog_stage(const struct dialog *d);

/* END_NOT_YET while it runs; *at gets the stage it ended in (may be NULL). */
enum dialog_end dialog_ended(const struct dialog *d, enum stage *at);

const struct ehlo *dialog_ehlo(const struct dialog *d);

/* All exchanges so far; *count gets their number. Borrowed from the arena. */
const struct exchange *dialog_exchanges(const struct dialog *d, size_t *count);

#endif
