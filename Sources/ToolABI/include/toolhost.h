/* SPDX-License-Identifier: Apache-2.0 */
/*
 * toolhost.h, everything a plugin needs to offer tools to a toolhost.
 *
 * A plugin is a shared library that exports one function, th_plugin_entry_v1. Here is a whole one:
 *
 *     #include "toolhost.h"
 *
 *     static th_status greet(void *context, th_call *call) {
 *         th_str name = th_string("world");
 *         (void)context;
 *         if (th_argument_text(call, "name", &name) == TH_INVALID)
 *             return th_fail(call, "bad_name", "The name must be a text.");
 *         th_write(call, th_string("Hello, "));
 *         th_write(call, name);
 *         return th_write(call, th_string("!"));
 *     }
 *
 *     static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
 *         th_tool tool = th_tool_make("greet", "Greets somebody by name.",
 *             "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}", greet);
 *         (void)host, (void)instance;
 *         tool.hints = TH_HINT_READ_ONLY | TH_HINT_CLOSED_WORLD;
 *         return th_add_tool(registrar, &tool);
 *     }
 *
 *     static const th_plugin plugin = {TH_PLUGIN_HEADER, TH_STR("org.example.greet"), TH_STR("greet"),
 *         TH_STR("1.0.0"), TH_STR("Apache-2.0"), start, NULL, NULL};
 *
 *     const th_plugin *th_plugin_entry_v1(void) { return &plugin; }
 *
 * Build it with `cc -std=c11 -shared -fPIC -fvisibility=hidden greet.c -o greet.so` and put it into a plugins
 * folder.
 *
 * Rules that hold for everything below:
 *
 * - Text is UTF-8, a pointer and a length in bytes. It need not end with a NUL byte, and must not be read
 *   past its length.
 * - Nobody frees the other side's memory. What a function is given is borrowed for that call; who wants to
 *   keep it copies it. What the host hands out stays valid for as long as the function's comment says.
 * - Structs that a plugin fills in start with their size and grow at the tail only. Fields called `reserved`
 *   and unused flags are zero. Tables that the host offers never change; new ones get a new id.
 * - Each comment says, in this order: what the function is for; when it may be called; from which threads;
 *   who owns what and until when; and the results. Thread tags:
 *   [main]      never two at a time for one plugin: the entry function, `init` and `shutdown`
 *   [call]      on the thread that runs `invoke`, or on one that `invoke` waits for
 *   [any]       on any thread, at any time between the start of `init` and the end of `shutdown`
 */
#ifndef TOOLHOST_H
#define TOOLHOST_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Versions */

/* The version of this header: the major number in the upper 16 bits, the minor number in the lower 16. */
#define TH_ABI_VERSION 0x00010000u
/* The oldest host that a plugin built with this header works in, unless it uses newer additions. */
#define TH_ABI_MIN 0x00010000u
/* The first eight bytes that tell a descriptor from junk: "toolhost" read as a big-endian number. */
#define TH_MAGIC 0x746f6f6c686f7374ull

#if defined(__GNUC__)
#define TH_EXPORT __attribute__((visibility("default")))
#else
#define TH_EXPORT
#endif

/* Basic types */

/* A text: UTF-8, `length` bytes, possibly without a NUL byte at its end. Absent is {NULL, 0}. */
typedef struct th_str {
    const char *data;
    size_t length;
} th_str;

/* A th_str made from a string literal, for initialisers. */
#define TH_STR(literal) {literal, sizeof(literal) - 1}
/* An absent text, for initialisers. */
#define TH_NO_STR {NULL, 0}

/* How something went: zero or one of the negative codes below. Unknown negative codes mean TH_FAILED. */
typedef int32_t th_status;

#define TH_OK 0             /* done */
#define TH_FAILED (-1)      /* it did not work; the text of th_fail or set_error says why */
#define TH_INVALID (-2)     /* an argument is null, not UTF-8, not JSON, or not of the kind asked for */
#define TH_NOT_FOUND (-3)   /* there is no such argument, key or extension */
#define TH_LIMIT (-4)       /* over a limit of the host */
#define TH_ENDED (-5)       /* the call, or the time to register, is over */
#define TH_CANCELLED (-6)   /* nobody waits for this call any more */
#define TH_UNSUPPORTED (-7) /* this host, or this client, cannot do that */

