/* SPDX-License-Identifier: Apache-2.0 */
/* Runs what is no instruction. */
#include "hostile.h"

MISDEED { UNUSED; __builtin_trap(); }
