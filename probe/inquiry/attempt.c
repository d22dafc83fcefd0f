#include "inquiry/attempt.h"

/* TLS 1.3 lets a server refuse what the client takes for done: nothing was
 * heard inside, and the connection ended. */
static bool
ended_after_handshake(const struct attempt *attempt)
{
	const struct exchange *last;

	if (attempt->end != END_CLOSED || attempt->exchange_count < 2)
		return false;
	last = &attempt->exchanges[attempt->exchange_count - 1];
	return last->stage == STAGE_EHLO && last->inside_tls &&
	       !last->answered && last[-1].stage == STAGE_STARTTLS;
}

bool
attempt_failed_tls(const struct attempt *attempt)
{
	return attempt->tls != NULL &&
	       (!attempt->tls->established || ended_after_handshake(attempt));
}

static const struct dialog_recipient *
answered_recipient(const struct transaction *t)
{
	return t != NULL && t->recipients[0].answered ? &t->recipients[0]
						      : NULL;
}

bool
attempt_accepted(const struct attempt *attempt)
{
	const struct dialog_recipient *r = answered_recipient(attempt->asked);

	return r != NULL && reply_class(&r->reply) == 2;
}

bool
attempt_answered(const struct attempt *attempt)
{
	const struct dialog_recipient *r = answered_recipient(attempt->asked);
	const struct transaction *t = attempt->asked;

	if (t != NULL && t->mail_answered && reply_class(&t->mail) > 2)
		return reply_class(&t->mail) == 5;
	if (r != NULL)
		return r->reply.code != 421;
	return attempt->end == END_DONE && !attempt->tls_unfit;
}

static const struct exchange *
last_refusal(const struct attempt *attempt)
{
	const struct exchange *e;

	for (size_t i = attempt->exchange_count; i > 0; i--) {
		e = &attempt->exchanges[i - 1];
		if (e->answered && e->stage != STAGE_QUIT &&
		    reply_class(&e->reply) > 3)
			return e;
	}
	return NULL;
}

const struct reply *
attempt_reply(const struct attempt *attempt, enum stage *stage)
{
	const struct transaction *t = attempt->asked;
	const struct dialog_recipient *r = answered_recipient(t);
	const struct exchange *refusal;

	if (t != NULL && t->mail_answered && reply_class(&t->mail) > 2) {
		*stage = STAGE_MAIL;
		return &t->mail;
	}
	if (r != NULL) {
		*stage = STAGE_RCPT;
		return &r->reply;
	}
	if (attempt->end != END_REFUSED && attempt->end != END_CLOSING)
		return NULL;
	refusal = last_refusal(attempt);
	if (refusal == NULL)
		return NULL;
	*stage = refusal->stage;
	return &refusal->reply;
}

int
attempt_rank(const struct attempt *attempt)
{
	enum stage stage;

	if (attempt_answered(attempt))
		return 5;
	if (attempt_reply(attempt, &stage) != NULL)
		return 4;
	if (attempt->tls_unfit || attempt_failed_tls(attempt) ||
	    attempt->end == END_NO_TLS)
		return 3;
	return attempt->network == NETWORK_OK ? 2 : 1;
}

const char *
attempt_tls_failure(const struct attempt *attempt)
{
	if (attempt->tls->failure[0] != '\0')
		return attempt->tls->failure;
	if (attempt->tls->established)
		return "the server closes the connection at the end of the "
		       "handshake";
	return "no answer in time";
}

static const char *
tls_in_words(const struct attempt *attempt, struct arena *a)
{
	if (attempt->tls_unfit)
		return arena_format(a, "its certificate is not as demanded: %s",
		    attempt->tls->reason);
	return arena_format(
	    a, "the TLS handshake fails: %s", attempt_tls_failure(attempt));
}

const char *
attempt_in_words(const struct attempt *attempt, struct arena *a)
{
	const char *stage = stage_word(attempt->end_stage);

	if (attempt->network != NETWORK_OK)
		return network_error_in_words(attempt->network);
	if (attempt->tls_unfit || attempt_failed_tls(attempt))
		return tls_in_words(attempt, a);
	switch (attempt->end) {
	case END_NO_TLS:
		return attempt->end_stage == STAGE_STARTTLS
			   ? "it offers STARTTLS and then refuses it"
			   : "it does not offer TLS";
	case END_GARBAGE:
		return "what answers there is no mail server";
	case END_TIMEOUT:
		return arena_format(a, "no reply in time at %s", stage);
	case END_CLOSED:
		return arena_format(a, "it closed the connection at %s", stage);
	case END_NOT_YET:
	case END_DONE:
	case END_REFUSED:
	case END_CLOSING:
		break;
	}
	return "it gave no usable answer";
}

const char *
attempt_target(const struct attempt *attempt, struct arena *a)
{
	char ip[IP_TEXT_MAX];
	const char *host = attempt->host;

	ip_format(&attempt->ip, ip);
	if (span_equal(span_of(host), span_of(ip)))
		host = arena_format(a, "[%s]", ip);
	else
		host = arena_format(a, "%s [%s]", host, ip);
	if (attempt->port == 25)
		return host;
	return arena_format(a, "%s:%u", host, (unsigned int)attempt->port);
}

struct span
attempt_helo(struct span given, const struct ip *local, struct arena *a,
    struct findings *findings)
{
	struct ip ip = ip_unmapped(local);
	char text[IP_TEXT_MAX];
	struct span literal;

	if (given.size > 0)
		return given;
	literal = span_of(arena_format(a, "[%s%s]",
	    ip.family == IP_V6 ? "IPv6:" : "", ip_format(&ip, text)));
	findings_add(findings, a, FINDING_HELO_IS_LITERAL, literal);
	return literal;
}
