/* SPDX-License-Identifier: Apache-2.0 */
/* Writes into its data folder what happens to it, so that a test can read it when the plugin is gone. */
#include <stdio.h>
#include <string.h>

#include "fixture.h"

static char path[1024];

static void note(const char *text) {
    FILE *file = fopen(path, "a");
    if (!file) return;
    fprintf(file, "%s\n", text);
    fclose(file);
}

static void drop(void *context) { note((const char *)context); }

static void stop(void *instance) { note((const char *)instance); }

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    static char dropped[] = "drop", stopped[] = "shutdown";
    const th_paths_v1 *paths = (const th_paths_v1 *)host->get_extension(host, TH_EXT_PATHS);
    th_str data = paths->data(host);
    th_tool tool = th_tool_make("hello", "A tool of a test.", ANY_OBJECT, hello);
    snprintf(path, sizeof path, "%.*s/life.txt", (int)data.length, data.data);
    note("init");
    tool.ctx = dropped;
    tool.drop = drop;
    th_add_tool(registrar, &tool);
    /* Refused for its name, so that its context stays the plugin's own. */
    tool.name = th_string("not a name");
    th_add_tool(registrar, &tool);
    *instance = stopped;
    return TH_OK;
}

static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.life"), TH_STR("life"),
    TH_STR("1.0.0"), TH_NO_STR, start, stop, NULL};

const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
