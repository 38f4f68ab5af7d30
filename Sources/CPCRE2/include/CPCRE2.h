// SPDX-License-Identifier: Apache-2.0

/* Regular expressions by PCRE2, with every step of a search counted. */

#ifndef TOOLHOST_CPCRE2_H
#define TOOLHOST_CPCRE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A compiled pattern; it never changes, so any number of threads may search with it. */
typedef struct cpcre2_pattern cpcre2_pattern;

/* Compiles `length` bytes of UTF-8 at `text`. [any thread]
   The caller frees the result with cpcre2_free. NULL on a fault, with its number in `code` and its place in
   `offset` (bytes from the start). */
cpcre2_pattern *cpcre2_compile(const uint8_t *text, size_t length, int32_t *code, size_t *offset);

/* Frees a pattern; no search may be using it. NULL is allowed. [any thread] */
void cpcre2_free(cpcre2_pattern *pattern);

/* Whether the pattern is found in `length` bytes of valid UTF-8 at `subject`. [any thread]
   `steps` holds how many steps may be taken and receives how many are left.
   Returns 1 (found), 0 (not found) or -1 (given up: steps or memory at their limit). */
int32_t cpcre2_find(const cpcre2_pattern *pattern, const uint8_t *subject, size_t length, uint64_t *steps);

/* Writes the English text of a fault to `buffer`, without a terminating zero; returns its length. [any thread] */
size_t cpcre2_message(int32_t code, uint8_t *buffer, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
