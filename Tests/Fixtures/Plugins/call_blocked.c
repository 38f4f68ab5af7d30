/* SPDX-License-Identifier: Apache-2.0 */
/* Waits in the kernel for what never comes. */
#define TIMEOUT_MS 50
#include "hostile.h"

MISDEED {
    int pair[2];
    char byte;
    UNUSED;
    if (pipe(pair) != 0) return TH_FAILED;
    return read(pair[0], &byte, 1) == 1 ? TH_OK : TH_FAILED;
}
