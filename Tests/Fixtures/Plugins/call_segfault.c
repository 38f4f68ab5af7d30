/* SPDX-License-Identifier: Apache-2.0 */
/* Writes where there is no memory. */
#include "hostile.h"

MISDEED { UNUSED; *(volatile int *)8 = 1; return TH_OK; }
