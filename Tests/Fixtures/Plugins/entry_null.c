/* SPDX-License-Identifier: Apache-2.0 */
/* The entry returns nothing. */
#include "fixture.h"
const th_plugin *th_plugin_entry_v1(void) { return NULL; }
