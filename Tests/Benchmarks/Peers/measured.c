/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin whose calls cost next to nothing of their own: `measure` says how long its argument is. */
#include <stdio.h>

#include "toolhost.h"

static th_status measure(void *context, th_call *call) {
    th_str text = TH_NO_STR;
    char line[32];
    (void)context;
    if (th_argument_text(call, "text", &text) != TH_OK) return th_fail(call, "no_text", "There is no text.");
    snprintf(line, sizeof line, "%zu", text.length);
    return th_text(call, line);
}

/* The same from all arguments as they are, which a tool with a JSON reader of its own would take. */
static th_status measure_json(void *context, th_call *call) {
    char line[32];
    (void)context;
    snprintf(line, sizeof line, "%zu", th_arguments(call).length);
    return th_text(call, line);
}

/* A result as long as the argument says. */
static th_status produce(void *context, th_call *call) {
    static char text[1 << 20];
    int64_t length = 0;
    th_str result = {text, 0};
    (void)context;
    th_argument_integer(call, "length", &length);
    for (result.length = 0; result.length < (size_t)length && result.length < sizeof text; result.length++)
        text[result.length] = 'x';
    return call->api->text(call, result);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    static const char schema[] =
        "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},\"length\":{\"type\":\"integer\"}}}";
    th_tool tool = th_tool_make("measure", "Says how long a text is.", schema, measure);
    (void)host, (void)instance;
    th_add_tool(registrar, &tool);
    tool.name = th_string("measure_json");
    tool.invoke = measure_json;
    th_add_tool(registrar, &tool);
    tool.name = th_string("produce");
    tool.invoke = produce;
    return th_add_tool(registrar, &tool);
}

static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.measured"), TH_STR("measured"),
    TH_STR("1.0.0"), TH_STR("Apache-2.0"), start, NULL, NULL};

const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
