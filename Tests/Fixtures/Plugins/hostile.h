/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin with one misdeed, which the including file is about; `pid` tells whether its process is a new one. */
#ifndef HOSTILE_H
#define HOSTILE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

#define MISDEED static th_status misdeed(void *context, th_call *call)
#define UNUSED (void)context, (void)call
/* Where the channel to the host is in a worker. */
#define CHANNEL 3
/* The kinds of frames that the cases forge. */
#define KIND_CALL 3
#define KIND_READY 18
#define KIND_REPLY 19
#define KIND_PROGRESS 20

#ifndef TIMEOUT_MS
#define TIMEOUT_MS 0
#endif

MISDEED;

static th_status pid(void *context, th_call *call) {
    char line[16];
    (void)context;
    snprintf(line, sizeof line, "%d", (int)getpid());
    return th_text(call, line);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool tool = th_tool_make("misdeed", "A tool of a test.", ANY_OBJECT, misdeed);
    (void)host, (void)instance;
    tool.timeout_ms = TIMEOUT_MS;
    th_add_tool(registrar, &tool);
    return offer(registrar, "pid", pid);
}

PLUGIN("hostile")

static inline void forge(const void *bytes, size_t count) { send(CHANNEL, bytes, count, MSG_NOSIGNAL); }

/* length, magic, version, kind, number; and `size` bytes behind it */
static inline void forge_frame(unsigned length, unsigned char kind, unsigned char number, const void *payload, size_t size) {
    unsigned char frame[256] = {0};
    memcpy(frame, &length, 4);
    frame[4] = 0x68, frame[5] = 0x74, frame[6] = 2, frame[7] = kind, frame[8] = number;
    if (size) memcpy(frame + 16, payload, size);
    forge(frame, 16 + size);
}

#endif
