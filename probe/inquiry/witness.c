#include "inquiry/witness.h"

#include "inquiry/attempt.h"

/* Large, of different operators, and up. */
static const struct witness_domain well_known[] = {
	{ { "gmail.com", 9 }, 0 },
	{ { "outlook.com", 11 }, 0 },
	{ { "yahoo.com", 9 }, 0 },
	{ { "icloud.com", 10 }, 0 },
};

const struct witness_domain *
witness_domains(const struct inquiry_options *o, size_t *count)
{
	if (o->witness_count > 0) {
		*count = o->witness_count;
		return o->witnesses;
	}
	*count = sizeof well_known / sizeof *well_known;
	return well_known;
}

static bool
is_silent(const struct attempt *attempt)
{
	switch (attempt->network) {
	case NETWORK_REFUSED:
	case NETWORK_TIMEOUT:
	case NETWORK_UNREACHABLE:
	case NETWORK_RESET:
	case NETWORK_DENIED:
		return true;
	case NETWORK_OK:
	case NETWORK_NO_LOCAL:
	case NETWORK_OTHER:
		break;
	}
	return false;
}

/* Strangers are asked for nothing but what a network is known to block, on the
 * way to the public internet; witnesses that the user names, for anything. */
bool
witness_wanted(const struct result *r, const struct inquiry_options *o)
{
	bool named = o->witness_count > 0;

	if (!o->witness || o->server.size > 0 || r->attempt_count == 0 ||
	    r->address.literal.family != IP_NONE)
		return false;
	for (size_t i = 0; i < r->attempt_count; i++) {
		const struct attempt *attempt = &r->attempts[i];

		if (!is_silent(attempt))
			return false;
		if (!named &&
		    (attempt->port != 25 || ip_kind(&attempt->ip) != IP_PUBLIC))
			return false;
	}
	return true;
}

enum ip_family
witness_family(const struct result *r)
{
	for (size_t i = 0; i < r->attempt_count; i++) {
		if (r->attempts[i].ip.family == IP_V4)
			return IP_V4;
	}
	return IP_V6;
}

/* The last two labels. Where a registry sells third-level names this takes
 * strangers for one operator, and a witness is passed over: no harm. */
static struct span
operator_of(const char *host)
{
	struct span name = span_of(host);
	size_t start = name.size, dots = 0;

	while (start > 0 && dots < 2) {
		if (name.data[start - 1] == '.' && ++dots == 2)
			break;
		start--;
	}
	return span_part(name, start, name.size);
}

static bool
is_one_operator(const char *a, const char *b)
{
	return span_equal_nocase(operator_of(a), operator_of(b));
}

bool
witness_is_related(
    const struct result *r, const char *host, const struct ip *ip)
{
	for (size_t i = 0; i < r->attempt_count; i++) {
		if (is_one_operator(r->attempts[i].host, host) ||
		    ip_equal(&r->attempts[i].ip, ip))
			return true;
	}
	for (size_t i = 0; i < r->witness_count; i++) {
		if (is_one_operator(r->witnesses[i].host, host) ||
		    ip_equal(&r->witnesses[i].ip, ip))
			return true;
	}
	return false;
}

/* What the witnesses did, counted. */
struct weighing {
	struct result *result;
	struct arena *arena;
	unsigned int port;
	size_t silent; /* mail ports that gave nothing in their time */
	bool all_time_out, all_refuse;      /* of these */
	size_t proofs;                      /* other ports that gave nothing */
	const struct witness *mail, *proof; /* those that answered, or NULL */
};

static void
count(struct weighing *w)
{
	const struct result *r = w->result;

	w->all_time_out = w->all_refuse = true;
	for (size_t i = 0; i < r->witness_count; i++) {
		const struct witness *one = &r->witnesses[i];

		if (one->cut_short)
			continue;
		if (one->network == NETWORK_OK) {
			*(one->of_mail ? &w->mail : &w->proof) = one;
		} else if (one->of_mail) {
			w->silent++;
			w->all_time_out &= one->network == NETWORK_TIMEOUT;
			w->all_refuse &= one->network == NETWORK_REFUSED;
		} else {
			w->proofs++;
		}
	}
}

static void
add_evidence(struct weighing *w, const char *fact, enum bearing bearing,
    const char *text)
{
	struct result *r = w->result;
	struct evidence *items = arena_append(
	    w->arena, r->evidence, &r->evidence_count, sizeof *items);

	if (items == NULL)
		return;
	items[r->evidence_count - 1] = (struct evidence){ fact, bearing, text };
	r->evidence = items;
}

/* "gmail.com: no answer in time; outlook.com: connection refused" */
static const char *
told(const struct weighing *w, bool of_mail)
{
	const struct result *r = w->result;
	const char *text = "";

	for (size_t i = 0; i < r->witness_count; i++) {
		const struct witness *one = &r->witnesses[i];

		if (one->of_mail != of_mail || one->cut_short)
			continue;
		text = arena_format(w->arena, "%s%s%s: %s", text,
		    text[0] != '\0' ? "; " : "", one->domain,
		    network_error_in_words(one->network));
	}
	return text;
}

/* "3 unrelated mail servers are silent too" */
static const char *
others_too(const struct weighing *w)
{
	bool one = w->silent == 1;
	const char *what = "cannot be reached either";

	if (w->all_time_out)
		what = one ? "is silent too" : "are silent too";
	else if (w->all_refuse)
		what = one ? "refuses too" : "refuse too";
	return arena_format(w->arena, "%zu unrelated mail server%s %s",
	    w->silent, one ? "" : "s", what);
}

