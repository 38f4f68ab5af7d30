// SPDX-License-Identifier: Apache-2.0

// The C library's memory allocator, whose settings Swift cannot reach: malloc.h is not among glibc's headers
// there.

#ifndef CMEMORY_H
#define CMEMORY_H

#ifdef __cplusplus
extern "C" {
#endif

/// Makes large blocks go back to the system as soon as they are freed. [before any other thread]
///
/// Otherwise glibc keeps them for the thread that used them, and many threads that take turns with results of
/// a megabyte hold some hundred megabytes that nobody uses. With another C library nothing happens.
void cmemory_return_large_blocks(void);

#ifdef __cplusplus
}
#endif

#endif
