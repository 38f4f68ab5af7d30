// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/// A process as /proc shows it.
typedef struct {
    pid_t pid;
    pid_t parent;
    uint32_t threads;
    int counts;
} process;

enum { table_entries = 32768 };
static process table[table_entries];

/// Reads one line of /proc; 0 when the process has gone.
static int read_process(pid_t pid, process *found) {
    char path[32], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, line, sizeof line - 1);
    close(file);
    if (count <= 0) return 0;
    line[count] = 0;
    // The name in parentheses may hold anything, the last one closes it.
    const char *rest = strrchr(line, ')');
    long threads = 1;
    int parent = 0;
    if (!rest
        || sscanf(rest + 1, " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld",
               &parent, &threads) != 2)
        return 0;
    *found = (process){pid, parent, threads > 0 ? (uint32_t)threads : 1, 0};
    return 1;
}

/// All processes; -1 when /proc cannot be read.
static ssize_t read_table(void) {
    DIR *folder = opendir("/proc");
    if (!folder) return -1;
    ssize_t count = 0;
    for (struct dirent *entry; count < table_entries && (entry = readdir(folder));)
        if (isdigit((unsigned char)*entry->d_name) && read_process(atoi(entry->d_name), &table[count])) count++;
    closedir(folder);
    return count;
}

uint32_t descendants_count(uint32_t unknown) {
    ssize_t count = read_table();
    if (count < 0) return unknown;
    uint32_t threads = 0;
    pid_t self = getpid();
    // A parent may stand behind its child, since numbers are used again: until nothing new is found.
    for (int grew = 1; grew;) {
        grew = 0;
        for (ssize_t index = 0; index < count; index++) {
            process *one = &table[index];
            if (one->counts) continue;
            int is_ours = one->parent == self;
            for (ssize_t other = 0; !is_ours && other < count; other++)
                is_ours = table[other].counts && table[other].pid == one->parent;
            if (!is_ours) continue;
            one->counts = 1;
            threads += one->threads;
            grew = 1;
        }
    }
    return threads;
}

// Only children of its own are killed, since nobody else can reap them and give their numbers to strangers.
// Whoever loses its parent becomes a child of this process, so in the end all are. Without /proc only the child's
// own group can be found.
static void kill_children(pid_t child) {
    ssize_t count = read_table();
    if (count < 0) kill(-child, SIGKILL);
    for (ssize_t index = 0; index < count; index++)
        if (table[index].parent == getpid()) kill(table[index].pid, SIGKILL);
}

int32_t descendants_end(pid_t child, int *status) {
    int32_t ended = 0;
    for (;;) {
        int result;
        kill_children(child);
        pid_t pid = waitpid(-1, &result, 0);
        if (pid < 0 && errno == EINTR) continue;
        if (pid < 0) return ended;
        while (pid > 0) {
            if (pid == child) *status = result;
            ended++;
            pid = waitpid(-1, &result, WNOHANG);
        }
    }
}
