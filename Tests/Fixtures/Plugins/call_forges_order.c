/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a frame that is due when a plugin starts. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(0, KIND_READY, 0, NULL, 0); pause(); return TH_OK; }
