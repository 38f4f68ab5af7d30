/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a frame's header with descriptors beside it. */
#ifndef SEND_DESCRIPTORS_H
#define SEND_DESCRIPTORS_H

#include <sys/uio.h>

static inline void send_descriptors(unsigned length, const int *files, size_t count) {
    unsigned char frame[16] = {0};
    union { struct cmsghdr first; char bytes[CMSG_SPACE(250 * sizeof(int))]; } control;
    struct iovec piece = {frame, sizeof frame};
    struct msghdr message = {0};
    memcpy(frame, &length, 4);
    frame[4] = 0x68, frame[5] = 0x74, frame[6] = 2, frame[7] = KIND_REPLY, frame[8] = 1;
    memset(&control, 0, sizeof control);
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    control.first.cmsg_level = SOL_SOCKET;
    control.first.cmsg_type = SCM_RIGHTS;
    control.first.cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(&control.first), files, count * sizeof(int));
    sendmsg(CHANNEL, &message, MSG_NOSIGNAL);
}

#endif
