/* SPDX-License-Identifier: Apache-2.0 */
/* Sends a thousand descriptors with frames that have none. */
#include "hostile.h"

#include "send_descriptors.h"

MISDEED {
    int files[250];
    UNUSED;
    for (int index = 0; index < 250; index++) files[index] = 0;
    for (int round = 0; round < 4; round++) send_descriptors(0, files, 250);
    pause();
    return TH_OK;
}
