// SPDX-License-Identifier: Apache-2.0

#include "CMemory.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

void cmemory_return_large_blocks(void) {
#ifdef __GLIBC__
    // glibc's own first limit, in bytes; a limit that is set stays, where glibc would raise it to 32 MiB.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
#endif
}
