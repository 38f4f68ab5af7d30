/* SPDX-License-Identifier: Apache-2.0 */
/* Starts programs that do not end by themselves: `start` answers with the numbers of their processes, `waits` with what
   waiting for all children comes to. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fixture.h"

static char *const arguments[] = {"sleep", "100000", NULL};
static char *const environment[] = {NULL};

/* A child of a child that has ended, which hears no signal that can be left unheard and tries to leave the group. */
static pid_t start_orphan(void) {
    int channel[2];
    pid_t orphan = -1;
    pid_t child;
    if (pipe(channel) != 0) return -1;
    child = fork();
    if (child == 0) {
        orphan = fork();
        if (orphan == 0) {
            for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
            setsid();
            setpgid(0, 0);
            execve(SLEEP, arguments, environment);
            _exit(1);
        }
        if (write(channel[1], &orphan, sizeof orphan) != sizeof orphan) _exit(1);
        _exit(0);
    }
    close(channel[1]);
    if (read(channel[0], &orphan, sizeof orphan) != sizeof orphan) orphan = -1;
    close(channel[0]);
    waitpid(child, NULL, 0);
    return orphan;
}

static th_status begin(void *context, th_call *call) {
    char text[64];
    pid_t spawned = -1, forked;
    (void)context;
    if (posix_spawn(&spawned, SLEEP, NULL, NULL, arguments, environment) != 0) spawned = -1;
    forked = fork();
    if (forked == 0)
        for (;;) pause();
    snprintf(text, sizeof text, "%d %d %d", (int)spawned, (int)forked, (int)start_orphan());
    return th_text(call, text);
}

static th_status waits(void *context, th_call *call) {
    (void)context;
    while (wait(NULL) > 0) continue;
    return th_text(call, errno == ECHILD ? "ECHILD" : "another error");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    offer(registrar, "start", begin);
    return offer(registrar, "waits", waits);
}

PLUGIN("starter")
