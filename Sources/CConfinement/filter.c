// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the filter does not know this architecture"
#endif

/// A filter in the making. It never gets near the kernel's own limit of 4096 instructions.
typedef struct {
    struct sock_filter code[512];
    unsigned short length;
} program;

static void add(program *filter, uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
    if (filter->length < sizeof filter->code / sizeof *filter->code)
        filter->code[filter->length++] = (struct sock_filter){code, if_true, if_false, value};
}

static void load(program *filter, size_t offset) {
    add(filter, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(program *filter, uint32_t action) { add(filter, BPF_RET | BPF_K, action, 0, 0); }

static uint32_t failing(int error) { return SECCOMP_RET_ERRNO | ((uint32_t)error & SECCOMP_RET_DATA); }

/// Skips the next `count` instructions unless the loaded value is `value`.
static void unless(program *filter, uint32_t value, uint8_t count) {
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, value, 0, count);
}

static void rule(program *filter, long number, uint32_t action) {
    unless(filter, (uint32_t)number, 1);
    answer(filter, action);
}

static size_t low_half(int argument) {
    return offsetof(struct seccomp_data, args) + 8 * (size_t)argument;
}

#define RULES(filter, action, ...)                                                             \
    do {                                                                                       \
        static const long numbers[] = {__VA_ARGS__};                                           \
        for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++)              \
            rule(filter, numbers[index], action);                                              \
    } while (0)

/// Two requests of ioctl.
static void refuse_requests(program *filter, uint32_t one, uint32_t other) {
    unless(filter, SYS_ioctl, 6);
    load(filter, low_half(1));
    unless(filter, one, 1);
    answer(filter, failing(EPERM));
    unless(filter, other, 1);
    answer(filter, failing(EPERM));
    load(filter, offsetof(struct seccomp_data, nr));
}

/// A call whose first argument is a process passes when that is this one: 0 or `own`.
static void refuse_for_others(program *filter, long number, uint32_t own) {
    unless(filter, (uint32_t)number, 5);
    load(filter, low_half(0));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 2, 0);
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, own, 1, 0);
    answer(filter, failing(EPERM));
    load(filter, offsetof(struct seccomp_data, nr));
}

/// Nobody else's limits, processors and turns, which the same user may change: those of the host are among them.
static void refuse_ruling_others(program *filter, uint32_t own) {
    static const long calls[] = {
        SYS_prlimit64, SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr,
    };
    for (size_t index = 0; index < sizeof calls / sizeof *calls; index++)
        refuse_for_others(filter, calls[index], own);
    unless(filter, SYS_setpriority, 6);
    load(filter, low_half(0));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, PRIO_PROCESS, 0, 2);
    load(filter, low_half(1));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    answer(filter, failing(EPERM));
    load(filter, offsetof(struct seccomp_data, nr));
}

/// What nobody in a confinement needs, and what would lead out of it.
static void refuse_always(program *filter) {
    RULES(filter, failing(ENOSYS),
        SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register, SYS_clone3, SYS_execveat,
        SYS_shmget, SYS_shmat, SYS_shmctl, SYS_shmdt, SYS_semget, SYS_msgget,
        SYS_mq_open, SYS_mq_unlink);
    RULES(filter, failing(EPERM),
        SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, SYS_pidfd_getfd, SYS_process_madvise,
        SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
        SYS_open_tree, SYS_move_mount, SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr,
        SYS_add_key, SYS_request_key, SYS_keyctl, SYS_bpf, SYS_userfaultfd, SYS_perf_event_open,
        SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_reboot,
        SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, SYS_syslog, SYS_vhangup,
        SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname,
        SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_fanotify_init, SYS_ioprio_set,
        443 /* quotactl_fd */);
#ifdef SYS_iopl
    RULES(filter, failing(EPERM), SYS_iopl, SYS_ioperm);
#endif
    // Input pushed back on a terminal is read by whoever comes after.
    refuse_requests(filter, TIOCSTI, TIOCLINUX);
}

static void refuse_datagram_pairs(program *filter) {
    // A pair of datagram sockets can send to any socket that has a name; connected streams cannot.
    unless(filter, SYS_socketpair, 6);
    load(filter, low_half(1));
    add(filter, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, SOCK_STREAM, 2, 0);
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, SOCK_SEQPACKET, 1, 0);
    answer(filter, failing(EACCES));
    load(filter, offsetof(struct seccomp_data, nr));
}

/// With the network: the sockets of the internet, and what libc asks the kernel for its addresses with.
static void refuse_local_sockets(program *filter) {
    unless(filter, SYS_socket, 8);
    load(filter, low_half(0));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 5, 0);
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 4, 0);
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 2);
    load(filter, low_half(2));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, NETLINK_ROUTE, 1, 0);
    answer(filter, failing(EACCES));
    load(filter, offsetof(struct seccomp_data, nr));
    refuse_datagram_pairs(filter);
}

