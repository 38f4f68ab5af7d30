/* SPDX-License-Identifier: Apache-2.0 */
/* Code with an address in it that the loader must fill in. */
#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    return start_with_hello(host, registrar, instance);
}

PLUGIN("relocated")

__asm__(".text\n.quad th_plugin_entry_v1\n");
