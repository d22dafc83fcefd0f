#include "policy/helo.h"

#include "smtp/domain.h"

struct greeting {
	struct view *view;
	struct ip ip;
	struct span name;
	struct arena *arena;
	struct findings findings;
	struct helo *helo;
	bool pending;
};

const char *
helo_status_word(enum helo_status status)
{
	static const char *const words[] = {
#define X(id, word) [id] = (word),
		HELO_STATUSES(X)
#undef X
	};

	return words[status];
}

static enum helo_status
noted(struct greeting *g, enum finding_id id, enum helo_status status)
{
	findings_add(&g->findings, g->arena, id, g->name);
	return status;
}

static bool
add_address(struct greeting *g, const struct ip *ip)
{
	struct helo *helo = g->helo;
	struct ip *kept;

	if (helo->address_count < HELO_ADDRESSES_MAX) {
		kept = arena_append(g->arena, helo->addresses,
		    &helo->address_count, sizeof *kept);
		if (kept != NULL) {
			helo->addresses = kept;
			kept[helo->address_count - 1] = *ip;
		}
	}
	return ip_equal(ip, &g->ip);
}

/* Whether one of the addresses is the client's. */
static bool
ask(struct greeting *g, const struct name *name, enum record_type type,
    bool *temporary)
{
	const struct answer *answer = view_ask(g->view, name, type);
	bool own = false;

	if (answer == NULL) {
		g->pending = true;
		return false;
	}
	*temporary = *temporary || answer->status == ANSWER_SERVFAIL ||
		     answer->status == ANSWER_TIMEOUT ||
		     answer->status == ANSWER_MALFORMED;
	for (size_t i = 0; i < answer->count; i++)
		own = add_address(g, &answer->records[i].ip) || own;
	return own;
}

/* Both families, so that a name of the other one is not called missing. */
static enum helo_status
judge_name(struct greeting *g, const struct name *name)
{
	bool temporary = false, own;

	own = ask(g, name, RECORD_A, &temporary);
	own = ask(g, name, RECORD_AAAA, &temporary) || own;
	if (own)
		return HELO_OK;
	if (temporary)
		return noted(g, FINDING_SENDER_HELO_TEMPERROR, HELO_TEMPERROR);
	if (g->helo->address_count > 0)
		return noted(g, FINDING_SENDER_HELO_ELSEWHERE, HELO_ELSEWHERE);
	return noted(g, FINDING_SENDER_HELO_UNRESOLVED, HELO_UNRESOLVED);
}

static enum helo_status
judge_literal(struct greeting *g)
{
	struct ip ip;

	if (!literal_parse(g->name, 0, &ip, NULL))
		return noted(g, FINDING_SENDER_HELO_BAD, HELO_BAD);
	ip = ip_unmapped(&ip);
	if (!add_address(g, &ip))
		return noted(g, FINDING_SENDER_HELO_ELSEWHERE, HELO_ELSEWHERE);
	return noted(g, FINDING_SENDER_HELO_LITERAL, HELO_LITERAL);
}

/* RFC 5321 2.3.5, underscores allowed, since they are seen and harm nobody. */
static bool
is_domain(struct span text)
{
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (!ascii_is_letter(c) && !ascii_is_digit(c) && c != '-' &&
		    c != '.' && c != '_')
			return false;
	}
	return text.size > 0 && text.data[0] != '-' && text.data[0] != '.' &&
	       text.data[text.size - 1] != '-' &&
	       text.data[text.size - 1] != '.';
}

static bool
is_localhost(struct span text)
{
	return span_equal_nocase(text, SPAN("localhost")) ||
	       span_equal_nocase(text, SPAN("localhost.localdomain")) ||
	       span_ends_nocase(text, SPAN(".localhost"));
}

static enum helo_status
judge(struct greeting *g)
{
	struct name name;
	struct ip ip;

	if (g->name.size > 0 && g->name.data[0] == '[')
		return judge_literal(g);
	if (ip_parse(g->name, &ip))
		return noted(g, FINDING_SENDER_HELO_NO_BRACKETS, HELO_BAD);
	if (!is_domain(g->name) || !name_from_octets(g->name, &name))
		return noted(g, FINDING_SENDER_HELO_BAD, HELO_BAD);
	if (is_localhost(g->name))
		return noted(g, FINDING_SENDER_HELO_LOCALHOST, HELO_NOT_FQDN);
	if (span_find(g->name, '.') == g->name.size)
		return noted(g, FINDING_SENDER_HELO_NOT_FQDN, HELO_NOT_FQDN);
	return judge_name(g, &name);
}

/* RFC 5321 4.1.4 forbids receivers to refuse for it; some do. */
static void
compare(struct greeting *g, const struct ptr *ptr)
{
	for (size_t i = 0; i < ptr->count; i++)
		g->helo->is_ptr =
		    g->helo->is_ptr ||
		    span_equal_nocase(span_of(ptr->names[i].name), g->name);
	if (!g->helo->is_ptr && ptr->count > 0 && g->helo->status == HELO_OK)
		noted(g, FINDING_SENDER_HELO_NOT_PTR, HELO_OK);
}

bool
helo_find(struct view *v, const struct ip *ip, struct span name,
    const struct ptr *ptr, struct arena *a, struct helo *helo,
    struct findings *findings)
{
	struct greeting g = {
		.view = v,
		.ip = ip_unmapped(ip),
		.name = name,
		.arena = a,
		.helo = helo,
	};

	*helo = (struct helo){ .name = arena_text(a, name) };
	helo->status = judge(&g);
	if (g.pending)
		return false;
	if (ptr != NULL)
		compare(&g, ptr);
	findings_add_all(findings, a, &g.findings);
	return true;
}
