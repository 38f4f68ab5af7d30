// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int32_t confine_no_new_rights(void) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : errno;
}

int32_t confine_drop_capabilities(uint64_t kept) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2];
    if (syscall(SYS_capget, &header, sets) != 0) return errno;
    // The bounding set needs a right that an ordinary user does not have, nor needs to give up.
    for (int capability = 0; capability < 64; capability++)
        if (!(kept >> capability & 1) && prctl(PR_CAPBSET_DROP, capability) != 0 && errno == EINVAL) break;
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    for (int half = 0; half < 2; half++) {
        uint32_t mask = (uint32_t)(kept >> (32 * half));
        sets[half].permitted &= mask;
        sets[half].effective = sets[half].permitted;
        sets[half].inheritable = 0;
    }
    return syscall(SYS_capset, &header, sets) == 0 ? 0 : errno;
}

int32_t confine_end_with_parent(int32_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    // It may have ended before the line above.
    return getppid() == parent ? 0 : ESRCH;
}

int32_t confine_close_on_exec_from(int32_t first) {
    if (syscall(SYS_close_range, (unsigned)first, ~0u, CLOSE_RANGE_CLOEXEC) == 0) return 0;
    // Before Linux 5.11: one by one. Whoever calls this has few, all of them low.
    for (int descriptor = first; descriptor < 1024; descriptor++)
        if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0 && errno != EBADF) return errno;
    return 0;
}

int32_t confine_limit(confine_resource resource, uint64_t value) {
    static const int kinds[] = {
        RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_AS, RLIMIT_NOFILE, RLIMIT_CORE, RLIMIT_NPROC,
    };
    if (resource < 0 || (size_t)resource >= sizeof kinds / sizeof *kinds) return EINVAL;
    struct rlimit limit;
    if (getrlimit(kinds[resource], &limit) != 0) return errno;
    if (limit.rlim_max > value) limit.rlim_max = value;
    if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    return setrlimit(kinds[resource], &limit) == 0 ? 0 : errno;
}
