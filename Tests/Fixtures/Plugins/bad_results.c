/* SPDX-License-Identifier: Apache-2.0 */
/* Each tool breaks one rule of results. */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#define TOOL(name) static th_status name(void *context, th_call *call)
#define UNUSED (void)context, (void)call

TOOL(nothing) { UNUSED; return TH_OK; }

TOOL(result_and_failure) {
    UNUSED;
    th_text(call, "done");
    return th_fail(call, "failed", "But it did not work.");
}

TOOL(failure_and_success) {
    UNUSED;
    th_fail(call, "failed", "It did not work.");
    return TH_OK;
}

TOOL(failure_unsaid) { UNUSED; return TH_FAILED; }

TOOL(failure_twice) {
    UNUSED;
    th_fail(call, "first", "It did not work.");
    return th_fail(call, "second", "Not at all.");
}

TOOL(failure_code) { UNUSED; return th_fail(call, "Not Snake", "It did not work."); }

TOOL(failure_empty) { UNUSED; return th_fail(call, "failed", ""); }

TOOL(status_unknown) {
    UNUSED;
    th_text(call, "done");
    return 7;
}

TOOL(gives_up) { UNUSED; return TH_CANCELLED; }

TOOL(text_not_utf8) { UNUSED; return th_text(call, "caf\xe9"); }

TOOL(text_hidden_refusal) {
    UNUSED;
    th_text(call, "caf\xe9");
    return th_text(call, "done");
}

TOOL(text_null) {
    th_str text = {NULL, 5};
    UNUSED;
    call->api->text(call, text);
    return TH_OK;
}

TOOL(json_not_json) { UNUSED; return th_json(call, th_string("{'a': 1}")); }

TOOL(json_nan) { UNUSED; return th_json(call, th_string("{\"a\": NaN}")); }

TOOL(json_truncated) { UNUSED; return th_json(call, th_string("{\"a\": [1, 2")); }

TOOL(json_deep) {
    char text[401];
    UNUSED;
    memset(text, '[', 200);
    memset(text + 200, ']', 200);
    text[400] = 0;
    return th_json(call, th_string(text));
}

TOOL(json_twice) {
    UNUSED;
    th_json(call, th_string("1"));
    return th_json(call, th_string("2"));
}

TOOL(written_not_utf8) { UNUSED; return th_write(call, th_string("a\xff")); }

TOOL(written_half) { UNUSED; return th_write(call, th_string("gr\xc3")); }

TOOL(bytes_untyped) { UNUSED; return th_bytes(call, "x", 1, NULL); }

TOOL(link_nowhere) { UNUSED; return th_link(call, NULL, "name", NULL); }

TOOL(text_large) {
    size_t size = 17u << 20;
    char *text = (char *)malloc(size);
    th_str large = {text, size};
    th_status status;
    UNUSED;
    if (!text) return TH_FAILED;
    memset(text, 'x', size);
    status = call->api->text(call, large);
    free(text);
    return status;
}

TOOL(endless_stream) {
    static char piece[1 << 16];
    th_str text = {piece, sizeof piece};
    th_status status = TH_OK;
    UNUSED;
    memset(piece, 'x', sizeof piece);
    while (status == TH_OK) status = th_write(call, text);
    return status;
}

TOOL(endless_parts) {
    th_status status = TH_OK;
    UNUSED;
    while (status == TH_OK) status = th_text(call, "part");
    return status;
}

TOOL(schema_broken) { UNUSED; return th_json(call, th_string("{\"count\": \"three\"}")); }

TOOL(schema_unanswered) { UNUSED; return th_text(call, "three"); }

TOOL(output_small) { UNUSED; return th_text(call, "more than ten bytes"); }

/* These two are as it should be. */
TOOL(refusal) { UNUSED; return th_fail(call, "not_found", "There is no such thing."); }

TOOL(refusal_after_writing) {
    UNUSED;
    th_write(call, th_string("so far"));
    return th_fail(call, "broke_off", "The rest is missing.");
}

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
#define OFFER(name) offer(registrar, #name, name)
    th_tool schema = th_tool_make("schema_broken", "A tool of a test.", ANY_OBJECT, schema_broken);
    (void)host, (void)instance;
    OFFER(nothing), OFFER(result_and_failure), OFFER(failure_and_success), OFFER(failure_unsaid);
    OFFER(failure_twice), OFFER(failure_code), OFFER(failure_empty), OFFER(status_unknown), OFFER(gives_up);
    OFFER(text_not_utf8), OFFER(text_hidden_refusal), OFFER(text_null), OFFER(json_not_json), OFFER(json_nan);
    OFFER(json_truncated), OFFER(json_deep), OFFER(json_twice), OFFER(written_not_utf8), OFFER(written_half);
    OFFER(bytes_untyped), OFFER(link_nowhere), OFFER(text_large), OFFER(endless_stream), OFFER(endless_parts);
    OFFER(refusal), OFFER(refusal_after_writing);
    schema.output_schema = th_string(
        "{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\"}}}");
    th_add_tool(registrar, &schema);
    schema.name = th_string("schema_unanswered");
    schema.invoke = schema_unanswered;
    th_add_tool(registrar, &schema);
    schema = th_tool_make("output_small", "A tool of a test.", ANY_OBJECT, output_small);
    schema.output_bytes = 10;
    return th_add_tool(registrar, &schema);
}

PLUGIN("unruly")
