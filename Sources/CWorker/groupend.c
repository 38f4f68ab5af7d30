/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE

#include "cworker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The group cannot pass to strangers while this process is in it, and killing a group leaves out no process that is being
 * made. It has the worker's memory and a copy of its thread, so only system calls are made.
 */
static _Noreturn void watch(int worker) {
    sigset_t all;
    struct pollfd end = {.fd = 0, .events = POLLIN};
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    prctl(PR_SET_NAME, "toolhost-watch");
    prctl(PR_SET_DUMPABLE, 0);
    /* With the channel or the pipe open the host would not notice that the worker has gone. */
    if (dup2(worker, 0) < 0 || syscall(SYS_close_range, 1, ~0u, 0) != 0)
        for (int descriptor = 1; descriptor < 1024; descriptor++) close(descriptor);
    while (poll(&end, 1, -1) < 0 && errno == EINTR) continue;
    kill(0, SIGKILL);
    _exit(0);
}

int32_t cw_end_group_with_self(void) {
    int worker;
    long pid;
    int32_t error;
    if (getpgrp() != getpid()) return EPERM;
    worker = (int)syscall(SYS_pidfd_open, getpid(), 0);
    if (worker < 0) return errno;
    /* A fork whose end sends no signal: a plugin that waits for all its children does not wait for this one. */
    pid = syscall(SYS_clone, 0UL, 0UL, 0UL, 0UL, 0UL);
    if (pid == 0) watch(worker);
    error = pid < 0 ? errno : 0;
    close(worker);
    return error;
}
