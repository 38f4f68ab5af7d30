// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>

static fault failed(int32_t stage, int32_t error) { return (fault){error ? stage : 0, error}; }

static int32_t allow(const confine_rules *rules, const char *path, uint32_t rights) {
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    // What is not there needs no rule; what comes into being later is not meant.
    if (descriptor < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : errno;
    int32_t error = confine_rules_allow(rules, descriptor, rights);
    close(descriptor);
    return error;
}

/// The loader that an ELF program of this machine names.
static int find_loader(int file, const Elf64_Ehdr *header, char *path, size_t capacity) {
    for (int index = 0; index < header->e_phnum && index < 64; index++) {
        Elf64_Phdr part;
        off_t place = (off_t)(header->e_phoff + (uint64_t)index * sizeof part);
        if (pread(file, &part, sizeof part, place) != sizeof part) return 0;
        if (part.p_type != PT_INTERP) continue;
        if (part.p_filesz < 2 || part.p_filesz > capacity) return 0;
        if (pread(file, path, part.p_filesz, (off_t)part.p_offset) != (ssize_t)part.p_filesz) return 0;
        return path[part.p_filesz - 1] == 0;
    }
    return 0;
}

/// What the kernel starts in place of `program`: the loader of an ELF program, the interpreter of a script.
static int find_interpreter(const char *program, char *path, size_t capacity) {
    union {
        char text[256];
        Elf64_Ehdr header;
    } head = {.text = {0}};
    int file = open(program, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return 0;
    ssize_t count = pread(file, &head, sizeof head - 1, 0);
    int found = 0;
    if (count >= (ssize_t)sizeof head.header && memcmp(head.text, ELFMAG, SELFMAG) == 0) {
        found = head.header.e_ident[EI_CLASS] == ELFCLASS64 && head.header.e_phentsize == sizeof(Elf64_Phdr)
            && find_loader(file, &head.header, path, capacity);
    } else if (count > 2 && memcmp(head.text, "#!", 2) == 0) {
        const char *start = head.text + 2 + strspn(head.text + 2, " \t");
        size_t length = strcspn(start, " \t\n");
        found = length > 0 && length < capacity;
        if (found) {
            memcpy(path, start, length);
            path[length] = 0;
        }
    }
    close(file);
    return found;
}

/// A script's interpreter has a loader of its own, and may be a script itself: the kernel goes four deep.
static int32_t allow_program(const confine_rules *rules, const char *program) {
    char path[512], next[512];
    int32_t error = allow(rules, program, CONFINE_READ | CONFINE_EXECUTE);
    if (error || !find_interpreter(program, path, sizeof path)) return error;
    for (int depth = 0; depth < 4; depth++) {
        error = allow(rules, path, CONFINE_READ | CONFINE_EXECUTE);
        if (error || !find_interpreter(path, next, sizeof next)) return error;
        memcpy(path, next, sizeof path);
    }
    return 0;
}

static int32_t restrict_files(const policy *policy, confine_rules *rules) {
    int32_t error = confine_rules_open(rules, (policy->refusals & CONFINE_REFUSE_NETWORK) != 0);
    if (error) return error;
    for (size_t index = 0; !error && index < policy->grant_count; index++)
        error = allow(rules, policy->grants[index].path, policy->grants[index].rights);
    for (size_t index = 0; !error && index < policy->program_count; index++)
        error = allow_program(rules, policy->programs[index]);
    if (!error) return confine_rules_enforce(rules);
    confine_rules_drop(rules);
    return error;
}

static int32_t lower_limits(const policy *policy) {
    int32_t error = confine_limit(CONFINE_CORE_BYTES, 0);
    for (size_t index = 0; !error && index < policy->limit_count; index++)
        error = confine_limit(policy->limits[index].resource, policy->limits[index].value);
    return error;
}

static int32_t filter_calls(
    const policy *policy, const confine_kernel *kernel, enforcement *enforced, int32_t *listener
) {
    confine_filter filter = {
        .refusals = policy->refusals,
        .supervised = policy->processes > 0 && kernel->supervision,
        .first_program = policy->program,
    };
    // Where nobody can be asked, the answer is no.
    if (policy->processes > 0) filter.refusals |= CONFINE_REFUSE_PROGRAMS | CONFINE_REFUSE_PROCESSES;
    // What an older Landlock does not cover, and no Landlock at all, the filter does.
    if (enforced->landlock < 3 && enforced->landlock > 0) filter.refusals |= CONFINE_REFUSE_TRUNCATION;
    if (enforced->landlock < 6) filter.refusals |= CONFINE_REFUSE_SIGNALS;
    int32_t error = confine_filter_install(&filter, listener);
    if (error && filter.supervised && !policy->is_strict) {
        // A container's own supervisor may stand in the way: the kernel takes one only.
        filter.supervised = 0;
        error = confine_filter_install(&filter, listener);
    }
    if (error) return error;
    enforced->filtered = 1;
    enforced->supervised = filter.supervised;
    return 0;
}

fault confine_self(const policy *policy, enforcement *enforced, int32_t *listener) {
    confine_kernel kernel;
    confine_rules rules = {.descriptor = -1};
    *listener = -1;
    confine_probe(&kernel);
    int32_t error = lower_limits(policy);
    if (error) return failed(CONFINE_STAGE_LIMITS, error);
    if (kernel.landlock) {
        error = confine_no_new_rights();
        if (!error) error = restrict_files(policy, &rules);
        if (error) return failed(CONFINE_STAGE_LANDLOCK, error);
        enforced->landlock = kernel.landlock;
    } else if (policy->is_strict) {
        return failed(CONFINE_STAGE_LANDLOCK, kernel.landlock_error);
    }
    // Root keeps its access to files where Landlock says which: a sandbox may belong to somebody else.
    error = confine_drop_capabilities(kernel.landlock ? 1ull << CAP_DAC_OVERRIDE : 0);
    if (error) return failed(CONFINE_STAGE_CAPABILITIES, error);
    error = confine_no_new_rights();
    if (!error && kernel.filters) error = filter_calls(policy, &kernel, enforced, listener);
    else if (!error && policy->is_strict) error = ENOSYS;
    if (error && (policy->is_strict || kernel.filters)) return failed(CONFINE_STAGE_FILTER, error);
    return failed(0, 0);
}
