// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/// Becomes the program; what stands in the way is told on the control socket, which exec closes unless it is kept.
static int launch(const policy *policy) {
    enforcement enforced = {0};
    int32_t listener;
    confine_answer answer = {.magic = CONFINE_ANSWER, .stage = CONFINE_STAGE_PARENT};
    answer.error = confine_close_on_exec_from(CONFINE_CONTROL + (policy->keeps_control ? 1 : 0));
    if (!answer.error) {
        fault fault = confine_self(policy, &enforced, &listener);
        answer.stage = fault.stage;
        answer.error = fault.error;
    }
    if (!answer.error) {
        execve(policy->program, (char **)policy->arguments, (char **)policy->environment);
        answer.stage = CONFINE_STAGE_PROGRAM;
        answer.error = errno;
    }
    send(CONFINE_CONTROL, &answer, sizeof answer, MSG_NOSIGNAL);
    return 127;
}

int main(int count, char **arguments) {
    static policy policy;
    (void)arguments;
    if (count > 1) {
        fputs("toolhost-launch is started by toolhost: it reads what to run from descriptor 3.\n", stderr);
        return 2;
    }
    int32_t error = policy_read(CONFINE_CONTROL, &policy);
    if (error) {
        confine_answer answer = {.magic = CONFINE_ANSWER, .stage = CONFINE_STAGE_POLICY, .error = error};
        send(CONFINE_CONTROL, &answer, sizeof answer, MSG_NOSIGNAL);
        return 2;
    }
    if (policy.processes > 0) supervise(&policy);
    return launch(&policy);
}
