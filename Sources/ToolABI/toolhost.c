/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of the ABI, pinned: a change that would break plugins already built does not compile. */

#include "toolhost.h"

#if UINTPTR_MAX != UINT64_MAX
#error "The layout below is that of 64-bit systems, the only ones supported."
#endif

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "the size of " #type " changed")
#define OFFSET(type, field, bytes) \
    _Static_assert(offsetof(type, field) == (bytes), "the place of " #type "." #field " changed")

SIZE(th_str, 16);
OFFSET(th_str, data, 0);
OFFSET(th_str, length, 8);
SIZE(th_status, 4);

SIZE(th_tool, 144);
OFFSET(th_tool, struct_size, 0);
OFFSET(th_tool, flags, 4);
OFFSET(th_tool, name, 8);
OFFSET(th_tool, title, 24);
OFFSET(th_tool, description, 40);
OFFSET(th_tool, input_schema, 56);
OFFSET(th_tool, output_schema, 72);
OFFSET(th_tool, hints, 88);
OFFSET(th_tool, concurrency, 92);
OFFSET(th_tool, timeout_ms, 96);
OFFSET(th_tool, output_bytes, 100);
OFFSET(th_tool, invoke, 104);
OFFSET(th_tool, ctx, 112);
OFFSET(th_tool, drop, 120);
OFFSET(th_tool, typed, 128);
OFFSET(th_tool, reserved, 136);

SIZE(th_typed, 48);
OFFSET(th_typed, struct_size, 0);
OFFSET(th_typed, flags, 4);
OFFSET(th_typed, function, 8);
OFFSET(th_typed, prototype, 16);
OFFSET(th_typed, roles, 32);

SIZE(th_registrar, 16);
OFFSET(th_registrar, struct_size, 0);
OFFSET(th_registrar, reserved, 4);
OFFSET(th_registrar, add_tool, 8);

SIZE(th_plugin, 112);
OFFSET(th_plugin, struct_size, 0);
OFFSET(th_plugin, flags, 4);
OFFSET(th_plugin, magic, 8);
OFFSET(th_plugin, abi_built, 16);
OFFSET(th_plugin, abi_min, 20);
OFFSET(th_plugin, id, 24);
OFFSET(th_plugin, name, 40);
OFFSET(th_plugin, version, 56);
OFFSET(th_plugin, license, 72);
OFFSET(th_plugin, init, 88);
OFFSET(th_plugin, shutdown, 96);
OFFSET(th_plugin, get_extension, 104);

SIZE(th_host, 56);
OFFSET(th_host, struct_size, 0);
OFFSET(th_host, abi_version, 4);
OFFSET(th_host, name, 8);
OFFSET(th_host, version, 24);
OFFSET(th_host, get_extension, 40);
OFFSET(th_host, set_error, 48);

SIZE(th_call, 8);
OFFSET(th_call, api, 0);

SIZE(th_call_api, 168);
OFFSET(th_call_api, struct_size, 0);
OFFSET(th_call_api, reserved, 4);
OFFSET(th_call_api, arguments, 8);
OFFSET(th_call_api, argument_text, 16);
OFFSET(th_call_api, argument_integer, 24);
OFFSET(th_call_api, argument_number, 32);
OFFSET(th_call_api, argument_boolean, 40);
OFFSET(th_call_api, argument_json, 48);
OFFSET(th_call_api, id, 56);
OFFSET(th_call_api, remaining_ns, 64);
OFFSET(th_call_api, is_cancelled, 72);
OFFSET(th_call_api, cancel_descriptor, 80);
OFFSET(th_call_api, progress, 88);
OFFSET(th_call_api, write, 96);
OFFSET(th_call_api, text, 104);
OFFSET(th_call_api, json, 112);
OFFSET(th_call_api, bytes, 120);
OFFSET(th_call_api, resource, 128);
OFFSET(th_call_api, link, 136);
OFFSET(th_call_api, ask, 144);
OFFSET(th_call_api, fail, 152);
OFFSET(th_call_api, scratch, 160);

SIZE(th_log_v1, 8);
SIZE(th_config_v1, 8);
OFFSET(th_log_v1, write, 0);
OFFSET(th_config_v1, get, 0);
SIZE(th_paths_v1, 24);
OFFSET(th_paths_v1, sandbox, 0);
OFFSET(th_paths_v1, data, 8);
OFFSET(th_paths_v1, cache, 16);
SIZE(th_tools_v1, 8);
OFFSET(th_tools_v1, replace, 0);
