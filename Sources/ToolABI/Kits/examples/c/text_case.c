/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes the case of a text, and keeps notes: typed arguments, structured output, settings, a file in the sandbox.
 *
 * Build: cc -std=c11 -shared -fPIC -fvisibility=hidden -Wl,--version-script=plugin.map -I KIT text_case.c -o text_case.so
 */

#include "toolhost.h"

#include <stdio.h>

/* What `start` keeps for the tools; the host outlives all calls. */
static const th_host *the_host;

static char changed(char character, int to_upper) {
    if (to_upper && character >= 'a' && character <= 'z') return (char)(character - 'a' + 'A');
    if (!to_upper && character >= 'A' && character <= 'Z') return (char)(character - 'A' + 'a');
    return character;
}

static th_status change_case(void *context, th_call *call) {
    th_str text = TH_NO_STR, to = TH_NO_STR;
    char *copy;
    (void)context;
    if (th_argument_text(call, "text", &text) != TH_OK || th_argument_text(call, "to", &to) != TH_OK)
        return th_fail(call, "bad_argument", "Give \"text\" and \"to\" as texts.");
    copy = th_c_string(call, text);
    if (!copy) return th_fail(call, "too_long", "The text is too long.");
    for (size_t index = 0; index < text.length; index += 1) {
        if (index % 4096 == 0 && th_is_cancelled(call)) return TH_CANCELLED;
        copy[index] = changed(copy[index], th_equal(to, "upper"));
    }
    text.data = copy;
    return th_text_str(call, text);
}

static th_status keep_note(void *context, th_call *call) {
    const th_paths_v1 *paths = th_paths(the_host);
    th_str note = TH_NO_STR, folder;
    char path[4096];
    FILE *file;
    int length;
    (void)context;
    if (!paths) return th_fail(call, "no_folder", "This host has no folders for plugins.");
    if (th_argument_text(call, "note", &note) != TH_OK)
        return th_fail(call, "bad_argument", "Give \"note\" as a text.");
    folder = paths->sandbox(the_host);
    length = snprintf(path, sizeof path, "%.*s/notes.txt", (int)folder.length, folder.data);
    if (length < 0 || (size_t)length >= sizeof path)
        return th_fail(call, "path_too_long", "The sandbox's path is too long.");
    file = fopen(path, "a");
    if (!file) return th_fail(call, "not_writable", "The file notes.txt in the sandbox cannot be written.");
    fwrite(note.data, 1, note.length, file);
    fputc('\n', file);
    if (fclose(file) != 0) return th_fail(call, "not_writable", "The disk is full.");
    th_progress(call, 1, 1, "written");
    return th_text(call, "Noted in notes.txt.");
}

static const char case_input[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"text\":{\"type\":\"string\",\"maxLength\":1000000,\"description\":\"What to change.\"},"
    "\"to\":{\"type\":\"string\",\"enum\":[\"upper\",\"lower\"],\"description\":\"The wanted case.\"}},"
    "\"required\":[\"text\",\"to\"],\"additionalProperties\":false,"
    "\"examples\":[{\"text\":\"Hello\",\"to\":\"upper\"}]}";

static const char note_input[] =
    "{\"type\":\"object\",\"properties\":{"
    "\"note\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":1000,\"description\":\"One line.\"}},"
    "\"required\":[\"note\"],\"additionalProperties\":false}";

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    th_tool tool = th_tool_make(
        "change_case", "Changes the letters a to z of a text to upper or lower case.", case_input, change_case);
    (void)instance;
    the_host = host;
    th_log(host, TH_LOG_DEBUG, "text_case starts");
    tool.hints = TH_HINT_READ_ONLY | TH_HINT_IDEMPOTENT | TH_HINT_CLOSED_WORLD;
    tool.concurrency = TH_REENTRANT;
    if (th_add_tool(registrar, &tool) != TH_OK) return TH_FAILED;
    tool = th_tool_make("keep_note", "Adds a line to the file notes.txt in the sandbox.", note_input, keep_note);
    tool.hints = TH_HINT_WRITES | TH_HINT_ADDITIVE | TH_HINT_NOT_IDEMPOTENT | TH_HINT_CLOSED_WORLD;
    return th_add_tool(registrar, &tool);
}

static const th_plugin plugin = {
    TH_PLUGIN_HEADER, TH_STR("org.example.text-case"), TH_STR("text_case"), TH_STR("1.0.0"), TH_STR("Apache-2.0"),
    start, NULL, NULL};

const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
