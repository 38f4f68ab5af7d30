/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for being cancelled, in three ways, and gives up as it should. */
#include <poll.h>

#include "fixture.h"

static th_status wait_with_poll(void *context, th_call *call) {
    struct pollfd waiting = {th_cancel_descriptor(call), POLLIN, 0};
    (void)context;
    th_progress(call, 1, 0, "waiting");
    if (poll(&waiting, 1, 60000) != 1) return th_fail(call, "not_cancelled", "Nobody cancelled the call.");
    return TH_CANCELLED;
}

static th_status wait_in_loop(void *context, th_call *call) {
    (void)context;
    th_progress(call, 1, 0, "waiting");
    while (!th_is_cancelled(call) && th_remaining_ns(call) > 0) poll(NULL, 0, 1);
    return TH_CANCELLED;
}

static th_status wait_in_stream(void *context, th_call *call) {
    th_status status = TH_OK;
    (void)context;
    th_progress(call, 1, 0, "waiting");
    while (status == TH_OK) {
        status = th_write(call, th_string("."));
        poll(NULL, 0, 1);
    }
    return status;
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    offer(registrar, "wait_with_poll", wait_with_poll);
    offer(registrar, "wait_in_loop", wait_in_loop);
    return offer(registrar, "wait_in_stream", wait_in_stream);
}

PLUGIN("waiter")
