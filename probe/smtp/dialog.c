#include "smtp/dialog.h"

#include <assert.h>
#include <string.h>

/*
 * Exchanges stand in the order said; replies come in the same order, so the
 * first unanswered one (`heard`) is what the next reply belongs to. Pipelining
 * is nothing but saying more before listening. Each stage is a row: what to
 * say, and the function that its reply leads to.
 */
enum {
	OUTPUT_MAX = 1 << 16,
	SUBJECT_MAX = 200,  /* octets of a server's words in a finding */
	PIPELINE_MAX = 100, /* recipients said before listening */
	UNASKED_MAX = 16,   /* replies that nobody asked for */
};

struct dialog {
	const struct dialog_options *options;
	struct arena *arena;
	struct findings *findings;
	struct span host;
	struct reply_parser parser;
	struct buf output;
	struct exchange *exchanges;
	size_t count, heard;
	size_t sent; /* said and taken from the output; the rest waits there */
	size_t unasked;
	struct transaction *transaction;
	bool began; /* a transaction was begun before */
	size_t said_recipients, heard_recipients;
	struct ehlo ehlo;
	bool greeted; /* `ehlo` is filled */
	bool inside_tls;
	bool tls_refused;
	enum dialog_wish wish;
	enum dialog_end end;
	enum stage end_stage;
	int64_t now;
};

struct row {
	const char *say; /* %h HELO, %f sender, %t recipient, %8 SMTPUTF8 */
	void (*after)(struct dialog *d, const struct reply *r);
};

static void after_banner(struct dialog *d, const struct reply *r);
static void after_ehlo(struct dialog *d, const struct reply *r);
static void after_helo(struct dialog *d, const struct reply *r);
static void after_starttls(struct dialog *d, const struct reply *r);
static void after_mail(struct dialog *d, const struct reply *r);
static void after_rcpt(struct dialog *d, const struct reply *r);
static void after_rset(struct dialog *d, const struct reply *r);
static void after_quit(struct dialog *d, const struct reply *r);

/* clang-format off */
static const struct row rows[] = {
	[STAGE_BANNER]   = { "",                 after_banner },
	[STAGE_EHLO]     = { "EHLO %h",          after_ehlo },
	[STAGE_HELO]     = { "HELO %h",          after_helo },
	[STAGE_STARTTLS] = { "STARTTLS",         after_starttls },
	[STAGE_MAIL]     = { "MAIL FROM:<%f>%8", after_mail },
	[STAGE_RCPT]     = { "RCPT TO:<%t>",     after_rcpt },
	[STAGE_RSET]     = { "RSET",             after_rset },
	[STAGE_QUIT]     = { "QUIT",             after_quit },
};
/* clang-format on */

static bool
ok(const struct reply *r)
{
	return reply_class(r) == 2;
}

static void
note(struct dialog *d, enum finding_id id, struct span subject)
{
	findings_add(
	    d->findings, d->arena, id, span_part(subject, 0, SUBJECT_MAX));
}

/* The row's text with its letters filled in, at the end of the output. */
static void
write_command(struct dialog *d, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text != '%') {
			buf_add_octet(&d->output, *text);
			continue;
		}
		switch (*++text) {
		case 'h':
			buf_add(&d->output, d->options->helo);
			break;
		case 'f':
			buf_add(&d->output, d->options->sender);
			break;
		case 't':
			buf_add(&d->output,
			    d->transaction->recipients[d->said_recipients]
				.mailbox);
			break;
		case '8':
			if (d->transaction->smtputf8)
				buf_add_text(&d->output, " SMTPUTF8");
			break;
		default:
			assert(0 && "a letter that no row has");
		}
	}
}

static void leave(struct dialog *d, enum dialog_end end, enum stage stage);

