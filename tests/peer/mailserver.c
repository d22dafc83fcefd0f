/*
 * mailserver: an SMTP server for tests and the demo, on loopback. It takes no
 * message: DATA and BDAT get 502. One process a connection.
 * usage: mailserver [-l IP:PORT]... (-s SCENE | -t TALK)
 *                   [--cert FILE --key FILE] [--wrapped yes] [--log FILE]
 *                   [--deaf yes]
 * Prints "listening IP:PORT" for each address; ends on SIGTERM. The log has a
 * line for each thing that a client said: "C: ...", and "tls for NAME" when TLS
 * stands; in a talk, "ok" or what did not fit. Addresses behind --deaf give no
 * answer at all.
 */
#include "peer/listen.h"
#include "peer/scene.h"
#include "peer/talk.h"

#include "net/socket_address.h"
#include "report/escape.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SOCKETS_MAX = 16, LINE_MAX_OCTETS = 4096, FLOOD = 20 << 20, WAIT = 500 };

static struct {
	struct pollfd sockets[SOCKETS_MAX];
	nfds_t count;
	struct scene *scene;
	struct talk *talk;
	struct arena *arena;
	const char *cert, *key;
	bool wrapped, deaf;
	int log;
} server = { .log = -1 };

/* A connection, in a process of its own. */
static int fd;
static SSL *tls;
static char client[IP_TEXT_MAX];

static void
note(const char *what, struct span text)
{
	struct buf line;

	if (server.log < 0)
		return;
	buf_init(&line, 1 << 16);
	buf_add_text(&line, what);
	escape_for_terminal(&line, text);
	buf_add_octet(&line, '\n');
	if (write(server.log, line.data, line.size) < 0)
		perror("log");
	buf_free(&line);
}

static void
leave(void)
{
	if (tls != NULL)
		SSL_shutdown(tls);
	shutdown(fd, SHUT_WR);
	exit(0);
}

static void
rest(unsigned int milliseconds)
{
	struct timespec t = { milliseconds / 1000,
		(long)(milliseconds % 1000) * 1000000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR && !listen_ended())
		continue;
}

static void
put(struct span text)
{
	while (text.size > 0) {
		ssize_t sent =
		    tls != NULL ? SSL_write(tls, text.data, (int)text.size)
				: send(fd, text.data, text.size, MSG_NOSIGNAL);

		if (sent <= 0)
			exit(0);
		text = span_part(text, (size_t)sent, text.size);
	}
}

static bool
hear(char *octet)
{
	return (tls != NULL ? SSL_read(tls, octet, 1)
			    : (int)recv(fd, octet, 1, 0)) == 1;
}

/* A line without its end; ends the process when there is none. */
static struct span
hear_line(void)
{
	static char line[LINE_MAX_OCTETS];
	size_t size = 0;
	char octet;

	while (size < sizeof line) {
		if (!hear(&octet)) {
			note("closed", SPAN(""));
			exit(0);
		}
		if (octet == '\n')
			break;
		line[size++] = octet;
	}
	if (size > 0 && line[size - 1] == '\r')
		size--;
	note("C: ", (struct span){ line, size });
	return (struct span){ line, size };
}

static bool
start_tls(void)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	const char *sni;

	if (server.cert == NULL ||
	    SSL_CTX_use_certificate_chain_file(context, server.cert) != 1 ||
	    SSL_CTX_use_PrivateKey_file(
		context, server.key, SSL_FILETYPE_PEM) != 1)
		return false;
	tls = SSL_new(context);
	SSL_set_fd(tls, fd);
	if (SSL_accept(tls) != 1)
		return false;
	sni = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
	note("tls for ", span_of(sni ? sni : "nobody"));
	return true;
}

static void
flood(struct span text)
{
	for (size_t sent = 0; sent < FLOOD; sent += text.size)
		put(text);
	leave();
}

static void
drip(struct span text, unsigned int milliseconds)
{
	for (size_t i = 0; i < text.size; i++) {
		put(span_part(text, i, i + 1));
		rest(milliseconds);
	}
}

static void
answer(const struct answer_rule *rule)
{
	struct buf both;

	if (rule->delay > 0)
		rest(rule->delay);
	if (rule->close)
		leave();
	if (rule->half) {
		put(span_part(rule->text, 0, rule->text.size / 2));
		leave();
	}
	if (rule->flood)
		flood(rule->text);
	if (rule->drip > 0) {
		drip(rule->text, rule->drip);
		return;
	}
	buf_init(&both, 1 << 17);
	buf_add(&both, rule->text);
	buf_add(&both, rule->inject);
	put(buf_span(&both));
	buf_free(&both);
}

