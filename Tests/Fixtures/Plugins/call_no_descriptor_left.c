/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves no descriptor for its own result, which is too long for a message. */
#include "hostile.h"

#include <sys/resource.h>

MISDEED {
    static char text[100001];
    struct rlimit few = {64, 64};
    UNUSED;
    setrlimit(RLIMIT_NOFILE, &few);
    while (dup(0) >= 0) {}
    memset(text, 'x', sizeof text - 1);
    return th_text(call, text);
}