/* The last exchange is kept for QUIT. */
static void
say(struct dialog *d, enum stage stage)
{
	size_t begun = d->output.size;
	struct exchange *exchanges;
	struct span command;

	if (stage != STAGE_QUIT && d->count >= EXCHANGES_MAX - 1) {
		leave(d, END_DONE, stage);
		return;
	}
	if (begun == 0)
		d->sent = d->count;
	exchanges =
	    arena_append(d->arena, d->exchanges, &d->count, sizeof *exchanges);
	if (exchanges == NULL) {
		d->wish = DIALOG_CLOSE;
		return;
	}
	write_command(d, rows[stage].say);
	if (d->output.failed)
		arena_fail(d->arena);
	command = span_part(buf_span(&d->output), begun, d->output.size);
	d->exchanges = exchanges;
	exchanges[d->count - 1] = (struct exchange){
		.stage = stage,
		.inside_tls = d->inside_tls,
		.command = arena_copy(d->arena, command),
		.said_at = d->now,
	};
	if (command.size > 0)
		buf_add_text(&d->output, "\r\n");
	d->wish = DIALOG_LISTEN;
	if (d->output.failed) {
		d->output.size = begun; /* no half a command goes out */
		arena_fail(d->arena);
		d->wish = DIALOG_CLOSE;
	}
}

/* Ends the session with QUIT; what is still awaited changes nothing more. */
static void
leave(struct dialog *d, enum dialog_end end, enum stage stage)
{
	if (d->end != END_NOT_YET) {
		d->wish = DIALOG_CLOSE;
		return;
	}
	d->end_stage = stage;
	d->end = end;
	say(d, STAGE_QUIT);
}

static void
after_banner(struct dialog *d, const struct reply *r)
{
	enum stage last = d->options->quit_after;

	if (!ok(r))
		leave(d, END_REFUSED, STAGE_BANNER);
	else if (last == STAGE_CONNECT || last == STAGE_BANNER)
		leave(d, END_DONE, STAGE_BANNER);
	else
		say(d, STAGE_EHLO);
}

static bool
wants_starttls(const struct dialog *d)
{
	return !d->inside_tls && !d->tls_refused &&
	       (d->options->tls == TLS_IF_OFFERED ||
		   d->options->tls == TLS_REQUIRED);
}

/* No TLS comes any more, or it stands: on to the transactions. */
static void
be_ready(struct dialog *d)
{
	enum stage last = d->options->quit_after;

	if (last == STAGE_EHLO || last == STAGE_HELO ||
	    last == STAGE_STARTTLS || last == STAGE_TLS)
		leave(d, END_DONE, last);
	else
		d->wish = DIALOG_DECIDE;
}

static void
after_greeting(struct dialog *d)
{
	if (!wants_starttls(d)) {
		be_ready(d);
	} else if (d->ehlo.starttls) {
		say(d, STAGE_STARTTLS);
	} else {
		note(d, FINDING_NO_STARTTLS, d->host);
		if (d->options->tls == TLS_REQUIRED)
			leave(d, END_NO_TLS, dialog_stage(d));
		else
			be_ready(d);
	}
}

/* RFC 5321 3.2: a client falls back to HELO when EHLO is not known; servers
 * say so with many a 5xx. */
static void
after_ehlo(struct dialog *d, const struct reply *r)
{
	if (ok(r)) {
		ehlo_read(r, &d->ehlo);
		d->greeted = true;
		after_greeting(d);
	} else if (reply_class(r) == 5) {
		say(d, STAGE_HELO);
	} else {
		leave(d, END_REFUSED, STAGE_EHLO);
	}
}

static void
after_helo(struct dialog *d, const struct reply *r)
{
	if (!ok(r)) {
		leave(d, END_REFUSED, STAGE_HELO);
		return;
	}
	note(d, FINDING_HELO_FALLBACK, SPAN_NONE);
	d->ehlo = (struct ehlo){ .greeting = r->text };
	d->greeted = true;
	after_greeting(d);
}

static void
after_starttls(struct dialog *d, const struct reply *r)
{
	if (ok(r)) {
		d->wish = DIALOG_START_TLS;
		return;
	}
	note(d, FINDING_STARTTLS_REFUSED, span_trim(r->raw));
	d->tls_refused = true;
	if (d->options->tls == TLS_REQUIRED)
		leave(d, END_NO_TLS, STAGE_STARTTLS);
	else
		be_ready(d);
}

static size_t
outstanding(const struct dialog *d)
{
	return d->said_recipients - d->heard_recipients;
}

static bool
pipelines(const struct dialog *d)
{
	return d->ehlo.pipelining && d->options->quit_after != STAGE_MAIL;
}

static void
say_recipients(struct dialog *d)
{
	size_t at_once = pipelines(d) ? PIPELINE_MAX : 1;

	while (d->said_recipients < d->transaction->count &&
	       outstanding(d) < at_once && d->count < EXCHANGES_MAX - 1 &&
	       d->wish != DIALOG_CLOSE) {
		say(d, STAGE_RCPT);
		d->said_recipients++;
	}
}

