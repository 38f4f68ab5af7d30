/* SPDX-License-Identifier: Apache-2.0 */
/* A descriptor with a size that cannot be. */
#include "fixture.h"
static const th_plugin plugin = {0xFFFFFFFFu, 0u, TH_MAGIC, TH_ABI_VERSION, TH_ABI_MIN,
    TH_STR("org.example.size"), TH_STR("size"), TH_STR("1.0.0"), TH_NO_STR, start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
