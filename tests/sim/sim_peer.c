#include "sim/sim_peer.h"

#include "peer/scene.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	LINE_MAX_OCTETS = 4096,
	OCTETS_MAX = 1 << 20,
	FLOOD = 200000,
	PACKET = 4000,
	MILLISECOND = 1000,
};

struct sim_peer {
	struct sim *sim;
	const struct sim_server *server;
	struct scene *scene;
	struct tls_server *tls;
	struct buf plain, cipher, line;
	int64_t begins_at; /* when the client can say something */
	int64_t busy;      /* what was said has arrived by then */
	bool garbage;      /* plaintext comes where a handshake should be */
	bool handshaking, failed, ended, quit;
	bool deaf; /* the client speaks TLS, and the server does not */
};

static struct span
client_of(const struct sim_peer *p)
{
	return p->server->ip.family == IP_V6 ? SPAN("2a00:db8::99")
					     : SPAN("192.1.2.99");
}

static void
pass_on(struct sim_peer *p)
{
	tls_server_output(p->tls, &p->cipher);
	sim_arrives(p->sim, p->busy, buf_span(&p->cipher));
	buf_clear(&p->cipher);
}

static void
hang_up(struct sim_peer *p)
{
	if (p->ended)
		return;
	if (p->tls != NULL && !p->handshaking) {
		tls_server_close(p->tls);
		pass_on(p);
	}
	sim_ends(p->sim, p->busy);
	p->ended = true;
}

static void
say(struct sim_peer *p, struct span text)
{
	if (p->ended)
		return;
	if (p->tls == NULL) {
		sim_arrives(p->sim, p->busy, text);
		return;
	}
	tls_server_send(p->tls, text);
	pass_on(p);
}

static void
drip(struct sim_peer *p, struct span text, unsigned int milliseconds)
{
	for (size_t i = 0; i < text.size; i++) {
		say(p, span_part(text, i, i + 1));
		p->busy += (int64_t)milliseconds * MILLISECOND;
	}
}

static void
flood(struct sim_peer *p, struct span text)
{
	struct buf packet;

	buf_init(&packet, OCTETS_MAX);
	while (packet.size < PACKET)
		buf_add(&packet, text.size > 0 ? text : SPAN("\r\n"));
	for (size_t said = 0; said < FLOOD; said += packet.size) {
		say(p, buf_span(&packet));
		p->busy += 1;
	}
	buf_free(&packet);
	hang_up(p);
}

/* Not before what was said last, nor before the question came and went. */
static void
answer(struct sim_peer *p, const struct answer_rule *rule, int64_t asked_at)
{
	int64_t soonest = asked_at + p->sim->world->rtt;

	if (p->busy < soonest)
		p->busy = soonest;
	p->busy += (int64_t)rule->delay * MILLISECOND;
	if (rule->close) {
		hang_up(p);
	} else if (rule->half) {
		say(p, span_part(rule->text, 0, rule->text.size / 2));
		hang_up(p);
	} else if (rule->flood) {
		flood(p, rule->text);
	} else if (rule->drip > 0) {
		drip(p, rule->text, rule->drip);
	} else {
		/* In one packet. */
		struct buf both;

		buf_init(&both, OCTETS_MAX);
		buf_add(&both, rule->text);
		buf_add(&both, rule->inject);
		say(p, buf_span(&both));
		buf_free(&both);
	}
	/* RFC 5321 3.8: and closes. */
	if (span_starts_nocase(rule->text, SPAN("421")))
		hang_up(p);
}

static void
start_tls(struct sim_peer *p)
{
	static const struct tls_server_setup none;

	p->handshaking = true;
	p->tls = tls_server_new(p->server->tls ? p->server->tls : &none);
}

struct sim_peer *
sim_peer_new(struct sim *s, const struct sim_server *server, int64_t at)
{
	struct sim_peer *p = calloc(1, sizeof *p);
	struct trouble t = { "" };

	p->sim = s;
	p->server = server;
	p->begins_at = p->busy = at;
	p->scene = scene_new(server->scene, "scene", &t);
	buf_init(&p->plain, OCTETS_MAX);
	buf_init(&p->cipher, OCTETS_MAX);
	buf_init(&p->line, LINE_MAX_OCTETS);
	if (p->scene == NULL) {
		fprintf(stderr, "%s\n", t.text);
		sim_fault(s, "a scene cannot be read");
		p->ended = true;
	} else if (server->wrapped) {
		start_tls(p);
	} else {
		answer(p,
		    scene_answer(
			p->scene, STAGE_BANNER, SPAN(""), client_of(p), false),
		    at);
	}
	return p;
}

