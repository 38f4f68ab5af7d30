/* SPDX-License-Identifier: Apache-2.0 */
/* Ends the process that loads it. */
#include <stdlib.h>

#include "fixture.h"

__attribute__((constructor)) static void end(void) { exit(0); }

#define start start_with_hello
PLUGIN("early")
