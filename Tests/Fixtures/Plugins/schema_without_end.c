/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas that are easy to write and hard to get through. */
#include "fixture.h"

static th_status add(th_registrar *registrar, const char *name, const char *schema) {
    th_tool tool = th_tool_make(name, "A tool of a test.", schema, hello);
    return th_add_tool(registrar, &tool);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    add(registrar, "cycle", "{\"type\":\"object\",\"$ref\":\"#\"}");
    add(registrar, "cycle_of_two", "{\"type\":\"object\",\"$ref\":\"#/$defs/a\",\"$defs\":{"
        "\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}");
    add(registrar, "pattern", "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\","
        "\"pattern\":\"^(a+)+$\"}}}");
    return add(registrar, "good", ANY_OBJECT);
}

PLUGIN("tangled")