typedef struct th_host th_host;
typedef struct th_registrar th_registrar;
typedef struct th_call th_call;
typedef struct th_call_api th_call_api;

/* Tools */

/* What a tool's author says of it, as in MCP's tool annotations. Leave out a pair to say nothing. */
#define TH_HINT_READ_ONLY 0x01u      /* changes nothing */
#define TH_HINT_WRITES 0x02u         /* the contrary */
#define TH_HINT_DESTRUCTIVE 0x04u    /* may destroy or overwrite something */
#define TH_HINT_ADDITIVE 0x08u       /* the contrary: only adds */
#define TH_HINT_IDEMPOTENT 0x10u     /* twice the same call has the effect of one */
#define TH_HINT_NOT_IDEMPOTENT 0x20u /* the contrary */
#define TH_HINT_OPEN_WORLD 0x40u     /* reaches things outside the host, such as the web */
#define TH_HINT_CLOSED_WORLD 0x80u   /* the contrary */

/* How many calls may run at a time. */
#define TH_SERIAL_PLUGIN 0u /* one call of all the plugin's tools that say so; the default */
#define TH_SERIAL_TOOL 1u   /* one call of this tool */
#define TH_REENTRANT 2u     /* any number, on several threads at once */

/*
 * A plain function of C that is a tool without knowing of hosts: its arguments are made from JSON, and its result is
 * read. The input schema follows from the prototype and may be narrowed, the output schema follows from it as well.
 */
typedef struct th_typed {
    uint32_t struct_size; /* sizeof(th_typed) */
    uint32_t flags;       /* zero; a flag that the host does not know refuses the tool */
    /*
     * The function, cast to this type. The prototype is taken at its word: one that is wrong is undefined behaviour.
     * When: between the end of `init` and the start of `shutdown`.
     * Threads: the host's; how many at a time, `concurrency` says.
     * Ownership: what its parameters point to is the host's, until it returns.
     * Results: as `roles` says which of them are failures.
     */
    void (*function)(void);
    th_str prototype; /* "double hypot(double x, double y)"; declarations of its types may stand before it */
    th_str roles;     /* JSON as in manifests: what each pointer is for, {"parameters": {...}, ...}; may be absent */
} th_typed;

/* A tool as its plugin registers it. The host copies everything but `ctx` when th_add_tool returns. */
typedef struct th_tool {
    uint32_t struct_size;  /* sizeof(th_tool) */
    uint32_t flags;        /* zero; a flag that the host does not know refuses the tool */
    th_str name;           /* [A-Za-z_][A-Za-z0-9_-]{0,63} */
    th_str title;          /* a short name for people, one line; may be absent */
    th_str description;    /* what it does, when to use it, its limits; written for a model */
    th_str input_schema;   /* JSON Schema (2020-12) of the arguments, of type object */
    th_str output_schema;  /* JSON Schema of what th_json is given; may be absent */
    uint32_t hints;        /* TH_HINT_..., both of a pair refuse the tool */
    uint32_t concurrency;  /* TH_SERIAL_PLUGIN, TH_SERIAL_TOOL or TH_REENTRANT */
    uint32_t timeout_ms;   /* the longest a call may take, at most 600000; 0 is the host's setting */
    uint32_t output_bytes; /* the largest result to allow; 0 is the host's limit, which nothing exceeds */
    /*
     * Runs one call. The arguments have passed `input_schema`.
     * When: between the end of `init` and the start of `shutdown`.
     * Threads: the host's; how many at a time, `concurrency` says.
     * Ownership: `call` is borrowed until `invoke` returns; a handle used later is refused with TH_ENDED.
     * Results: TH_OK after at least one result (th_text, th_write, th_json, ...) and no th_fail; what th_fail
     * returned after a failure; TH_CANCELLED after giving up because th_is_cancelled said so.
     */
    th_status (*invoke)(void *ctx, th_call *call);
    void *ctx; /* passed to `invoke` and `drop`; the plugin's own */
    /*
     * Tells the plugin that `ctx` is no longer needed; may be null.
     * When: once for each tool that th_add_tool accepted, after the last call of it, before `shutdown`.
     * Threads: [main].
     * Ownership: `ctx` belongs to the plugin again.
     * Results: none.
     */
    void (*drop)(void *ctx);
    const th_typed *typed; /* instead of `invoke`, `drop` and an output schema, which are absent then; else null */
    const void *reserved;  /* null */
} th_tool;

