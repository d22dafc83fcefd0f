#include "sim/sim_random.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 1 << 16, MILLISECOND = 1000, SECOND = 1000000 };

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t
next_chance(struct sim_random *r)
{
	uint64_t z = r->chance += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static unsigned int
below(struct sim_random *r, size_t limit)
{
	return (unsigned int)(next_chance(r) % limit);
}

/* Once in so many times. */
static bool
once_in(struct sim_random *r, unsigned int times)
{
	return below(r, times) == 0;
}

static const char *
pick(struct sim_random *r, const char *const *list, size_t count)
{
	return list[below(r, count)];
}

/* What a server may say instead of what it should. */
static const char *const answers[] = {
	"220 hello",
	"220-hello\\r\\n220 there",
	"221 bye",
	"250 2.1.5 ok",
	"250 ok",
	"250",
	"250-a\\r\\n250-PIPELINING\\r\\n250-STARTTLS\\r\\n250 SIZE",
	"250-a\\r\\n250-SMTPUTF8\\r\\n250 PIPELINING",
	"250 ok\\r\\n250 and again",
	"250 ok\\r\\n421 4.7.0 enough",
	"250-it never ends",
	"251 will forward",
	"252 cannot verify",
	"354 go ahead",
	"421 4.3.2 closing",
	"421 too many connections from your IP",
	"450 4.7.1 Greylisted, try again in 300 seconds",
	"450 4.2.1 busy",
	"451 4.3.0 local error",
	"452 4.2.2 Mailbox full",
	"454 4.7.0 TLS not available",
	"500 what",
	"501 5.5.4 syntax",
	"502 5.5.1 not implemented",
	"503 5.5.1 bad sequence",
	"530 5.7.0 Must issue a STARTTLS command first",
	"535 5.7.8 no",
	"550 5.1.1 User unknown",
	"550-5.1.1 User\\r\\n550 5.1.1 unknown",
	"550-5.1.1 User\\r\\n450 4.1.1 mixed",
	"550 4.2.2 contradictory",
	"550 5.7.1 Client host [192.1.2.99] blocked using bl.example.net",
	"552 5.2.2 over quota",
	"553 5.1.3 bad address",
	"554 5.7.1 Relay access denied",
	"556 5.1.10 null MX",
	"599 undefined",
	"200",
	"100 too low",
	"600 too high",
	"999 nonsense",
	"25",
	"",
	"HTTP/1.1 400 Bad Request",
	"\\x00\\x01\\xff\\xfe",
	"550 5.1.1 \\x1b[31mred\\x1b[0m \\xe2\\x80\\xae \\xff",
	"550\\t5.1.1 tab",
	"550 5.1.1 bare\\n550 line feeds",
	"250 \\r",
};

static void
add_action(struct sim_random *r, struct buf *scene, bool of_starttls)
{
	switch (below(r, 24)) {
	case 0:
		buf_add_text(scene, "@close ");
		break;
	case 1:
		buf_add_text(scene, "@half ");
		break;
	case 2:
		buf_add_text(scene, "@flood ");
		break;
	case 3:
	case 4:
		buf_format(scene, "@delay=%u ", below(r, 120000));
		break;
	case 5:
		buf_format(scene, "@drip=%u ", below(r, 60000));
		break;
	case 6:
	case 7:
	case 8:
		if (of_starttls)
			buf_add_text(scene, "@garbage ");
		break;
	case 9:
	case 10:
	case 11:
		if (of_starttls)
			buf_add_text(scene, "@inject=250\\x20forged\\r\\n ");
		break;
	default:
		break;
	}
}

static void
write_scene(struct sim_random *r, struct buf *scene)
{
	static const enum stage stages[] = { STAGE_BANNER, STAGE_EHLO,
		STAGE_HELO, STAGE_STARTTLS, STAGE_MAIL, STAGE_RCPT, STAGE_RSET,
		STAGE_QUIT };
	static const char *const offers[] = { "PIPELINING", "STARTTLS",
		"SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 1000", "CHUNKING" };

	buf_init(scene, TEXT_MAX);
	for (size_t i = 0; i < COUNT(offers); i++) {
		if (!once_in(r, 3))
			buf_format(scene, "offer %s\n", offers[i]);
	}
	if (once_in(r, 2))
		buf_add_text(scene, "RCPT user@* 250 2.1.5 Ok\n");
	for (size_t i = 0; i < COUNT(stages); i++) {
		if (!once_in(r, 5))
			continue;
		buf_format(scene, "%s * ", stage_word(stages[i]));
		add_action(r, scene, stages[i] == STAGE_STARTTLS);
		buf_format(scene, "%s\n", pick(r, answers, COUNT(answers)));
	}
}

static void
make_server(struct sim_random *r, unsigned int number,
    const struct issued *const *leaves, size_t leaf_count)
{
	static const enum network_error errors[] = { NETWORK_REFUSED,
		NETWORK_TIMEOUT, NETWORK_UNREACHABLE, NETWORK_RESET,
		NETWORK_OTHER };
	struct sim_server *server = &r->world.servers[number];
	struct tls_server_setup *setup = &r->setups[number];

	write_scene(r, &r->scenes[number]);
	*setup = (struct tls_server_setup){
		.leaf = once_in(r, 8) ? NULL : leaves[below(r, leaf_count)],
		.version = once_in(r, 4) ? TLS1_2_VERSION : 0,
		.rejects_names = once_in(r, 12),
		.wants_client_certificate = once_in(r, 12),
	};
	*server = (struct sim_server){
		.ip = { .family = IP_V4,
		    .octets = { 192, 1, 2, (unsigned char)number } },
		.port = r->options.tls_on_connect ? 465 : 25,
		.scene = buf_span(&r->scenes[number]),
		.wrapped = r->options.tls_on_connect && !once_in(r, 6),
		.handshake = once_in(r, 3) ? (enum sim_handshake)below(r, 4)
					   : HANDSHAKE_DONE,
		.tls = setup,
	};
	if (once_in(r, 6))
		server->network = errors[below(r, COUNT(errors))];
}

/* Unrelated hosts, at two ports each; where nothing is, they refuse. */
static void
make_witnesses(struct sim_random *r)
{
	static const uint16_t ports[] = { 25, 443 };

	for (unsigned int i = 0; i < 6; i++) {
		struct sim_server *server =
		    &r->world.servers[r->world.server_count];

		if (once_in(r, 2))
			continue;
		*server = (struct sim_server){
			.ip = { .family = IP_V4,
			    .octets = { 192, 1, 3, (unsigned char)(i / 2) } },
			.port = ports[i % 2],
			.network = once_in(r, 2) ? NETWORK_TIMEOUT : NETWORK_OK,
		};
		r->world.server_count++;
	}
	for (unsigned int i = 0; i < 3; i++)
		buf_format(&r->zone,
		    "w%u.test MX 10 mx.w%u.test\n"
		    "mx.w%u.test A 192.1.3.%u\n"
		    "w%u.test A 192.1.3.%u\n",
		    i, i, i, i, i, i);
}

static void
write_zone(struct sim_random *r)
{
	static const char *const faults[] = { "SERVFAIL", "REFUSED", "SILENT",
		"LATE 1", "GARBAGE", "FOREIGN", "LOOP", "SHORT",
		"CNAME other.test", "AAAA 2a00:db8::1", "A 10.0.0.1" };
	struct trouble t = { "" };

	buf_init(&r->zone, TEXT_MAX);
	for (unsigned int i = 0; i < r->world.server_count; i++) {
		buf_format(&r->zone,
		    "example.test MX %u m%u.example.test\n"
		    "m%u.example.test A 192.1.2.%u\n",
		    below(r, 3) * 10, i, i, i);
		if (once_in(r, 8))
			buf_format(&r->zone, "m%u.example.test %s\n", i,
			    pick(r, faults, COUNT(faults)));
	}
	if (once_in(r, 20))
		buf_format(&r->zone, "example.test %s\n",
		    pick(r, faults, COUNT(faults)));
	if (once_in(r, 40))
		buf_add_text(&r->zone, "example.test MX 0 .\n");
	make_witnesses(r);
	r->world.zone = zone_new(buf_span(&r->zone), &t);
	if (r->world.zone == NULL) {
		fprintf(stderr, "sim_random: %s\n", t.text);
		abort();
	}
}

static void
choose_options(struct sim_random *r)
{
	static const enum stage stages[] = { STAGE_CONNECT, STAGE_BANNER,
		STAGE_EHLO, STAGE_STARTTLS, STAGE_TLS, STAGE_MAIL, STAGE_RCPT };
	static const char *const addresses[] = { "user@example.test",
		"user@example.test", "user@example.test", "other@example.test",
		"j\303\266rg@example.test", "\"a b\"@example.test" };
	static const struct witness_domain witnesses[] = {
		{ { "w0.test", 7 }, 0 },
		{ { "w1.test", 7 }, 0 },
		{ { "w2.test", 7 }, 0 },
	};
	struct inquiry_options *o = &r->options;

	inquiry_options_init(o);
	o->helo = once_in(r, 4) ? SPAN_NONE : SPAN("probe.example.net");
	o->level = once_in(r, 2) ? LEVEL_MAY : (enum tls_level)below(r, 5);
	o->control = !once_in(r, 4);
	o->tls_on_connect = once_in(r, 8);
	if (once_in(r, 8))
		o->quit_after = stages[below(r, COUNT(stages))];
	if (once_in(r, 4))
		o->timeout = 1 + below(r, 300);
	if (once_in(r, 4))
		o->total_timeout = 1 + below(r, 600);
	if (once_in(r, 4))
		o->attempts_max = 1 + below(r, 4);
	o->vary = once_in(r, 2);
	o->witness = !once_in(r, 4);
	o->witnesses = witnesses;
	o->witness_count = COUNT(witnesses);
	o->route.allow_private = once_in(r, 8);
	o->route.ipv6 = !once_in(r, 3);
	r->address = span_of(pick(r, addresses, COUNT(addresses)));
}

void
sim_random_init(struct sim_random *r, uint64_t seed,
    const struct issued *const *leaves, size_t leaf_count)
{
	*r = (struct sim_random){ .chance = seed };
	choose_options(r);
	r->world.server_count = 1 + below(r, 5);
	for (unsigned int i = 0; i < r->world.server_count; i++)
		make_server(r, i, leaves, leaf_count);
	write_zone(r);
	r->world.seed = next_chance(r);
	r->world.memory = -1;
	r->world.rtt = (int64_t)below(r, 3000) * MILLISECOND;
	r->world.dns_delay = (int64_t)below(r, 3000) * MILLISECOND;
	r->world.dns_timeout = (int64_t)(1 + below(r, 60)) * SECOND;
	if (once_in(r, 3))
		r->world.piece = 1 + below(r, 40);
}

void
sim_random_free(struct sim_random *r)
{
	zone_free(r->world.zone);
	buf_free(&r->zone);
	for (size_t i = 0; i < r->world.server_count; i++)
		buf_free(&r->scenes[i]);
}
