/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a frame that is shorter than it says. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(10, KIND_REPLY, 1, NULL, 0); pause(); return TH_OK; }
