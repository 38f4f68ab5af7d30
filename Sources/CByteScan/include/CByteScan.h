// SPDX-License-Identifier: Apache-2.0

// Looking through many bytes at the speed of the memory: the C library's own vector code, which Swift can
// reach only through raw pointers, and loops that the C compiler makes vector code of.
//
// Nothing here keeps a pointer. [any thread]

#ifndef CBYTESCAN_H
#define CBYTESCAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The place of the first `byte` in `count` bytes; `count` when there is none.
size_t cbytescan_first(const uint8_t *bytes, size_t count, uint8_t byte);

/// The place after the last `byte` in `count` bytes; 0 when there is none.
size_t cbytescan_after_last(const uint8_t *bytes, size_t count, uint8_t byte);

/// How often `byte` stands in `count` bytes.
size_t cbytescan_count(const uint8_t *bytes, size_t count, uint8_t byte);

/// Whether all of `count` bytes are below 0x80.
int32_t cbytescan_is_ascii(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
