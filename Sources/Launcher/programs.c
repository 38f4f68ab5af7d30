// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

// The other process could change the path after it was looked at only if it ran code of its own choice already;
// then there is nothing to gain, since Landlock still names the programs and their loader.
int programs_allow(const program_list *list, pid_t pid, uint64_t address) {
    char path[PATH_BYTES];
    struct stat status;
    if (!process_read_text(pid, address, path)) return 0;
    int file = process_open(pid, AT_FDCWD, path, 1);
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
