/* SPDX-License-Identifier: Apache-2.0 */
/* No init. */
#include "fixture.h"
static const th_plugin plugin = {TH_PLUGIN_HEADER,
    TH_STR("org.example.noinit"), TH_STR("noinit"), TH_STR("1.0.0"), TH_NO_STR, NULL, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
