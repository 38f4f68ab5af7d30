/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process without a word. */
#include "hostile.h"

MISDEED { UNUSED; _exit(3); }
