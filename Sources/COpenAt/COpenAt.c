// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "COpenAt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// openat2 gives EAGAIN when a rename elsewhere raced with a "..": the manual says to try again. A rename that
// races more often than this is not chance.
static const int racing_attempts = 1000;

#define RETRYING(call)                            \
    ({                                            \
        __typeof__(call) outcome;                 \
        do                                        \
            outcome = (call);                     \
        while (outcome == -1 && errno == EINTR);  \
        outcome == -1 ? -(__typeof__(call))errno : outcome; \
    })

int32_t copenat_open_root(const char *path) {
    return RETRYING(open(path, O_PATH | O_DIRECTORY | O_CLOEXEC));
}

static int set_purpose(struct open_how *how, copenat_purpose purpose) {
    how->resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    how->flags = O_CLOEXEC;
    switch (purpose) {
        case COPENAT_NAME:
            how->flags |= O_PATH;
            return 0;
        case COPENAT_LINK:
            how->flags |= O_PATH | O_NOFOLLOW;
            return 0;
        case COPENAT_READ:
            how->flags |= O_RDONLY | O_NONBLOCK | O_NOCTTY;
            return 0;
        case COPENAT_READ_NO_LINKS:
            how->flags |= O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW;
            how->resolve |= RESOLVE_NO_SYMLINKS;
            return 0;
        case COPENAT_FOLDER:
            how->flags |= O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY;
            return 0;
        case COPENAT_FOLDER_NO_LINKS:
            how->flags |= O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOCTTY;
            how->resolve |= RESOLVE_NO_SYMLINKS;
            return 0;
        case COPENAT_NEW_FILE:
            how->flags |= O_WRONLY | O_CREAT | O_EXCL | O_NONBLOCK | O_NOCTTY;
            return 0;
        default:
            return -EINVAL;
    }
}

int32_t copenat_open(int32_t directory, const char *path, copenat_purpose purpose, uint32_t mode) {
    struct open_how how = {0};
    int unknown = set_purpose(&how, purpose);
    if (unknown) return unknown;
    // openat2 refuses a mode where nothing is created.
    how.mode = purpose == COPENAT_NEW_FILE ? mode & 07777 : 0;
    for (int attempt = 0; attempt < racing_attempts; attempt++) {
        long descriptor = syscall(SYS_openat2, directory, path, &how, sizeof how);
        if (descriptor >= 0) return (int32_t)descriptor;
        if (errno != EINTR && errno != EAGAIN) return -errno;
    }
    return -EAGAIN;
}

static int32_t read_status(int directory, const char *name, int flags, copenat_status *status) {
    struct statx found;
    int outcome = statx(directory, name, flags | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_BTIME, &found);
    if (outcome == -1) return -errno;
    *status = (copenat_status){
        .mode = found.stx_mode,
        .links = found.stx_nlink,
        .owner = found.stx_uid,
        .group = found.stx_gid,
        .size = found.stx_size,
        .inode = found.stx_ino,
        .device = (uint64_t)found.stx_dev_major << 32 | found.stx_dev_minor,
        .modified = found.stx_mtime.tv_sec,
        .accessed = found.stx_atime.tv_sec,
        .changed = found.stx_ctime.tv_sec,
        .created = found.stx_mask & STATX_BTIME ? found.stx_btime.tv_sec : INT64_MIN,
        .modified_nanoseconds = found.stx_mtime.tv_nsec,
        .accessed_nanoseconds = found.stx_atime.tv_nsec,
    };
    return 0;
}

int32_t copenat_status_of(int32_t descriptor, copenat_status *status) {
    return read_status(descriptor, "", AT_EMPTY_PATH, status);
}

int32_t copenat_status_at(int32_t directory, const char *name, copenat_status *status) {
    return read_status(directory, name, AT_SYMLINK_NOFOLLOW, status);
}

int64_t copenat_read_entries(int32_t folder, void *buffer, size_t capacity) {
    return RETRYING(getdents64(folder, buffer, capacity));
}

int64_t copenat_read_link(int32_t directory, const char *name, void *buffer, size_t capacity) {
    return RETRYING(readlinkat(directory, name, buffer, capacity));
}

int64_t copenat_read(int32_t descriptor, void *buffer, size_t capacity, int64_t offset) {
    return RETRYING(pread(descriptor, buffer, capacity, offset));
}

int64_t copenat_write(int32_t descriptor, const void *bytes, size_t count) {
    return RETRYING(write(descriptor, bytes, count));
}

// Through a buffer, for file systems between which the kernel cannot copy by itself.
static int64_t copy_through_buffer(int from, int to, size_t count) {
    char buffer[1 << 16];
    size_t wanted = count < sizeof buffer ? count : sizeof buffer;
    ssize_t got = RETRYING(read(from, buffer, wanted));
    for (ssize_t done = 0; done < got;) {
        ssize_t written = RETRYING(write(to, buffer + done, (size_t)(got - done)));
        if (written < 0) return written;
        done += written;
    }
    return got;
}

// The place of the next data or hole in the source from `start` on, which is where its position stays; `otherwise`
// on a file system that does not know.
static off_t next_place(int from, off_t start, int what, off_t otherwise) {
    off_t place = lseek(from, start, what);
    // Data that never comes: the rest is one hole.
    if (place < 0 && errno == ENXIO && what == SEEK_DATA) place = lseek(from, 0, SEEK_END);
    if (lseek(from, start, SEEK_SET) < 0 || place < start) return otherwise;
    return place;
}

