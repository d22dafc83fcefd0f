/*
 * The dialogue against a server that does as the script says: nothing but a
 * probe's commands is said, and octets that come one by one lead to the same
 * as octets that come at once.
 */
#include "fuzz/fuzz.h"

#include "smtp/dialog.h"

#include <string.h>

enum { MEMORY_MAX = 8 << 20, RECIPIENTS_MAX = 4, SAID_MAX = 1 << 20 };

struct run {
	struct arena *arena;
	struct arena *notes; /* ours, not the dialogue's */
	struct dialog_options options;
	struct findings findings;
	struct dialog *dialog;
	struct dialog_recipient recipients[RECIPIENTS_MAX], control;
	struct transaction asked, controlled;
	size_t begun;
	bool smtputf8, piecemeal;
	struct buf said;
	int64_t now;
};

static enum tls_wish
wish_from_word(struct span word)
{
	if (span_equal(word, SPAN("never")))
		return TLS_NEVER;
	if (span_equal(word, SPAN("required")))
		return TLS_REQUIRED;
	return span_equal(word, SPAN("already")) ? TLS_ALREADY : TLS_IF_OFFERED;
}

static void
take_option(struct run *r, struct span value)
{
	struct span name = span_next(&value, ' ');
	size_t *count = &r->asked.count;

	if (!has_no_controls(value))
		return;
	if (span_equal(name, SPAN("helo")) && value.size > 0)
		r->options.helo = value;
	else if (span_equal(name, SPAN("sender")))
		r->options.sender = value;
	else if (span_equal(name, SPAN("tls")))
		r->options.tls = wish_from_word(value);
	else if (span_equal(name, SPAN("rcpt")) && *count < RECIPIENTS_MAX)
		r->recipients[(*count)++].mailbox = value;
	else if (span_equal(name, SPAN("control")))
		r->control.mailbox = value;
	else if (span_equal(name, SPAN("utf8")))
		r->smtputf8 = true;
	else if (span_equal(name, SPAN("quit-after")))
		stage_from_word(value, &r->options.quit_after);
}

static void
take_options(struct run *r, struct script script)
{
	struct step step;

	r->options = (struct dialog_options){
		.helo = SPAN("client.example.test"),
		.tls = TLS_IF_OFFERED,
		.quit_after = STAGE_QUIT,
	};
	do {
		step = script_next(&script);
		if (step.kind == 'O')
			take_option(r, step.text);
	} while (step.kind != 0);
	if (r->asked.count == 0)
		r->recipients[r->asked.count++].mailbox =
		    SPAN("user@example.test");
	r->asked.recipients = r->recipients;
	r->controlled.recipients = &r->control;
	r->controlled.count = r->control.mailbox.size > 0;
	r->asked.smtputf8 = r->controlled.smtputf8 = r->smtputf8;
}

static void
decide(struct run *r)
{
	size_t begun = r->begun++;

	if (begun == 0)
		dialog_begin(r->dialog, &r->asked, r->now);
	else if (begun == 1 && r->controlled.count > 0)
		dialog_begin(r->dialog, &r->controlled, r->now);
	else
		dialog_quit(r->dialog, r->now);
}

static void
settle(struct run *r)
{
	struct buf *output;

	while (dialog_wish(r->dialog) == DIALOG_DECIDE)
		decide(r);
	output = dialog_output(r->dialog);
	buf_add(&r->said, buf_span(output));
	buf_clear(output);
}

static size_t
count_answered(const struct run *r)
{
	size_t count, answered = 0;
	const struct exchange *all = dialog_exchanges(r->dialog, &count);

	promise(count <= EXCHANGES_MAX, "exchanges are bounded");
	for (size_t i = 0; i < count; i++)
		answered += all[i].answered;
	return answered;
}

static bool
has_injection(const struct run *r)
{
	const struct findings *f = &r->findings;

	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].id == FINDING_STARTTLS_INJECTION)
			return true;
	}
	return f->count == FINDINGS_MAX;
}