static void refuse_network(program *filter) {
    rule(filter, SYS_socket, failing(EACCES));
    refuse_datagram_pairs(filter);
}

/// What goes by a name, so that it reaches more than what could be opened.
static void refuse_named_attributes(program *filter) {
    unless(filter, SYS_utimensat, 6);
    load(filter, low_half(1));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2);
    load(filter, low_half(1) + 4);
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    answer(filter, failing(EPERM));
    load(filter, offsetof(struct seccomp_data, nr));
    rule(filter, SYS_fchmodat, failing(EPERM));
#ifdef SYS_chmod
    rule(filter, SYS_chmod, failing(EPERM));
#endif
}

/// Owners, flags and extended attributes, of whatever file.
static void refuse_rare_attributes(program *filter) {
    RULES(filter, failing(EPERM), SYS_fchown, SYS_fchownat, 469 /* file_setattr */);
    // As on a file system without them, which programs that copy files are used to.
    RULES(filter, failing(EOPNOTSUPP),
        SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
        463 /* setxattrat */, 466 /* removexattrat */);
    refuse_requests(filter, FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR);
    // libc does without it.
    rule(filter, 452 /* fchmodat2 */, failing(ENOSYS));
#ifdef SYS_chmod
    RULES(filter, failing(EPERM), SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat);
#endif
}

/// Modes and times are left to a supervisor, if there is one, who can see where the file lies.
static void refuse_attributes(program *filter, uint32_t for_modes_and_times) {
    RULES(filter, for_modes_and_times, SYS_fchmod, SYS_fchmodat, SYS_utimensat);
#ifdef SYS_chmod
    rule(filter, SYS_chmod, for_modes_and_times);
#endif
}

/// Memory that no limit counts: shared, and of no file.
static void refuse_shared_memory(program *filter) {
    unless(filter, SYS_mmap, 5);
    load(filter, low_half(3));
    add(filter, BPF_ALU | BPF_AND | BPF_K, MAP_SHARED | MAP_ANONYMOUS, 0, 0);
    unless(filter, MAP_SHARED | MAP_ANONYMOUS, 1);
    answer(filter, failing(ENOMEM));
    load(filter, offsetof(struct seccomp_data, nr));
}

/// Being no longer ended with the parent.
static void refuse_outliving(program *filter) {
    unless(filter, SYS_prctl, 6);
    load(filter, low_half(0));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, PR_SET_PDEATHSIG, 0, 3);
    load(filter, low_half(1));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, SIGKILL, 1, 0);
    answer(filter, failing(EPERM));
    load(filter, offsetof(struct seccomp_data, nr));
}

static void refuse_signals(program *filter, uint32_t own) {
    static const long calls[] = {SYS_kill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo};
    for (size_t index = 0; index < sizeof calls / sizeof *calls; index++) {
        unless(filter, (uint32_t)calls[index], 4);
        load(filter, low_half(0));
        // Nobody has the number 0: kill means the group by it.
        add(filter, BPF_JMP | BPF_JEQ | BPF_K, own ? own : UINT32_MAX, 1, 0);
        answer(filter, failing(EPERM));
        load(filter, offsetof(struct seccomp_data, nr));
    }
    RULES(filter, failing(EPERM), SYS_tkill, SYS_pidfd_send_signal);
}

/// Reading the memory of this very process, which finds out what is there without touching it.
static void allow_own_memory(program *filter, uint32_t own) {
    unless(filter, SYS_process_vm_readv, 4);
    load(filter, low_half(0));
    unless(filter, own, 1);
    answer(filter, SECCOMP_RET_ALLOW);
    load(filter, offsetof(struct seccomp_data, nr));
}

static void refuse_truncation_by(program *filter, long number, int flags_argument) {
    unless(filter, (uint32_t)number, 5);
    load(filter, low_half(flags_argument));
    add(filter, BPF_ALU | BPF_AND | BPF_K, O_ACCMODE | O_TRUNC, 0, 0);
    unless(filter, O_RDONLY | O_TRUNC, 1);
    answer(filter, failing(EACCES));
    load(filter, offsetof(struct seccomp_data, nr));
}

static void refuse_truncation(program *filter) {
    // The flags of openat2 are in memory, where a filter cannot look.
    rule(filter, SYS_openat2, failing(ENOSYS));
    rule(filter, SYS_truncate, failing(EACCES));
    refuse_truncation_by(filter, SYS_openat, 2);
#ifdef SYS_open
    refuse_truncation_by(filter, SYS_open, 1);
    rule(filter, SYS_creat, failing(ENOSYS));
#endif
}

