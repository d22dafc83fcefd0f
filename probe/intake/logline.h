/*
 * logline: one line of a mail server's log, and the reply in it. For intake/
 * alone. Pure.
 */
#ifndef PROBE_INTAKE_LOGLINE_H
#define PROBE_INTAKE_LOGLINE_H

#include "base/buf.h"
#include "intake/found.h"

enum logline {
	LOGLINE_NONE,  /* not a line of a log */
	LOGLINE_OTHER, /* of a log, and no reply in it */
	LOGLINE_REPLY, /* *f is filled, but for line and input */
};

/*
 * Recognises Postfix, Exim, Sendmail, OpenSMTPD, qmail, Courier, Haraka,
 * rblsmtpd and Exchange's message tracking. scratch: for formats that write
 * their replies in a disguise; f's spans may lie in it.
 */
enum logline logline_read(
    struct span line, struct buf *scratch, struct found *f);

/*
 * Fills code, enhanced and text of f->reply from words that may begin with
 * codes, with "(in reply to RCPT TO command)" at the end taken off as the
 * stage.
 */
void logline_words(struct span words, struct found *f);

/*
 * "SMTP error from remote mail server after RCPT TO:<a@b>: 550 ...", and the
 * same with "host mx [ip]: " before the reply: takes stage and host off and
 * returns the server's words (Exim's, in its log and in its bounces).
 */
struct span logline_take_stage(struct span words, struct found *f);

#endif
