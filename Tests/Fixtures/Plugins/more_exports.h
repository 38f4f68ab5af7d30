/* SPDX-License-Identifier: Apache-2.0 */
/* Names that a library lends to all others, besides its entry. */
#define EXPORTED __attribute__((visibility("default")))

EXPORTED int extra_one = 1;
EXPORTED int extra_two(void) { return 2; }
EXPORTED __attribute__((weak)) int extra_three(void) { return 3; }
EXPORTED const char extra_four[] = "four";
