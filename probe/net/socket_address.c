#include "net/socket_address.h"

#include <netinet/in.h>
#include <string.h>

void
socket_address_of(
    const struct ip *ip, uint16_t port, struct sockaddr_storage *out)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	memset(out, 0, sizeof *out);
	if (ip->family == IP_V6) {
		v6.sin6_port = htons(port);
		memcpy(&v6.sin6_addr, ip->octets, 16);
		memcpy(out, &v6, sizeof v6);
	} else {
		v4.sin_port = htons(port);
		memcpy(&v4.sin_addr, ip->octets, 4);
		memcpy(out, &v4, sizeof v4);
	}
}

struct ip
socket_address_ip(const struct sockaddr *address)
{
	struct ip ip = { .family = IP_NONE };
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address == NULL)
		return ip;
	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof v4);
		ip.family = IP_V4;
		memcpy(ip.octets, &v4.sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof v6);
		ip.family = IP_V6;
		memcpy(ip.octets, &v6.sin6_addr, 16);
	}
	return ip;
}
