/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that needs a later minor version than the host's. */
#include "fixture.h"
static const th_plugin plugin = {(uint32_t)sizeof(th_plugin), 0u, TH_MAGIC, 0x00010009u, 0x00010007u,
    TH_STR("org.example.newer"), TH_STR("newer"), TH_STR("1.0.0"),
    TH_STR("Apache-2.0"), start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