/* What `init` registers tools with. */
struct th_registrar {
    uint32_t struct_size;
    uint32_t reserved;
    /*
     * Offers a tool. One bad tool does not keep others from being registered; its fault stands in the host's
     * list of tools and in its log.
     * When: during `init`.
     * Threads: [main], on the thread that runs `init`.
     * Ownership: everything in `tool` is copied; `tool->ctx` is kept for `invoke` when the result is TH_OK.
     * Results: TH_OK; TH_INVALID when the tool has a fault; TH_LIMIT when there are too many; TH_ENDED after
     * `init`.
     */
    th_status (*add_tool)(th_registrar *registrar, const th_tool *tool);
};

/* The plugin */

/* What a plugin is: a constant that the entry function points to. */
typedef struct th_plugin {
    uint32_t struct_size; /* sizeof(th_plugin) */
    uint32_t flags;       /* zero; a flag that the host does not know refuses the plugin */
    uint64_t magic;       /* TH_MAGIC */
    uint32_t abi_built;   /* TH_ABI_VERSION */
    uint32_t abi_min;     /* the oldest host it works in; TH_ABI_MIN */
    th_str id;            /* reverse DNS, lower case, never changed: org.example.greet */
    th_str name;          /* for lists and messages, by the rule for tool names */
    th_str version;       /* of the plugin: 1.0.0 */
    th_str license;       /* an SPDX expression; may be absent */
    /*
     * Starts the plugin and registers its tools. Long work belongs into the first call.
     * When: once, after the descriptor has been accepted.
     * Threads: [main].
     * Ownership: `host` stays valid until `shutdown` has returned, `registrar` until `init` returns. What is
     * stored in `*instance` stays the plugin's own; it starts as null.
     * Results: TH_OK, or a negative code after which the plugin is not used; say why with `host->set_error`.
     */
    th_status (*init)(const th_host *host, th_registrar *registrar, void **instance);
    /*
     * Ends the plugin; may be null.
     * When: once, after a successful `init`, when no call runs any more. Not when the host is killed.
     * Threads: [main].
     * Ownership: `instance` is the plugin's to free.
     * Results: none.
     */
    void (*shutdown)(void *instance);
    /*
     * Finds what the plugin offers to the host beyond this struct; may be null.
     * When: between the end of `init` and the start of `shutdown`.
     * Threads: [any].
     * Ownership: `id` is a NUL-terminated text, borrowed for the call; the table is the plugin's own and
     * never changes.
     * Results: the table that the id stands for, or null when the plugin does not know it.
     */
    const void *(*get_extension)(void *instance, const char *id);
} th_plugin;

/* The first five fields of a th_plugin, for its initialiser. */
#define TH_PLUGIN_HEADER (uint32_t)sizeof(th_plugin), 0u, TH_MAGIC, TH_ABI_VERSION, TH_ABI_MIN

/*
 * The one function that a plugin exports. It does nothing but return its descriptor.
 * When: once or more, right after the library is loaded.
 * Threads: [main].
 * Ownership: the descriptor is a constant of the plugin and stays as it is until the process ends.
 * Results: the descriptor; never null.
 */
TH_EXPORT const th_plugin *th_plugin_entry_v1(void);

/* The host */

/* What the host is and offers. */
struct th_host {
    uint32_t struct_size;
    uint32_t abi_version; /* the host's own TH_ABI_VERSION */
    th_str name;          /* "toolhost" */
    th_str version;       /* of the host */
    /*
     * Finds a table by its id, TH_EXT_LOG for one.
     * When: from the start of `init` on.
     * Threads: [any].
     * Ownership: `id` is a NUL-terminated text, borrowed for the call. The table is the host's and stays
     * valid until `shutdown` has returned.
     * Results: the table, or null when the host does not know the id.
     */
    const void *(*get_extension)(const th_host *host, const char *id);
    /*
     * Says why `init` fails. The last text stands.
     * When: during `init`, before it returns a negative code.
     * Threads: [main].
     * Ownership: `message` is copied, at most 4096 bytes of it.
     * Results: none.
     */
    void (*set_error)(const th_host *host, th_status code, th_str message);
};

