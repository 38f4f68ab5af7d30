/* SPDX-License-Identifier: Apache-2.0 */
/* Tools that use each function of a call as it is meant. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static const th_host *the_host;
static int dropped;

/* Everything that can be asked of the arguments. */
static th_status arguments(void *context, th_call *call) {
    th_str text = TH_STR("default"), json = TH_NO_STR, all = th_arguments(call);
    int64_t integer = -1;
    double number = -1;
    int32_t boolean = -1;
    char *line = (char *)th_scratch(call, 4096);
    th_status statuses[5];
    (void)context;
    statuses[0] = th_argument_text(call, "text", &text);
    statuses[1] = th_argument_integer(call, "integer", &integer);
    statuses[2] = th_argument_number(call, "number", &number);
    statuses[3] = th_argument_boolean(call, "boolean", &boolean);
    statuses[4] = th_argument_json(call, "json", &json);
    snprintf(line, 4096, "%d %d %d %d %d|%.*s|%lld|%g|%d|%.*s|%.*s", statuses[0], statuses[1], statuses[2],
        statuses[3], statuses[4], (int)text.length, text.data, (long long)integer, number, boolean,
        (int)json.length, json.length ? json.data : "", (int)all.length, all.data);
    return th_text(call, line);
}

/* One part of each kind, a streamed text between the first and the second. */
static th_status parts(void *context, th_call *call) {
    static const unsigned char bytes[3] = {1, 2, 3};
    (void)context;
    th_text(call, "first");
    th_write(call, th_string("gr\xc3"));
    th_write(call, th_string("\xbc\xc3"));
    th_write(call, th_string("\x9f" "e"));
    th_bytes(call, bytes, sizeof bytes, "image/png");
    th_bytes(call, bytes, sizeof bytes, "audio/wav");
    th_bytes(call, bytes, sizeof bytes, "application/zip");
    th_resource(call, "file:///a.txt", "text/plain", "inside", 6, 1);
    th_resource(call, "file:///a.bin", NULL, bytes, sizeof bytes, 0);
    th_link(call, "https://example.org/", "example", "text/html");
    return th_json(call, th_string("{\"parts\": 9.50}"));
}

/* The id, the time that is left, and that nobody can be asked. */
static th_status surroundings(void *context, th_call *call) {
    char *line = (char *)th_scratch(call, 256);
    th_str id = th_id(call), answer = TH_NO_STR;
    struct pollfd waiting = {th_cancel_descriptor(call), POLLIN, 0};
    uint64_t left = th_remaining_ns(call);
    (void)context;
    snprintf(line, 256, "%.*s %s cancelled=%d readable=%d ask=%d zeroed=%d", (int)id.length, id.data,
        left > 0 && left <= 30ull * 1000000000ull ? "in time" : "odd time", th_is_cancelled(call),
        poll(&waiting, 1, 0), th_ask(call, "May I?", ANY_OBJECT, &answer), line[200]);
    return th_text(call, line);
}

/* What the host offers besides the call. */
static th_status extensions(void *context, th_call *call) {
    const th_log_v1 *log = (const th_log_v1 *)the_host->get_extension(the_host, TH_EXT_LOG);
    const th_config_v1 *config = (const th_config_v1 *)the_host->get_extension(the_host, TH_EXT_CONFIG);
    const th_paths_v1 *paths = (const th_paths_v1 *)the_host->get_extension(the_host, TH_EXT_PATHS);
    th_str value = TH_STR("unset"), other = TH_STR("unset");
    th_str sandbox = paths->sandbox(the_host), data = paths->data(the_host), cache = paths->cache(the_host);
    th_status first = config->get(the_host, th_string("colour"), &value);
    th_status second = config->get(the_host, th_string("size"), &other);
    char *line = (char *)th_scratch(call, 4096);
    (void)context;
    log->write(the_host, TH_LOG_WARNING, th_string("a word\nfrom the plugin \xff"));
    snprintf(line, 4096, "%d %.*s|%d %.*s|%.*s|%.*s|%.*s|%s%s", first, (int)value.length, value.data,
        second, (int)other.length, other.data, (int)sandbox.length, sandbox.data, (int)data.length, data.data,
        (int)cache.length, cache.data,
        the_host->get_extension(the_host, "th.nothing/1") ? "something" : "nothing",
        the_host->get_extension(the_host, "th.unknown/1") ? " unknown" : "");
    return th_text(call, line);
}

/* Two steps, and reports that are not to be taken. */
static th_status progress(void *context, th_call *call) {
    char *line = (char *)th_scratch(call, 64);
    double zero = 0;
    (void)context;
    th_progress(call, 1, 2, "half");
    th_progress(call, 2, 2, NULL);
    snprintf(line, 64, "%d %d", th_progress(call, 1 / zero, 2, "endless"), th_progress(call, 1, 2, "\xff"));
    return th_text(call, line);
}

/* More log records than the host takes. */
static th_status flood(void *context, th_call *call) {
    const th_log_v1 *log = (const th_log_v1 *)the_host->get_extension(the_host, TH_EXT_LOG);
    (void)context;
    for (int index = 0; index < 10000; index += 1) log->write(the_host, TH_LOG_INFO, th_string("again"));
    return th_text(call, "flooded");
}

/* Questions that nobody could be asked anywhere, and one that could. */
static th_status questions(void *context, th_call *call) {
    th_str answer = TH_NO_STR;
    const int32_t statuses[] = {
        th_ask(call, "", ANY_OBJECT, &answer),    th_ask(call, "\xff", ANY_OBJECT, &answer),
        th_ask(call, "May I?", "[]", &answer),    th_ask(call, "May I?", "{\"type\":", &answer),
        th_ask(call, "May I?", ANY_OBJECT, NULL), th_ask(call, "May I?", ANY_OBJECT, &answer),
    };
    (void)context;
    for (size_t index = 0; index < sizeof statuses / sizeof statuses[0]; index += 1) {
        th_write_integer(call, statuses[index]);
        th_write_string(call, " ");
    }
    return TH_OK;
}

/* Scratch memory to its limit. */
static th_status memory(void *context, th_call *call) {
    char *line = (char *)th_scratch(call, 64);
    size_t count = 0;
    (void)context;
    while (count < 1000 && th_scratch(call, 1u << 20)) count += 1;
    snprintf(line, 64, "%zu %s", count, th_scratch(call, (size_t)-1) ? "all" : "none");
    return th_text(call, line);
}

static void drop(void *context) {
    (void)context;
    dropped += 1;
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool tool = th_tool_make("arguments", "Shows its arguments.", ANY_OBJECT, arguments);
    the_host = host;
    *instance = &dropped;
    tool.drop = drop;
    tool.title = th_string("All arguments");
    tool.hints = TH_HINT_READ_ONLY | TH_HINT_IDEMPOTENT | TH_HINT_CLOSED_WORLD;
    tool.timeout_ms = 1500;
    th_add_tool(registrar, &tool);
    offer(registrar, "parts", parts);
    offer(registrar, "surroundings", surroundings);
    offer(registrar, "extensions", extensions);
    offer(registrar, "progress", progress);
    offer(registrar, "flood", flood);
    offer(registrar, "questions", questions);
    return offer(registrar, "memory", memory);
}

PLUGIN("caller")
