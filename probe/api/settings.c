#include "api/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { SETTINGS_MEMORY_MAX = 1 << 20, SECONDS_MAX = 24 * 3600 };

typedef bool (*setter)(
    struct settings *s, struct span value, struct trouble *t);

static bool
set_switch(bool *target, struct span value, struct trouble *t)
{
	if (span_equal(value, SPAN("yes")) || span_equal(value, SPAN("no"))) {
		*target = value.size == 3;
		return true;
	}
	trouble_set(t, "takes yes or no");
	return false;
}

/* "30", "30s", "3m", "1h". */
static bool
read_seconds(struct span value, uint32_t *seconds, struct trouble *t)
{
	static const struct {
		char unit;
		uint32_t factor;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 } };
	uint32_t factor = 1, number;
	size_t digits = value.size;

	for (size_t i = 0; i < 3 && value.size > 0; i++) {
		if (value.data[value.size - 1] == units[i].unit) {
			factor = units[i].factor;
			digits = value.size - 1;
		}
	}
	if (span_number(
		span_part(value, 0, digits), SECONDS_MAX / factor, &number) &&
	    number > 0) {
		*seconds = number * factor;
		return true;
	}
	trouble_set(t, "takes a time such as 30s or 3m, at most 24h");
	return false;
}

static bool
read_number(
    struct span value, uint32_t max, uint32_t *number, struct trouble *t)
{
	if (span_number(value, max, number) && *number > 0)
		return true;
	trouble_set(t, "takes a number from 1 to %u", (unsigned int)max);
	return false;
}

static bool
set_from(struct settings *s, struct span value, struct trouble *t)
{
	struct address address;

	if (value.size == 0 || span_equal(value, SPAN("<>"))) {
		s->inquiry.sender = SPAN("");
		s->inquiry.sender_needs_smtputf8 = false;
		return true;
	}
	if (!address_read(value, s->arena, &address, t))
		return false;
	s->inquiry.sender = address.mailbox;
	s->inquiry.sender_needs_smtputf8 = address.needs_smtputf8;
	return true;
}

/* What a client may say, the odd ones too (that is how one tests a refusal),
 * but nothing that could end the line or the word. */
static bool
set_helo(struct settings *s, struct span value, struct trouble *t)
{
	bool ascii = true;

	for (size_t i = 0; i < value.size; i++) {
		if (ascii_is_control(value.data[i]) || value.data[i] == ' ') {
			trouble_set(t,
			    "octet %zu: a name has no spaces or "
			    "control characters",
			    i + 1);
			return false;
		}
		ascii = ascii && (unsigned char)value.data[i] < 0x80;
	}
	if (!ascii)
		return domain_read(value, s->arena, &s->inquiry.helo, t);
	if (value.size == 0 || value.size > DOMAIN_MAX) {
		trouble_set(t, "takes a host name or an address literal such "
			       "as [192.0.2.1]");
		return false;
	}
	s->inquiry.helo = arena_copy(s->arena, value);
	return true;
}

static bool
set_server(struct settings *s, struct span value, struct trouble *t)
{
	struct span rest = value, host;
	uint16_t port = 0;
	uint32_t number = 0;
	struct ip ip;
	char text[IP_TEXT_MAX];

	if (ip_parse_endpoint(value, &ip, &port)) {
		s->inquiry.server =
		    arena_copy(s->arena, span_of(ip_format(&ip, text)));
	} else {
		host = span_next(&rest, ':');
		if (host.size < value.size &&
		    !read_number(rest, 65535, &number, t))
			return false;
		if (!domain_read(host, s->arena, &s->inquiry.server, t))
			return false;
		port = (uint16_t)number;
	}
	if (port != 0)
		s->inquiry.port = port;
	return true;
}

static bool
set_port(struct settings *s, struct span value, struct trouble *t)
{
	uint32_t number;

	if (!read_number(value, 65535, &number, t))
		return false;
	s->inquiry.port = (uint16_t)number;
	return true;
}

