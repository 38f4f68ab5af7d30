/* SPDX-License-Identifier: Apache-2.0 */
/* The tool of hello.c once more, by another plugin. */
#include "fixture.h"

static th_status hi(void *context, th_call *call) {
    (void)context;
    return th_text(call, "hi");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    return offer(registrar, "hello", hi);
}

PLUGIN("rival")
