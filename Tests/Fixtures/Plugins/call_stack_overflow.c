/* SPDX-License-Identifier: Apache-2.0 */
/* Calls itself until the stack is full. */
#include "hostile.h"

static int deeper(volatile char *above) {
    volatile char frame[4096];
    frame[0] = above[0];
    return frame[0] ? deeper(frame) + frame[0] : 0;
}

MISDEED { char top = 1; UNUSED; return deeper(&top); }
