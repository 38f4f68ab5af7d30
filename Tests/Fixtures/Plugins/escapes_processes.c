/* SPDX-License-Identifier: Apache-2.0 */
/* The host, other processes, programs, and the kernel's ways out. */
#define _GNU_SOURCE
#include "escapes.h"

#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <linux/perf_event.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/uio.h>
#include <sys/wait.h>

static char *const arguments[] = {"true", NULL};

static int opens_of_the_host(const char *name, int flags) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)getppid(), name);
    return opened(open(path, flags));
}
static int reads_the_hosts_environment(void) { return opens_of_the_host("environ", O_RDONLY); }
static int reads_the_hosts_memory(void) { return opens_of_the_host("mem", O_RDONLY); }
static int lists_the_hosts_files(void) { return opens_of_the_host("fd", O_RDONLY | O_DIRECTORY); }
static int reads_the_hosts_root(void) { return opens_of_the_host("root/etc/passwd", O_RDONLY); }
static int lists_processes(void) { return opened(open("/proc", O_RDONLY | O_DIRECTORY)); }
static int traces_the_host(void) { return outcome(ptrace(PTRACE_ATTACH, getppid(), 0, 0)); }
static int copies_the_hosts_memory(void) {
    char byte;
    struct iovec local = {&byte, 1}, remote = {(void *)&the_host, 1};
    return outcome(process_vm_readv(getppid(), &local, 1, &remote, 1, 0));
}
static int takes_a_descriptor_of_the_host(void) {
    int process = (int)syscall(SYS_pidfd_open, getppid(), 0);
    if (process < 0) return errno;
    int error = opened((int)syscall(SYS_pidfd_getfd, process, 0, 0));
    close(process);
    return error;
}
static int signals_the_host(void) { return outcome(kill(getppid(), SIGKILL)); }
static int signals_the_host_by_descriptor(void) {
    int process = (int)syscall(SYS_pidfd_open, getppid(), 0);
    if (process < 0) return errno;
    int error = outcome(syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0));
    close(process);
    return error;
}
static int limits_the_host(void) {
    struct rlimit none = {0, 0};
    return outcome(prlimit(getppid(), RLIMIT_NOFILE, &none, NULL));
}
static int delays_the_host(void) { return outcome(setpriority(PRIO_PROCESS, (id_t)getppid(), 19)); }
static int delays_the_user(void) { return outcome(setpriority(PRIO_USER, 0, 19)); }
static int moves_the_host_to_one_processor(void) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    return outcome(sched_setaffinity(getppid(), sizeof one, &one));
}
static int outlives_the_host(void) { return outcome(prctl(PR_SET_PDEATHSIG, 0)); }

static int executes(void) { return outcome(execv("/bin/true", arguments)); }
static int executes_a_descriptor(void) {
    int file = memfd_create("x", MFD_CLOEXEC);
    if (file < 0) return errno;
    int error = outcome(fexecve(file, arguments, arguments + 1));
    close(file);
    return error;
}
static int spawns(void) {
    pid_t pid;
    return posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, arguments + 1);
}
static int came_back(pid_t pid) {
    if (pid == 0) _exit(0);
    if (pid < 0) return errno;
    waitpid(pid, NULL, 0);
    return 0;
}
static int forks(void) { return came_back(fork()); }
static int vforks(void) { return came_back(vfork()); }
static int clones_the_new_way(void) {
    unsigned long long clone_arguments[8] = {0};
    return came_back((pid_t)syscall(SYS_clone3, clone_arguments, sizeof clone_arguments));
}
static int clones_into_a_namespace(void) {
    return came_back((pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
}

static int leaves_a_namespace(void) { return outcome(unshare(CLONE_NEWUSER | CLONE_NEWNS)); }
static int enters_a_namespace(void) { return outcome(setns(0, 0)); }
static int mounts(void) { return outcome(mount("none", "/tmp", "tmpfs", 0, NULL)); }
static int mounts_the_new_way(void) { return outcome(syscall(SYS_fsopen, "tmpfs", 0)); }
static int asks_for_keys(void) {
    return outcome(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 0));
}
static int adds_a_key(void) {
    return outcome(syscall(SYS_add_key, "user", "x", "x", 1, KEY_SPEC_USER_KEYRING));
}
static int loads_into_the_kernel(void) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    return outcome(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes));
}
static int handles_page_faults(void) { return opened((int)syscall(SYS_userfaultfd, 1)); }
static int counts_events(void) {
    struct perf_event_attr attributes = {.size = sizeof attributes};
    return opened((int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0));
}
static int shares_memory_by_name(void) { return outcome(shm_open("/x", O_CREAT | O_RDWR, 0600)); }
static int shares_memory_by_key(void) { return outcome(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600)); }
static int shares_a_queue(void) { return outcome(mq_open("/x", O_CREAT | O_RDWR, 0600, NULL)); }
static int types_for_the_user(void) { return outcome(ioctl(0, TIOCSTI, "x")); }

ATTEMPTS("escapes-processes", A(reads_the_hosts_environment), A(reads_the_hosts_memory), A(lists_the_hosts_files),
    A(reads_the_hosts_root), A(lists_processes), A(traces_the_host), A(copies_the_hosts_memory),
    A(takes_a_descriptor_of_the_host), A(signals_the_host), A(signals_the_host_by_descriptor), A(limits_the_host),
    A(delays_the_host), A(delays_the_user), A(moves_the_host_to_one_processor), A(outlives_the_host), A(executes),
    A(executes_a_descriptor), A(spawns), A(forks), A(vforks), A(clones_the_new_way), A(clones_into_a_namespace),
    A(leaves_a_namespace), A(enters_a_namespace), A(mounts), A(mounts_the_new_way), A(asks_for_keys), A(adds_a_key),
    A(loads_into_the_kernel), A(handles_page_faults), A(counts_events), A(shares_memory_by_name),
    A(shares_memory_by_key), A(shares_a_queue), A(types_for_the_user))