static void
conclude(struct weighing *w, enum about about, enum act act, enum retry retry,
    const char *summary)
{
	struct reading *reading = &w->result->reading;

	reading->about = about;
	reading->act = act;
	reading->retry = retry;
	reading->summary = summary;
	reading->confidence =
	    w->silent > 1 ? CONFIDENCE_CERTAIN : CONFIDENCE_LIKELY;
}

static void
advise(struct weighing *w, const char *const *sentences,
    const enum act *addressees, size_t advice_count)
{
	struct reading *reading = &w->result->reading;

	reading->advice = sentences;
	reading->advice_for = addressees;
	reading->advice_count = advice_count;
}

static void
conclude_blocked(struct weighing *w)
{
	static const char *const usual[] = {
		"Let connections to port 25 out for this machine.",
		"Home and cloud networks block port 25 against spam: ask the "
		"provider to open it for this machine.",
		"Or run smtpprobe on the mail server itself; or, where this "
		"machine has another address that may, connect from that one "
		"with --local-interface.",
	};
	static const enum act addressees[] = { ACT_NETWORK, ACT_SENDER_ADMIN,
		ACT_SENDER_ADMIN };

	conclude(w, ABOUT_PATH, ACT_NETWORK, RETRY_AFTER_FIX,
	    arena_format(w->arena,
		"this network lets nothing out to port %u (%s)", w->port,
		others_too(w)));
	w->result->reading.explanation =
	    "Nothing is known of the address or of its mail servers: no "
	    "connection to them gets out of the network that this machine is "
	    "in.";
	advise(w, usual, addressees, sizeof addressees / sizeof *addressees);
	add_evidence(w, "port-25-blocked", BEARING_CONFIRMS,
	    arena_format(w->arena,
		"mail servers that have nothing to do with this one cannot be "
		"reached on port %u either (%s), while %s answers on port %u",
		w->port, told(w, true), w->proof->domain,
		(unsigned int)w->proof->port));
}

static void
conclude_no_network(struct weighing *w)
{
	static const char *const usual[] = {
		"See that this machine has a way to the internet: an address, "
		"a default route, and a firewall that lets connections out.",
		"Or run smtpprobe on the mail server itself.",
	};
	static const char *const of_ipv6[] = {
		"Give this machine a way to the IPv6 internet, or run "
		"smtpprobe where there is one: the mail servers of this domain "
		"have no other addresses that could be tried.",
	};
	static const enum act addressees[] = { ACT_SENDER_ADMIN,
		ACT_SENDER_ADMIN };
	bool v6 = witness_family(w->result) == IP_V6;

	conclude(w, ABOUT_PATH, ACT_SENDER_ADMIN, RETRY_AFTER_FIX,
	    arena_format(w->arena,
		"this machine has no way to the %sinternet (%s)",
		v6 ? "IPv6 " : "", others_too(w)));
	w->result->reading.explanation =
	    "Nothing is known of the address or of its mail servers: nothing "
	    "else that was tried could be reached either.";
	if (v6)
		advise(w, of_ipv6, addressees, 1);
	else
		advise(w, usual, addressees, 2);
	add_evidence(w, "no-network", BEARING_CONFIRMS,
	    arena_format(w->arena,
		"neither port %u of unrelated mail servers (%s) nor another "
		"port of their domains (%s) can be reached",
		w->port, told(w, true), told(w, false)));
}

static void
conclude_down(struct weighing *w)
{
	static const char *const usual[] = {
		"See that the hosts in the MX record are up, and that no "
		"firewall keeps this machine's address out.",
		"Send again later: a mail server does so by itself for some "
		"days.",
	};
	static const enum act addressees[] = { ACT_RECIPIENT_ADMIN,
		ACT_SENDER };
	const struct reading *reading = &w->result->reading;

	conclude(w, ABOUT_SERVER, ACT_RECIPIENT_ADMIN, RETRY_LATER,
	    arena_format(w->arena, "the server is down or keeps us out: %s",
		reading->summary));
	w->result->reading.confidence = CONFIDENCE_LIKELY;
	w->result->reading.explanation =
	    "It is not this network: other mail servers can be reached.";
	advise(w, usual, addressees, sizeof addressees / sizeof *addressees);
	add_evidence(w, "port-25-open", BEARING_CONFIRMS,
	    arena_format(w->arena,
		"%s of %s, which has nothing to do with it, answers on port "
		"%u, so this network lets such connections out",
		w->mail->host, w->mail->domain, w->port));
}

void
witness_weigh(struct result *r, struct arena *a)
{
	struct weighing w = { .result = r, .arena = a };

	w.port = r->attempts[0].port;
	count(&w);
	if (w.mail != NULL)
		conclude_down(&w);
	else if (w.silent > 0 && w.proof != NULL)
		conclude_blocked(&w);
	else if (w.silent > 0 && w.proofs > 0)
		conclude_no_network(&w);
	else if (w.silent > 0)
		add_evidence(&w, "witnesses-silent", BEARING_NEUTRAL,
		    arena_format(a,
			"mail servers that have nothing to do with this one "
			"cannot be reached on port %u either (%s); whether "
			"anything else gets out is not known",
			w.port, told(&w, true)));
}
