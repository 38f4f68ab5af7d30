/* SPDX-License-Identifier: Apache-2.0 */
/* Crashes before anything of it is asked for. */
#include "fixture.h"

__attribute__((constructor)) static void crash(void) { *(volatile int *)8 = 1; }

#define start start_with_hello
PLUGIN("early")
