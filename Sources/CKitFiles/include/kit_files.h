/* SPDX-License-Identifier: Apache-2.0 */
/* The files that `toolhost plugin new` writes, as texts in the program. */
#ifndef KIT_FILES_H
#define KIT_FILES_H

#include <stddef.h>

/* A file of a set, such as "cpp" or "rust-kit". */
struct kit_file {
    const char *set;
    const char *path;          /* where it goes; may hold placeholders */
    const unsigned char *text; /* ends with a NUL byte; never freed */
};

/* The file at an index; null behind the last one. */
const struct kit_file *kit_file_at(size_t index);

#endif
