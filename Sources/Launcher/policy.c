// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[POLICY_BYTES];

/// Reads up to the empty record, which is two NULs one after the other.
static int32_t read_text(int32_t descriptor) {
    size_t length = 0;
    while (length < sizeof text) {
        ssize_t count = read(descriptor, text + length, sizeof text - length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return errno;
        if (count == 0) return EPIPE;
        length += (size_t)count;
        if (length >= 2 && !text[length - 1] && !text[length - 2]) return 0;
    }
    return E2BIG;
}

static int32_t number(const char *value, uint64_t *result) {
    char *end;
    errno = 0;
    *result = strtoull(value, &end, 10);
    return errno || *end || end == value || *value == '-' ? EINVAL : 0;
}

static int32_t add_grant(policy *policy, const char *path, uint32_t rights) {
    if (policy->grant_count == POLICY_ENTRIES) return E2BIG;
    policy->grants[policy->grant_count++] = (grant){path, rights};
    return 0;
}

static int32_t add_limit(policy *policy, confine_resource resource, const char *value) {
    size_t index = policy->limit_count;
    if (index == sizeof policy->limits / sizeof *policy->limits) return E2BIG;
    policy->limits[index].resource = resource;
    policy->limit_count++;
    return number(value, &policy->limits[index].value);
}

/// The lists end with a null pointer, so the last entry is never used.
static int32_t add_text(char **list, size_t *count, const char *value) {
    if (*count == POLICY_ENTRIES - 1) return E2BIG;
    list[(*count)++] = (char *)value;
    return 0;
}

static int32_t add_refusal(policy *policy, const char *name) {
    static const struct {
        const char *name;
        uint32_t refusal;
    } known[] = {
        {"network", CONFINE_REFUSE_NETWORK},
        {"programs", CONFINE_REFUSE_PROGRAMS},
        {"processes", CONFINE_REFUSE_PROCESSES},
        {"attributes", CONFINE_REFUSE_ATTRIBUTES},
    };
    for (size_t index = 0; index < sizeof known / sizeof *known; index++)
        if (strcmp(name, known[index].name) == 0) {
            policy->refusals |= known[index].refusal;
            return 0;
        }
    return EINVAL;
}

static int32_t add_program(policy *policy, const char *path) {
    if (policy->program_count == POLICY_ENTRIES) return E2BIG;
    policy->programs[policy->program_count++] = path;
    return 0;
}

static int32_t set_processes(policy *policy, const char *value) {
    uint64_t count;
    int32_t error = number(value, &count);
    policy->processes = (uint32_t)count;
    return error ? error : count > UINT32_MAX ? ERANGE : 0;
}

static int32_t add_record(policy *policy, const char *key, const char *value) {
    static const char *const resources[] = {
        [CONFINE_PROCESSOR_SECONDS] = "processor",
        [CONFINE_FILE_BYTES] = "file",
        [CONFINE_MEMORY_BYTES] = "memory",
        [CONFINE_ADDRESS_BYTES] = "address",
        [CONFINE_DESCRIPTORS] = "descriptors",
        [CONFINE_CORE_BYTES] = "core",
        [CONFINE_USER_PROCESSES] = "user-processes",
    };
    for (size_t index = 0; index < sizeof resources / sizeof *resources; index++)
        if (strcmp(key, resources[index]) == 0) return add_limit(policy, (confine_resource)index, value);
    if (strcmp(key, "read") == 0) return add_grant(policy, value, CONFINE_READ);
    if (strcmp(key, "write") == 0) return add_grant(policy, value, CONFINE_READ | CONFINE_WRITE);
    if (strcmp(key, "program") == 0) return add_program(policy, value);
    if (strcmp(key, "refuse") == 0) return add_refusal(policy, value);
    if (strcmp(key, "argument") == 0) return add_text(policy->arguments, &policy->argument_count, value);
    if (strcmp(key, "environment") == 0)
        return add_text(policy->environment, &policy->environment_count, value);
    if (strcmp(key, "processes") == 0) return set_processes(policy, value);
    if (strcmp(key, "deadline") == 0) return number(value, &policy->deadline);
    if (strcmp(key, "keep") == 0 && strcmp(value, "control") == 0) {
        policy->keeps_control = 1;
        return 0;
    }
    if (strcmp(key, "strict") == 0) {
        policy->is_strict = 1;
        return 0;
    }
    if (strcmp(key, "run") == 0) {
        policy->program = value;
        return 0;
    }
    return EINVAL;
}

int32_t policy_read(int32_t descriptor, policy *policy) {
    int32_t error = read_text(descriptor);
    for (char *record = text; !error && *record;) {
        char *next = record + strlen(record) + 1;
        char *value = strchr(record, ' ');
        if (!value) return EINVAL;
        *value++ = 0;
        error = add_record(policy, record, value);
        record = next;
    }
    if (!error && (!policy->program || !policy->argument_count)) error = EINVAL;
    return error;
}