static void
after(enum stage stage, const struct answer_rule *rule)
{
	bool accepted = rule->text.size > 0 && rule->text.data[0] == '2';

	if (stage == STAGE_QUIT)
		leave();
	if (stage != STAGE_STARTTLS || !accepted)
		return;
	if (rule->garbage) {
		put(SPAN("this is no TLS\r\n"));
		leave();
	}
	if (!start_tls())
		leave();
}

static void
play_scene(void)
{
	struct span who = span_of(client), named;
	enum stage stage;

	answer(scene_answer(
	    server.scene, STAGE_BANNER, SPAN(""), who, tls != NULL));
	for (;;) {
		const struct answer_rule *rule;

		if (!scene_command(hear_line(), &stage, &named)) {
			put(SPAN("502 5.5.1 not implemented\r\n"));
			continue;
		}
		rule =
		    scene_answer(server.scene, stage, named, who, tls != NULL);
		answer(rule);
		after(stage, rule);
	}
}

static void
expect(const struct talk_step *step)
{
	struct span line = hear_line();
	char text[64];

	if (span_equal(line, step->text))
		return;
	snprintf(text, sizeof text, "mismatch at line %u: ", step->line);
	note(text, step->text);
	leave();
}

static void
play_talk(void)
{
	for (size_t i = 0; i < server.talk->count; i++) {
		const struct talk_step *step = &server.talk->steps[i];

		if (step->kind == 'S')
			put(step->text);
		else if (step->kind == 'C')
			expect(step);
		else if (step->kind == 'X')
			break;
		else if (step->kind == 'W')
			rest(60000);
		else if (step->kind == 'T' && !start_tls())
			leave();
	}
	note("ok", SPAN(""));
	leave();
}

static void
serve_client(int accepted)
{
	struct sockaddr_storage name = { 0 };
	socklen_t size = sizeof name;
	struct ip ip;
	int one = 1;

	fd = accepted;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	getpeername(fd, (struct sockaddr *)&name, &size);
	ip = socket_address_ip((struct sockaddr *)&name);
	ip_format(&ip, client);
	note("connect ", span_of(client));
	if (server.wrapped && !start_tls())
		exit(0);
	if (server.scene != NULL)
		play_scene();
	play_talk();
}

static void
accept_clients(int listener)
{
	int accepted;

	while ((accepted = accept(listener, NULL, NULL)) >= 0) {
		if (fork() == 0)
			serve_client(accepted);
		close(accepted);
	}
}

static void
serve(void)
{
	while (!listen_ended()) {
		while (waitpid(-1, NULL, WNOHANG) > 0)
			continue;
		if (poll(server.sockets, server.count, WAIT) <= 0)
			continue;
		for (nfds_t i = 0; i < server.count; i++) {
			if (server.sockets[i].revents & POLLIN)
				accept_clients(server.sockets[i].fd);
		}
	}
	/* The children share the group only when we lead one. */
	if (getpgrp() == getpid())
		kill(0, SIGTERM);
}

static bool
add_address(const char *address)
{
	char bound[64];
	int listener = listen_on(address, SOCK_STREAM, bound);

	if (listener < 0 || server.count == SOCKETS_MAX)
		return false;
	if (server.deaf && !listen_deafen(listener))
		return false;
	server.sockets[server.count++] = (struct pollfd){ .fd = listener,
		.events = server.deaf ? 0 : POLLIN };
	listen_told(bound);
	return true;
}

static bool
take(const char *option, const char *value)
{
	struct trouble t = { "is no option, or cannot be opened" };
	bool well = true;

	if (strcmp(option, "-l") == 0)
		well = add_address(value);
	else if (strcmp(option, "-s") == 0)
		well = (server.scene = scene_read(value, &t)) != NULL;
	else if (strcmp(option, "-t") == 0)
		well =
		    (server.talk = talk_read(value, server.arena, &t)) != NULL;
	else if (strcmp(option, "--cert") == 0)
		server.cert = value;
	else if (strcmp(option, "--key") == 0)
		server.key = value;
	else if (strcmp(option, "--wrapped") == 0)
		server.wrapped = true;
	else if (strcmp(option, "--deaf") == 0)
		server.deaf = true;
	else if (strcmp(option, "--log") == 0)
		well =
		    (server.log = open(value,
			 O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) >= 0;
	else
		well = false;
	if (!well)
		fprintf(
		    stderr, "mailserver: %s %s: %s\n", option, value, t.text);
	return well;
}

int
main(int argc, char **argv)
{
	listen_ended();
	server.arena = arena_new(8 << 20);
	for (int i = 1; i + 1 < argc; i += 2) {
		if (!take(argv[i], argv[i + 1]))
			return 64;
	}
	if (server.count == 0 ||
	    (server.scene == NULL && server.talk == NULL)) {
		fprintf(stderr,
		    "usage: mailserver -s SCENE | -t TALK, -l IP:PORT...\n");
		return 64;
	}
	serve();
	return 0;
}
