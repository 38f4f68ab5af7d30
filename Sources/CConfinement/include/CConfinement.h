// SPDX-License-Identifier: Apache-2.0

// Confinement by the kernel: Landlock, seccomp filters, limits, and how a confined child is started. For the
// launcher, which confines itself and then becomes another program, and for a process that confines itself
// before it runs code that it does not trust. No libraries, no allocation between a fork and an exec.
//
// Unless said otherwise a function returns 0 or the errno of what failed. What is confined stays confined until
// the process ends, and so do all its children. [one at a time] unless marked [any thread].

#ifndef CCONFINEMENT_H
#define CCONFINEMENT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// What the kernel offers

/// What can be enforced here and now; a container may withhold what the kernel has.
typedef struct {
    /// The version of Landlock's interface: 1 from Linux 5.13 on, 2 (renames across folders) 5.19, 3 (truncation)
    /// 6.2, 4 (TCP) 6.7, 5 (ioctl on devices) 6.10, 6 (signals, abstract sockets) 6.12. 0 when there is none.
    int32_t landlock;
    /// Why there is none: ENOSYS when it is not built in or withheld, EOPNOTSUPP when it is off since boot.
    int32_t landlock_error;
    /// Whether seccomp filters can be installed.
    int32_t filters;
    /// Whether a filter can leave decisions to another process and let the call go on (Linux 5.5).
    int32_t supervision;
} confine_kernel;

/// Asks the kernel; changes nothing. [any thread]
void confine_probe(confine_kernel *kernel);

// Files: Landlock

/// Reading files and listing folders.
#define CONFINE_READ 1u
/// Writing, truncating, making, renaming and removing files, folders, links, FIFOs and sockets; no devices.
#define CONFINE_WRITE 2u
/// Starting programs, the loader that they name included. Not needed for loading libraries.
#define CONFINE_EXECUTE 4u

/// A set of rules in the making. The descriptor is closed by `confine_rules_enforce` or `confine_rules_drop`.
typedef struct {
    int32_t descriptor;
    int32_t version;
    uint64_t files;
} confine_rules;

/// Starts with everything forbidden that this kernel's Landlock knows: all access to files by name, connecting and
/// binding TCP sockets when `forbids_tcp` is not 0, signals and abstract sockets across the border. Not covered
/// by any version: looking at names, sizes and modes (stat), changing modes, owners and times, changing the folder.
int32_t confine_rules_open(confine_rules *rules, int32_t forbids_tcp);

/// Allows `rights` on what `descriptor` (O_PATH will do) is open on, and on all below it when it is a folder.
int32_t confine_rules_allow(const confine_rules *rules, int32_t descriptor, uint32_t rights);

/// The same by the path. What is not there needs no rule: what comes into being later is not meant.
int32_t confine_rules_allow_path(const confine_rules *rules, const char *path, uint32_t rights);

/// Allows reading and starting the program at `path`, and the loader and interpreters that it names.
int32_t confine_rules_allow_program(const confine_rules *rules, const char *path);

/// Binds the calling thread and what it starts from now on. Needs `confine_no_new_rights` first.
int32_t confine_rules_enforce(confine_rules *rules);

void confine_rules_drop(confine_rules *rules);

// System calls: seccomp

