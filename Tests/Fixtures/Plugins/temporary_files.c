/* SPDX-License-Identifier: Apache-2.0 */
/* Writes where temporary files go: when it is loaded, when it starts, and when it is called. */
#include <stdio.h>
#include <stdlib.h>

#include "fixture.h"

static const th_host *host;

static int write_file(const char *name) {
    char path[1024];
    FILE *file;
    const char *folder = getenv("TMPDIR");
    if (!folder) return 0;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    if (!file) return 0;
    return fclose(file) == 0;
}

__attribute__((constructor)) static void load(void) {
    write_file("loaded");
    puts("loaded");
}

/* Says where they go, and where the host says that the plugin's own files are to be. */
static th_status places(void *context, th_call *call) {
    const th_paths_v1 *paths = (const th_paths_v1 *)host->get_extension(host, TH_EXT_PATHS);
    th_str cache = paths->cache(host), data = paths->data(host);
    char text[4096];
    (void)context;
    if (!write_file("called")) return th_fail(call, "not_written", "The file cannot be written.");
    snprintf(text, sizeof text, "%s\n%.*s\n%.*s", getenv("TMPDIR"), (int)cache.length, cache.data, (int)data.length,
        data.data);
    return th_text(call, text);
}

static th_status start(const th_host *given, th_registrar *registrar, void **instance) {
    (void)instance;
    host = given;
    if (!write_file("started")) return TH_INVALID;
    return offer(registrar, "places", places);
}

PLUGIN("temporary")
