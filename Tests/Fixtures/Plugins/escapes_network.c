/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets of all kinds. */
#define _GNU_SOURCE
#include "escapes.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static int tcp(void) { return opened(socket(AF_INET, SOCK_STREAM, 0)); }
static int tcp_over_ipv6(void) { return opened(socket(AF_INET6, SOCK_STREAM, 0)); }
static int udp(void) { return opened(socket(AF_INET, SOCK_DGRAM, 0)); }
static int multipath_tcp(void) { return opened(socket(AF_INET, SOCK_STREAM, 262)); }
static int sctp(void) { return opened(socket(AF_INET, SOCK_STREAM, 132)); }
static int raw_ip(void) { return opened(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)); }
static int packets(void) { return opened(socket(AF_PACKET, SOCK_RAW, 0)); }
static int netlink(void) { return opened(socket(AF_NETLINK, SOCK_RAW, 4)); }
static int virtual_machines(void) { return opened(socket(AF_VSOCK, SOCK_STREAM, 0)); }
static int unix_stream(void) { return opened(socket(AF_UNIX, SOCK_STREAM, 0)); }

static int unix_datagrams(void) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) != 0) return errno;
    close(pair[0]);
    close(pair[1]);
    return 0;
}

/* One that the host listens on. There is no other socket to try it with than one of a pair. */
static int abstract_socket(void) {
    int pair[2];
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return errno;
    int length = snprintf(name.sun_path + 1, sizeof name.sun_path - 1, "toolhost-test-%d", (int)getppid());
    socklen_t size = (socklen_t)(sizeof name.sun_family + 1 + (size_t)length);
    int error = outcome(connect(pair[0], (struct sockaddr *)&name, size));
    close(pair[0]);
    close(pair[1]);
    return error;
}

static int io_uring(void) {
    char parameters[120] = {0};
    return opened((int)syscall(SYS_io_uring_setup, 1, parameters));
}

ATTEMPTS("escapes-network", A(tcp), A(tcp_over_ipv6), A(udp), A(multipath_tcp), A(sctp), A(raw_ip), A(packets),
    A(netlink), A(virtual_machines), A(unix_stream), A(unix_datagrams), A(abstract_socket), A(io_uring))
