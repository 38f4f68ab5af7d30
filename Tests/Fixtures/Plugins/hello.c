/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin without any fault: what must work beside all the others. */
#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    return start_with_hello(host, registrar, instance);
}

PLUGIN("greeter")