static void
hear(struct run *r, struct span text)
{
	bool starting = dialog_wish(r->dialog) == DIALOG_START_TLS;
	bool deaf = starting || dialog_wish(r->dialog) == DIALOG_CLOSE;
	size_t before = count_answered(r);

	for (size_t i = 0; r->piecemeal && i < text.size; i++)
		dialog_received(r->dialog, span_part(text, i, i + 1), r->now);
	if (!r->piecemeal)
		dialog_received(r->dialog, text, r->now);
	promise(!deaf || before == count_answered(r),
	    "what comes in clear before the handshake is not read");
	promise(!starting || text.size == 0 || has_injection(r),
	    "what comes in clear before the handshake is told");
}

static void
happen(struct run *r, const struct step *step)
{
	r->now++;
	switch (step->kind) {
	case 'S':
		hear(r, step->text);
		break;
	case 'T':
		if (dialog_wish(r->dialog) == DIALOG_START_TLS)
			dialog_tls_started(r->dialog, r->now);
		break;
	case 'W':
		if (dialog_wish(r->dialog) == DIALOG_LISTEN)
			dialog_timed_out(r->dialog, r->now);
		break;
	case 'X':
		dialog_closed(r->dialog, r->now);
		break;
	default:
		break;
	}
}

static void
play(struct run *r, struct span text)
{
	struct script script = script_open(r->notes, text);
	struct step step;

	take_options(r, script);
	r->dialog = dialog_new(
	    &r->options, r->arena, &r->findings, SPAN("mx.example.test"));
	if (r->dialog == NULL)
		return;
	dialog_connected(r->dialog, r->now);
	settle(r);
	do {
		step = script_next(&script);
		happen(r, &step);
		settle(r);
	} while (step.kind != 0);
}

static void
check(const struct run *r)
{
	size_t count, i;
	const struct exchange *all = dialog_exchanges(r->dialog, &count);
	bool inside = r->options.tls == TLS_ALREADY;

	promise(is_harmless(buf_span(&r->said)), "only a probe's commands");
	promise(r->findings.count <= FINDINGS_MAX, "findings are bounded");
	for (i = 0; i < count; i++) {
		promise(!inside || all[i].stage != STAGE_STARTTLS,
		    "STARTTLS is not said inside TLS");
		inside = inside || all[i].inside_tls;
		promise(inside == all[i].inside_tls,
		    "nothing is said in clear after TLS began");
		promise(r->options.tls != TLS_REQUIRED || inside ||
			    all[i].stage != STAGE_MAIL,
		    "no transaction in clear where TLS is required");
	}
	if (dialog_wish(r->dialog) == DIALOG_CLOSE && !arena_failed(r->arena) &&
	    count < EXCHANGES_MAX)
		promise(dialog_ended(r->dialog, NULL) != END_NOT_YET,
		    "a dialogue that closes has an end");
}

static void
begin(struct run *r, bool piecemeal)
{
	memset(r, 0, sizeof *r);
	r->arena = arena_new(MEMORY_MAX);
	r->notes = arena_new(MEMORY_MAX);
	r->piecemeal = piecemeal;
	buf_init(&r->said, SAID_MAX);
}

static void
end(struct run *r)
{
	dialog_free(r->dialog);
	buf_free(&r->said);
	arena_free(r->arena);
	arena_free(r->notes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span script = fuzz_input(data, size);
	static struct run whole, pieces;
	enum stage a, b;

	if (size > 1 << 16)
		return 0;
	begin(&whole, false);
	begin(&pieces, true);
	if (whole.arena != NULL && whole.notes != NULL &&
	    pieces.arena != NULL && pieces.notes != NULL) {
		play(&whole, script);
		play(&pieces, script);
	}
	if (whole.dialog != NULL && pieces.dialog != NULL) {
		check(&whole);
		check(&pieces);
		promise(
		    span_equal(buf_span(&whole.said), buf_span(&pieces.said)),
		    "pieces lead to the same commands");
		promise(dialog_ended(whole.dialog, &a) ==
				dialog_ended(pieces.dialog, &b) &&
			    a == b,
		    "pieces lead to the same end");
	}
	end(&whole);
	end(&pieces);
	return 0;
}
