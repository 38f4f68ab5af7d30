/* SPDX-License-Identifier: Apache-2.0 */
/* Claims the id of hello.c. */
#include "fixture.h"
static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.greeter"), TH_STR("impostor"),
    TH_STR("6.6.6"), TH_NO_STR, start_with_hello, NULL, NULL};
const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
