/* SPDX-License-Identifier: Apache-2.0 */
/* What the entry returns is no descriptor. */
#include "fixture.h"
static const unsigned char junk[4096] = {'j', 'u', 'n', 'k'};
const th_plugin *th_plugin_entry_v1(void) { return (const th_plugin *)(const void *)junk; }
