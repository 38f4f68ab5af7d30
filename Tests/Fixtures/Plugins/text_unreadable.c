/* SPDX-License-Identifier: Apache-2.0 */
/* A version that lies where nothing is. */
#include "fixture.h"
static const th_plugin plugin = {TH_PLUGIN_HEADER,
    TH_STR("org.example.unreadable"), TH_STR("unreadable"), {(const char *)(uintptr_t)0x10, 5}, TH_NO_STR,
    start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
