/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin whose tools are what its settings say: the same file, other words. */
#include <string.h>

#include "fixture.h"

static char description[1024] = "Says hello.";

static void take(const th_host *host, const char *key, char *target, size_t capacity) {
    const th_config_v1 *config = (const th_config_v1 *)host->get_extension(host, TH_EXT_CONFIG);
    th_str value = TH_NO_STR;
    if (config->get(host, th_string(key), &value) != TH_OK || value.length >= capacity) return;
    memcpy(target, value.data, value.length);
    target[value.length] = 0;
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    char second[64] = "";
    th_tool tool;
    (void)instance;
    take(host, "description", description, sizeof description);
    take(host, "second", second, sizeof second);
    tool = th_tool_make("hello", description, ANY_OBJECT, hello);
    if (th_add_tool(registrar, &tool) != TH_OK) return TH_FAILED;
    return second[0] ? offer(registrar, second, hello) : TH_OK;
}

PLUGIN("described")
