/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CWORKER_H
#define CWORKER_H

#include <stdint.h>

/* The descriptor that a worker's channel to its host has in the worker. */
#define CW_CHANNEL 3
/* The descriptor of the socket over which a worker hands out the oversight over its threads. */
#define CW_OVERSIGHT 4

/* A child process, until cw_wait has returned. */
typedef struct cw_process {
    int32_t pid;
    int32_t pidfd;   /* readable once it has ended; signals through it cannot reach a stranger */
    int32_t channel; /* the host's end of the socket */
    int32_t output;  /* what it writes to stdout and stderr */
    int32_t oversight; /* the host's end of CW_OVERSIGHT; the caller's to close */
} cw_process;

/* How a child ended. */
typedef struct cw_end {
    int32_t signal; /* 0 when it exited */
    int32_t status; /* its exit status */
} cw_end;

/*
 * Starts a program with nothing of this process but its channel as descriptor 3 and a socket as 4: /dev/null as stdin, stdout and
 * stderr into one pipe, all other descriptors closed, default signals, a process group of its own. Never forks
 * this process's memory. All descriptors of the host's side are closed on exec and non-blocking. The calling
 * thread should stay: see cw_bind_to_parent. `arguments` and `environment` are texts that each end with a NUL
 * byte, with an empty one after the last. Returns 0 or an errno.
 */
int32_t cw_spawn(
    const char *_Nonnull path, const char *_Nonnull arguments, const char *_Nonnull environment,
    cw_process *_Nonnull process);

/* Kills the child, if it is still there. */
void cw_kill(const cw_process *_Nonnull process);

/* Kills what is left of the child's process group once the child has ended; not after cw_wait. */
void cw_end_group(const cw_process *_Nonnull process);

/* Waits until the child has ended, and gives its descriptors back, save for `oversight`. */
cw_end cw_wait(cw_process *_Nonnull process);

/*
 * In a worker, first thing: the kernel ends it when the thread of `parent` that started it ends, no core dumps
 * are written, no program that it might start gains rights. Returns 0, or an errno when the parent is gone.
 */
int32_t cw_bind_to_parent(int32_t parent);

/*
 * In a worker whose plugin may start programs, which leads a process group and has one thread: what is in the group
 * when the worker ends, is killed then, be the host there or not. A process of its own sees to it, which holds
 * nothing of the worker's and which waiting for children does not find. Returns 0 or an errno.
 */
int32_t cw_end_group_with_self(void);

/* The name of a signal without its SIG, such as SEGV, or null. */
const char *_Nullable cw_signal_name(int32_t signal);

/* In a worker: new threads have stacks of 2 MiB unless they ask for others, since each counts as memory. */
void cw_shrink_stacks(void);

/* In a worker: what is printed goes out with each line, though it is no terminal that it goes to. */
void cw_print_by_line(void);

/* In a worker: writes what is still in the buffers of stdio. */
void cw_flush(void);

/* Writes a text to stderr. */
void cw_complain(const char *_Nonnull text);

#endif
