/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits until somebody opens a FIFO, whatever its caller says; `beside` shares its lane, `apart` does not.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

static th_status stall(void *context, th_call *call) {
    th_str fifo = TH_NO_STR;
    char path[1024];
    int file;
    (void)context;
    if (th_argument_text(call, "fifo", &fifo) != TH_OK || fifo.length >= sizeof path)
        return th_fail(call, "bad_path", "The path is not usable.");
    memcpy(path, fifo.data, fifo.length);
    path[fifo.length] = 0;
    th_progress(call, 1, 2, "stalling");
    file = open(path, O_RDONLY);
    if (file >= 0) close(file);
    return th_text(call, th_is_cancelled(call) ? "too late" : "in time");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool apart = th_tool_make("apart", "A tool of a test.", ANY_OBJECT, hello);
    th_tool slow = th_tool_make("stall", "A tool of a test.", ANY_OBJECT, stall);
    (void)host, (void)instance;
    slow.timeout_ms = 100;
    th_add_tool(registrar, &slow);
    slow.name = th_string("stall_long");
    slow.timeout_ms = 0;
    th_add_tool(registrar, &slow);
    offer(registrar, "beside", hello);
    apart.concurrency = TH_SERIAL_TOOL;
    return th_add_tool(registrar, &apart);
}

PLUGIN("staller")
