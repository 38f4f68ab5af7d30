/* SPDX-License-Identifier: Apache-2.0 */
/* Uses its handle from a thread that outlives the call, until it is refused. */
#include "hostile.h"

#include <pthread.h>

/* A handle stays readable for as long as the process; one whose call is over says that nobody waits. */
static void *use(void *handle) {
    while (!th_is_cancelled((th_call *)handle)) {}
    for (int turn = 0; turn < 100000; turn++) {
        th_fail((th_call *)handle, "late", "Too late.");
        th_progress((th_call *)handle, 1, 2, "late");
        th_scratch((th_call *)handle, 1 << 20);
    }
    return NULL;
}

MISDEED {
    pthread_t thread;
    UNUSED;
    if (pthread_create(&thread, NULL, use, call) != 0) return TH_FAILED;
    pthread_detach(thread);
    return th_text(call, "done");
}
