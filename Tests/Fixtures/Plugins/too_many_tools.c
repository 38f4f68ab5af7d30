/* SPDX-License-Identifier: Apache-2.0 */
/* 100 000 tools; remembers what the registrar said of the last. */
#include <stdio.h>

#include "fixture.h"

static th_status last;

static th_status verdict(void *context, th_call *call) {
    (void)context;
    return th_text(call, last == TH_LIMIT ? "limit" : "other");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    char name[32];
    (void)host, (void)instance;
    offer(registrar, "verdict", verdict);
    for (int index = 1; index < 100000; index += 1) {
        snprintf(name, sizeof name, "tool_%d", index);
        last = offer(registrar, name, hello);
    }
    return TH_OK;
}

PLUGIN("crowd")