/// No sockets, save connected pairs within the process tree: EACCES.
#define CONFINE_REFUSE_NETWORK 1u
/// No program may be started: EACCES.
#define CONFINE_REFUSE_PROGRAMS 2u
/// No new processes, though threads: EAGAIN.
#define CONFINE_REFUSE_PROCESSES 4u
/// No changes of modes, owners and times, which Landlock does not cover: EPERM; nor of extended attributes: EOPNOTSUPP.
/// When supervised, changes of modes and times by chmod, fchmod, fchmodat and utimensat are left to whoever holds the
/// listener.
#define CONFINE_REFUSE_ATTRIBUTES 8u
/// No signals to anybody, save the filter's own process: EPERM. For kernels whose Landlock does not keep signals in.
#define CONFINE_REFUSE_SIGNALS 16u
/// No truncation of files that are not open for writing: EACCES. For kernels whose Landlock does not know it.
#define CONFINE_REFUSE_TRUNCATION 32u
/// No sockets but those of the internet, which lead to other programs of this machine by no name: EACCES.
#define CONFINE_REFUSE_LOCAL_SOCKETS 64u
/// The same as for attributes, save for modes and times of what is open.
#define CONFINE_REFUSE_NAMED_ATTRIBUTES 128u
/// No watching of files and folders, which Landlock does not cover: EACCES.
#define CONFINE_REFUSE_WATCHES 256u
/// No shared memory without a file, which no limit counts: ENOMEM.
#define CONFINE_REFUSE_SHARED_MEMORY 512u
/// Not to be ended with the parent any more: EPERM.
#define CONFINE_REFUSE_OUTLIVING 1024u
/// No leaving of the process group and the session, by which whoever started it finds all of it: EPERM.
#define CONFINE_REFUSE_LEAVING 2048u

/// A filter for system calls. Refused in any case: ptrace and the memory of others, io_uring, mounts, namespaces,
/// keys, bpf, userfaultfd, perf, kernel modules, clocks, the named memory, semaphores and queues of System V and
/// POSIX, file handles, limits and priorities of other processes, pushing back input on a terminal. clone3 answers ENOSYS, so that clone is used, whose flags a filter can see. Calls of another
/// architecture end the process.
typedef struct {
    /// A set of CONFINE_REFUSE_…
    uint32_t refusals;
    /// Not 0 leaves starting programs, processes and threads to whoever holds the listener; once that is closed
    /// all of these fail with ENOSYS. Goes before the refusals of programs and processes.
    int32_t supervised;
    /// This very pointer may be passed to execve without being asked about; null for none. The one program that
    /// a launcher becomes, whose memory then no longer holds the pointer.
    const char *first_program;
    /// Not 0 leaves each new thread, and each new process unless all are refused, to whoever holds the listener.
    int32_t counted;
    /// This process, for a filter that is for no other one; 0 for one that passes on to children.
    int32_t own_process;
} confine_filter;

/// Binds all threads of the process (the calling one when there is a listener, which must be the only one). Needs
/// `confine_no_new_rights` first. `*listener` is the descriptor for decisions, -1 unless some are to be made.
int32_t confine_filter_install(const confine_filter *filter, int32_t *listener);

// Counting threads and processes from outside

/// Sends the listener of this process over `socket`.
int32_t confine_send_listener(int32_t socket, int32_t listener);

/// Takes the listener that comes over `socket`, which has something to read: -1 when it is none.
int32_t confine_receive_listener(int32_t socket);

/// Answers one question of a listener, which has something to read: a thread or process may start as long as the process
/// group `group` has fewer than `limit` threads, else it is EAGAIN. `*threads` is the caller's to keep between the
/// questions of one group: not fewer than there are, 0 at first.
void confine_count(int32_t listener, int32_t group, uint32_t limit, uint32_t *threads);

// The process

/// No program that is started from now on gains rights: set-user-ID bits count for nothing.
int32_t confine_no_new_rights(void);

/// Gives all capabilities up for good, except those whose bits are set in `kept` (1 << CAP_DAC_OVERRIDE …).
int32_t confine_drop_capabilities(uint64_t kept);

/// SIGKILL when the thread that started this process ends. `parent` is its process; ESRCH when that is gone.
int32_t confine_end_with_parent(int32_t parent);

/// Marks every descriptor from `first` on to be closed by exec.
int32_t confine_close_on_exec_from(int32_t first);

typedef int32_t confine_resource;

