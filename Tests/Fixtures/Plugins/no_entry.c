/* SPDX-License-Identifier: Apache-2.0 */
/* A library that is no plugin. */
extern int answer(void);
__attribute__((visibility("default"))) int answer(void) { return 42; }
