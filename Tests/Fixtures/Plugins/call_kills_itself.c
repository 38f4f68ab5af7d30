/* SPDX-License-Identifier: Apache-2.0 */
/* Sends its process the signal that none survives. */
#include "hostile.h"

#include <signal.h>

MISDEED { UNUSED; kill(getpid(), SIGKILL); return TH_OK; }
