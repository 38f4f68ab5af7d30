// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { path_bytes = 4096 };

static const char *last_part(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

void programs_find(const policy *policy, program_list *list) {
    for (size_t index = 0; index < policy->program_count; index++) {
        struct stat status;
        if (stat(policy->programs[index], &status) != 0) continue;
        list->known[list->count].name = last_part(policy->programs[index]);
        list->known[list->count].device = status.st_dev;
        list->known[list->count].inode = status.st_ino;
        list->count++;
    }
}

/// Copies a text out of another process. Through /proc, since containers often withhold process_vm_readv.
static int read_path(pid_t pid, uint64_t address, char *path) {
    char name[32];
    snprintf(name, sizeof name, "/proc/%d/mem", pid);
    int memory = open(name, O_RDONLY | O_CLOEXEC);
    if (memory < 0) return 0;
    // Ends early where the next page is not there.
    ssize_t count = pread(memory, path, path_bytes, (off_t)address);
    close(memory);
    return count > 0 && memchr(path, 0, (size_t)count);
}

/// Opens what the other process means by `path`. Its links into /proc mean something else here, so none is taken.
static int open_as(pid_t pid, const char *path) {
    char folder[64];
    int start = AT_FDCWD;
    if (*path != '/') {
        snprintf(folder, sizeof folder, "/proc/%d/cwd", pid);
        start = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (start < 0) return -1;
    }
    struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_MAGICLINKS};
    int found = (int)syscall(SYS_openat2, start, path, &how, sizeof how);
    if (start != AT_FDCWD) close(start);
    return found;
}

// The other process could change the path after it was looked at only if it ran code of its own choice already;
// then there is nothing to gain, since Landlock still names the programs and their loader.
int programs_allow(const program_list *list, pid_t pid, uint64_t address) {
    char path[path_bytes];
    struct stat status;
    if (!read_path(pid, address, path)) return 0;
    int file = open_as(pid, path);
    if (file < 0) return 0;
    int error = fstat(file, &status);
    close(file);
    if (error) return 0;
    // The name counts too: one file may be many programs, by the name it is called by.
    for (size_t index = 0; index < list->count; index++)
        if (list->known[index].device == status.st_dev && list->known[index].inode == status.st_ino
            && strcmp(list->known[index].name, last_part(path)) == 0)
            return 1;
    return 0;
}
