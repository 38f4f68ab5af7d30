/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin for the next major version, whose descriptor has another size, too. */
#include "fixture.h"
static const th_plugin plugin = {4096u, 0u, TH_MAGIC, 0x00020001u, 0x00020000u, TH_STR("org.example.newer"),
    TH_STR("newer"), TH_STR("1.0.0"), TH_STR("Apache-2.0"), start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
