/* Tools that load, answer their examples, and have one fault each that only a check finds. */

#include "fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static volatile char *lost;

static th_status leaks(void *context, th_call *call) {
    (void)context;
    lost = malloc(4096);
    if (lost) memset((char *)lost, 1, 4096);
    return th_text(call, "done");
}

static th_status crashes_when_empty(void *context, th_call *call) {
    th_str text = TH_NO_STR;
    (void)context;
    th_argument_text(call, "text", &text);
    if (text.length == 0) abort();
    return th_text(call, "done");
}

static th_status forgets_its_result(void *context, th_call *call) {
    int64_t number = 0;
    (void)context;
    th_argument_integer(call, "number", &number);
    return number > 5 ? TH_OK : th_text(call, "small");
}

static th_status changes_its_mask(void *context, th_call *call) {
    static mode_t mask = 1;
    (void)context;
    mask = mask % 0077 + 1;
    umask(mask);
    return th_text(call, "done");
}

static th_status counts(void *context, th_call *call) {
    static int64_t number;
    (void)context;
    return th_write_integer(call, __atomic_add_fetch(&number, 1, __ATOMIC_RELAXED));
}

#define TEXT "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":9}},\"required\":[\"text\"]}"
#define NUMBER \
    "{\"type\":\"object\",\"properties\":{\"number\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9}}," \
    "\"required\":[\"number\"],\"examples\":[{\"number\":1},{\"number\":\"one\"}]}"
#define NONE "{\"type\":\"object\"}"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    const th_tool tools[] = {
        th_tool_make("leaks", "Leaves 4 KiB behind.", NONE, leaks),
        th_tool_make("crashes_when_empty", "Ends on an empty text.", TEXT, crashes_when_empty),
        th_tool_make("forgets_its_result", "Says nothing over 5.", NUMBER, forgets_its_result),
        th_tool_make("changes_its_mask", "Changes the mask of files.", NONE, changes_its_mask),
        th_tool_make("counts", "Counts its calls.", NONE, counts),
    };
    (void)instance;
    th_log(host, TH_LOG_WARNING, "here I am");
    for (size_t index = 0; index < sizeof tools / sizeof tools[0]; index += 1) {
        th_tool tool = tools[index];
        tool.concurrency = TH_SERIAL_TOOL;
        if (tool.invoke == counts) {
            tool.hints = TH_HINT_READ_ONLY | TH_HINT_IDEMPOTENT | TH_HINT_CLOSED_WORLD;
            tool.concurrency = TH_REENTRANT;
        }
        th_add_tool(registrar, &tool);
    }
    return TH_OK;
}

PLUGIN("unfit")
