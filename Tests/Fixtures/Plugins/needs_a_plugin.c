/* SPDX-License-Identifier: Apache-2.0 */
/* No plugin itself, but linked against one, whose entry must not be taken for its own. */
extern int answer(void);
__attribute__((visibility("default"))) int answer(void) { return 42; }