/* One call */

/* A running call. The wrappers below spare writing `call->api->text(call, ...)`. */
struct th_call {
    const th_call_api *api;
};

/* What can be done with a call. Every function refuses a handle whose call has ended. */
struct th_call_api {
    uint32_t struct_size;
    uint32_t reserved;

    /*
     * All arguments, as the text of one JSON object that has passed the tool's input schema.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: valid until `invoke` returns.
     * Results: the text; absent when the call has ended.
     */
    th_str (*arguments)(th_call *call);

    /*
     * One member of the arguments: a string's text, an integer in the range of int64_t, any number as the
     * nearest double, a boolean as 0 or 1, any value as JSON text.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `name` is borrowed for the call; a text in `*out` is valid until `invoke` returns.
     * Results: TH_OK; TH_NOT_FOUND when there is no such member (or it is null, save for argument_json);
     * TH_INVALID when it is of another kind or does not fit; TH_LIMIT when there is no more scratch memory;
     * TH_ENDED. Unless it is TH_OK, `*out` keeps its value: set it to the default first.
     */
    th_status (*argument_text)(th_call *call, th_str name, th_str *out);
    th_status (*argument_integer)(th_call *call, th_str name, int64_t *out);
    th_status (*argument_number)(th_call *call, th_str name, double *out);
    th_status (*argument_boolean)(th_call *call, th_str name, int32_t *out);
    th_status (*argument_json)(th_call *call, th_str name, th_str *out);

    /*
     * The call's id, unique among the calls that run.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: valid until `invoke` returns.
     * Results: the id; absent when the call has ended.
     */
    th_str (*id)(th_call *call);

    /*
     * How long the call may still take, in nanoseconds.
     * When: until `invoke` returns.
     * Threads: [any].
     * Ownership: nothing changes hands.
     * Results: the time left; 0 when the deadline is past or the call has ended.
     */
    uint64_t (*remaining_ns)(th_call *call);

    /*
     * Whether nobody waits for the result any more: the caller left, or the deadline is past. Then `invoke`
     * should return TH_CANCELLED soon. Cheap enough for an inner loop.
     * When: until `invoke` returns.
     * Threads: [any].
     * Ownership: nothing changes hands.
     * Results: 1 when cancelled or ended, else 0.
     */
    int32_t (*is_cancelled)(th_call *call);

    /*
     * A file descriptor that becomes readable when the call is cancelled, to be used with poll beside others.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: the descriptor is the host's and is closed after `invoke` has returned: never read, close or
     * keep it.
     * Results: the descriptor; TH_ENDED; TH_LIMIT when the process has no descriptor left.
     */
    int32_t (*cancel_descriptor)(th_call *call);

    /*
     * Says how far the call has come, in the tool's own unit. Reports may be merged when they come too fast.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `message` is copied, at most 1024 bytes of it; it may be absent.
     * Results: TH_OK; TH_INVALID when `done` or `total` is not finite or the message is not UTF-8;
     * TH_CANCELLED; TH_ENDED. `total` is 0 when it is not known.
     */
    th_status (*progress)(th_call *call, double done, double total, th_str message);

    /*
     * Adds a piece to the streamed text of the result. All pieces of a call make one text part, at the place
     * of the first; a character may be cut between two. Waits while the reader is slower than the tool.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `piece` is copied.
     * Results: TH_OK; TH_INVALID when the piece cannot be UTF-8; TH_LIMIT over the largest result;
     * TH_CANCELLED; TH_ENDED.
     */
    th_status (*write)(th_call *call, th_str piece);

    /*
     * Adds a text part to the result.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `text` is copied.
     * Results: TH_OK; TH_INVALID when it is not UTF-8; TH_LIMIT over the largest result; TH_ENDED.
     */
    th_status (*text)(th_call *call, th_str text);

    /*
     * Gives the result as data (MCP's structuredContent), at most once. A call that gives nothing else is
     * shown with this JSON as its text.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `json` is copied.
     * Results: TH_OK; TH_INVALID when it is not JSON, or a second time; TH_LIMIT over the largest or deepest
     * result; TH_ENDED. The output schema is checked when `invoke` has returned.
     */
    th_status (*json)(th_call *call, th_str json);

