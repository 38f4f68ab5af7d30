/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLOADER_H
#define CLOADER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Loads a shared library for good: all symbols bound at once, none visible to other libraries, never
 * unloaded. Returns its handle, or null with the linker's message, cut to `capacity` bytes, in `error`.
 */
void *_Nullable cl_open(const char *_Nonnull path, char *_Nonnull error, size_t capacity);

#define CL_FOUND 0
#define CL_MISSING 1      /* no such symbol */
#define CL_ELSEWHERE 2    /* only a library that this one depends on has it */
#define CL_NOT_FUNCTION 3 /* it is an object, which must not be called */

/* Looks up a function that the library itself defines. */
int32_t cl_find_function(
    void *_Nonnull handle, const char *_Nonnull name, void *_Nullable *_Nonnull function);

/* Calls a function that takes nothing and returns a pointer. */
const void *_Nullable cl_call(void *_Nonnull function);

/*
 * Copies memory that may not be there: 0 when done, an errno (EFAULT as a rule) instead of a signal.
 * Two ways, since some sandboxes forbid the first: process_vm_readv, and writing to a pipe.
 */
int32_t cl_copy(void *_Nonnull to, const void *_Nullable from, size_t size);

/* The second way of cl_copy alone. */
int32_t cl_copy_through_pipe(void *_Nonnull to, const void *_Nullable from, size_t size);

/*
 * The paths of the libraries that this process has loaded, each with a NUL behind it, as far as they fit into
 * `capacity`. Returns how many bytes they take in `paths`.
 */
size_t cl_loaded_libraries(char *_Nonnull paths, size_t capacity);

/* Tells the processor that this thread waits for another one's store. */
static inline void cl_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb" ::: "memory");
#endif
}

/* A descriptor that is not readable yet, closed on exec; negative when there is none left. */
int32_t cl_event_open(void);

/* Makes the descriptor readable for good. */
void cl_event_signal(int32_t event);

#endif
