// SPDX-License-Identifier: Apache-2.0
// A C++ author forgot extern "C": the entry goes by another name.
__attribute__((visibility("default"))) const void *th_plugin_entry_v1() { return nullptr; }
