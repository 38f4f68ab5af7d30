/* SPDX-License-Identifier: Apache-2.0 */
/* No id. */
#include "fixture.h"
static const th_plugin plugin = {TH_PLUGIN_HEADER,
    TH_NO_STR, TH_STR("idless"), TH_STR("1.0.0"), TH_NO_STR, start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
