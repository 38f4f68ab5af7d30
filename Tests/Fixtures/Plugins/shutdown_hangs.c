/* SPDX-License-Identifier: Apache-2.0 */
/* Never comes back from its end. */
#include "fixture.h"

static void spin(void *unused) { (void)unused; for (volatile int turn = 0;; turn++) {} }

static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.stays"), TH_STR("stays"),
    TH_STR("1.0.0"), TH_STR("Apache-2.0"), start_with_hello, spin, NULL};

const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
