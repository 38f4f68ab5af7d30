// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// Above the descriptors that the launcher gets, so that placing one never overwrites another.
static int32_t lift(int32_t *descriptor) {
    int lifted = fcntl(*descriptor, F_DUPFD_CLOEXEC, CONFINE_CONTROL + 1);
    if (lifted < 0) return errno;
    close(*descriptor);
    *descriptor = lifted;
    return 0;
}

/// What is open on both sides until the launcher runs.
typedef struct {
    int32_t control[2];
    int32_t output[2];
    int32_t errors[2];
    int32_t input;
    int32_t directory;
} ends;

static int32_t place(posix_spawn_file_actions_t *actions, const ends *open) {
    int32_t error = 0;
    if (open->directory >= 0) error = posix_spawn_file_actions_addfchdir_np(actions, open->directory);
    if (!error && open->input >= 0) error = posix_spawn_file_actions_adddup2(actions, open->input, 0);
    if (!error && open->input < 0) error = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, open->output[1], 1);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, open->errors[1], 2);
    if (!error) error = posix_spawn_file_actions_adddup2(actions, open->control[1], CONFINE_CONTROL);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(actions, CONFINE_CONTROL + 1);
    return error;
}

static int32_t start(const char *path, const ends *open, int32_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    char *arguments[] = {"toolhost-launch", NULL};
    char *environment[] = {NULL};
    sigfillset(&all);
    sigemptyset(&none);
    int32_t error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID;
        error = posix_spawnattr_setflags(&attributes, flags);
        if (!error) error = posix_spawnattr_setsigdefault(&attributes, &all);
        if (!error) error = posix_spawnattr_setsigmask(&attributes, &none);
        if (!error) error = place(&actions, open);
        if (!error) error = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int32_t prepare(ends *open) {
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, open->control) != 0) return errno;
    if (pipe2(open->output, O_CLOEXEC) != 0) return errno;
    if (pipe2(open->errors, O_CLOEXEC) != 0) return errno;
    if (fcntl(open->output[0], F_SETFL, O_NONBLOCK) != 0) return errno;
    if (fcntl(open->errors[0], F_SETFL, O_NONBLOCK) != 0) return errno;
    int32_t error = lift(&open->control[1]);
    if (!error) error = lift(&open->output[1]);
    if (!error) error = lift(&open->errors[1]);
    return error;
}

static void close_one(int32_t *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

/// Copies of the caller's descriptors out of the way of those that the launcher gets.
static int32_t duplicate(int32_t descriptor, int32_t *copy) {
    if (descriptor < 0) return 0;
    *copy = fcntl(descriptor, F_DUPFD_CLOEXEC, CONFINE_CONTROL + 1);
    return *copy < 0 ? errno : 0;
}

int32_t confine_spawn(const char *path, int32_t directory, int32_t input, confine_child *child) {
    ends open = {{-1, -1}, {-1, -1}, {-1, -1}, -1, -1};
    *child = (confine_child){-1, -1, -1, -1};
    int32_t error = prepare(&open);
    if (!error) error = duplicate(directory, &open.directory);
    if (!error) error = duplicate(input, &open.input);
    if (!error) error = start(path, &open, &child->pid);
    close_one(&open.control[1]);
    close_one(&open.output[1]);
    close_one(&open.errors[1]);
    close_one(&open.directory);
    close_one(&open.input);
    if (error) {
        close_one(&open.control[0]);
        close_one(&open.output[0]);
        close_one(&open.errors[0]);
        return error;
    }
    child->control = open.control[0];
    child->output = open.output[0];
    child->errors = open.errors[0];
    return 0;
}

void confine_kill(const confine_child *child) {
    // Nobody else reaps this child, so its number still means it.
    kill(child->pid, SIGKILL);
}

void confine_reap(confine_child *child) {
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) continue;
    close_one(&child->control);
    close_one(&child->output);
    close_one(&child->errors);
}

int32_t confine_memory_file(const void *bytes, size_t count) {
    int file = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (file < 0) return -errno;
    const char *next = bytes;
    int32_t error = 0;
    while (count > 0 && !error) {
        ssize_t written = write(file, next, count);
        if (written < 0 && errno != EINTR) error = errno;
        if (written > 0) {
            next += written;
            count -= (size_t)written;
        }
    }
    if (!error && lseek(file, 0, SEEK_SET) != 0) error = errno;
    int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
    if (!error && fcntl(file, F_ADD_SEALS, seals) != 0) error = errno;
    if (!error) return file;
    close(file);
    return -error;
}

const char *confine_image_path(void) {
    Dl_info found;
    return dladdr((const void *)&confine_spawn, &found) ? found.dli_fname : NULL;
}

const char *confine_signal_name(int32_t signal) { return sigabbrev_np(signal); }

const char *confine_error_text(int32_t error) { return strerrordesc_np(error); }
