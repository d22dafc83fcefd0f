#include "unit/tls_pair.h"

#include <check.h>
#include <string.h>
#include <unistd.h>

enum { OCTETS_MAX = 1 << 22, SUMMER_2020 = 1593561600 };

void
tls_pair_init(struct tls_pair *p, const struct issued *root)
{
	struct trouble t = { "" };
	char path[64];

	*p = (struct tls_pair){ .sni = "", .wall = SUMMER_2020 };
	issued_write(&root, 1, path);
	p->context = tls_context_new(path, &t);
	unlink(path);
	ck_assert_msg(p->context != NULL, "%s", t.text);
}

void
tls_pair_begin(struct tls_pair *p)
{
	p->arena = arena_new(1 << 20);
	p->client = tls_session_new(
	    p->context, p->names, p->name_count, p->sni, p->wall, p->arena);
	p->server = tls_server_new(&p->server_setup);
	ck_assert(p->client != NULL && p->server != NULL);
	buf_init(&p->at_client, OCTETS_MAX);
	buf_init(&p->at_server, OCTETS_MAX);
	p->carried = 0;
	p->status = tls_receive(p->client, SPAN_NONE, &p->at_client);
}

void
tls_pair_end(struct tls_pair *p)
{
	tls_session_free(p->client);
	tls_server_free(p->server);
	arena_free(p->arena);
	buf_free(&p->at_client);
	buf_free(&p->at_server);
}

void
tls_pair_free(struct tls_pair *p)
{
	tls_context_free(p->context);
}

static void
to_client(struct tls_pair *p, struct buf *octets)
{
	struct span left = buf_span(octets);
	size_t at = p->carried;

	p->carried += octets->size;
	if (p->spoilt > at && p->spoilt <= p->carried)
		octets->data[p->spoilt - at - 1] ^= 0x40;
	if (p->cut > 0 && p->carried > p->cut)
		left = span_part(left, 0, p->cut > at ? p->cut - at : 0);
	while (left.size > 0) {
		size_t size = p->piece ? p->piece : left.size;

		p->status = tls_receive(
		    p->client, span_part(left, 0, size), &p->at_client);
		left = span_part(left, size, left.size);
	}
}

void
tls_pair_carry(struct tls_pair *p)
{
	struct buf octets;
	bool moved = true;

	buf_init(&octets, OCTETS_MAX);
	while (moved) {
		tls_output(p->client, &octets);
		moved = octets.size > 0;
		tls_server_receive(p->server, buf_span(&octets), &p->at_server);
		buf_clear(&octets);
		tls_server_output(p->server, &octets);
		moved = moved || octets.size > 0;
		to_client(p, &octets);
		buf_clear(&octets);
	}
	buf_free(&octets);
}

const struct tls_facts *
tls_pair_shake_hands(struct tls_pair *p)
{
	tls_pair_begin(p);
	tls_pair_carry(p);
	return tls_session_facts(p->client);
}
