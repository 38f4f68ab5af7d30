/* SPDX-License-Identifier: Apache-2.0 */
/* Jumps to where it has never been. */
#include "hostile.h"

#include <setjmp.h>

MISDEED {
    static jmp_buf nowhere;
    UNUSED;
    memset(&nowhere, 0x41, sizeof nowhere);
    longjmp(nowhere, 1);
}
