// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Through /proc, since containers often withhold process_vm_readv.
static ssize_t read_memory(pid_t pid, uint64_t address, void *bytes, size_t count) {
    char name[32];
    snprintf(name, sizeof name, "/proc/%d/mem", pid);
    int memory = open(name, O_RDONLY | O_CLOEXEC);
    if (memory < 0) return -1;
    ssize_t result = pread(memory, bytes, count, (off_t)address);
    close(memory);
    return result;
}

int process_read(pid_t pid, uint64_t address, void *bytes, size_t count) {
    return read_memory(pid, address, bytes, count) == (ssize_t)count;
}

int process_read_text(pid_t pid, uint64_t address, char *text) {
    // Ends early where the next page is not there.
    ssize_t count = read_memory(pid, address, text, PATH_BYTES);
    return count > 0 && memchr(text, 0, (size_t)count);
}

int process_open_descriptor(pid_t pid, int32_t number) {
    char name[48];
    if (number == AT_FDCWD) snprintf(name, sizeof name, "/proc/%d/cwd", pid);
    else snprintf(name, sizeof name, "/proc/%d/fd/%d", pid, number);
    int object = open(name, O_PATH | O_CLOEXEC);
    return object < 0 ? -errno : object;
}

int process_open(pid_t pid, int32_t folder, const char *path, int follows) {
    int start = AT_FDCWD;
    if (*path != '/') {
        start = process_open_descriptor(pid, folder);
        if (start < 0) return start;
    }
    // Links into /proc mean something else here, so none is taken.
    struct open_how how = {
        .flags = O_PATH | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW),
        .resolve = RESOLVE_NO_MAGICLINKS,
    };
    int object = (int)syscall(SYS_openat2, start, path, &how, sizeof how);
    int error = errno;
    if (start != AT_FDCWD) close(start);
    return object < 0 ? -error : object;
}
