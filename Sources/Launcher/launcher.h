// SPDX-License-Identifier: Apache-2.0

// The launcher: reads what a program may do, confines itself, and becomes that program; or starts it as a child
// that it supervises to the end.

#ifndef LAUNCHER_H
#define LAUNCHER_H

#include "CConfinement.h"

#include <stdint.h>
#include <sys/types.h>

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
