/* SPDX-License-Identifier: Apache-2.0 */
/* Forges a long frame without the memory that it lies in. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(100000, KIND_REPLY, 1, NULL, 0); pause(); return TH_OK; }
