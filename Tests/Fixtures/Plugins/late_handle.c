/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the handle of a call and uses it in the next one, and from a thread of its own. */
#include <pthread.h>
#include <stdio.h>

#include "fixture.h"

static th_call *kept;

static th_status keep(void *context, th_call *call) {
    (void)context;
    kept = call;
    return th_text(call, "kept");
}

/* Every function, on a handle whose call is over. */
static void use(char *line, size_t size) {
    th_str text = TH_STR("untouched"), all = th_arguments(kept), id = th_id(kept);
    int64_t integer = 7;
    double number = 7;
    int32_t boolean = 7;
    snprintf(line, size, "%zu %zu|%d %d %d %d %d|%llu %d %d|%d %d %d %d %d %d %d|%d %d|%s|%.*s",
        all.length, id.length,
        th_argument_text(kept, "a", &text), th_argument_integer(kept, "a", &integer),
        th_argument_number(kept, "a", &number), th_argument_boolean(kept, "a", &boolean),
        th_argument_json(kept, "a", &text), (unsigned long long)th_remaining_ns(kept), th_is_cancelled(kept),
        th_cancel_descriptor(kept), th_progress(kept, 1, 2, NULL), th_write(kept, text), th_text(kept, "a"),
        th_json(kept, text), th_bytes(kept, "a", 1, "image/png"), th_resource(kept, "a:b", NULL, "a", 1, 1),
        th_link(kept, "a:b", "a", NULL), th_ask(kept, "a", "{}", &text), th_fail(kept, "a", "b"),
        th_scratch(kept, 1) ? "memory" : "null", (int)text.length, text.data);
}

static th_status use_kept(void *context, th_call *call) {
    char line[512];
    (void)context;
    use(line, sizeof line);
    return th_text(call, line);
}

static void *on_thread(void *line) {
    use((char *)line, 512);
    return NULL;
}

static th_status use_on_thread(void *context, th_call *call) {
    char line[512];
    pthread_t thread;
    (void)context;
    if (pthread_create(&thread, NULL, on_thread, line) != 0)
        return th_fail(call, "no_thread", "There is no thread.");
    pthread_join(thread, NULL);
    return th_text(call, line);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    offer(registrar, "keep", keep);
    offer(registrar, "use_kept", use_kept);
    return offer(registrar, "use_on_thread", use_on_thread);
}

PLUGIN("keeper")
