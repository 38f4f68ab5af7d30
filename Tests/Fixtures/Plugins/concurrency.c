/* SPDX-License-Identifier: Apache-2.0 */
/* Counts how many calls run at a time; `meet` comes back only when two run at once. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "fixture.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int meeting;
static atomic_int running, most;

static th_status meet(void *context, th_call *call) {
    (void)context;
    pthread_mutex_lock(&lock);
    meeting += 1;
    pthread_cond_broadcast(&changed);
    while (meeting < 2) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return th_text(call, "met");
}

static th_status count(void *context, th_call *call) {
    char line[16];
    int now = atomic_fetch_add(&running, 1) + 1, seen = atomic_load(&most);
    (void)context;
    while (now > seen && !atomic_compare_exchange_weak(&most, &seen, now)) {}
    for (volatile int spin = 0; spin < 20000; spin += 1) {}
    atomic_fetch_sub(&running, 1);
    snprintf(line, sizeof line, "%d", atomic_load(&most));
    return th_text(call, line);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool tool = th_tool_make("meet", "A tool of a test.", ANY_OBJECT, meet);
    (void)host, (void)instance;
    tool.concurrency = TH_REENTRANT;
    th_add_tool(registrar, &tool);
    offer(registrar, "count", count);
    return offer(registrar, "count_too", count);
}

PLUGIN("counter")
