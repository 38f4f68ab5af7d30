/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a frame that only the host sends. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(0, KIND_CALL, 1, NULL, 0); pause(); return TH_OK; }
