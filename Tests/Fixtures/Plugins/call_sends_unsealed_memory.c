/* SPDX-License-Identifier: Apache-2.0 */
/* Sends memory that it could still change while the host reads it. */
#include "hostile.h"

#include <sys/mman.h>

#include "send_descriptors.h"

MISDEED {
    int memory = memfd_create("unsealed", 0);
    UNUSED;
    if (ftruncate(memory, 100000) != 0) return TH_FAILED;
    send_descriptors(100000, &memory, 1);
    pause();
    return TH_OK;
}
