/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes when it is to start. */
#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)registrar, (void)instance;
    *(volatile int *)8 = 1;
    return TH_OK;
}

PLUGIN("early")
