/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a frame of a kind that does not exist. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(0, 99, 1, NULL, 0); pause(); return TH_OK; }
