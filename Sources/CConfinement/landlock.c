// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"
#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/prctl.h>
#include <unistd.h>
#include <linux/seccomp.h>

/// Rights that mean something on a single file; the kernel refuses the others there.
static const uint64_t file_rights =
    LANDLOCK_EXECUTE | LANDLOCK_WRITE_FILE | LANDLOCK_READ_FILE | LANDLOCK_TRUNCATE | LANDLOCK_IOCTL_DEV;

static int32_t landlock_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, RULESET_VERSION);
    return version < 0 ? -errno : (int32_t)version;
}

static int is_kernel_at_least(int major, int minor) {
    struct utsname name;
    int found_major = 0, found_minor = 0;
    if (uname(&name) != 0 || sscanf(name.release, "%d.%d", &found_major, &found_minor) != 2) return 0;
    return found_major > major || (found_major == major && found_minor >= minor);
}

void confine_probe(confine_kernel *kernel) {
    int32_t version = landlock_version();
    uint32_t action = SECCOMP_RET_USER_NOTIF;
    struct seccomp_notif_sizes sizes;
    *kernel = (confine_kernel){
        .landlock = version < 0 ? 0 : version,
        .landlock_error = version < 0 ? -version : 0,
        .filters = prctl(PR_GET_SECCOMP) >= 0,
    };
    // That a decision may be "go on" cannot be asked for: it came with Linux 5.5.
    kernel->supervision = kernel->filters && is_kernel_at_least(5, 5)
        && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0
        && syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) == 0;
}

/// All rights to files that a version of Landlock knows.
static uint64_t known_rights(int32_t version) {
    uint64_t rights = (LANDLOCK_MAKE_SYM << 1) - 1;
    if (version >= 2) rights |= LANDLOCK_REFER;
    if (version >= 3) rights |= LANDLOCK_TRUNCATE;
    if (version >= 5) rights |= LANDLOCK_IOCTL_DEV;
    return rights;
}

int32_t confine_rules_open(confine_rules *rules, int32_t forbids_tcp) {
    int32_t version = landlock_version();
    if (version < 0) return -version;
    struct ruleset_attributes attributes = {.files = known_rights(version)};
    if (version >= 4 && forbids_tcp) attributes.network = LANDLOCK_BIND_TCP | LANDLOCK_CONNECT_TCP;
    if (version >= 6) attributes.scopes = LANDLOCK_ABSTRACT_SOCKETS | LANDLOCK_SIGNALS;
    // Older kernels accept the longer struct as long as what they do not know is zero.
    long descriptor = syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (descriptor < 0) return errno;
    *rules = (confine_rules){.descriptor = (int32_t)descriptor, .version = version, .files = attributes.files};
    return 0;
}

int32_t confine_rules_allow(const confine_rules *rules, int32_t descriptor, uint32_t rights) {
    uint64_t allowed = 0;
    struct stat status;
    if (fstat(descriptor, &status) != 0) return errno;
    if (rights & CONFINE_READ) allowed |= LANDLOCK_READ_FILE | LANDLOCK_READ_DIR;
    if (rights & CONFINE_WRITE)
        allowed |= LANDLOCK_WRITE_FILE | LANDLOCK_TRUNCATE | LANDLOCK_REFER | LANDLOCK_REMOVE_DIR
            | LANDLOCK_REMOVE_FILE | LANDLOCK_MAKE_DIR | LANDLOCK_MAKE_REG | LANDLOCK_MAKE_SYM
            | LANDLOCK_MAKE_FIFO | LANDLOCK_MAKE_SOCK;
    if (rights & CONFINE_EXECUTE) allowed |= LANDLOCK_EXECUTE;
    allowed &= rules->files;
    if (!S_ISDIR(status.st_mode)) allowed &= file_rights;
    if (!allowed) return 0;
    struct landlock_path_beneath_attr beneath = {.allowed_access = allowed, .parent_fd = descriptor};
    if (syscall(SYS_landlock_add_rule, rules->descriptor, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
        return errno;
    return 0;
}

int32_t confine_rules_allow_path(const confine_rules *rules, const char *path, uint32_t rights) {
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    if (descriptor < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : errno;
    int32_t error = confine_rules_allow(rules, descriptor, rights);
    close(descriptor);
    return error;
}

int32_t confine_rules_enforce(confine_rules *rules) {
    int32_t error = syscall(SYS_landlock_restrict_self, rules->descriptor, 0) == 0 ? 0 : errno;
    confine_rules_drop(rules);
    return error;
}

void confine_rules_drop(confine_rules *rules) {
    if (rules->descriptor >= 0) close(rules->descriptor);
    rules->descriptor = -1;
}
