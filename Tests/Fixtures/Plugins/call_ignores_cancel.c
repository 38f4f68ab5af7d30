/* SPDX-License-Identifier: Apache-2.0 */
/* Comes back neither at its deadline nor when it is told to. */
#define TIMEOUT_MS 50
#include "hostile.h"

MISDEED { UNUSED; for (volatile int turn = 0;; turn++) {} return TH_OK; }
