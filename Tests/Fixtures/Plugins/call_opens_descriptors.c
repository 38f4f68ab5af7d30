/* SPDX-License-Identifier: Apache-2.0 */
/* Opens descriptors until there is none left, and keeps them. */
#include "hostile.h"

#include <sys/resource.h>

MISDEED {
    struct rlimit few = {1000, 1000};
    UNUSED;
    setrlimit(RLIMIT_NOFILE, &few);
    while (dup(0) >= 0) {}
    return th_text(call, "done");
}
