/* SPDX-License-Identifier: Apache-2.0 */
/* Ignores every signal that can be. */
#include "hostile.h"

#include <signal.h>

MISDEED {
    UNUSED;
    for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
    return th_text(call, "done");
}
