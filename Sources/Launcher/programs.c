// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { path_bytes = 4096, page_bytes = 4096 };

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

/// Copies a text out of another process, page by page since the next one may not be there.
static int read_path(pid_t pid, uint64_t address, char *path) {
    size_t length = 0;
    while (length < path_bytes) {
        size_t wanted = page_bytes - (address + length) % page_bytes;
        if (wanted > path_bytes - length) wanted = path_bytes - length;
        struct iovec local = {path + length, wanted};
        struct iovec remote = {(void *)(uintptr_t)(address + length), wanted};
        ssize_t count = process_vm_readv(pid, &local, 1, &remote, 1, 0);
        if (count <= 0) return 0;
        if (memchr(path + length, 0, (size_t)count)) return 1;
        length += (size_t)count;
    }
    return 0;
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
