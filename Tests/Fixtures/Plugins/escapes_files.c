/* SPDX-License-Identifier: Apache-2.0 */
/* Files and folders that are not the plugin's own. */
#define _GNU_SOURCE
#include "escapes.h"

#include <dirent.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

static int reads_accounts(void) { return opened(open("/etc/passwd", O_RDONLY)); }

static int in_the_constructor = -1;
__attribute__((constructor)) static void early(void) { in_the_constructor = reads_accounts(); }
static int reads_in_its_constructor(void) { return in_the_constructor; }

static int reads_outside(void) { return opened(open(outside(), O_RDONLY)); }
static int lists_etc(void) { return opened(open("/etc", O_RDONLY | O_DIRECTORY)); }
static int lists_data_of_others(void) {
    return opened(open(path_in(folders->data(the_host), ".."), O_RDONLY | O_DIRECTORY));
}
static int reads_by_link(void) {
    const char *link = path_in(folders->sandbox(the_host), "link");
    unlink(link);
    if (symlink("/etc/passwd", link) != 0) return errno;
    return opened(open(link, O_RDONLY));
}
static int reads_by_proc(void) { return opened(open("/proc/self/root/etc/passwd", O_RDONLY)); }
static int reads_by_folder(void) {
    int folder = open("/etc", O_PATH);
    int error = opened(openat(folder, "passwd", O_RDONLY));
    close(folder);
    return error;
}
static int reads_by_handle(void) {
    int mount;
    union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } file = {.handle = {.handle_bytes = MAX_HANDLE_SZ}};
    return outcome(name_to_handle_at(AT_FDCWD, "/etc/passwd", &file.handle, &mount, 0));
}
static int writes_outside(void) { return opened(open(outside(), O_WRONLY)); }
static int truncates_outside(void) { return outcome(truncate(outside(), 0)); }
static int makes_a_file_outside(void) {
    return opened(open(path_in(folders->sandbox(the_host), "../made"), O_WRONLY | O_CREAT, 0600));
}
static int makes_a_folder_outside(void) {
    return outcome(mkdir(path_in(folders->sandbox(the_host), "../made"), 0700));
}
static int makes_a_temporary_file(void) { return opened(open("/tmp", O_TMPFILE | O_RDWR, 0600)); }
static int deletes_outside(void) { return outcome(unlink(outside())); }
static int moves_in(void) { return outcome(rename(outside(), inside())); }
static int moves_out(void) {
    int file = open(inside(), O_WRONLY | O_CREAT, 0600);
    if (file < 0) return errno;
    close(file);
    return outcome(rename(inside(), path_in(folders->sandbox(the_host), "../made")));
}
static int links_in(void) { return outcome(link(outside(), path_in(folders->sandbox(the_host), "hard"))); }
static int makes_a_device(void) {
    return outcome(mknod(path_in(folders->sandbox(the_host), "device"), S_IFCHR | 0600, makedev(1, 1)));
}
static int writes_its_own_library(void) {
    return opened(open(path_in(folders->sandbox(the_host), "../plugins/escapes_files.so"), O_WRONLY));
}
static int changes_a_mode(void) { return outcome(chmod(outside(), 0777)); }
static int changes_an_open_files_mode(void) {
    int file = open("/etc/ld.so.cache", O_RDONLY);
    if (file < 0) return errno;
    int error = outcome(fchmod(file, 0666));
    close(file);
    return error;
}
static int changes_times(void) { return outcome(utimensat(AT_FDCWD, outside(), NULL, 0)); }
static int changes_an_owner(void) { return outcome(chown(outside(), 1, 1)); }
static int changes_an_attribute(void) { return outcome(setxattr(outside(), "user.x", "x", 1, 0)); }
static int watches_a_folder(void) {
    int watcher = inotify_init1(IN_CLOEXEC);
    if (watcher < 0) return errno;
    int error = outcome(inotify_add_watch(watcher, "/etc", IN_ALL_EVENTS));
    close(watcher);
    return error;
}
static int watches_a_disk(void) { return opened(fanotify_init(FAN_CLASS_NOTIF, O_RDONLY)); }
static int changes_the_root(void) { return outcome(chroot(".")); }

ATTEMPTS("escapes-files", A(reads_accounts), A(reads_in_its_constructor),
    A(reads_outside), A(lists_etc), A(lists_data_of_others),
    A(reads_by_link), A(reads_by_proc), A(reads_by_folder), A(reads_by_handle), A(writes_outside),
    A(truncates_outside), A(makes_a_file_outside), A(makes_a_folder_outside), A(makes_a_temporary_file),
    A(deletes_outside), A(moves_in), A(moves_out), A(links_in), A(makes_a_device), A(writes_its_own_library),
    A(changes_a_mode), A(changes_an_open_files_mode), A(changes_times), A(changes_an_owner),
    A(changes_an_attribute), A(watches_a_folder), A(watches_a_disk), A(changes_the_root))
