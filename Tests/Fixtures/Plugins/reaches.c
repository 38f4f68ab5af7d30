/* SPDX-License-Identifier: Apache-2.0 */
/* What a plugin reaches depends on what it was granted; each tool answers with the name of the errno. */
#define _GNU_SOURCE
#include "escapes.h"

#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

static int made(const char *path) {
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    if (file < 0) return errno;
    close(file);
    return outcome(unlink(path));
}

static int lists_the_sandbox(void) {
    return opened(open(path_in(folders->sandbox(the_host), "."), O_RDONLY | O_DIRECTORY));
}
static int writes_the_sandbox(void) { return made(inside()); }
static int writes_its_data(void) { return made(path_in(folders->data(the_host), "x")); }
static int writes_its_cache(void) { return made(path_in(folders->cache(the_host), "x")); }
static int makes_a_temporary_file(void) {
    char path[PATH_MAX];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/XXXXXX", folder ? folder : "");
    int file = mkstemp(path);
    if (file < 0) return errno;
    close(file);
    return outcome(unlink(path));
}
static int reads_outside(void) { return opened(open(outside(), O_RDONLY)); }
static int writes_outside(void) { return opened(open(outside(), O_WRONLY)); }
static int sees_a_variable(void) { return getenv("TOOLHOST_TEST_GRANTED") ? 0 : ENOENT; }

static int runs(const char *path) {
    char *arguments[] = {(char *)path, NULL};
    pid_t pid;
    int status, error = posix_spawn(&pid, path, NULL, NULL, arguments, arguments + 1);
    if (error) return error;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : ECHILD;
}
static int runs_true(void) { return runs("/bin/true"); }
static int runs_another(void) { return runs("/bin/id"); }

/* As `yes &` does; each lives until it is killed. */
static int takes_processes(void) {
    enum { most = 256 };
    static pid_t started[most];
    int count = 0, error = 0;
    for (; count < most; count++) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;) pause();
        if (pid < 0) {
            error = errno;
            break;
        }
        started[count] = pid;
    }
    while (count > 0) kill(started[--count], SIGKILL);
    while (wait(NULL) > 0) continue;
    return error;
}
static int leaves_its_group(void) {
    pid_t pid = fork();
    int status;
    if (pid == 0) _exit(setsid() < 0 && setpgid(0, 0) < 0 ? errno : 0);
    if (pid < 0) return errno;
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}
/* Does not end by itself; its number goes into a file of the plugin's. */
static int leaves_a_process(void) {
    pid_t pid = fork();
    if (pid == 0)
        for (;;) pause();
    if (pid < 0) return errno;
    FILE *file = fopen(path_in(folders->data(the_host), "left"), "w");
    if (!file) return errno;
    fprintf(file, "%d", (int)pid);
    return fclose(file) == 0 ? 0 : errno;
}

static int changes_a_mode_of_its_own(void) {
    int file = open(path_in(folders->data(the_host), "x"), O_WRONLY | O_CREAT, 0600);
    if (file < 0) return errno;
    int error = outcome(fchmod(file, 0640));
    close(file);
    return error;
}
static int changes_a_mode_by_name(void) {
    int error = made(path_in(folders->data(the_host), "x"));
    return error ? error : outcome(chmod(path_in(folders->data(the_host), "."), 0700));
}

static void *nothing(void *unused) { return unused; }
static int starts_threads(void) {
    for (int count = 0; count < 200; count++) {
        pthread_t thread;
        int error = pthread_create(&thread, NULL, nothing, NULL);
        if (error) return error;
        pthread_join(thread, NULL);
    }
    return 0;
}
static int takes_memory(void) {
    enum { size = 100 << 20 };
    char *piece = malloc(size);
    if (!piece) return errno;
    memset(piece, 1, size);
    free(piece);
    return 0;
}

ATTEMPTS("reaches", A(lists_the_sandbox), A(writes_the_sandbox), A(writes_its_data), A(writes_its_cache),
    A(makes_a_temporary_file), A(reads_outside), A(writes_outside), A(sees_a_variable), A(runs_true),
    A(runs_another), A(changes_a_mode_of_its_own), A(changes_a_mode_by_name), A(starts_threads), A(takes_memory),
    A(takes_processes), A(leaves_its_group), A(leaves_a_process))