static bool
set_timeout(struct settings *s, struct span value, struct trouble *t)
{
	return read_seconds(value, &s->inquiry.timeout, t);
}

static bool
set_total_timeout(struct settings *s, struct span value, struct trouble *t)
{
	return read_seconds(value, &s->inquiry.total_timeout, t);
}

static bool
set_max_connections(struct settings *s, struct span value, struct trouble *t)
{
	uint32_t number;

	if (!read_number(value, 100, &number, t))
		return false;
	s->inquiry.attempts_max = number;
	return true;
}

static bool
set_tls_level(struct settings *s, struct span value, struct trouble *t)
{
	if (tls_level_from_word(value, &s->inquiry.level))
		return true;
	trouble_set(t, "takes none, may, encrypt, verify or secure");
	return false;
}

static bool
set_tls_on_connect(struct settings *s, struct span value, struct trouble *t)
{
	return set_switch(&s->inquiry.tls_on_connect, value, t);
}

/* Whether it is there at all, told at once; what is in it is read later. */
static bool
set_path(struct settings *s, const char **target, struct span value,
    struct trouble *t)
{
	const char *path = arena_text(s->arena, value);
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		trouble_set(t, "%s: %s", path, strerror(errno));
		return false;
	}
	fclose(file);
	*target = path;
	return true;
}

static bool
set_tls_ca_path(struct settings *s, struct span value, struct trouble *t)
{
	return set_path(s, &s->ca_path, value, t);
}

static bool
set_tls_sni(struct settings *s, struct span value, struct trouble *t)
{
	struct span name;

	if (!domain_read(value, s->arena, &name, t))
		return false;
	s->inquiry.sni = arena_text(s->arena, name);
	return true;
}

static bool
set_ipv4_only(struct settings *s, struct span value, struct trouble *t)
{
	bool only;

	if (!set_switch(&only, value, t))
		return false;
	s->inquiry.route.ipv4 = true;
	s->inquiry.route.ipv6 = !only;
	return true;
}

static bool
set_ipv6_only(struct settings *s, struct span value, struct trouble *t)
{
	bool only;

	if (!set_switch(&only, value, t))
		return false;
	s->inquiry.route.ipv4 = !only;
	s->inquiry.route.ipv6 = true;
	return true;
}

static bool
set_local_interface(struct settings *s, struct span value, struct trouble *t)
{
	struct ip ip;

	if (!ip_parse(value, &ip)) {
		trouble_set(t, "takes an IP address of this machine");
		return false;
	}
	*(ip.family == IP_V6 ? &s->local_v6 : &s->local_v4) = ip;
	return true;
}

static bool
set_quit_after(struct settings *s, struct span value, struct trouble *t)
{
	enum stage stage;

	if (stage_from_word(value, &stage) && stage < STAGE_RSET) {
		s->inquiry.quit_after = stage;
		return true;
	}
	trouble_set(t, "takes CONNECT, BANNER, EHLO, STARTTLS, TLS, MAIL or "
		       "RCPT");
	return false;
}

/* A switch that turns off what is on. */
static bool
set_off(bool *on, struct span value, struct trouble *t)
{
	bool no;

	if (!set_switch(&no, value, t))
		return false;
	*on = !no;
	return true;
}

static bool
set_no_control(struct settings *s, struct span value, struct trouble *t)
{
	return set_off(&s->inquiry.control, value, t);
}

static bool
set_no_claims(struct settings *s, struct span value, struct trouble *t)
{
	return set_off(&s->inquiry.claims, value, t);
}

static bool
set_vary(struct settings *s, struct span value, struct trouble *t)
{
	return set_switch(&s->inquiry.vary, value, t);
}

static bool
set_no_witness(struct settings *s, struct span value, struct trouble *t)
{
	return set_off(&s->inquiry.witness, value, t);
}

