/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a frame of four gigabytes. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(0xffffffffu, KIND_REPLY, 1, NULL, 0); pause(); return TH_OK; }
