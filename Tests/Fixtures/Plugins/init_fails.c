/* SPDX-License-Identifier: Apache-2.0 */
/* A start that fails and says why, after it has registered a tool. */
#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)instance;
    offer(registrar, "hello", hello);
    host->set_error(host, TH_FAILED, th_string("the index file is missing."));
    return TH_FAILED;
}

PLUGIN("failing")