static bool
set_witness(struct settings *s, struct span value, struct trouble *t)
{
	struct span rest = value, domain = span_next(&rest, ':');
	struct inquiry_options *o = &s->inquiry;
	struct witness_domain *next = &s->witnesses[o->witness_count];
	uint32_t port = 0;

	if (o->witness_count == SETTINGS_WITNESSES_MAX) {
		trouble_set(t, "at most %d domains", SETTINGS_WITNESSES_MAX);
		return false;
	}
	if (domain.size < value.size && !read_number(rest, 65535, &port, t))
		return false;
	if (!domain_read(domain, s->arena, &next->domain, t))
		return false;
	next->port = (uint16_t)port;
	o->witnesses = s->witnesses;
	o->witness_count++;
	return true;
}

static bool
set_dns_server(struct settings *s, struct span value, struct trouble *t)
{
	struct endpoint *next = &s->servers[s->server_count];

	if (s->server_count == SERVERS_MAX) {
		trouble_set(t, "at most %d name servers", SERVERS_MAX);
		return false;
	}
	next->port = DNS_PORT;
	if (!ip_parse_endpoint(value, &next->ip, &next->port)) {
		trouble_set(t, "takes IP or IP:PORT, for IPv6 [IP]:PORT");
		return false;
	}
	s->server_count++;
	return true;
}

static bool
set_allow_private(struct settings *s, struct span value, struct trouble *t)
{
	return set_switch(&s->inquiry.route.allow_private, value, t);
}

static bool
set_tables(struct settings *s, struct span value, struct trouble *t)
{
	return set_path(s, &s->tables, value, t);
}

static bool
set_input(struct settings *s, struct span value, struct trouble *t)
{
	if (input_kind_from_word(value, &s->input))
		return true;
	trouble_set(t, "takes auto, reply, log or mail");
	return false;
}

static bool
add_zone(struct settings *s, struct span zone, struct trouble *t)
{
	if (s->zone_count < SURVEY_ZONES_MAX) {
		s->zones[s->zone_count++] = arena_copy(s->arena, zone);
		return true;
	}
	trouble_set(t, "at most %d blocklists", SURVEY_ZONES_MAX);
	return false;
}

static bool
set_dnsbl(struct settings *s, struct span value, struct trouble *t)
{
	struct span defaults[DNSBL_DEFAULTS_MAX], zone;
	size_t count;

	if (!span_equal(value, SPAN("default")))
		return domain_read(value, s->arena, &zone, t) &&
		       add_zone(s, zone, t);
	count = dnsbl_defaults(defaults);
	for (size_t i = 0; i < count; i++) {
		if (!add_zone(s, defaults[i], t))
			return false;
	}
	return true;
}

static bool
set_dkim_selector(struct settings *s, struct span value, struct trouble *t)
{
	return domain_read(value, s->arena, &s->selector, t);
}

static bool
set_online(struct settings *s, struct span value, struct trouble *t)
{
	return set_switch(&s->online, value, t);
}

/* clang-format off */

enum {
	C = SMTPPROBE_CHECK,
	E = SMTPPROBE_EXPLAIN,
	S = SMTPPROBE_SENDER,
	K = SMTPPROBE_CODES,
};

