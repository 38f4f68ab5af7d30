/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin built with a later minor version, whose structs are longer, and that says it works here. */
#include "fixture.h"

struct later_tool {
    th_tool tool;
    uint64_t more[4];
};

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    struct later_tool later = {
        th_tool_make("later", "A tool of a later version.", ANY_OBJECT, hello), {1, 2, 3, 4}};
    (void)host, (void)instance;
    later.tool.struct_size = (uint32_t)sizeof later;
    return th_add_tool(registrar, &later.tool);
}

struct later_plugin {
    th_plugin plugin;
    const void *more[4];
};

static const struct later_plugin later = {
    {(uint32_t)sizeof(struct later_plugin), 0u, TH_MAGIC, 0x00010009u, TH_ABI_MIN,
        TH_STR("org.example.later"), TH_STR("later"), TH_STR("1.0.0"), TH_NO_STR, start, NULL, NULL},
    {&later, &later, &later, &later}};

const th_plugin *th_plugin_entry_v1(void) { return &later.plugin; }
