/* SPDX-License-Identifier: Apache-2.0 */
/* Prints while it is loaded. */
#include <stdio.h>

#include "fixture.h"

__attribute__((constructor)) static void greet(void) { puts("a plugin says hello"); }

#define start start_with_hello
PLUGIN("early")
