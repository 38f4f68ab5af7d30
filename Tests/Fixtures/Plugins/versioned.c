/* SPDX-License-Identifier: Apache-2.0 */
/* One plugin in several versions, told apart by what they answer: built with VERSION as a text, and with MORE for a
   version that has a further tool. */
#define _DEFAULT_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "fixture.h"

#ifndef VERSION
#define VERSION "1"
#endif

static th_status version(void *context, th_call *call) {
    (void)context;
    return th_text(call, VERSION);
}

/* Answers once somebody has opened the FIFO at `path` for writing. */
static th_status hold(void *context, th_call *call) {
    th_str name = th_string("");
    char path[1024];
    int file;
    (void)context;
    if (th_argument_text(call, "path", &name) != TH_OK) return th_fail(call, "no_path", "There is no path.");
    snprintf(path, sizeof path, "%.*s", (int)name.length, name.data);
    th_progress(call, 1, 2, "holding");
    file = open(path, O_RDONLY);
    if (file < 0) return th_fail(call, "no_fifo", "The FIFO cannot be opened.");
    close(file);
    return th_text(call, VERSION);
}

static th_status pid(void *context, th_call *call) {
    char line[16];
    (void)context;
    snprintf(line, sizeof line, "%d", (int)getpid());
    return th_text(call, line);
}

/* Says why, and ends. */
static th_status crash(void *context, th_call *call) {
    (void)context, (void)call;
    fprintf(stderr, "version " VERSION " meets its end\n");
    __builtin_trap();
}

static void offer_reentrant(th_registrar *registrar, const char *name, th_status (*invoke)(void *, th_call *)) {
    th_tool tool = th_tool_make(name, "A tool of a test.", ANY_OBJECT, invoke);
    tool.concurrency = TH_REENTRANT;
    th_add_tool(registrar, &tool);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    offer_reentrant(registrar, "version", version);
    offer_reentrant(registrar, "hold", hold);
    offer_reentrant(registrar, "pid", pid);
    offer_reentrant(registrar, "crash", crash);
#ifdef MORE
    offer_reentrant(registrar, "more", version);
#endif
    return TH_OK;
}

static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.versioned"), TH_STR("versioned"),
    TH_STR(VERSION), TH_STR("Apache-2.0"), start, NULL, NULL};

const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
