/* SPDX-License-Identifier: Apache-2.0 */
/* One faulty tool after the other, each with one fault, and a good one at the end. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static th_registrar *to;

static th_tool tool(const char *name) { return th_tool_make(name, "A tool of a test.", ANY_OBJECT, hello); }

static void add(th_tool tool) { (void)th_add_tool(to, &tool); }

static void with_name(th_str name) {
    th_tool faulty = tool("");
    faulty.name = name;
    add(faulty);
}

static void with_description(const char *name, th_str description) {
    th_tool faulty = tool(name);
    faulty.description = description;
    add(faulty);
}

static void with_schema(const char *name, th_str schema) {
    th_tool faulty = tool(name);
    faulty.input_schema = schema;
    add(faulty);
}

static void names(void) {
    static const th_str missing = TH_NO_STR, bytes = TH_STR("caf\xe9"), unreadable = {(const char *)8, 4};
    with_name(th_string("two words"));
    with_name(th_string("9lives"));
    with_name(th_string("a2345678901234567890123456789012345678901234567890123456789012345"));
    with_name(missing);
    with_name(bytes);
    with_name(unreadable);
}

static void texts(void) {
    static const th_str missing = TH_NO_STR, bytes = TH_STR("\xc3\x28"), unreadable = {(const char *)8, 4};
    static char endless[1 << 20];
    th_str text = {endless, sizeof endless};
    th_tool faulty = tool("title_hidden");
    memset(endless, 'x', sizeof endless);
    with_description("description_missing", missing);
    with_description("description_not_utf8", bytes);
    with_description("description_control", th_string("Bell: \a"));
    with_description("description_bidi", th_string("Safe \xe2\x80\xae" "elif"));
    with_description("description_zero_width", th_string("in\xe2\x80\x8bvisible"));
    with_description("description_tag", th_string("tag \xf3\xa0\x81\x81"));
    with_description("description_unreadable", unreadable);
    with_description("description_endless", text);
    faulty.title = th_string("A\xef\xbb\xbf" "B");
    add(faulty);
}

static void schemas(void) {
    static const th_str missing = TH_NO_STR, bytes = TH_STR("\"\xff\"");
    size_t size = 50u << 20;
    char *large = (char *)malloc(size);
    th_str text = {large, size};
    th_tool faulty = tool("output_schema");
    with_schema("schema_missing", missing);
    with_schema("schema_not_utf8", bytes);
    with_schema("schema_not_json", th_string("{\"type\":\"object\""));
    with_schema("schema_surrogate", th_string("{\"type\":\"object\",\"title\":\"\\ud800\"}"));
    with_schema("schema_duplicate", th_string("{\"type\":\"object\",\"type\":\"object\"}"));
    with_schema("schema_array", th_string("[]"));
    with_schema("schema_string", th_string("{\"type\":\"string\"}"));
    with_schema("schema_bad_type",
        th_string("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"text\"}}}"));
    with_schema("schema_unknown", th_string("{\"type\":\"object\",\"propertees\":{}}"));
    with_schema("schema_remote", th_string("{\"type\":\"object\",\"$ref\":\"https://example.org/s.json\"}"));
    if (large) {
        memset(large, ' ', size);
        with_schema("schema_50mb", text);
        free(large);
    }
    faulty.output_schema = th_string("{\"type\":\"array\"}");
    add(faulty);
}

static void fields(void) {
    th_tool faulty = tool("hints_contradict");
    faulty.hints = TH_HINT_READ_ONLY | TH_HINT_WRITES;
    add(faulty);
    faulty = tool("hints_unknown");
    faulty.hints = 0x10000u;
    add(faulty);
    faulty = tool("concurrency_unknown");
    faulty.concurrency = 9;
    add(faulty);
    faulty = tool("timeout_long");
    faulty.timeout_ms = 600001;
    add(faulty);
    faulty = tool("invoke_null");
    faulty.invoke = NULL;
    add(faulty);
    faulty = tool("flags_unknown");
    faulty.flags = 2;
    add(faulty);
    faulty = tool("reserved_used");
    faulty.reserved = to;
    add(faulty);
    faulty = tool("size_small");
    faulty.struct_size = 8;
    add(faulty);
    (void)th_add_tool(to, NULL);
    (void)th_add_tool(to, (const th_tool *)(uintptr_t)0x10);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    (void)host, (void)instance;
    to = registrar;
    names();
    texts();
    schemas();
    fields();
    add(tool("good"));
    add(tool("good"));
    return TH_OK;
}

PLUGIN("faulty")
