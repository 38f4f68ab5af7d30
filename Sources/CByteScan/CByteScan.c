// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CByteScan.h"

#include <string.h>

size_t cbytescan_first(const uint8_t *bytes, size_t count, uint8_t byte) {
    const uint8_t *found = count ? memchr(bytes, byte, count) : NULL;
    return found ? (size_t)(found - bytes) : count;
}

size_t cbytescan_after_last(const uint8_t *bytes, size_t count, uint8_t byte) {
    const uint8_t *found = count ? memrchr(bytes, byte, count) : NULL;
    return found ? (size_t)(found - bytes) + 1 : 0;
}

size_t cbytescan_count(const uint8_t *bytes, size_t count, uint8_t byte) {
    size_t total = 0;
    // Sums of 255 steps fit a byte, so that a step handles as many bytes as a vector has.
    while (count) {
        size_t piece = count < 255 * 32 ? count : 255 * 32;
        uint8_t sums[32] = {0};
        size_t index = 0;
        for (; index + 32 <= piece; index += 32) {
            for (size_t lane = 0; lane < 32; lane++) sums[lane] += bytes[index + lane] == byte;
        }
        for (; index < piece; index++) total += bytes[index] == byte;
        for (size_t lane = 0; lane < 32; lane++) total += sums[lane];
        bytes += piece;
        count -= piece;
    }
    return total;
}

int32_t cbytescan_is_ascii(const uint8_t *bytes, size_t count) {
    uint8_t high = 0;
    for (size_t index = 0; index < count; index++) high |= bytes[index];
    return high < 0x80;
}