/* X(name, letter, argument, setter, commands, help) */
#define ROWS(X) \
	X("from", 'f', "ADDRESS", set_from, C, \
	  "the sender to name, <> by default") \
	X("helo", 0, "NAME", set_helo, C, \
	  "the name to say; default: this machine's or [IP]") \
	X("server", 's', "HOST[:PORT]", set_server, C, \
	  "ask this server instead of looking up the MX") \
	X("port", 'p', "N", set_port, C, \
	  "default 25, or 465 with --tls-on-connect") \
	X("tls-level", 0, "LEVEL", set_tls_level, C, \
	  "none, may (default), encrypt, verify (MX name), secure (domain)") \
	X("tls-on-connect", 0, NULL, set_tls_on_connect, C, \
	  "begin with TLS, without STARTTLS") \
	X("tls-ca-path", 0, "PATH", set_tls_ca_path, C, \
	  "roots to trust: a PEM file or hashed directory") \
	X("tls-sni", 0, "NAME", set_tls_sni, C, \
	  "the name to ask for in TLS; default: the host's") \
	X("ipv4-only", '4', NULL, set_ipv4_only, C, "use IPv4 only") \
	X("ipv6-only", '6', NULL, set_ipv6_only, C, "use IPv6 only") \
	X("local-interface", 'l', "IP", set_local_interface, C, \
	  "the address of this machine to connect from") \
	X("quit-after", 'q', "STAGE", set_quit_after, C, \
	  "stop after CONNECT, BANNER, EHLO, STARTTLS, TLS, MAIL or RCPT") \
	X("no-control", 0, NULL, set_no_control, C, \
	  "do not ask for a made-up address as well") \
	X("no-claims", 0, NULL, set_no_claims, C, \
	  "do not look up whether what a refusal says of us is true") \
	X("vary", 0, NULL, set_vary, C, \
	  "when we are refused, ask again with one thing changed: sender," \
	  " IP family, TLS, MX, recipient") \
	X("witness", 0, "DOMAIN[:PORT]", set_witness, C, \
	  "if none answers, does this domain? several times;" \
	  " PORT (443) tells whether the network is up") \
	X("no-witness", 0, NULL, set_no_witness, C, \
	  "if none answers, do not try unrelated domains") \
	X("timeout", 0, "TIME", set_timeout, C, \
	  "wait for each stage; default: connect 15s, TLS 30s," \
	  " RCPT 90s, others 60s; RFC 5321's 5m at most") \
	X("total-timeout", 0, "TIME", set_total_timeout, C, \
	  "wait for all of it; default 3m") \
	X("max-connections", 0, "N", set_max_connections, C, \
	  "connect to at most so many addresses; default 10") \
	X("dns-server", 0, "IP[:PORT]", set_dns_server, C | S | E, \
	  "ask this name server; may be given several times") \
	X("allow-private", 0, NULL, set_allow_private, C, \
	  "connect to private addresses from the DNS, too") \
	X("tables", 0, "DIR", set_tables, C | S | E | K, \
	  "tables to read before the built-in ones") \
	X("dnsbl", 0, "ZONE", set_dnsbl, S, \
	  "ask this DNS blocklist too, or `default` for some; several times") \
	X("dkim-selector", 0, "NAME", set_dkim_selector, S, \
	  "look at the DKIM key of that name at the sender's domain") \
	X("online", 0, NULL, set_online, E, \
	  "look up whether what a refusal claims is true") \
	X("input", 0, "KIND", set_input, E, \
	  "what the text is: auto (default), reply, log or mail")
/* clang-format on */

static const struct smtpprobe_option rows[] = {
#define X(name, letter, argument, setter, commands, help)                      \
	{ name, letter, argument, help, commands },
	ROWS(X)
#undef X
};

static const setter setters[] = {
#define X(name, letter, argument, setter, commands, help) setter,
	ROWS(X)
#undef X
};

const struct smtpprobe_option *
settings_rows(size_t *count)
{
	*count = sizeof rows / sizeof *rows;
	return rows;
}

bool
settings_init(struct settings *s)
{
	memset(s, 0, sizeof *s);
	s->arena = arena_new(SETTINGS_MEMORY_MAX);
	inquiry_options_init(&s->inquiry);
	return s->arena != NULL;
}

void
settings_free(struct settings *s)
{
	arena_free(s->arena);
}

bool
settings_set(
    struct settings *s, struct span name, struct span value, struct trouble *t)
{
	struct trouble why = { "" };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!span_equal(span_of(rows[i].name), name))
			continue;
		if (setters[i](s, value, &why) && !arena_failed(s->arena))
			return true;
		trouble_set(t, "--%s: %s", rows[i].name,
		    why.text[0] ? why.text : "no memory");
		return false;
	}
	trouble_set(t, "there is no option --%.*s", SPAN_ARGUMENTS(name));
	return false;
}
