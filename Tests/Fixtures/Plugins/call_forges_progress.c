/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a hundred thousand reports of progress of the calls that may run. */
#include "hostile.h"

MISDEED {
    /* one of any, and no message */
    static const unsigned char report[10] = {0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0};
    UNUSED;
    for (int round = 0; round < 100000; round++)
        forge_frame(sizeof report, KIND_PROGRESS, (unsigned char)(1 + round % 8), report, sizeof report);
    return th_text(call, "done");
}
