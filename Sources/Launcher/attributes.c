// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void folders_find(const policy *policy, folder_list *list) {
    for (size_t index = 0; index < policy->grant_count && list->count < FOLDER_ENTRIES; index++) {
        const grant *grant = &policy->grants[index];
        char name[32];
        struct stat status;
        if (!(grant->rights & CONFINE_WRITE)) continue;
        int folder = open(grant->path, O_PATH | O_CLOEXEC);
        if (folder < 0) continue;
        snprintf(name, sizeof name, "/proc/self/fd/%d", folder);
        char *path = list->paths[list->count];
        ssize_t length = readlink(name, path, PATH_BYTES - 1);
        // Of a single file, such as /dev/null, only the contents are granted.
        if (length > 1 && length < PATH_BYTES - 1 && fstat(folder, &status) == 0 && S_ISDIR(status.st_mode)) {
            path[length] = 0;
            list->count++;
        }
        close(folder);
    }
}

/// The object that the process means, open as a name only.
static int find_object(pid_t pid, int32_t folder, uint64_t address, int follows) {
    char path[PATH_BYTES];
    if (!address) return process_open_descriptor(pid, folder);
    if (!process_read_text(pid, address, path)) return -EFAULT;
    int number, end = 0;
    // How libc changes what it has opened as a name; the link would mean something else here.
    if (sscanf(path, "/proc/self/fd/%d%n", &number, &end) == 1 && !path[end])
        return process_open_descriptor(pid, number);
    return process_open(pid, folder, path, follows);
}

change change_find(pid_t pid, const struct seccomp_data *call) {
    const uint64_t *arguments = (const uint64_t *)call->args;
    change found = {.kind = CHANGE_MODE, .object = -EPERM};
    switch (call->nr) {
#ifdef SYS_chmod
        case SYS_chmod:
            found.object = find_object(pid, AT_FDCWD, arguments[0], 1);
            found.mode = (mode_t)arguments[1];
            break;
#endif
        case SYS_fchmod:
            found.object = process_open_descriptor(pid, (int32_t)arguments[0]);
            found.mode = (mode_t)arguments[1];
            break;
        case SYS_fchmodat:
            found.object = find_object(pid, (int32_t)arguments[0], arguments[1], 1);
            found.mode = (mode_t)arguments[2];
            break;
        case SYS_utimensat:
            found.kind = CHANGE_TIMES;
            found.is_now = arguments[2] == 0;
            if (!found.is_now && !process_read(pid, arguments[2], found.times, sizeof found.times))
                found.object = -EFAULT;
            else
                found.object = find_object(
                    pid, (int32_t)arguments[0], arguments[1], !(arguments[3] & AT_SYMLINK_NOFOLLOW));
            break;
        default: break;
    }
    return found;
}

/// Whether what is open lies below one of the folders, by the name that the kernel knows it by.
static int is_below(const folder_list *folders, int object) {
    char name[32], path[PATH_BYTES];
    snprintf(name, sizeof name, "/proc/self/fd/%d", object);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0 || length >= (ssize_t)sizeof path - 1) return 0;
    path[length] = 0;
    for (size_t index = 0; index < folders->count; index++) {
        size_t prefix = strlen(folders->paths[index]);
        if (strncmp(path, folders->paths[index], prefix) == 0 && path[prefix] == '/') return 1;
    }
    return 0;
}

// What is changed is what was looked at, since both go by the open object; where the process would find another one by
// now does not matter. Only a change that its own user could make is meant: bits that give rights are not.
int32_t change_apply(const folder_list *folders, const change *change) {
    struct stat status;
    char name[32];
    if (change->object < 0) return change->object;
    if (fstat(change->object, &status) != 0) return -errno;
    if (!is_below(folders, change->object) || !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) return -EPERM;
    snprintf(name, sizeof name, "/proc/self/fd/%d", change->object);
    int result = -1;
    errno = EPERM;
    if (change->kind == CHANGE_TIMES)
        result = utimensat(AT_FDCWD, name, change->is_now ? NULL : change->times, 0);
    else if (!(change->mode & (S_ISUID | S_ISGID)))
        result = chmod(name, change->mode & 01777);
    return result == 0 ? 0 : -errno;
}
