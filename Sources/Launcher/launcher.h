// SPDX-License-Identifier: Apache-2.0

// The launcher: reads what a program may do, confines itself, and becomes that program; or starts it as a child
// that it supervises to the end.

#ifndef LAUNCHER_H
#define LAUNCHER_H

#include "CConfinement.h"

#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/// Bytes of a policy; a caller's arguments are bounded far below.
#define POLICY_BYTES (1 << 20)
/// Entries of each list of a policy, one more than can be used.
#define POLICY_ENTRIES 2048

/// A place in the file system and what may be done there.
typedef struct {
    const char *path;
    uint32_t rights;
} grant;

/// What the program may do. All texts are part of the text that was read.
typedef struct {
    const char *program;
    char *arguments[POLICY_ENTRIES];
    char *environment[POLICY_ENTRIES];
    size_t argument_count;
    size_t environment_count;
    grant grants[POLICY_ENTRIES];
    size_t grant_count;
    /// Programs that may be started.
    const char *programs[POLICY_ENTRIES];
    size_t program_count;
    struct {
        confine_resource resource;
        uint64_t value;
    } limits[16];
    size_t limit_count;
    uint32_t refusals;
    /// Processes and threads at a time, 0 for a program that is not supervised.
    uint32_t processes;
    /// Milliseconds until everything is killed; 0 for never.
    uint64_t deadline;
    /// Whether the program that the launcher becomes gets the control socket, as the same descriptor. Then nothing may
    /// be sent after the policy until that program has spoken.
    int keeps_control;
    /// Whether to fail where the kernel cannot enforce everything.
    int is_strict;
} policy;

/// Reads records that each end with a NUL, up to an empty one, from `descriptor`: 0 or an errno.
int32_t policy_read(int32_t descriptor, policy *policy);

/// The first thing that went wrong, or nothing.
typedef struct {
    int32_t stage;
    int32_t error;
} fault;

/// What holds for a program.
typedef struct {
    int32_t landlock;
    int32_t filtered;
    int32_t supervised;
} enforcement;

/// Confines this process by the policy; the program's name passes the filter once. `*listener` gets the
/// descriptor for decisions, -1 when nobody is to be asked.
fault confine_self(const policy *policy, enforcement *enforced, int32_t *listener);

/// Starts the program as a child and stays with it: never returns, and leaves no process behind.
_Noreturn void supervise(const policy *policy);

/// Bytes of a path, its NUL counted.
#define PATH_BYTES 4096

// What another process means, for a supervisor that decides about its calls. Negative results are errnos.

/// Copies `count` bytes, or nothing at all: 1 or 0.
int process_read(pid_t pid, uint64_t address, void *bytes, size_t count);
/// Copies a text of at most PATH_BYTES with its NUL: 1 or 0.
int process_read_text(pid_t pid, uint64_t address, char *text);
/// Opens as a name what its descriptor (AT_FDCWD its folder) is open on.
int process_open_descriptor(pid_t pid, int32_t number);
/// Opens as a name what it means by `path`, relative to its descriptor `folder`.
int process_open(pid_t pid, int32_t folder, const char *path, int follows);

/// Folders below which modes and times may be changed: those that may be written.
#define FOLDER_ENTRIES 16
typedef struct {
    char paths[FOLDER_ENTRIES][PATH_BYTES];
    size_t count;
} folder_list;

void folders_find(const policy *policy, folder_list *list);

/// A change of a mode or of times that a process has asked for.
typedef struct {
    enum { CHANGE_MODE, CHANGE_TIMES } kind;
    /// What is to be changed, open as a name; a negative errno when it cannot be.
    int object;
    mode_t mode;
    /// The times of access and modification; both are now when `is_now`.
    struct timespec times[2];
    int is_now;
} change;

/// Reads what a call asks for; the object stays open.
change change_find(pid_t pid, const struct seccomp_data *call);

/// Makes the change in place of the process if the object lies below one of the folders: 0 or a negative errno.
int32_t change_apply(const folder_list *folders, const change *change);

/// Programs that may be started, by what and where they are.
typedef struct {
    struct {
        const char *name;
        dev_t device;
        ino_t inode;
    } known[POLICY_ENTRIES];
    size_t count;
} program_list;

void programs_find(const policy *policy, program_list *list);

/// Whether the process `pid` may start the program whose path is at `address` in its memory.
int programs_allow(const program_list *list, pid_t pid, uint64_t address);

/// How many processes and threads descend from this process; `unknown` when /proc does not tell.
uint32_t descendants_count(uint32_t unknown);

/// Kills and reaps all descendants. None of them can start another one by now. Returns how many there were;
/// what became of `child` goes to `*status` if it was among them.
int32_t descendants_end(pid_t child, int *status);

#endif
