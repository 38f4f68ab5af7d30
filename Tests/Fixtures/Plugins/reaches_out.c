/* SPDX-License-Identifier: Apache-2.0 */
/* A tool that says that it reaches things outside the host, and one that refuses every call. */
#include "fixture.h"

static th_status refuses(void *context, th_call *call) {
    (void)context;
    return th_fail(call, "closed", "There is nothing today.");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool tool = th_tool_make("asks", "Would ask somebody.", ANY_OBJECT, hello);
    (void)host, (void)instance;
    tool.hints = TH_HINT_OPEN_WORLD;
    th_add_tool(registrar, &tool);
    return offer(registrar, "refuses", refuses);
}

PLUGIN("reaching")
