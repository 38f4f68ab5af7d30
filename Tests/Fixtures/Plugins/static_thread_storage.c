/* SPDX-License-Identifier: Apache-2.0 */
/* Thread-local memory in the form that only a program's own libraries may use. */
#include "fixture.h"

static _Thread_local int starts __attribute__((tls_model("initial-exec")));

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    starts++;
    return start_with_hello(host, registrar, instance);
}

PLUGIN("threaded")
