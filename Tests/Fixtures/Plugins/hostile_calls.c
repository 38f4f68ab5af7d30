/* SPDX-License-Identifier: Apache-2.0 */
/* Each tool does one thing to its process that no tool should; `pid` tells whether there is a new one. */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fixture.h"

/* Where the channel to the host is in a worker. */
#define CHANNEL 3

#define TOOL(name) static th_status name(void *context, th_call *call)
#define UNUSED (void)context, (void)call

TOOL(pid) {
    char line[16];
    UNUSED;
    snprintf(line, sizeof line, "%d", (int)getpid());
    return th_text(call, line);
}

TOOL(segfault) { UNUSED; *(volatile int *)8 = 1; return TH_OK; }

TOOL(aborts) { UNUSED; abort(); }

TOOL(illegal) { UNUSED; __builtin_trap(); }

TOOL(bus_error) {
    char *page;
    UNUSED;
    FILE *file = tmpfile();
    page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
    return page[100];
}

static int deeper(volatile char *above) {
    volatile char frame[4096];
    frame[0] = above[0];
    return frame[0] ? deeper(frame) + frame[0] : 0;
}

TOOL(stack_overflow) { char top = 1; UNUSED; return deeper(&top); }

TOOL(jumps) {
    static jmp_buf nowhere;
    UNUSED;
    memset(&nowhere, 0x41, sizeof nowhere);
    longjmp(nowhere, 1);
}

TOOL(exits) { UNUSED; exit(0); }

TOOL(exits_at_once) { UNUSED; _exit(3); }

TOOL(kills_itself) { UNUSED; kill(getpid(), SIGKILL); return TH_OK; }

TOOL(closes_all) {
    UNUSED;
    for (int file = 0; file < 64; file++) close(file);
    return th_text(call, "closed");
}

static void forge(const void *bytes, size_t count) { send(CHANNEL, bytes, count, MSG_NOSIGNAL); }

TOOL(forges_junk) {
    UNUSED;
    forge("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 37);
    pause();
    return TH_OK;
}

/* length, magic, version, kind, number */
static void forge_header(unsigned length, unsigned char kind, unsigned char number) {
    unsigned char header[16] = {0};
    memcpy(header, &length, 4);
    header[4] = 0x68, header[5] = 0x74, header[6] = 1, header[7] = kind, header[8] = number;
    forge(header, sizeof header);
}

TOOL(forges_size) { UNUSED; forge_header(0xffffffffu, 19, 1); pause(); return TH_OK; }

TOOL(forges_kind) { UNUSED; forge_header(0, 99, 1); pause(); return TH_OK; }

TOOL(forges_order) { UNUSED; forge_header(0, 18, 0); pause(); return TH_OK; }

TOOL(forges_direction) { UNUSED; forge_header(0, 3, 1); pause(); return TH_OK; }

TOOL(forges_number) { UNUSED; forge_header(0, 19, 250); pause(); return TH_OK; }

static void *spin(void *unused) { for (volatile int turn = 0;; turn++) {} return unused; }

TOOL(leaves_a_thread) {
    pthread_t thread;
    UNUSED;
    pthread_create(&thread, NULL, spin, NULL);
    return th_text(call, "left");
}

TOOL(floods) {
    char line[1024];
    UNUSED;
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    for (int count = 0; count < 4096; count++) fwrite(line, 1, sizeof line, stderr);
    return th_text(call, "flooded");
}

TOOL(changes_signals) {
    UNUSED;
    for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
    return th_text(call, "changed");
}

/* Comes back neither at its deadline nor when it is told to. */
TOOL(loops) { UNUSED; spin(NULL); return TH_OK; }

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool quick = th_tool_make("loops", "A tool of a test.", ANY_OBJECT, loops);
    (void)host, (void)instance;
    quick.timeout_ms = 50;
    th_add_tool(registrar, &quick);
#define OFFER(name) offer(registrar, #name, name)
    OFFER(pid), OFFER(segfault), OFFER(aborts), OFFER(illegal), OFFER(bus_error);
    OFFER(stack_overflow), OFFER(jumps), OFFER(exits), OFFER(exits_at_once), OFFER(kills_itself);
    OFFER(closes_all), OFFER(forges_junk), OFFER(forges_size), OFFER(forges_kind), OFFER(forges_order);
    OFFER(forges_direction), OFFER(forges_number), OFFER(leaves_a_thread), OFFER(floods);
    return OFFER(changes_signals);
}

PLUGIN("hostile")
