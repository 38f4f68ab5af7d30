/* SPDX-License-Identifier: Apache-2.0 */
/* The entry returns a pointer to where nothing is. */
#include "fixture.h"
const th_plugin *th_plugin_entry_v1(void) { return (const th_plugin *)(uintptr_t)0x10; }
