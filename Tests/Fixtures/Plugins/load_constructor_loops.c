/* SPDX-License-Identifier: Apache-2.0 */
/* Never lets itself be loaded. */
#include "fixture.h"

__attribute__((constructor)) static void spin(void) { for (volatile int turn = 0;; turn++) {} }

#define start start_with_hello
PLUGIN("early")
