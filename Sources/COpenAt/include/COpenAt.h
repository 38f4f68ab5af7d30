// SPDX-License-Identifier: Apache-2.0

// File calls on descriptors that Swift cannot make itself: openat2 has no wrapper in glibc before 2.38 and
// syscall() is variadic; statx, getdents64, renameat2 and copy_file_range hide behind _GNU_SOURCE.
//
// Every function returns the negative errno on failure, and repeats calls that a signal interrupted.
// Names are NUL-terminated. Nothing here keeps a pointer. [any thread]

#ifndef COPENAT_H
#define COPENAT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How to open. Each way adds O_CLOEXEC, and those that open for data O_NOCTTY and O_NONBLOCK besides, so
/// that a FIFO or a terminal can neither block the caller nor become its controlling terminal.
typedef int32_t copenat_purpose;

/// O_PATH: names an object of any type without opening it.
#define COPENAT_NAME ((copenat_purpose)0)
/// O_PATH | O_NOFOLLOW: the same, for the link itself when the last part is one.
#define COPENAT_LINK ((copenat_purpose)1)
/// O_RDONLY.
#define COPENAT_READ ((copenat_purpose)2)
/// O_RDONLY | O_DIRECTORY.
#define COPENAT_FOLDER ((copenat_purpose)3)
/// O_RDONLY | O_DIRECTORY, and RESOLVE_NO_SYMLINKS: no part of the path may be a link.
#define COPENAT_FOLDER_NO_LINKS ((copenat_purpose)4)
/// O_WRONLY | O_CREAT | O_EXCL: a file that was not there before.
#define COPENAT_NEW_FILE ((copenat_purpose)5)
/// O_RDONLY | O_NOFOLLOW, and RESOLVE_NO_SYMLINKS: no part of the path may be a link.
#define COPENAT_READ_NO_LINKS ((copenat_purpose)6)

/// What statx tells about an object. Times are seconds since 1970 UTC; `created` is INT64_MIN where the file
/// system does not know it.
typedef struct {
    uint32_t mode;
    uint32_t links;
    uint32_t owner;
    uint32_t group;
    uint64_t size;
    uint64_t inode;
    uint64_t device;
    int64_t modified;
    int64_t accessed;
    int64_t changed;
    int64_t created;
    uint32_t modified_nanoseconds;
    uint32_t accessed_nanoseconds;
} copenat_status;

/// Opens the folder at `path`, which is trusted, as a descriptor for the calls below (O_PATH | O_DIRECTORY).
int32_t copenat_open_root(const char *path);

/// Opens `path` relative to `directory` with openat2 and RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS: a path that
/// is absolute, climbs above `directory`, or meets a link that does so gives -EXDEV. `mode` counts for new
/// files.
int32_t copenat_open(int32_t directory, const char *path, copenat_purpose purpose, uint32_t mode);

/// The status of what `descriptor` is open on.
int32_t copenat_status_of(int32_t descriptor, copenat_status *status);

/// The status of the object `name` in `directory`; of the link itself when it is one.
int32_t copenat_status_at(int32_t directory, const char *name, copenat_status *status);

/// Fills `buffer` with struct linux_dirent64 records; returns the bytes filled, 0 at the end.
int64_t copenat_read_entries(int32_t folder, void *buffer, size_t capacity);

/// Copies the target of the link `name` in `directory` into `buffer`, without a NUL; returns its length.
int64_t copenat_read_link(int32_t directory, const char *name, void *buffer, size_t capacity);

/// Reads up to `capacity` bytes at `offset`; returns how many, 0 at the end of the file.
int64_t copenat_read(int32_t descriptor, void *buffer, size_t capacity, int64_t offset);

/// Writes up to `count` bytes at the current position; returns how many.
int64_t copenat_write(int32_t descriptor, const void *bytes, size_t count);

/// Copies up to `count` bytes from the current position of one file to that of the other, sharing blocks
/// where the file system can; returns how many, 0 at the end of the source. A hole is copied as a hole, whatever its
/// length. What is copied goes to the end of the target.
int64_t copenat_copy(int32_t from, int32_t to, size_t count);

/// Whether this process may write to `name` in `directory`: 0 or -EACCES, -EROFS.
int32_t copenat_may_write(int32_t directory, const char *name);

/// Renames an object; a target that exists is replaced in one step, or gives -EEXIST when `replaces` is 0.
int32_t copenat_rename(
    int32_t from_directory, const char *from, int32_t to_directory, const char *to, int32_t replaces
);

int32_t copenat_make_folder(int32_t directory, const char *name, uint32_t mode);
/// Removes a file or link, or an empty folder when `is_folder` is not 0.
int32_t copenat_remove(int32_t directory, const char *name, int32_t is_folder);
/// Removes a folder with all that is in it, however deep, without following links; 0, or -ENOTEMPTY when something stayed.
/// Takes one step for each entry and one more for each folder, ten million at most.
int32_t copenat_remove_tree(const char *path);
/// Makes the symbolic link `name` with that target text.
int32_t copenat_make_link(int32_t directory, const char *name, const char *target);
int32_t copenat_set_mode(int32_t descriptor, uint32_t mode);
int32_t copenat_set_owner(int32_t descriptor, uint32_t owner, uint32_t group);
int32_t copenat_set_times(int32_t descriptor, const copenat_status *times);
/// Waits until the file's contents, or a folder's names, are on the disk.
int32_t copenat_sync(int32_t descriptor);
/// How many bytes the file system of `descriptor` has left for this process.
int64_t copenat_free_bytes(int32_t descriptor);
void copenat_close(int32_t descriptor);

/// A number that no other caller gets, for the names of temporary files.
int32_t copenat_random(uint64_t *number);

#ifdef __cplusplus
}
#endif

#endif
