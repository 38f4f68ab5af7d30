// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <linux/capability.h>

static fault failed(int32_t stage, int32_t error) { return (fault){error ? stage : 0, error}; }

static int32_t restrict_files(const policy *policy, confine_rules *rules) {
    int32_t error = confine_rules_open(rules, (policy->refusals & CONFINE_REFUSE_NETWORK) != 0);
    if (error) return error;
    for (size_t index = 0; !error && index < policy->grant_count; index++)
        error = confine_rules_allow_path(rules, policy->grants[index].path, policy->grants[index].rights);
    for (size_t index = 0; !error && index < policy->program_count; index++)
        error = confine_rules_allow_program(rules, policy->programs[index]);
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
