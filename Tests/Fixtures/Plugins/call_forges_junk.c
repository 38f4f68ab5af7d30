/* SPDX-License-Identifier: Apache-2.0 */
/* Writes into the channel what is no frame. */
#include "hostile.h"

MISDEED {
    UNUSED;
    forge("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 37);
    pause();
    return TH_OK;
}
