/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE

#include "cworker.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Above the descriptors that the child gets, so that placing one never overwrites another. */
static int32_t lift(int32_t *descriptor) {
    int lifted = fcntl(*descriptor, F_DUPFD_CLOEXEC, CW_OVERSIGHT + 1);
    if (lifted < 0) return errno;
    close(*descriptor);
    *descriptor = lifted;
    return 0;
}

/* The list that exec wants, of texts that stand one behind the other. */
static char **list_of(const char *texts) {
    size_t count = 0;
    for (const char *text = texts; *text; text += strlen(text) + 1) count++;
    char **list = calloc(count + 1, sizeof *list);
    if (!list) return NULL;
    for (size_t index = 0; index < count; index++) {
        list[index] = (char *)texts;
        texts += strlen(texts) + 1;
    }
    return list;
}

static int32_t start(
    const char *path, char **arguments, char **environment, int32_t channel, int32_t oversight, int32_t output,
    int32_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int32_t error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (error) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP;
    if (!error) error = posix_spawnattr_setflags(&attributes, flags);
    if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
    if (!error) error = posix_spawnattr_setpgroup(&attributes, 0);
    if (!error) error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 2);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, channel, CW_CHANNEL);
    if (!error) error = posix_spawn_file_actions_adddup2(&actions, oversight, CW_OVERSIGHT);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, CW_OVERSIGHT + 1);
    if (!error) error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static void close_pair(int32_t pair[2]) {
    for (int index = 0; index < 2; index++)
        if (pair[index] >= 0) close(pair[index]);
}

int32_t cw_spawn(const char *path, const char *arguments, const char *environment, cw_process *process) {
    int32_t channel[2] = {-1, -1}, oversight[2] = {-1, -1}, output[2] = {-1, -1};
    int32_t error = 0;
    char **argv = list_of(arguments);
    char **envp = list_of(environment);
    if (!argv || !envp) error = ENOMEM;
    if (!error && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0) error = errno;
    if (!error && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, oversight) != 0) error = errno;
    if (!error && pipe2(output, O_CLOEXEC) != 0) error = errno;
    if (!error) error = lift(&channel[1]);
    if (!error) error = lift(&oversight[1]);
    if (!error) error = lift(&output[1]);
    if (!error && fcntl(channel[0], F_SETFL, O_NONBLOCK) != 0) error = errno;
    if (!error && fcntl(output[0], F_SETFL, O_NONBLOCK) != 0) error = errno;
    if (!error) error = start(path, argv, envp, channel[1], oversight[1], output[1], &process->pid);
    free(argv);
    free(envp);
    if (!error) {
        /* The child cannot be reaped by anybody else, so its number still means it. */
        process->pidfd = (int32_t)syscall(SYS_pidfd_open, process->pid, 0);
        if (process->pidfd < 0) {
            error = errno;
            kill(process->pid, SIGKILL);
            waitpid(process->pid, NULL, 0);
        }
    }
    if (error) {
        close_pair(channel);
        close_pair(oversight);
        close_pair(output);
        return error;
    }
    close(channel[1]);
    close(oversight[1]);
    close(output[1]);
    process->channel = channel[0];
    process->oversight = oversight[0];
    process->output = output[0];
    return 0;
}

void cw_kill(const cw_process *process) {
    syscall(SYS_pidfd_send_signal, process->pidfd, SIGKILL, NULL, 0);
}

void cw_end_group(const cw_process *process) {
    /* Until the child is reaped its number means its group and no other. */
    kill(-process->pid, SIGKILL);
}

cw_end cw_wait(cw_process *process) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int result;
    do {
        result = waitid(P_PID, (id_t)process->pid, &info, WEXITED);
    } while (result != 0 && errno == EINTR);
    close(process->pidfd);
    close(process->channel);
    close(process->output);
    cw_end end = {0, 0};
    if (info.si_code == CLD_EXITED) end.status = info.si_status;
    else end.signal = info.si_status;
    return end;
}

int32_t cw_bind_to_parent(int32_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    /* It may have ended before the line above. */
    if (getppid() != parent) return ESRCH;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    /* What a plugin starts has no part in the conversation. */
    if (fcntl(CW_CHANNEL, F_SETFD, FD_CLOEXEC) != 0 || fcntl(CW_OVERSIGHT, F_SETFD, FD_CLOEXEC) != 0) return errno;
    struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
    return 0;
}

const char *cw_signal_name(int32_t signal) {
    return sigabbrev_np(signal);
}

void cw_shrink_stacks(void) {
    pthread_attr_t attributes;
    if (pthread_getattr_default_np(&attributes) != 0) return;
    if (pthread_attr_setstacksize(&attributes, 2 << 20) == 0) pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
}

void cw_print_by_line(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
}

void cw_flush(void) {
    fflush(NULL);
}

void cw_complain(const char *text) {
    fputs(text, stderr);
}