    /*
     * Adds bytes to the result: an image when the media type starts with image/, a sound when with audio/,
     * otherwise a resource under an address that the host makes up.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `bytes` and `media_type` are copied.
     * Results: TH_OK; TH_INVALID without a media type; TH_LIMIT over the largest result; TH_ENDED.
     */
    th_status (*bytes)(th_call *call, const void *bytes, size_t size, th_str media_type);

    /*
     * Adds something that stands under a URI: its text when `is_text` is 1, else its bytes.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: everything is copied; `media_type` may be absent.
     * Results: TH_OK; TH_INVALID without a URI or for a text that is not UTF-8; TH_LIMIT; TH_ENDED.
     */
    th_status (*resource)(
        th_call *call, th_str uri, th_str media_type, const void *bytes, size_t size, int32_t is_text);

    /*
     * Adds a pointer to something that the client may fetch itself.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: everything is copied; `media_type` may be absent.
     * Results: TH_OK; TH_INVALID without a URI or a name; TH_LIMIT; TH_ENDED.
     */
    th_status (*link)(th_call *call, th_str uri, th_str name, th_str media_type);

    /*
     * Asks the user for input and waits for it. `schema` is a JSON Schema of type object with plain
     * properties.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: `question` and `schema` are copied; `*answer`, a JSON object, is valid until `invoke`
     * returns.
     * Results: TH_OK; TH_CANCELLED when the user declines or nobody waits any more; TH_UNSUPPORTED when there
     * is nobody to ask: be ready for it; TH_INVALID for a bad schema; TH_ENDED.
     */
    th_status (*ask)(th_call *call, th_str question, th_str schema, th_str *answer);

    /*
     * Ends the call as failed: the tool could not do what it was asked. The text is read by the model: say
     * what is wrong and what would work. A part added before makes the result contradict itself, written
     * pieces do not.
     * When: until `invoke` returns, at most once.
     * Threads: [call].
     * Ownership: `code` (snake_case, at most 64 bytes) and `message` (at most 64 KiB) are copied.
     * Results: TH_FAILED, for `invoke` to return; TH_INVALID when a text is empty or not UTF-8, or a second
     * time; TH_ENDED.
     */
    th_status (*fail)(th_call *call, th_str code, th_str message);

    /*
     * Memory that lives as long as the call, aligned for any type, zeroed.
     * When: until `invoke` returns.
     * Threads: [call].
     * Ownership: the host's; it frees the memory after `invoke` has returned.
     * Results: the memory; null over the limit (64 MiB a call) or when the call has ended.
     */
    void *(*scratch)(th_call *call, size_t size);
};

/* Extensions of the host */

#define TH_EXT_LOG "th.log/1"
#define TH_EXT_CONFIG "th.config/1"
#define TH_EXT_PATHS "th.paths/1"
#define TH_EXT_TOOLS "th.tools/1"

#define TH_LOG_TRACE 0
#define TH_LOG_DEBUG 1
#define TH_LOG_INFO 2
#define TH_LOG_WARNING 3
#define TH_LOG_ERROR 4

/* th.log/1: the host's log. */
typedef struct th_log_v1 {
    /*
     * Writes one record. Records over a rate are dropped and counted. Never log secrets or what users wrote.
     * When: from the start of `init` to the end of `shutdown`.
     * Threads: [any].
     * Ownership: `message` is copied, at most 4096 bytes of it.
     * Results: none; what is not UTF-8 is replaced.
     */
    void (*write)(const th_host *host, int32_t level, th_str message);
} th_log_v1;

/* th.config/1: settings that the operator has given this plugin. */
typedef struct th_config_v1 {
    /*
     * Looks a setting up.
     * When: from the start of `init` to the end of `shutdown`.
     * Threads: [any].
     * Ownership: `key` is borrowed for the call; `*value` is valid until `shutdown` has returned.
     * Results: TH_OK; TH_NOT_FOUND, with `*value` as it was; TH_INVALID when the key is not UTF-8.
     */
    th_status (*get)(const th_host *host, th_str key, th_str *value);
} th_config_v1;

