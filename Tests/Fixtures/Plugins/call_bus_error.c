/* SPDX-License-Identifier: Apache-2.0 */
/* Reads beyond the end of a mapped file. */
#include "hostile.h"

#include <sys/mman.h>

MISDEED {
    int file = memfd_create("empty", 0);
    volatile char *page = (char *)mmap(NULL, 4096, PROT_READ, MAP_SHARED, file, 0);
    UNUSED;
    return page[100];
}
