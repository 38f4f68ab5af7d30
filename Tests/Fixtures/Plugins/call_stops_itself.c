/* SPDX-License-Identifier: Apache-2.0 */
/* Sends its process the signal that makes it stand still. */
#define TIMEOUT_MS 50
#include "hostile.h"

#include <signal.h>

MISDEED { UNUSED; raise(SIGSTOP); return th_text(call, "woken"); }