/// `clone` with other processes' fate in the balance: threads pass, unless even they are asked for.
static void guard_processes(program *filter, uint32_t for_processes, uint32_t for_threads) {
    const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER
        | CLONE_NEWPID | CLONE_NEWNET | 0x80 /* CLONE_NEWTIME */;
    unless(filter, SYS_clone, 6);
    load(filter, low_half(0));
    // The lowest byte is a signal in clone, so CLONE_NEWTIME cannot be meant by it.
    add(filter, BPF_JMP | BPF_JSET | BPF_K, namespaces & ~0xffu, 0, 1);
    answer(filter, failing(EPERM));
    add(filter, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1);
    answer(filter, for_threads);
    answer(filter, for_processes);
#ifdef SYS_fork
    RULES(filter, for_processes, SYS_fork, SYS_vfork);
#endif
}

static void guard_programs(program *filter, const char *first, uint32_t action) {
    uint64_t pointer = (uint64_t)(uintptr_t)first;
    unless(filter, SYS_execve, first ? 6 : 1);
    if (first) {
        load(filter, low_half(0));
        unless(filter, (uint32_t)pointer, 3);
        load(filter, low_half(0) + 4);
        unless(filter, (uint32_t)(pointer >> 32), 1);
        answer(filter, SECCOMP_RET_ALLOW);
    }
    answer(filter, action);
}

static void begin(program *filter) {
    load(filter, offsetof(struct seccomp_data, arch));
    add(filter, BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCHITECTURE, 1, 0);
    answer(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    // The x32 calls, which have numbers of their own.
    add(filter, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    answer(filter, failing(ENOSYS));
#endif
}

/// Starting: programs, processes, threads.
static void guard(program *filter, const confine_filter *wanted) {
    if (wanted->supervised) {
        guard_programs(filter, wanted->first_program, SECCOMP_RET_USER_NOTIF);
        guard_processes(filter, SECCOMP_RET_USER_NOTIF, SECCOMP_RET_USER_NOTIF);
        return;
    }
    uint32_t counted = wanted->counted ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW;
    if (wanted->refusals & CONFINE_REFUSE_PROGRAMS)
        guard_programs(filter, wanted->first_program, failing(EACCES));
    guard_processes(
        filter, wanted->refusals & CONFINE_REFUSE_PROCESSES ? failing(EAGAIN) : counted, counted);
}

static void compose(program *filter, const confine_filter *wanted) {
    uint32_t own = (uint32_t)wanted->own_process, refusals = wanted->refusals;
    begin(filter);
    guard(filter, wanted);
    if (own) allow_own_memory(filter, own);
    refuse_always(filter);
    refuse_ruling_others(filter, own);
    if (refusals & CONFINE_REFUSE_NETWORK) refuse_network(filter);
    else if (refusals & CONFINE_REFUSE_LOCAL_SOCKETS) refuse_local_sockets(filter);
    if (refusals & (CONFINE_REFUSE_ATTRIBUTES | CONFINE_REFUSE_NAMED_ATTRIBUTES)) refuse_rare_attributes(filter);
    if (refusals & CONFINE_REFUSE_ATTRIBUTES)
        refuse_attributes(filter, wanted->supervised ? SECCOMP_RET_USER_NOTIF : failing(EPERM));
    else if (refusals & CONFINE_REFUSE_NAMED_ATTRIBUTES) refuse_named_attributes(filter);
    if (refusals & CONFINE_REFUSE_TRUNCATION) refuse_truncation(filter);
    if (refusals & CONFINE_REFUSE_SIGNALS) refuse_signals(filter, own);
    if (refusals & CONFINE_REFUSE_WATCHES) rule(filter, SYS_inotify_add_watch, failing(EACCES));
    if (refusals & CONFINE_REFUSE_SHARED_MEMORY) refuse_shared_memory(filter);
    if (refusals & CONFINE_REFUSE_OUTLIVING) refuse_outliving(filter);
    if (refusals & CONFINE_REFUSE_LEAVING) RULES(filter, failing(EPERM), SYS_setsid, SYS_setpgid);
    answer(filter, SECCOMP_RET_ALLOW);
}

int32_t confine_filter_install(const confine_filter *wanted, int32_t *listener) {
    program filter = {.length = 0};
    *listener = -1;
    compose(&filter, wanted);
    // One instruction more would have been lost.
    if (filter.length == sizeof filter.code / sizeof *filter.code) return E2BIG;
    struct sock_fprog code = {.len = filter.length, .filter = filter.code};
    if (!wanted->supervised && !wanted->counted) {
        long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &code);
        // A positive result is a thread that could not be bound.
        return result == 0 ? 0 : result > 0 ? EBUSY : errno;
    }
    unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    // Without it a signal in mid-decision would start the call anew; kernels before 5.19 do not have it.
    long result = syscall(
        SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, &code);
    if (result < 0 && errno == EINVAL) result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &code);
    if (result < 0) return errno;
    *listener = (int32_t)result;
    return 0;
}
