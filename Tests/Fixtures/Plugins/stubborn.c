/* A tool that does not hear that nobody waits any more. */

#include "fixture.h"

#include <unistd.h>

static th_status never_comes_back(void *context, th_call *call) {
    (void)context;
    (void)call;
    for (;;) pause();
    return TH_OK;
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    return offer(registrar, "never_comes_back", never_comes_back);
}

PLUGIN("stubborn")
