/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CDIGEST_H
#define CDIGEST_H

#include <stddef.h>
#include <stdint.h>

#define CD_SHA256_BYTES 32
#define CD_BLOCK_BYTES 64

/* A SHA-256 hash in the making. Plain memory: it may be copied, and needs no end. */
typedef struct cd_sha256 {
    uint32_t state[8];
    uint64_t length;              /* bytes so far */
    uint8_t block[CD_BLOCK_BYTES]; /* the last length % 64 bytes */
} cd_sha256;

/* Starts a hash of nothing. */
void cd_sha256_begin(cd_sha256 *_Nonnull hash);

/* Adds bytes; in pieces of any size. `bytes` may be null when `count` is 0. */
void cd_sha256_add(cd_sha256 *_Nonnull hash, const void *_Nullable bytes, size_t count);

/* Writes the hash of all that was added; nothing may be added any more. */
void cd_sha256_end(cd_sha256 *_Nonnull hash, uint8_t *_Nonnull result);

/* Whether this processor has instructions for SHA-256, which are then used. */
int32_t cd_sha256_is_accelerated(void);

/* The same three steps at once in portable C, whatever the processor can do: what the other way is tested by. */
void cd_sha256_portable(const void *_Nullable bytes, size_t count, uint8_t *_Nonnull result);

#endif