/// Seconds of processor time of one process.
#define CONFINE_PROCESSOR_SECONDS ((confine_resource)0)
/// Bytes of one file.
#define CONFINE_FILE_BYTES ((confine_resource)1)
/// Bytes of private writable memory of one process, not counting what is only reserved.
#define CONFINE_MEMORY_BYTES ((confine_resource)2)
/// Bytes of address space of one process, counting what is only reserved.
#define CONFINE_ADDRESS_BYTES ((confine_resource)3)
/// Open descriptors of one process.
#define CONFINE_DESCRIPTORS ((confine_resource)4)
/// Bytes of a core dump.
#define CONFINE_CORE_BYTES ((confine_resource)5)
/// Processes and threads of the user, counting those elsewhere; does not bind root.
#define CONFINE_USER_PROCESSES ((confine_resource)6)

/// Lowers a limit for good; one that is lower already stays. EINVAL for an unknown resource.
int32_t confine_limit(confine_resource resource, uint64_t value);

// Starting the launcher

/// The launcher's end of the conversation, as a descriptor of the launcher.
#define CONFINE_CONTROL 3

/// A launcher that has been started, until `confine_reap`.
typedef struct {
    int32_t pid;
    /// This end of the conversation; a stream socket that blocks.
    int32_t control;
    /// What it writes to stdout and stderr; both do not block.
    int32_t output;
    int32_t errors;
} confine_child;

/// Starts the launcher at `path` by posix_spawn, never by copying this process: in the folder that `directory` is
/// open on (this process's own when negative), in a session of its own, with `input` as stdin (/dev/null when
/// negative), two pipes, the socket, no other descriptor, an empty environment, and default signals. All descriptors
/// here are closed on exec. [any thread]
int32_t confine_spawn(const char *path, int32_t directory, int32_t input, confine_child *child);

/// Kills the launcher, if it is there. Not after `confine_reap`.
void confine_kill(const confine_child *child);

/// Waits until the launcher has ended, and closes all its descriptors. Only the caller of `confine_spawn` may
/// call it, once.
void confine_reap(confine_child *child);

/// An unchangeable file in memory with these bytes, open for reading at its start; the negative errno on failure.
/// [any thread]
int32_t confine_memory_file(const void *bytes, size_t count);

/// The path of the program or library that this code is part of, or null. Lives as long as it is loaded. [any thread]
const char *confine_image_path(void);

/// The name of a signal without SIG, such as SEGV, and the description of an errno; null for an unknown one.
/// [any thread]
const char *confine_signal_name(int32_t signal);
const char *confine_error_text(int32_t error);

/// What the launcher answers, in the order of bytes of the machine.
typedef struct {
    /// CONFINE_ANSWER, so that nothing else is taken for an answer.
    uint32_t magic;
    /// Where it failed before the program ran: a CONFINE_STAGE_…, 0 when the program ran.
    int32_t stage;
    /// The errno of that.
    int32_t error;
    /// Why it ended: a CONFINE_CAUSE_…
    int32_t cause;
    /// The program's exit status, when `signal` is 0.
    int32_t status;
    int32_t signal;
    /// What was enforced: the version of Landlock or 0, whether filters were, whether decisions were asked for.
    int32_t landlock;
    int32_t filtered;
    int32_t supervised;
    /// How many programs and how many processes or threads were refused.
    int32_t refused_programs;
    int32_t refused_processes;
    /// How many processes were still there when the program had ended or was to end.
    int32_t killed;
} confine_answer;

#define CONFINE_ANSWER 0x54484c31u

#define CONFINE_STAGE_POLICY 1
#define CONFINE_STAGE_FORK 2
#define CONFINE_STAGE_PARENT 3
#define CONFINE_STAGE_LIMITS 4
#define CONFINE_STAGE_CAPABILITIES 5
#define CONFINE_STAGE_LANDLOCK 6
#define CONFINE_STAGE_FILTER 7
#define CONFINE_STAGE_PROGRAM 8

#define CONFINE_CAUSE_EXIT 0
#define CONFINE_CAUSE_DEADLINE 1
#define CONFINE_CAUSE_CANCELLED 2

#ifdef __cplusplus
}
#endif

#endif
