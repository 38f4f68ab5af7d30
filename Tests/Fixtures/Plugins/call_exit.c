/* SPDX-License-Identifier: Apache-2.0 */
/* Ends its process as a program would. */
#include "hostile.h"

#include <stdlib.h>

MISDEED { UNUSED; exit(0); }