static void
end_transaction(struct dialog *d)
{
	d->transaction->done = true;
	if (d->options->quit_after == STAGE_RCPT)
		leave(d, END_DONE, STAGE_RCPT);
	else
		d->wish = DIALOG_DECIDE;
}

/* When MAIL is refused, RCPTs that were said with it are still heard. */
static void
after_mail(struct dialog *d, const struct reply *r)
{
	d->transaction->mail = *r;
	d->transaction->mail_answered = true;
	if (ok(r) && d->options->quit_after == STAGE_MAIL) {
		leave(d, END_DONE, STAGE_MAIL);
		return;
	}
	if (ok(r))
		say_recipients(d);
	if (outstanding(d) == 0)
		end_transaction(d);
}

static void
after_rcpt(struct dialog *d, const struct reply *r)
{
	struct dialog_recipient *recipient =
	    &d->transaction->recipients[d->heard_recipients++];

	recipient->answered = true;
	recipient->reply = *r;
	if (ok(&d->transaction->mail))
		say_recipients(d);
	if (outstanding(d) == 0)
		end_transaction(d);
}

/* A server that refuses RSET has no clean slate for another transaction. */
static void
after_rset(struct dialog *d, const struct reply *r)
{
	if (pipelines(d))
		return;
	if (ok(r))
		say(d, STAGE_MAIL);
	else
		end_transaction(d);
}

static void
after_quit(struct dialog *d, const struct reply *r)
{
	(void)r;
	d->wish = DIALOG_CLOSE;
}

static void
note_oddities(struct dialog *d, const struct exchange *e)
{
	const struct reply *r = &e->reply;

	if (r->bare_lf)
		note(d, FINDING_BARE_LF, SPAN_NONE);
	if (r->mixed_codes)
		note(d, FINDING_MIXED_CODES, span_trim(r->raw));
	if (r->cut)
		note(d, FINDING_LONG_REPLY, SPAN_NONE);
	if ((e->stage == STAGE_MAIL || e->stage == STAGE_RCPT) &&
	    reply_class(r) > 3 && d->ehlo.enhanced_codes &&
	    r->enhanced.class == 0)
		note(d, FINDING_ENHANCED_MISSING, SPAN_NONE);
}

/* RFC 5321 3.8: 421 may come at any point, and the server closes. What was
 * said of the transaction is kept. */
static void
after_421(struct dialog *d, enum stage stage, const struct reply *r)
{
	if (stage == STAGE_MAIL) {
		d->transaction->mail = *r;
		d->transaction->mail_answered = true;
	} else if (stage == STAGE_RCPT) {
		d->transaction->recipients[d->heard_recipients].answered = true;
		d->transaction->recipients[d->heard_recipients].reply = *r;
	}
	leave(d, END_CLOSING, stage);
}

static void
heard_unasked(struct dialog *d, const struct reply *r)
{
	note(d, FINDING_EARLY_TALK, span_trim(r->raw));
	if (r->code == 421 || ++d->unasked > UNASKED_MAX)
		leave(d, r->code == 421 ? END_CLOSING : END_GARBAGE,
		    dialog_stage(d));
}

/* What comes before its command went out is no answer to it. */
static bool
is_asked(const struct dialog *d)
{
	return d->heard < (d->output.size > 0 ? d->sent : d->count);
}

static void
heard(struct dialog *d, const struct reply *r)
{
	struct exchange *e;

	if (!is_asked(d)) {
		heard_unasked(d, r);
		return;
	}
	e = &d->exchanges[d->heard++];
	e->answered = true;
	e->reply = *r;
	e->heard_at = d->now;
	note_oddities(d, e);
	if (d->end != END_NOT_YET && e->stage != STAGE_QUIT)
		return;
	if (r->code == 421 && e->stage != STAGE_QUIT)
		after_421(d, e->stage, r);
	else
		rows[e->stage].after(d, r);
}

struct dialog *
dialog_new(const struct dialog_options *o, struct arena *a,
    struct findings *findings, struct span host)
{
	struct dialog *d = arena_get(a, sizeof *d);

	if (d == NULL)
		return NULL;
	d->options = o;
	d->arena = a;
	d->findings = findings;
	d->host = host;
	d->inside_tls = o->tls == TLS_ALREADY;
	reply_parser_init(&d->parser);
	buf_init(&d->output, OUTPUT_MAX);
	return d;
}

