/* SPDX-License-Identifier: Apache-2.0 */
/* A version with a character that nobody sees. */
#include "fixture.h"
static const th_plugin plugin = {TH_PLUGIN_HEADER,
    TH_STR("org.example.hidden"), TH_STR("hidden"), TH_STR("1.0\xe2\x80\xae"), TH_NO_STR, start_with_hello,
    NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
