/* SPDX-License-Identifier: Apache-2.0 */
/* Writes four megabytes to stderr. */
#include "hostile.h"

MISDEED {
    char line[1024];
    UNUSED;
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    for (int count = 0; count < 4096; count++) fwrite(line, 1, sizeof line, stderr);
    return th_text(call, "done");
}
