/* SPDX-License-Identifier: Apache-2.0 */
/* Writes to stdout as if it were its own: bytes that are no text, and no end of a line. */
#include "hostile.h"

MISDEED {
    UNUSED;
    fwrite("\xff\xfe\x1b[2J{\"jsonrpc\":\"2.0\"}", 1, 23, stdout);
    fflush(stdout);
    return th_text(call, "done");
}