// Passes over `length` bytes of nothing in both files.
static int64_t copy_hole(int from, int to, off_t length) {
    if (lseek(from, length, SEEK_CUR) < 0) return -errno;
    off_t end = lseek(to, length, SEEK_CUR);
    if (end < 0) return -errno;
    // The target grows with the hole, which may be the last thing in it.
    int64_t grown = RETRYING(ftruncate(to, end));
    return grown < 0 ? grown : length;
}

int64_t copenat_copy(int32_t from, int32_t to, size_t count) {
    off_t start = lseek(from, 0, SEEK_CUR);
    if (start >= 0) {
        off_t data = next_place(from, start, SEEK_DATA, start);
        if (data > start) return copy_hole(from, to, data - start);
        off_t hole = next_place(from, start, SEEK_HOLE, start);
        if (hole > start && (size_t)(hole - start) < count) count = (size_t)(hole - start);
    }
    ssize_t copied = RETRYING(copy_file_range(from, NULL, to, NULL, count, 0));
    switch (copied) {
        case -EXDEV:
        case -EINVAL:
        case -ENOSYS:
        case -EOPNOTSUPP:
        case -EPERM:
            return copy_through_buffer(from, to, count);
        default:
            return copied;
    }
}

int32_t copenat_may_write(int32_t directory, const char *name) {
    return RETRYING(faccessat(directory, name, W_OK, AT_EACCESS));
}

int32_t copenat_rename(
    int32_t from_directory, const char *from, int32_t to_directory, const char *to, int32_t replaces
) {
    return RETRYING(renameat2(from_directory, from, to_directory, to, replaces ? 0 : RENAME_NOREPLACE));
}

int32_t copenat_make_folder(int32_t directory, const char *name, uint32_t mode) {
    return RETRYING(mkdirat(directory, name, mode));
}

int32_t copenat_remove(int32_t directory, const char *name, int32_t is_folder) {
    return RETRYING(unlinkat(directory, name, is_folder ? AT_REMOVEDIR : 0));
}

// Moves the folders of a folder up to the top, and removes all else in it; how many steps that took.
static long flatten(int top, int folder, unsigned long *moved) {
    DIR *list = fdopendir(folder);
    if (!list) {
        close(folder);
        return 0;
    }
    long steps = 0;
    for (struct dirent *entry; (entry = readdir(list));) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        if (!unlinkat(folder, entry->d_name, 0) || !unlinkat(folder, entry->d_name, AT_REMOVEDIR)) {
            steps++;
            continue;
        }
        char name[32];
        int attempts = racing_attempts, failed;
        do {
            snprintf(name, sizeof name, "moved-%lu", ++*moved);
            failed = renameat2(folder, entry->d_name, top, name, RENAME_NOREPLACE);
        } while (failed && errno == EEXIST && --attempts);
        if (!failed) steps++;
    }
    closedir(list);
    return steps;
}

// More files than a folder has that a start leaves behind; so that nobody who goes on writing there holds this up for good.
static const long removal_steps = 10 * 1000 * 1000;

// What is nested is brought to the top first, so that neither the stack nor the length of paths limits the depth; and
// every step goes from a descriptor, so that no link leads elsewhere.
int32_t copenat_remove_tree(const char *path) {
    const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int top = open(path, flags);
    if (top < 0) return errno == ENOENT ? 0 : -errno;
    unsigned long moved = 0;
    long steps, total = 0;
    do {
        steps = 0;
        int copy = openat(top, ".", flags);
        DIR *list = copy < 0 ? NULL : fdopendir(copy);
        if (!list) {
            if (copy >= 0) close(copy);
            break;
        }
        for (struct dirent *entry; (entry = readdir(list));) {
            if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
            if (!unlinkat(top, entry->d_name, 0) || !unlinkat(top, entry->d_name, AT_REMOVEDIR)) {
                steps++;
                continue;
            }
            int folder = openat(top, entry->d_name, flags);
            if (folder >= 0) steps += flatten(top, folder, &moved);
            if (!unlinkat(top, entry->d_name, AT_REMOVEDIR)) steps++;
        }
        closedir(list);
        total += steps;
    } while (steps > 0 && total < removal_steps);
    close(top);
    return rmdir(path) == 0 || errno == ENOENT ? 0 : -errno;
}

int32_t copenat_make_link(int32_t directory, const char *name, const char *target) {
    return RETRYING(symlinkat(target, directory, name));
}

int32_t copenat_set_mode(int32_t descriptor, uint32_t mode) {
    return RETRYING(fchmod(descriptor, mode));
}

int32_t copenat_set_owner(int32_t descriptor, uint32_t owner, uint32_t group) {
    return RETRYING(fchown(descriptor, owner, group));
}

int32_t copenat_set_times(int32_t descriptor, const copenat_status *times) {
    const struct timespec values[2] = {
        {.tv_sec = times->accessed, .tv_nsec = times->accessed_nanoseconds},
        {.tv_sec = times->modified, .tv_nsec = times->modified_nanoseconds},
    };
    return RETRYING(futimens(descriptor, values));
}

int32_t copenat_sync(int32_t descriptor) {
    return RETRYING(fsync(descriptor));
}

int64_t copenat_free_bytes(int32_t descriptor) {
    struct statvfs found;
    int outcome = RETRYING(fstatvfs(descriptor, &found));
    if (outcome < 0) return outcome;
    uint64_t bytes = (uint64_t)found.f_bavail * found.f_frsize;
    return bytes > INT64_MAX ? INT64_MAX : (int64_t)bytes;
}

void copenat_close(int32_t descriptor) {
    // Linux has closed the descriptor even when close was interrupted; a second try could hit another's.
    close(descriptor);
}

int32_t copenat_random(uint64_t *number) {
    ssize_t got = RETRYING(getrandom(number, sizeof *number, 0));
    return got < 0 ? (int32_t)got : 0;
}
