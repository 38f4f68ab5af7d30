/* SPDX-License-Identifier: Apache-2.0 */
/* Forges replies to calls that may run, which are none. */
#include "hostile.h"

MISDEED {
    UNUSED;
    for (unsigned char number = 1; number < 16; number++) forge_frame(1, KIND_REPLY, number, "\x77", 1);
    pause();
    return TH_OK;
}
