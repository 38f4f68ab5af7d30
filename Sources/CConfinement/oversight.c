// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

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

/// How many threads a process has; `unknown` where /proc does not tell.
static uint32_t count_threads(int32_t process, uint32_t unknown) {
    char path[32];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/task", process);
    // Each is a folder in there, which counts as a link.
    return stat(path, &status) == 0 && status.st_nlink > 2 ? (uint32_t)status.st_nlink - 2 : unknown;
}

void confine_count_thread(int32_t listener, int32_t process, uint32_t limit, uint32_t *threads) {
    struct seccomp_notif request;
    struct seccomp_notif_resp reply;
    memset(&request, 0, sizeof request);
    memset(&reply, 0, sizeof reply);
    // Whoever asked may have been killed meanwhile.
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return;
    reply.id = request.id;
    if (*threads == 0 || *threads >= limit) *threads = count_threads(process, limit);
    if (*threads < limit) {
        (*threads)++;
        reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    } else {
        reply.error = -EAGAIN;
    }
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}
