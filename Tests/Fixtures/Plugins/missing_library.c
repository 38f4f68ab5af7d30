/* SPDX-License-Identifier: Apache-2.0 */
/* Needs a library that is gone when it is loaded; the test links it against no_entry.c. */
#include "fixture.h"

extern int answer(void);

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    return answer() == 42 ? start_with_hello(host, registrar, instance) : TH_FAILED;
}

PLUGIN("dependent")
