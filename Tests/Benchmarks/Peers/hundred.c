/* SPDX-License-Identifier: Apache-2.0 */
/* One of a hundred plugins with ten tools each; built with -DNUMBER=0 to 99. */
#include <stdio.h>

#include "toolhost.h"

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)

static th_status answer(void *context, th_call *call) {
    (void)context;
    return th_text(call, "yes");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    static const char schema[] =
        "{\"type\":\"object\",\"properties\":{"
        "\"path\":{\"type\":\"string\",\"minLength\":1,\"description\":\"Where it is.\"},"
        "\"limit\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":1000,\"default\":100},"
        "\"kind\":{\"enum\":[\"file\",\"folder\",\"any\"]},"
        "\"recursive\":{\"type\":\"boolean\"}},\"required\":[\"path\"],\"additionalProperties\":false}";
    char name[32];
    th_tool tool = th_tool_make("", "Looks something up and says whether it is there.", schema, answer);
    (void)host, (void)instance;
    for (int index = 0; index < 10; index += 1) {
        snprintf(name, sizeof name, "tool_%d_%d", NUMBER, index);
        tool.name = th_string(name);
        if (th_add_tool(registrar, &tool) != TH_OK) return TH_FAILED;
    }
    return TH_OK;
}

static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.hundred.n" TEXT_OF(NUMBER)),
    TH_STR("hundred-" TEXT_OF(NUMBER)), TH_STR("1.0.0"), TH_STR("Apache-2.0"), start, NULL, NULL};

const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