void
dialog_free(struct dialog *d)
{
	if (d == NULL)
		return;
	reply_parser_free(&d->parser);
	buf_free(&d->output);
}

void
dialog_connected(struct dialog *d, int64_t now)
{
	d->now = now;
	say(d, STAGE_BANNER);
}

/* RFC 3207 6: what came in clear behind the STARTTLS reply may be forged. */
static void
throw_away(struct dialog *d, struct span *octets)
{
	if (octets->size > 0)
		note(d, FINDING_STARTTLS_INJECTION, SPAN_NONE);
	*octets = SPAN_NONE;
}

static void
heard_garbage(struct dialog *d, const struct reply *r)
{
	note(d, FINDING_BAD_REPLY, span_trim(r->raw));
	leave(d, END_GARBAGE, dialog_stage(d));
	/* It stands for the answer to what was asked. */
	d->heard += is_asked(d);
}

void
dialog_received(struct dialog *d, struct span octets, int64_t now)
{
	struct reply r;

	d->now = now;
	while (octets.size > 0 && d->wish != DIALOG_CLOSE) {
		if (d->wish == DIALOG_START_TLS) {
			throw_away(d, &octets);
			break;
		}
		switch (reply_feed(&d->parser, &octets, d->arena, &r)) {
		case REPLY_DONE:
			heard(d, &r);
			break;
		case REPLY_BAD:
			heard_garbage(d, &r);
			break;
		case REPLY_MORE:
			break;
		}
	}
}

void
dialog_tls_started(struct dialog *d, int64_t now)
{
	enum stage last = d->options->quit_after;

	d->now = now;
	d->inside_tls = true;
	/* RFC 3207 4.2: forget what was said in clear. */
	d->ehlo = (struct ehlo){ 0 };
	d->greeted = false;
	reply_parser_free(&d->parser);
	reply_parser_init(&d->parser);
	if (last == STAGE_STARTTLS || last == STAGE_TLS)
		leave(d, END_DONE, STAGE_TLS);
	else
		say(d, STAGE_EHLO);
}

void
dialog_closed(struct dialog *d, int64_t now)
{
	d->now = now;
	if (d->end == END_NOT_YET) {
		d->end_stage = dialog_stage(d);
		d->end = END_CLOSED;
		note(
		    d, FINDING_CLOSED_EARLY, span_of(stage_word(d->end_stage)));
	}
	d->wish = DIALOG_CLOSE;
}

void
dialog_timed_out(struct dialog *d, int64_t now)
{
	d->now = now;
	leave(d, END_TIMEOUT, dialog_stage(d));
}

void
dialog_begin(struct dialog *d, struct transaction *t, int64_t now)
{
	assert(d->wish == DIALOG_DECIDE && t->count > 0);
	d->now = now;
	d->transaction = t;
	d->said_recipients = d->heard_recipients = 0;
	if (t->smtputf8 && !d->ehlo.smtputf8) {
		note(d, FINDING_NO_SMTPUTF8, SPAN_NONE);
		t->done = true;
		return;
	}
	if (d->began)
		say(d, STAGE_RSET);
	if (!d->began || pipelines(d))
		say(d, STAGE_MAIL);
	d->began = true;
	if (pipelines(d))
		say_recipients(d);
}

void
dialog_quit(struct dialog *d, int64_t now)
{
	d->now = now;
	leave(d, END_DONE, STAGE_QUIT);
}

enum dialog_wish
dialog_wish(const struct dialog *d)
{
	return d->wish;
}

struct buf *
dialog_output(struct dialog *d)
{
	return &d->output;
}

enum stage
dialog_stage(const struct dialog *d)
{
	if (d->heard < d->count && d->end == END_NOT_YET)
		return d->exchanges[d->heard].stage;
	return d->count > 0 ? d->exchanges[d->count - 1].stage : STAGE_BANNER;
}

enum dialog_end
dialog_ended(const struct dialog *d, enum stage *at)
{
	if (at != NULL)
		*at = d->end_stage;
	return d->end;
}

const struct ehlo *
dialog_ehlo(const struct dialog *d)
{
	return d->greeted ? &d->ehlo : NULL;
}

const struct exchange *
dialog_exchanges(const struct dialog *d, size_t *count)
{
	*count = d->count;
	return d->exchanges;
}