void
sim_peer_free(struct sim_peer *p)
{
	if (p == NULL)
		return;
	scene_free(p->scene);
	tls_server_free(p->tls);
	buf_free(&p->plain);
	buf_free(&p->cipher);
	buf_free(&p->line);
	free(p);
}

static void
after(struct sim_peer *p, enum stage stage, const struct answer_rule *rule)
{
	bool accepted = rule->text.size > 0 && rule->text.data[0] == '2';

	if (stage == STAGE_QUIT)
		hang_up(p);
	if (stage != STAGE_STARTTLS || !accepted || p->ended)
		return;
	p->garbage = rule->garbage;
	start_tls(p);
}

static void
hear_line(struct sim_peer *p, struct span line)
{
	const struct answer_rule *rule;
	struct span named;
	enum stage stage;

	sim_heard(p->sim, line);
	if (p->quit)
		sim_fault(p->sim, "says more after QUIT");
	if (!scene_command(line, &stage, &named))
		return;
	p->quit = stage == STAGE_QUIT;
	if (p->ended)
		return;
	rule =
	    scene_answer(p->scene, stage, named, client_of(p), p->tls != NULL);
	answer(p, rule, p->sim->now);
	after(p, stage, rule);
}

/* RFC 5321 2.3.8: lines end in CR LF and nothing else. */
static void
hear(struct sim_peer *p, struct span octets)
{
	p->deaf = p->deaf ||
		  (p->tls == NULL && octets.size > 0 && octets.data[0] == 0x16);
	while (octets.size > 0 && !p->deaf) {
		char octet = octets.data[0];

		octets = span_part(octets, 1, octets.size);
		buf_add_octet(&p->line, octet);
		if (octet != '\n')
			continue;
		if (p->line.size < 2 || p->line.data[p->line.size - 2] != '\r')
			sim_fault(p->sim, "a line without CR LF");
		else
			hear_line(p,
			    span_part(buf_span(&p->line), 0, p->line.size - 2));
		buf_clear(&p->line);
	}
}

static void
arrive_in_time(struct sim_peer *p)
{
	int64_t soonest = p->sim->now + p->sim->world->rtt;

	if (p->busy < soonest)
		p->busy = soonest;
}

/* False when the handshake goes on. */
static bool
spoil_handshake(struct sim_peer *p)
{
	if (p->garbage) {
		sim_arrives(p->sim, p->busy, SPAN("this is no TLS\r\n"));
		hang_up(p);
	} else if (p->server->handshake == HANDSHAKE_CUT) {
		hang_up(p);
	}
	return p->garbage || p->server->handshake == HANDSHAKE_CUT ||
	       p->server->handshake == HANDSHAKE_SILENT;
}

static void
shake_hands(struct sim_peer *p, struct span octets)
{
	arrive_in_time(p);
	if (spoil_handshake(p))
		return;
	p->failed = !tls_server_receive(p->tls, octets, &p->plain);
	if (p->server->handshake == HANDSHAKE_HALF) {
		tls_server_output(p->tls, &p->cipher);
		sim_arrives(p->sim, p->busy,
		    span_part(buf_span(&p->cipher), 0, p->cipher.size / 2));
		buf_clear(&p->cipher);
		hang_up(p);
		return;
	}
	pass_on(p);
	if (p->failed)
		hang_up(p);
	if (p->failed || !tls_server_is_open(p->tls))
		return;
	p->handshaking = false;
	p->begins_at = p->busy;
	if (p->server->wrapped)
		answer(p,
		    scene_answer(
			p->scene, STAGE_BANNER, SPAN(""), client_of(p), true),
		    p->sim->now);
}

void
sim_peer_received(struct sim_peer *p, struct span octets)
{
	if (p->handshaking && p->ended)
		return;
	if (p->handshaking) {
		shake_hands(p, octets);
	} else if (p->tls != NULL) {
		tls_server_receive(p->tls, octets, &p->plain);
	} else {
		hear(p, octets);
		return;
	}
	hear(p, buf_span(&p->plain));
	buf_clear(&p->plain);
}

void
sim_peer_closed(struct sim_peer *p)
{
	if (!p->quit && !p->handshaking && !p->ended && !p->deaf &&
	    p->begins_at <= p->sim->now)
		sim_fault(p->sim, "closes without QUIT");
}

const struct sim_server *
sim_peer_server(const struct sim_peer *p)
{
	return p->server;
}
