/* SPDX-License-Identifier: Apache-2.0 */
/* The entry is a constant: calling it would run data. */
extern const int th_plugin_entry_v1;
__attribute__((visibility("default"))) const int th_plugin_entry_v1 = 1;
