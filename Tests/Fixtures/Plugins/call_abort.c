/* SPDX-License-Identifier: Apache-2.0 */
/* Gives up for its process. */
#include "hostile.h"

#include <stdlib.h>

MISDEED { UNUSED; abort(); }
