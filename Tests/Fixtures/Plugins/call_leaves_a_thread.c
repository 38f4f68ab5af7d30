/* SPDX-License-Identifier: Apache-2.0 */
/* Leaves a thread behind that never ends. */
#include "hostile.h"

#include <pthread.h>

static void *spin(void *unused) { for (volatile int turn = 0;; turn++) {} return unused; }

MISDEED {
    pthread_t thread;
    UNUSED;
    pthread_create(&thread, NULL, spin, NULL);
    return th_text(call, "done");
}
