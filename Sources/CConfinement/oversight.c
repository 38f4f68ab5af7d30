// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/// Room for one descriptor beside a message.
typedef union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
} attachment;

int32_t confine_send_listener(int32_t socket, int32_t listener) {
    char byte = 0;
    struct iovec content = {&byte, 1};
    attachment control = {.bytes = {0}};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    control.header = (struct cmsghdr){
        .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
    memcpy(CMSG_DATA(&control.header), &listener, sizeof listener);
    return sendmsg(socket, &message, MSG_NOSIGNAL) == 1 ? 0 : errno;
}

int32_t confine_receive_listener(int32_t socket) {
    char byte;
    struct iovec content = {&byte, 1};
    attachment control = {.bytes = {0}};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    int32_t listener = -1;
    // The room is for one descriptor: the kernel closes what else there is.
    if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1) return -1;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(&listener, CMSG_DATA(header), sizeof listener);
    return listener;
}

/// How many threads one process has if it belongs to `group`, else 0.
static uint32_t threads_of(const char *number, int32_t group) {
    char path[32], line[1024];
    snprintf(path, sizeof path, "/proc/%.10s/stat", number);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, line, sizeof line - 1);
    close(file);
    line[count > 0 ? count : 0] = 0;
    // The name in parentheses may hold anything, the last one closes it.
    const char *rest = strrchr(line, ')');
    int found = 0;
    unsigned threads = 0;
    if (!rest
        || sscanf(rest + 1, " %*c %*d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %u", &found, &threads)
            != 2)
        return 0;
    return found == group ? threads : 0;
}

/// How many threads a group has; `unknown` where /proc does not tell.
static uint32_t count_threads(int32_t group, uint32_t unknown) {
    uint32_t threads = 0;
    DIR *folder = opendir("/proc");
    if (!folder) return unknown;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (isdigit((unsigned char)*entry->d_name)) threads += threads_of(entry->d_name, group);
    closedir(folder);
    return threads > 0 ? threads : unknown;
}

void confine_count(int32_t listener, int32_t group, uint32_t limit, uint32_t *threads) {
    struct seccomp_notif request;
    struct seccomp_notif_resp reply;
    memset(&request, 0, sizeof request);
    memset(&reply, 0, sizeof reply);
    // Whoever asked may have been killed meanwhile.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return;
    reply.id = request.id;
    // Those that have ended since the last count are noticed when it matters.
    if (*threads == 0) *threads = 1;
    if (*threads >= limit) *threads = count_threads(group, limit);
    if (*threads < limit) {
        (*threads)++;
        reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    } else {
        reply.error = -EAGAIN;
    }
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}
