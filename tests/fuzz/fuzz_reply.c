/*
 * Replies: what a server sends, in pieces of any size, gives the same replies
 * as in one. The first octet decides the pieces.
 */
#include "fuzz/fuzz.h"

#include "smtp/ehlo.h"
#include "smtp/reply.h"

enum { MEMORY_MAX = 64 << 20 };

struct heard {
	enum reply_status status;
	struct reply reply;
};

struct all {
	struct heard *items;
	size_t count;
};

static bool
same(const struct heard *a, const struct heard *b)
{
	const struct reply *x = &a->reply, *y = &b->reply;

	return a->status == b->status && x->code == y->code &&
	       x->enhanced.class == y->enhanced.class &&
	       x->enhanced.subject == y->enhanced.subject &&
	       x->enhanced.detail == y->enhanced.detail &&
	       x->lines == y->lines && x->mixed_codes == y->mixed_codes &&
	       x->bare_lf == y->bare_lf && x->cut == y->cut &&
	       span_equal(x->text, y->text) && span_equal(x->raw, y->raw);
}

static void
check(const struct heard *h)
{
	const struct reply *r = &h->reply;

	if (h->status == REPLY_BAD) {
		promise(r->raw.size <= 512, "a bad line is cut to 512");
		return;
	}
	promise(r->code >= 200 && r->code <= 599, "a code is 200 to 599");
	promise(
	    reply_class(r) == r->code / 100, "the class is the first digit");
	promise(r->text.size <= REPLY_TEXT_MAX, "text is bounded");
	promise(r->raw.size <= REPLY_TEXT_MAX, "raw is bounded");
	promise(
	    r->lines > 0 && r->lines <= REPLY_LINES_MAX, "lines are bounded");
	promise(r->enhanced.class == 0 || r->enhanced.class == 2 ||
		    r->enhanced.class == 4 || r->enhanced.class == 5,
	    "an enhanced code has class 2, 4 or 5");
}

static void
feed(
    struct reply_parser *p, struct span piece, struct arena *a, struct all *all)
{
	while (piece.size > 0) {
		size_t before = piece.size;
		struct heard h = { 0 }, *grown;

		h.status = reply_feed(p, &piece, a, &h.reply);
		if (h.status == REPLY_MORE) {
			promise(piece.size == 0, "MORE takes all input");
			return;
		}
		promise(piece.size < before, "a reply takes input");
		check(&h);
		grown = arena_append(a, all->items, &all->count, sizeof h);
		if (grown == NULL)
			return;
		all->items = grown;
		grown[all->count - 1] = h;
	}
}

/* Pieces of 1 to 2^bits octets, by a small generator; bits 32: in one. */
static struct all
read_all(
    struct span text, unsigned int seed, unsigned int bits, struct arena *a)
{
	struct reply_parser p;
	struct all all = { 0 };

	reply_parser_init(&p);
	while (text.size > 0) {
		size_t size = text.size;

		seed = seed * 1664525u + 1013904223u;
		if (bits < 32)
			size = 1 + (seed >> 16) % (1u << bits);
		feed(&p, span_part(text, 0, size), a, &all);
		text = span_part(text, size, text.size);
	}
	reply_parser_free(&p);
	return all;
}

static void
read_ehlo(const struct reply *r)
{
	char text[IP_TEXT_MAX];
	struct ehlo e;
	struct ip ip, again;

	ehlo_read(r, &e);
	promise(e.greeting.size <= r->text.size, "a greeting is of the text");
	if (!ehlo_client_address(&e, &ip))
		return;
	promise(ip_parse(span_of(ip_format(&ip, text)), &again) &&
		    ip_equal(&ip, &again),
	    "an address reads as it is written");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(MEMORY_MAX);
	struct span text = span_part(fuzz_input(data, size), 1, size);
	struct all whole, pieces;

	if (a == NULL || size < 2 || size > 1 << 18) {
		arena_free(a);
		return 0;
	}
	whole = read_all(text, 0, 32, a);
	pieces = read_all(text, data[0], data[0] % 10, a);
	promise(!arena_failed(a), "memory is bounded by the input");
	promise(whole.count == pieces.count, "pieces give as many replies");
	for (size_t i = 0; i < whole.count; i++) {
		promise(same(&whole.items[i], &pieces.items[i]),
		    "pieces give the same replies");
		read_ehlo(&whole.items[i].reply);
	}
	arena_free(a);
	return 0;
}
