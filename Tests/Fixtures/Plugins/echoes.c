/* SPDX-License-Identifier: Apache-2.0 */
/* Gives its arguments back, many at a time; `pid` says which process it is, `wait` waits to be told to stop. */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

static th_status echo(void *context, th_call *call) {
    (void)context;
    return th_json(call, th_arguments(call));
}

static th_status pid(void *context, th_call *call) {
    char line[16];
    (void)context;
    snprintf(line, sizeof line, "%d", (int)getpid());
    return th_text(call, line);
}

static th_status wait_for_end(void *context, th_call *call) {
    struct pollfd file = {th_cancel_descriptor(call), POLLIN, 0};
    (void)context;
    th_progress(call, 1, 2, "waiting");
    poll(&file, 1, -1);
    return TH_CANCELLED;
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool tool = th_tool_make("echo", "A tool of a test.", ANY_OBJECT, echo);
    (void)host, (void)instance;
    tool.concurrency = TH_REENTRANT;
    th_add_tool(registrar, &tool);
    tool.name = th_string("pid");
    tool.invoke = pid;
    th_add_tool(registrar, &tool);
    tool.name = th_string("wait");
    tool.invoke = wait_for_end;
    return th_add_tool(registrar, &tool);
}

PLUGIN("echoes")
