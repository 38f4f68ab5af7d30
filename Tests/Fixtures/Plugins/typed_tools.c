/* SPDX-License-Identifier: Apache-2.0 */
/* Plain functions as tools: good ones, and some whose description is at fault. */

#include "fixture.h"

#include <stdlib.h>
#include <string.h>

static double area(double width, double height) { return width * height; }

struct span {
    int32_t from, to;
};

static int32_t length_of(struct span span) { return span.to - span.from; }

static char *shout(const char *text) {
    size_t length = strlen(text);
    char *result = malloc(length + 2);
    if (!result) return NULL;
    memcpy(result, text, length);
    result[length] = '!';
    result[length + 1] = 0;
    return result;
}

static th_status never(void *context, th_call *call) {
    (void)context;
    return th_text(call, "never");
}

static int32_t data = 3;

#define FUNCTION(name) ((void (*)(void))(name))

static th_typed typed(void (*function)(void), const char *prototype, const char *roles) {
    th_typed result = {(uint32_t)sizeof(th_typed), 0, function, TH_NO_STR, TH_NO_STR};
    result.prototype = th_string(prototype);
    result.roles = th_string(roles);
    return result;
}

static void offer_typed(th_registrar *registrar, const char *name, const th_typed *function, const char *schema) {
    th_tool tool = th_tool_make(name, "A plain function.", schema, NULL);
    tool.typed = function;
    (void)th_add_tool(registrar, &tool);
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    const char *span = "struct span { int32_t from, to; }; int32_t length_of(struct span span)";
    const char *owned = "{\"parameters\":{\"text\":{\"role\":\"text\"}},"
                        "\"returns\":{\"role\":\"text\",\"ownership\":\"owned\",\"free\":\"free\"}}";
    th_typed good = typed(FUNCTION(area), "double area(double width, double height)", NULL);
    th_typed by_value = typed(FUNCTION(length_of), span, NULL);
    th_typed text = typed(FUNCTION(shout), "char *shout(const char *text)", owned);
    th_typed wrong = good;
    th_tool both = th_tool_make("both", "Two bodies.", NULL, never);
    void (*not_code)(void);
    void *address = &data;
    (void)host, (void)instance;

    offer_typed(registrar, "area", &good, "{\"type\":\"object\",\"properties\":{\"width\":{\"minimum\":0}}}");
    offer_typed(registrar, "length_of", &by_value, NULL);
    offer_typed(registrar, "shout", &text, NULL);

    both.typed = &good;
    (void)th_add_tool(registrar, &both);
    offer_typed(
        registrar, "wider", &by_value,
        "{\"type\":\"object\",\"properties\":{\"span\":{\"properties\":{\"to\":{\"maximum\":3000000000}}}}}");
    wrong.struct_size = 8;
    offer_typed(registrar, "small", &wrong, NULL);
    wrong = good;
    wrong.flags = 4;
    offer_typed(registrar, "flags", &wrong, NULL);
    offer_typed(registrar, "junk", (const th_typed *)16, NULL);
    memcpy(&not_code, &address, sizeof not_code);
    wrong = typed(not_code, "double area(double width, double height)", NULL);
    offer_typed(registrar, "not_code", &wrong, NULL);
    wrong = typed(NULL, "double area(double width, double height)", NULL);
    offer_typed(registrar, "null", &wrong, NULL);
    wrong = typed(FUNCTION(area), NULL, NULL);
    offer_typed(registrar, "unnamed", &wrong, NULL);
    wrong = typed(FUNCTION(area), "double area(double width, height)", NULL);
    offer_typed(registrar, "prototype", &wrong, NULL);
    wrong = typed(FUNCTION(shout), "char *shout(const char *text)", "{\"parameters\":{}}");
    offer_typed(registrar, "roles", &wrong, NULL);
    wrong = typed(FUNCTION(area), "double area(double width, double height)", "{");
    offer_typed(registrar, "json", &wrong, NULL);
    wrong = typed(FUNCTION(shout), "char *shout(const char *text)",
                  "{\"parameters\":{\"text\":{\"role\":\"text\"}},"
                  "\"returns\":{\"role\":\"text\",\"ownership\":\"owned\",\"free\":\"no_such\"}}");
    offer_typed(registrar, "companion", &wrong, NULL);
    return TH_OK;
}

PLUGIN("typed")
