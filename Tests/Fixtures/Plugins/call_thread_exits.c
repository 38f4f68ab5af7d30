/* SPDX-License-Identifier: Apache-2.0 */
/* Ends the thread that the host lent it. */
#define TIMEOUT_MS 50
#include "hostile.h"

#include <pthread.h>

MISDEED { UNUSED; pthread_exit(NULL); }
