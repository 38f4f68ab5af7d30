/* SPDX-License-Identifier: Apache-2.0 */
/* Forges the reply to a call that nobody made. */
#include "hostile.h"

MISDEED { UNUSED; forge_frame(0, KIND_REPLY, 250, NULL, 0); pause(); return TH_OK; }
