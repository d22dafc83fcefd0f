#include "net/machine.h"

#include "net/socket_address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { HOST_NAME_SIZE = 256, LINE_SIZE = 1024, ADDRESSES_MAX = 256 };

static bool
is_qualified(struct span name)
{
	return span_find(name, '.') < name.size &&
	       !span_starts_nocase(name, SPAN("localhost")) &&
	       !span_ends_nocase(name, SPAN(".localdomain")) &&
	       !span_ends_nocase(name, SPAN(".localhost")) &&
	       !span_ends_nocase(name, SPAN(".local"));
}

static struct span
next_word(struct span *rest)
{
	struct span word;

	*rest = span_trim(*rest);
	for (size_t i = 0; i <= rest->size; i++) {
		if (i < rest->size && !ascii_is_space(rest->data[i]))
			continue;
		word = span_part(*rest, 0, i);
		*rest = span_part(*rest, i, rest->size);
		return word;
	}
	return SPAN_NONE;
}

/* hosts(5): address, canonical name, aliases. */
static struct span
canonical_name(struct span line, struct span host)
{
	struct span canonical, word;

	line = span_next(&line, '#');
	next_word(&line);
	canonical = next_word(&line);
	for (word = canonical; word.size > 0; word = next_word(&line)) {
		if (span_equal_nocase(word, host))
			return canonical;
	}
	return SPAN_NONE;
}

static struct span
name_from_hosts(struct span host, struct arena *a)
{
	FILE *hosts = fopen("/etc/hosts", "re");
	char line[LINE_SIZE];
	struct span name = SPAN_NONE;

	if (hosts == NULL)
		return SPAN_NONE;
	while (name.size == 0 && fgets(line, sizeof line, hosts) != NULL) {
		name = canonical_name(span_of(line), host);
		name = is_qualified(name) ? arena_copy(a, name) : SPAN_NONE;
	}
	fclose(hosts);
	return name;
}

struct span
machine_name(struct arena *a)
{
	char host[HOST_NAME_SIZE] = "";

	if (gethostname(host, sizeof host - 1) != 0)
		return SPAN_NONE;
	if (is_qualified(span_of(host)))
		return arena_copy(a, span_of(host));
	return name_from_hosts(span_of(host), a);
}

const struct ip *
machine_addresses(struct arena *a, size_t *count)
{
	struct ifaddrs *all = NULL;
	struct ip *addresses = NULL, *grown, ip;

	*count = 0;
	if (getifaddrs(&all) != 0)
		return NULL;
	for (struct ifaddrs *i = all; i != NULL && *count < ADDRESSES_MAX;
	     i = i->ifa_next) {
		ip = socket_address_ip(i->ifa_addr);
		if (ip.family == IP_NONE || !(i->ifa_flags & IFF_UP))
			continue;
		grown = arena_append(a, addresses, count, sizeof ip);
		if (grown == NULL)
			break;
		addresses = grown;
		addresses[*count - 1] = ip;
	}
	freeifaddrs(all);
	return addresses;
}

/* Connecting a datagram socket sends nothing: it only looks for a route. The
 * addresses are root name servers' (a.root-servers.net). */
bool
machine_outgoing(enum ip_family family, struct ip *ip)
{
	struct span far =
	    family == IP_V6 ? SPAN("2001:503:ba3e::2:30") : SPAN("198.41.0.4");
	struct sockaddr_storage address;
	socklen_t size = family == IP_V6 ? sizeof(struct sockaddr_in6)
					 : sizeof(struct sockaddr_in);
	struct ip to;
	bool found;
	int fd;

	if (!ip_parse(far, &to))
		return false;
	socket_address_of(&to, 53, &address);
	fd = socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	/* Nothing is sent: the system only chooses the way. */
	found = connect(fd, (struct sockaddr *)&address, size) == 0 &&
		getsockname(fd, (struct sockaddr *)&address, &size) == 0;
	close(fd);
	if (found)
		*ip = socket_address_ip((struct sockaddr *)&address);
	return found;
}

bool
machine_has_route(enum ip_family family)
{
	struct ip own;

	return machine_outgoing(family, &own);
}

uint64_t
machine_chance(void)
{
	uint64_t chance = 0;

	if (getrandom(&chance, sizeof chance, 0) != (ssize_t)sizeof chance)
		chance = (uint64_t)time(NULL) << 20 ^ (uint64_t)getpid();
	return chance;
}

int64_t
machine_time(void)
{
	return (int64_t)time(NULL);
}
