/*
 * log_formats: one function a kind of line, for logline.c alone. Each returns
 * false when the line is not of its kind after all; then *f is of no use.
 */
#ifndef PROBE_INTAKE_LOG_FORMATS_H
#define PROBE_INTAKE_LOG_FORMATS_H

#include "base/buf.h"
#include "intake/found.h"

struct log_line {
	struct span line;
	struct span rest;    /* behind the mark of its kind, logline.c's */
	struct buf *scratch; /* for what is written in a disguise */
};

/* "ID: to=<a@b>, relay=host[ip]:25, ..., dsn=5.1.1, status=bounced (...)" */
bool log_postfix_delivery(const struct log_line *l, struct found *f);

/* "NOQUEUE: reject: RCPT from host[ip]: 550 ...; from=<> to=<> ..." */
bool log_postfix_reject(const struct log_line *l, struct found *f);

/* "ID: host mx[ip] said: 450 ...", of a host that is not the last one. */
bool log_postfix_said(const struct log_line *l, struct found *f);

/* "ID ** a@b R=x T=y H=host [ip]: SMTP error from ...: 550 ..." */
bool log_exim_delivery(const struct log_line *l, struct found *f);

/* "H=... F=<a@b> rejected RCPT <c@d>: ..." */
bool log_exim_reject(const struct log_line *l, struct found *f);

/* "H=... sender verify fail for <a@b>: ..." */
bool log_exim_verify(const struct log_line *l, struct found *f);

/* "ID H=host [ip]: SMTP error from ...: 421 ...", of one host. */
bool log_exim_host(const struct log_line *l, struct found *f);

/* "Connection from [ip] refused: too many connections" */
bool log_exim_refused(const struct log_line *l, struct found *f);

/* "ID: to=<a@b>, ..., dsn=5.1.1, reply=550 ..., stat=..." */
bool log_sendmail_delivery(const struct log_line *l, struct found *f);

/* "ruleset=check_rcpt, arg1=<a@b>, relay=..., reject=550 ..." */
bool log_sendmail_reject(const struct log_line *l, struct found *f);

/* "ID: <a@b>... User unknown" */
bool log_sendmail_address(const struct log_line *l, struct found *f);

/* "mta delivery ... to=<a@b> ... result="PermFail" stat="550 ..."", and the
 * same of "mda" without the quotes. */
bool log_opensmtpd(const struct log_line *l, struct found *f);

/* "delivery 7: failure: 192.0.2.1_does_not_like_recipient./Remote_..." */
bool log_qmail(const struct log_line *l, struct found *f);

/* "[outbound] recipient <a@b> rejected: 550 ...", "bouncing mail: ..." */
bool log_haraka(const struct log_line *l, struct found *f);

/* "plugin=x ... retval=DENY msg="..."": what a plugin says to a client. */
bool log_haraka_hook(const struct log_line *l, struct found *f);

/* "error,relay=ip,from=<a@b>,to=<c@d>: 550 ...", "error,relay=ip,msg="511
 * ..."" */
bool log_courier(const struct log_line *l, struct found *f);

/* "rblsmtpd: ip pid n: 451 ..." */
bool log_rblsmtpd(const struct log_line *l, struct found *f);

/* A row of Exchange's message tracking: CSV. */
bool log_exchange(const struct log_line *l, struct found *f);

/* A row of its protocol log, with what a server said: "...,<,550 5.1.1 ..." */
bool log_exchange_protocol(const struct log_line *l, struct found *f);

#endif
