/* SPDX-License-Identifier: Apache-2.0 */
/* A descriptor that asks for something this host does not know. */
#include "fixture.h"
static const th_plugin plugin = {(uint32_t)sizeof(th_plugin), 0x80u, TH_MAGIC, TH_ABI_VERSION, TH_ABI_MIN,
    TH_STR("org.example.flag"),
    TH_STR("flag"), TH_STR("1.0.0"), TH_STR("Apache-2.0"), start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
