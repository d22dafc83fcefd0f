/*
 * socket_address: our addresses as the system's, and back.
 */
#ifndef PROBE_NET_SOCKET_ADDRESS_H
#define PROBE_NET_SOCKET_ADDRESS_H

#include "base/ip.h"

#include <sys/socket.h>

void socket_address_of(
    const struct ip *ip, uint16_t port, struct sockaddr_storage *out);

/* Family IP_NONE when it is neither IPv4 nor IPv6. */
struct ip socket_address_ip(const struct sockaddr *address);

#endif