/* th.paths/1: the folders a plugin may use, as absolute paths. Each exists. */
typedef struct th_paths_v1 {
    /*
     * The folder that the user's files are in; shared by all plugins.
     * When: from the start of `init` to the end of `shutdown`.
     * Threads: [any].
     * Ownership: valid until `shutdown` has returned.
     * Results: the path.
     */
    th_str (*sandbox)(const th_host *host);
    /*
     * The plugin's own folder for what must last.
     * When: from the start of `init` to the end of `shutdown`.
     * Threads: [any].
     * Ownership: valid until `shutdown` has returned.
     * Results: the path.
     */
    th_str (*data)(const th_host *host);
    /*
     * The plugin's own folder for what can be made again.
     * When: from the start of `init` to the end of `shutdown`.
     * Threads: [any].
     * Ownership: valid until `shutdown` has returned.
     * Results: the path.
     */
    th_str (*cache)(const th_host *host);
} th_paths_v1;

/* th.tools/1: for plugins whose list of tools changes while they run. Be ready for a host without it. */
typedef struct th_tools_v1 {
    /*
     * Replaces the plugin's tools by those that `list` adds, all at once. `list` runs before this returns, and
     * what it adds is checked as in `init`. Calls that run are not touched.
     * When: from the end of `init` to the start of `shutdown`, also while calls run.
     * Threads: [any]; `list` runs on the same thread.
     * Ownership: `list`, `context` and the registrar are used until this returns. The `ctx` of a tool that is
     * no longer offered is given to its `drop` before `shutdown`.
     * Results: TH_OK; a negative code of `list`, after which the tools are what they were; TH_INVALID without
     * `list`; TH_LIMIT when the tools were replaced too often; TH_ENDED outside that time, or within `list`.
     */
    th_status (*replace)(const th_host *host, th_status (*list)(void *context, th_registrar *registrar),
                         void *context);
} th_tools_v1;

/* Wrappers */
/* These need no comments of their own: each does what the function of its table does. */

/* A text from a NUL-terminated string, which must outlive it. */
static inline th_str th_string(const char *text) {
    th_str result = {text, 0};
    if (text)
        while (text[result.length]) result.length += 1;
    return result;
}

/* Whether a text is that NUL-terminated string. */
static inline int th_equal(th_str text, const char *string) {
    th_str other = th_string(string);
    size_t index = 0;
    if (text.length != other.length) return 0;
    while (index < text.length && text.data[index] == other.data[index]) index += 1;
    return index == text.length;
}

/* A tool with the usual defaults; set what is different before adding it. */
static inline th_tool th_tool_make(const char *name, const char *description, const char *input_schema,
                                   th_status (*invoke)(void *ctx, th_call *call)) {
    th_tool tool = {(uint32_t)sizeof(th_tool), 0u, TH_NO_STR, TH_NO_STR, TH_NO_STR, TH_NO_STR, TH_NO_STR,
                    0u, TH_SERIAL_PLUGIN, 0u, 0u, invoke, NULL, NULL, NULL, NULL};
    tool.name = th_string(name);
    tool.description = th_string(description);
    tool.input_schema = th_string(input_schema);
    return tool;
}

static inline th_status th_add_tool(th_registrar *registrar, const th_tool *tool) {
    return registrar->add_tool(registrar, tool);
}

static inline void th_set_error(const th_host *host, th_status code, const char *message) {
    host->set_error(host, code, th_string(message));
}

/* Writes a record to the host's log, if it has one. */
static inline void th_log(const th_host *host, int32_t level, const char *message) {
    const th_log_v1 *table = (const th_log_v1 *)host->get_extension(host, TH_EXT_LOG);
    if (table) table->write(host, level, th_string(message));
}

/* A setting of this plugin; a host without settings has none. */
static inline th_status th_setting(const th_host *host, const char *key, th_str *value) {
    const th_config_v1 *table = (const th_config_v1 *)host->get_extension(host, TH_EXT_CONFIG);
    return table ? table->get(host, th_string(key), value) : TH_NOT_FOUND;
}

/* The folders of this plugin; null when the host has none. */
static inline const th_paths_v1 *th_paths(const th_host *host) {
    return (const th_paths_v1 *)host->get_extension(host, TH_EXT_PATHS);
}

