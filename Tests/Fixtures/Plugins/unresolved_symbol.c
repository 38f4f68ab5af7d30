/* SPDX-License-Identifier: Apache-2.0 */
/* Calls a function that no library has. */
#include "fixture.h"

extern void no_library_has_this(void);

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    no_library_has_this();
    return start_with_hello(host, registrar, instance);
}

PLUGIN("unresolved")
