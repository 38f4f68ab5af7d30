/* Tools that come and go: `open` adds `inside`, `close` takes it away, `spoil` offers one with a fault, `end` ends the process. */

#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const th_host *the_host;
static int contexts;

static th_status tell(void *context, th_call *call) {
    (void)context;
    return th_write_integer(call, contexts);
}

static void drop(void *context) {
    contexts -= 1;
    free(context);
}

static th_status inside(void *context, th_call *call) {
    th_text(call, (const char *)context);
    return TH_OK;
}

static th_status change(void *context, th_call *call);

static th_status offer_all(th_registrar *registrar, const char *extra) {
    const char *const names[] = {"open", "close", "spoil", "fail", "again", "end"};
    th_tool tool;
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index += 1) {
        tool = th_tool_make(names[index], "Changes the list of tools.", ANY_OBJECT, change);
        tool.ctx = (void *)(uintptr_t)names[index];
        if (th_add_tool(registrar, &tool) != TH_OK) return TH_FAILED;
    }
    if (offer(registrar, "contexts", tell) != TH_OK) return TH_FAILED;
    if (!extra) return TH_OK;
    tool = th_tool_make(extra, "Is there for a while.", ANY_OBJECT, inside);
    tool.ctx = malloc(8);
    if (!tool.ctx) return TH_LIMIT;
    strcpy((char *)tool.ctx, "within");
    tool.drop = drop;
    contexts += 1;
    if (th_add_tool(registrar, &tool) != TH_OK) drop(tool.ctx);
    return TH_OK;
}

static th_status list_open(void *context, th_registrar *registrar) {
    (void)context;
    return offer_all(registrar, "inside");
}

static th_status list_closed(void *context, th_registrar *registrar) {
    (void)context;
    return offer_all(registrar, NULL);
}

static th_status list_spoilt(void *context, th_registrar *registrar) {
    (void)context;
    return offer_all(registrar, "bad name");
}

static th_status list_failing(void *context, th_registrar *registrar) {
    (void)context;
    offer_all(registrar, "inside");
    return TH_LIMIT;
}

static th_status list_within(void *context, th_registrar *registrar) {
    *(th_status *)context = th_replace_tools(the_host, list_open, NULL);
    return offer_all(registrar, NULL);
}

static th_status change(void *context, th_call *call) {
    const char *name = context;
    th_status within = TH_OK, status = TH_FAILED;
    if (strcmp(name, "end") == 0) _exit(3);
    if (strcmp(name, "open") == 0) status = th_replace_tools(the_host, list_open, NULL);
    if (strcmp(name, "close") == 0) status = th_replace_tools(the_host, list_closed, NULL);
    if (strcmp(name, "spoil") == 0) status = th_replace_tools(the_host, list_spoilt, NULL);
    if (strcmp(name, "fail") == 0) status = th_replace_tools(the_host, list_failing, NULL);
    if (strcmp(name, "again") == 0) {
        status = th_replace_tools(the_host, list_within, &within);
        th_write_integer(call, within);
        th_write_string(call, " ");
    }
    return th_write_integer(call, status);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)instance;
    the_host = host;
    /* Not yet: the tools of `init` are not there. */
    if (th_replace_tools(host, list_open, NULL) != TH_ENDED) return TH_FAILED;
    return offer_all(registrar, NULL);
}

PLUGIN("changing")