/* Replaces the plugin's tools; TH_UNSUPPORTED when the host cannot. */
static inline th_status th_replace_tools(
    const th_host *host, th_status (*list)(void *context, th_registrar *registrar), void *context) {
    const th_tools_v1 *table = (const th_tools_v1 *)host->get_extension(host, TH_EXT_TOOLS);
    return table ? table->replace(host, list, context) : TH_UNSUPPORTED;
}

static inline th_str th_arguments(th_call *call) { return call->api->arguments(call); }

static inline th_status th_argument_text(th_call *call, const char *name, th_str *out) {
    return call->api->argument_text(call, th_string(name), out);
}

static inline th_status th_argument_integer(th_call *call, const char *name, int64_t *out) {
    return call->api->argument_integer(call, th_string(name), out);
}

static inline th_status th_argument_number(th_call *call, const char *name, double *out) {
    return call->api->argument_number(call, th_string(name), out);
}

static inline th_status th_argument_boolean(th_call *call, const char *name, int32_t *out) {
    return call->api->argument_boolean(call, th_string(name), out);
}

static inline th_status th_argument_json(th_call *call, const char *name, th_str *out) {
    return call->api->argument_json(call, th_string(name), out);
}

static inline th_str th_id(th_call *call) { return call->api->id(call); }

static inline uint64_t th_remaining_ns(th_call *call) { return call->api->remaining_ns(call); }

static inline int32_t th_is_cancelled(th_call *call) { return call->api->is_cancelled(call); }

static inline int32_t th_cancel_descriptor(th_call *call) { return call->api->cancel_descriptor(call); }

static inline th_status th_progress(th_call *call, double done, double total, const char *message) {
    return call->api->progress(call, done, total, th_string(message));
}

static inline th_status th_write(th_call *call, th_str piece) { return call->api->write(call, piece); }

static inline th_status th_text(th_call *call, const char *text) {
    return call->api->text(call, th_string(text));
}

static inline th_status th_json(th_call *call, th_str json) { return call->api->json(call, json); }

static inline th_status th_bytes(th_call *call, const void *bytes, size_t size, const char *media_type) {
    return call->api->bytes(call, bytes, size, th_string(media_type));
}

static inline th_status th_resource(th_call *call, const char *uri, const char *media_type, const void *bytes,
                                    size_t size, int32_t is_text) {
    return call->api->resource(call, th_string(uri), th_string(media_type), bytes, size, is_text);
}

static inline th_status th_link(th_call *call, const char *uri, const char *name, const char *media_type) {
    return call->api->link(call, th_string(uri), th_string(name), th_string(media_type));
}

static inline th_status th_ask(th_call *call, const char *question, const char *schema, th_str *answer) {
    return call->api->ask(call, th_string(question), th_string(schema), answer);
}

static inline th_status th_fail(th_call *call, const char *code, const char *message) {
    return call->api->fail(call, th_string(code), th_string(message));
}

static inline void *th_scratch(th_call *call, size_t size) { return call->api->scratch(call, size); }

/* The text with a NUL byte behind it, in the call's scratch memory; null when that is full. */
static inline char *th_c_string(th_call *call, th_str text) {
    char *copy = text.length < SIZE_MAX ? (char *)th_scratch(call, text.length + 1) : NULL;
    size_t index;
    for (index = 0; copy && index < text.length; index += 1) copy[index] = text.data[index];
    return copy;
}

static inline th_status th_write_string(th_call *call, const char *piece) {
    return call->api->write(call, th_string(piece));
}

/* Writes a number in decimal digits. */
static inline th_status th_write_integer(th_call *call, int64_t number) {
    char digits[20];
    size_t start = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    th_str text = TH_NO_STR;
    do {
        digits[--start] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) digits[--start] = '-';
    text.data = digits + start;
    text.length = sizeof digits - start;
    return call->api->write(call, text);
}

/* Text parts and failures whose text is no NUL-terminated string. */
static inline th_status th_text_str(th_call *call, th_str text) { return call->api->text(call, text); }

static inline th_status th_fail_str(th_call *call, const char *code, th_str message) {
    return call->api->fail(call, th_string(code), message);
}

#ifdef __cplusplus
}
#endif

#endif
