/* SPDX-License-Identifier: Apache-2.0 */
/* A start that fails without a word. */
#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)registrar, (void)instance;
    return TH_LIMIT;
}

PLUGIN("silent")
