/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE

#include "cworker_descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* Linux 6.3; the headers of older systems do not know it. */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008u
#endif

/* All that keeps memory as it is, and keeps it that way. */
static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

/* Room for more descriptors than a frame may have: what does not fit is closed by the kernel, which says so. */
typedef union control {
    struct cmsghdr first;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
} control;

int32_t cw_send(
    int32_t socket, cw_header header, const void *payload, size_t size, int32_t descriptor, int32_t waits) {
    struct iovec pieces[2] = {{&header, sizeof header}, {(void *)payload, size}};
    struct msghdr message = {0};
    control control;
    message.msg_iov = pieces;
    message.msg_iovlen = 2;
    if (descriptor >= 0) {
        memset(&control, 0, sizeof control);
        control.first.cmsg_level = SOL_SOCKET;
        control.first.cmsg_type = SCM_RIGHTS;
        control.first.cmsg_len = CMSG_LEN(sizeof descriptor);
        memcpy(CMSG_DATA(&control.first), &descriptor, sizeof descriptor);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(sizeof descriptor);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | (waits ? 0 : MSG_DONTWAIT));
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

/* Keeps the only descriptor of a message, and closes them all where there are several. */
static void take_descriptors(struct msghdr *message, cw_received *received) {
    if (message->msg_flags & MSG_CTRUNC) received->faults |= CW_STRAYS;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < count; index++) {
            int descriptor;
            memcpy(&descriptor, CMSG_DATA(part) + index * sizeof descriptor, sizeof descriptor);
            if (received->descriptor >= 0) {
                received->faults |= CW_STRAYS;
                close(descriptor);
            } else {
                received->descriptor = descriptor;
            }
        }
    }
    if ((received->faults || received->size == 0) && received->descriptor >= 0) {
        close(received->descriptor);
        received->descriptor = -1;
    }
}

cw_received cw_receive(int32_t socket, void *payload, size_t capacity, int32_t waits) {
    cw_received received = {{0, 0, 0, 0, 0}, 0, -1, 0};
    struct iovec pieces[2] = {{&received.header, sizeof received.header}, {payload, capacity}};
    struct msghdr message = {0};
    control control;
    message.msg_iov = pieces;
    message.msg_iovlen = 2;
    message.msg_control = &control;
    message.msg_controllen = sizeof control;
    do {
        received.size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | (waits ? 0 : MSG_DONTWAIT));
    } while (received.size < 0 && errno == EINTR);
    if (received.size < 0) {
        received.size = -errno;
        return received;
    }
    if (message.msg_flags & MSG_TRUNC) received.faults |= CW_CUT;
    take_descriptors(&message, &received);
    return received;
}

static int32_t fill(int descriptor, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t count = write(descriptor, bytes, size);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        bytes += count;
        size -= (size_t)count;
    }
    return fcntl(descriptor, F_ADD_SEALS, seals) == 0 ? 0 : errno;
}

int32_t cw_seal(const void *bytes, size_t size) {
    int descriptor = memfd_create("toolhost", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (descriptor < 0 && errno == EINVAL)
        descriptor = memfd_create("toolhost", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (descriptor < 0) return -errno;
    int32_t error = fill(descriptor, bytes, size);
    if (!error) return descriptor;
    close(descriptor);
    return -error;
}

int32_t cw_check_sealed(int32_t descriptor, size_t size) {
    struct stat status;
    int found = fcntl(descriptor, F_GET_SEALS);
    if (found < 0 || (found & seals) != seals || fstat(descriptor, &status) != 0) return CW_UNSEALED;
    return status.st_size >= 0 && (size_t)status.st_size == size ? CW_SEALED : CW_MISSIZED;
}

int32_t cw_copy_out(int32_t descriptor, void *to, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t count = pread(descriptor, (char *)to + done, size - done, (off_t)done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        /* Sealed memory does not get shorter. */
        if (count == 0) return EIO;
        done += (size_t)count;
    }
    return 0;
}

const void *cw_map(int32_t descriptor, size_t size) {
    void *start = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, descriptor, 0);
    return start == MAP_FAILED ? NULL : start;
}

void cw_unmap(const void *start, size_t size) {
    munmap((void *)start, size);
}

int32_t cw_watch_open(int32_t channel) {
    struct epoll_event event = {EPOLLIN, {.fd = channel}};
    int watch = epoll_create1(EPOLL_CLOEXEC);
    if (watch < 0) return -errno;
    if (epoll_ctl(watch, EPOLL_CTL_ADD, channel, &event) == 0) return watch;
    int error = errno;
    close(watch);
    return -error;
}

void cw_watch_tell(int32_t watch, int32_t channel, int32_t is_told) {
    struct epoll_event event = {is_told ? EPOLLIN : 0, {.fd = channel}};
    epoll_ctl(watch, EPOLL_CTL_MOD, channel, &event);
}

void cw_close(int32_t descriptor) {
    close(descriptor);
}
