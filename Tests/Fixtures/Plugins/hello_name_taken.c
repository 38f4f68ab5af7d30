/* SPDX-License-Identifier: Apache-2.0 */
/* Takes the name under which hello_again.c's tool would be offered. */
#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    return offer(registrar, "rival_hello", hello);
}

PLUGIN("squatter")
