/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the registrar and registers a tool in the middle of a call. */
#include "fixture.h"

static th_registrar *kept;

static th_status late(void *context, th_call *call) {
    (void)context;
    return th_text(call, offer(kept, "afterthought", hello) == TH_ENDED ? "ended" : "other");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    kept = registrar;
    return offer(registrar, "late", late);
}

PLUGIN("latecomer")
