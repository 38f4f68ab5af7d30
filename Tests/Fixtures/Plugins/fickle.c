/* SPDX-License-Identifier: Apache-2.0 */
/* Registers a tool of another name in each process. */
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    char name[32];
    (void)host, (void)instance;
    snprintf(name, sizeof name, "tool_%d", (int)getpid());
    return offer(registrar, name, hello);
}

PLUGIN("fickle")
