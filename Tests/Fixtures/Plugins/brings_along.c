/* SPDX-License-Identifier: Apache-2.0 */
/* Needs libraries that come with it: `value` tells what they give, `reads` whether it can read the file at `path`. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

int along_value(void);

static th_status value(void *context, th_call *call) {
    char text[16];
    (void)context;
    snprintf(text, sizeof text, "%d", along_value());
    return th_text(call, text);
}

static th_status reads(void *context, th_call *call) {
    th_str name = th_string("");
    char path[1024];
    int file;
    (void)context;
    if (th_argument_text(call, "path", &name) != TH_OK) return th_fail(call, "no_path", "There is no path.");
    snprintf(path, sizeof path, "%.*s", (int)name.length, name.data);
    file = open(path, O_RDONLY);
    if (file < 0) return th_text(call, errno == EACCES ? "EACCES" : "another error");
    close(file);
    return th_text(call, "yes");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    offer(registrar, "reads", reads);
    return offer(registrar, "value", value);
}

PLUGIN("along")
