/*
 * What is looked up about a sender beside SPF, in a DNS that says anything:
 * names, HELO, DMARC, a DKIM key, a blocklist. Each comes to its end within
 * bounds. Input: lines. The first one's first octet picks the client, the
 * second line is the HELO name, the third the From domain, the fourth SPF's,
 * the fifth the selector, the sixth the blocklist; the others are the answers
 * (fuzz/answers.h).
 */
#include "fuzz/answers.h"
#include "fuzz/fuzz.h"

#include "policy/dkim_key.h"
#include "policy/dmarc.h"
#include "policy/dnsbl.h"
#include "policy/helo.h"

#include <string.h>

enum { MEMORY_MAX = 16 << 20, ROUNDS_MAX = 60 };

struct world {
	struct answers answers;
	struct arena *arena;
	struct view *view;
	struct ip ip;
	struct span helo, from, spf, selector, zone;
	struct findings findings;
};

struct found {
	struct ptr ptr;
	struct helo helo;
	struct dmarc dmarc;
	struct dkim_key key;
	struct dnsbl list;
};

static bool
find(struct world *w, struct found *f)
{
	struct findings *all = &w->findings;
	bool whole = ptr_find(w->view, &w->ip, w->arena, &f->ptr, all);

	whole = helo_find(w->view, &w->ip, w->helo, whole ? &f->ptr : NULL,
		    w->arena, &f->helo, all) &&
		whole;
	whole =
	    dmarc_find(w->view, w->from, w->spf, w->arena, &f->dmarc, all) &&
	    whole;
	whole = dkim_key_find(
		    w->view, w->selector, w->from, w->arena, &f->key, all) &&
		whole;
	return dnsbl_find(w->view, &w->ip, w->zone, w->arena, &f->list, all) &&
	       whole;
}

static void
check(const struct found *f)
{
	promise(f->ptr.count <= PTR_NAMES_MAX, "names are bounded");
	promise((ptr_confirmed(&f->ptr) != NULL) == (f->ptr.status == PTR_OK),
	    "a client with a confirmed name is well");
	promise(f->helo.address_count <= HELO_ADDRESSES_MAX,
	    "the HELO name's addresses are bounded");
	promise(f->helo.status != HELO_OK || f->helo.address_count > 0,
	    "a good HELO name has an address");
	promise(f->dmarc.queries <= 2 * DMARC_QUERIES_MAX,
	    "a walk asks eight questions at most");
	promise((f->dmarc.status == DMARC_OK) <= (f->dmarc.record[0] != '\0'),
	    "a good DMARC record is one");
	promise(f->key.status != DKIM_KEY_OK || f->key.bits >= 256,
	    "a good key has a size");
	promise(f->list.code_count <= DNSBL_ANSWERS_MAX &&
		    f->list.text_count <= DNSBL_ANSWERS_MAX,
	    "a list's answers are bounded");
	promise(f->list.status != DNSBL_LISTED || f->list.code_count > 0,
	    "a listing has a code");
}

static void
run(struct world *w)
{
	struct found f;
	int rounds = 0;

	for (;;) {
		arena_reset(w->arena);
		w->findings = (struct findings){ 0 };
		memset(&f, 0, sizeof f);
		if (find(w, &f))
			break;
		promise(++rounds < ROUNDS_MAX, "all comes to its end");
		answers_fill(&w->answers, w->view);
		if (arena_failed(w->answers.arena))
			return;
	}
	promise(!arena_failed(w->arena), "a zone does not use up the memory");
	promise(w->findings.count <= FINDINGS_MAX, "findings are bounded");
	check(&f);
}

static void
take_request(struct world *w)
{
	static const char *const clients[] = { "192.0.2.1", "2001:db8::1",
		"::ffff:192.0.2.1", "203.0.113.77" };
	struct span first = answers_line(&w->answers);
	unsigned int pick = first.size > 0 ? (unsigned char)first.data[0] : 0;

	ip_parse(span_of(clients[pick % 4]), &w->ip);
	w->helo = answers_line(&w->answers);
	w->from = answers_line(&w->answers);
	w->spf = answers_line(&w->answers);
	w->selector = answers_line(&w->answers);
	w->zone = answers_line(&w->answers);
	answers_begin(&w->answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = { .answers = { .all = fuzz_input(data, size) } };

	if (size == 0 || size > 1 << 14)
		return 0;
	take_request(&w);
	w.answers.arena = arena_new(MEMORY_MAX);
	w.arena = arena_new(MEMORY_MAX);
	w.view = w.answers.arena ? view_new(w.answers.arena) : NULL;
	if (w.view != NULL && w.arena != NULL)
		run(&w);
	arena_free(w.answers.arena);
	arena_free(w.arena);
	return 0;
}
