// SPDX-License-Identifier: Apache-2.0

/* Regular expressions by PCRE2: with every step of a search counted, or as fast as it goes with a limit. */

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

/* How a pattern is compiled for cpcre2_search; the bits may be combined. */
typedef uint32_t cpcre2_options;

/* Capital and small letters are the same. */
#define CPCRE2_CASELESS ((cpcre2_options)1)
/* Subjects are UTF-8, and classes such as \w know all scripts; without it subjects must be ASCII. */
#define CPCRE2_UNICODE ((cpcre2_options)2)
/* ^ and $ stand at the ends of lines too. */
#define CPCRE2_LINES ((cpcre2_options)4)

/* Compiles a pattern in PCRE2's own syntax, to machine code where the system allows it. [any thread]
   A line ends with LF, CR LF or CR. Otherwise as cpcre2_compile. */
cpcre2_pattern *cpcre2_compile_search(
    const uint8_t *text, size_t length, cpcre2_options options, int32_t *code, size_t *offset
);

/* The working memory of one thread's searches. */
typedef struct cpcre2_room cpcre2_room;

/* The caller frees the result with cpcre2_room_free. NULL when memory is short. [any thread] */
cpcre2_room *cpcre2_room_create(void);
void cpcre2_room_free(cpcre2_room *room);

/* Finds the first match in `length` bytes at `subject` that starts at `from` or later, and no later than `last`.
   [any thread, a room each]
   The pattern comes from cpcre2_compile_search; the subject is valid UTF-8, or ASCII, as its options say.
   Returns 1 (found, from `start` to `end`), 0 (not found) or -1 (given up: steps or memory at their limit). */
int32_t cpcre2_search(
    const cpcre2_pattern *pattern, cpcre2_room *room, const uint8_t *subject, size_t length, size_t from,
    size_t last, size_t *start, size_t *end
);

/* Writes the English text of a fault to `buffer`, without a terminating zero; returns its length. [any thread] */
size_t cpcre2_message(int32_t code, uint8_t *buffer, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
