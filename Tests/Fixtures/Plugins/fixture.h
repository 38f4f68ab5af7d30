/* SPDX-License-Identifier: Apache-2.0 */
/* What most of these plugins have in common, so that each file shows nothing but its own case. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "toolhost.h"

#define ANY_OBJECT "{\"type\":\"object\"}"

/* The descriptor of a plugin whose init is called `start`, and its entry. */
#define PLUGIN(plugin_name)                                                                              \
    static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example." plugin_name),               \
        TH_STR(plugin_name), TH_STR("1.0.0"), TH_STR("Apache-2.0"), start, NULL, NULL};                  \
    const th_plugin *th_plugin_entry_v1(void) { return &plugin; }

/* A tool that says hello, for plugins whose case lies elsewhere. */
static inline th_status hello(void *context, th_call *call) {
    (void)context;
    return th_text(call, "hello");
}

/* Registers a tool that takes anything. */
static inline th_status offer(
    th_registrar *registrar, const char *name, th_status (*invoke)(void *, th_call *)) {
    th_tool tool = th_tool_make(name, "A tool of a test.", ANY_OBJECT, invoke);
    return th_add_tool(registrar, &tool);
}

/* An init that offers one tool called `hello`. */
static inline th_status start_with_hello(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    return offer(registrar, "hello", hello);
}

#endif
