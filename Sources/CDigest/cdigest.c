/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 after FIPS 180-4, in portable C and with the instructions that x86-64 processors have for it. */
#include "cdigest.h"

#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

typedef void compress_function(uint32_t state[8], const uint8_t *blocks, size_t count);

static const uint32_t first_state[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotated(uint32_t word, unsigned count) {
    return word >> count | word << (32 - count);
}

static uint32_t big_endian(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static void schedule(uint32_t words[64], const uint8_t *block) {
    for (int i = 0; i < 16; i++) words[i] = big_endian(block + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t a = words[i - 15], b = words[i - 2];
        uint32_t low = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3;
        uint32_t high = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10;
        words[i] = words[i - 16] + low + words[i - 7] + high;
    }
}

/* One round; the caller gives the eight words in an order that turns by one from round to round. */
static inline void turn(
    uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f, uint32_t g, uint32_t *h,
    uint32_t added) {
    uint32_t high = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    uint32_t first = *h + high + ((e & f) ^ (~e & g)) + added;
    uint32_t low = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    *d += first;
    *h = first + low + ((a & b) ^ (a & c) ^ (b & c));
}

static void compress_portably(uint32_t state[8], const uint8_t *blocks, size_t count) {
    for (; count > 0; count--, blocks += CD_BLOCK_BYTES) {
        uint32_t words[64];
        uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
        uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
        schedule(words, blocks);
        for (int i = 0; i < 64; i++) words[i] += constants[i];
        for (int i = 0; i < 64; i += 8) {
            turn(a, b, c, &d, e, f, g, &h, words[i]);
            turn(h, a, b, &c, d, e, f, &g, words[i + 1]);
            turn(g, h, a, &b, c, d, e, &f, words[i + 2]);
            turn(f, g, h, &a, b, c, d, &e, words[i + 3]);
            turn(e, f, g, &h, a, b, c, &d, words[i + 4]);
            turn(d, e, f, &g, h, a, b, &c, words[i + 5]);
            turn(c, d, e, &f, g, h, a, &b, words[i + 6]);
            turn(b, c, d, &e, f, g, h, &a, words[i + 7]);
        }
        state[0] += a, state[1] += b, state[2] += c, state[3] += d;
        state[4] += e, state[5] += f, state[6] += g, state[7] += h;
    }
}

#if defined(__x86_64__)

__attribute__((target("sha,sse4.1"))) static void compress_by_instruction(
    uint32_t state[8], const uint8_t *blocks, size_t count) {
    const __m128i swapped = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    /* The instructions want the words as ABEF and CDGH. */
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, abcd, 0xf0);
    for (; count > 0; count--, blocks += CD_BLOCK_BYTES) {
        __m128i before_abef = abef, before_cdgh = cdgh, words[4];
        for (int i = 0; i < 4; i++) {
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(blocks + 16 * i)), swapped);
        }
        for (int i = 0; i < 16; i++) {
            __m128i current = words[i & 3];
            __m128i added = _mm_add_epi32(current, _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
            /* The sixteen words after the next twelve; of no use in the last rounds. */
            __m128i next = _mm_sha256msg1_epu32(current, words[(i + 1) & 3]);
            next = _mm_add_epi32(next, _mm_alignr_epi8(words[(i + 3) & 3], words[(i + 2) & 3], 4));
            words[i & 3] = _mm_sha256msg2_epu32(next, words[(i + 3) & 3]);
        }
        abef = _mm_add_epi32(abef, before_abef);
        cdgh = _mm_add_epi32(cdgh, before_cdgh);
    }
    __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

int32_t cd_sha256_is_accelerated(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
    return b >> 29 & 1;
}

/* Asking the processor takes long in a virtual machine, so it is asked once. */
static compress_function *compress_function_here(void) {
    static _Atomic(compress_function *) known;
    compress_function *function = atomic_load_explicit(&known, memory_order_relaxed);
    if (!function) {
        function = cd_sha256_is_accelerated() ? compress_by_instruction : compress_portably;
        atomic_store_explicit(&known, function, memory_order_relaxed);
    }
    return function;
}

#else

int32_t cd_sha256_is_accelerated(void) {
    return 0;
}

static compress_function *compress_function_here(void) {
    return compress_portably;
}

#endif

static void begin(cd_sha256 *hash) {
    memcpy(hash->state, first_state, sizeof first_state);
    hash->length = 0;
}

static void add(cd_sha256 *hash, const uint8_t *bytes, size_t count, compress_function *compress) {
    size_t held = hash->length % CD_BLOCK_BYTES;
    if (count == 0) return;
    hash->length += count;
    if (held > 0) {
        size_t taken = CD_BLOCK_BYTES - held < count ? CD_BLOCK_BYTES - held : count;
        memcpy(hash->block + held, bytes, taken);
        if (held + taken < CD_BLOCK_BYTES) return;
        compress(hash->state, hash->block, 1);
        bytes += taken;
        count -= taken;
    }
    compress(hash->state, bytes, count / CD_BLOCK_BYTES);
    memcpy(hash->block, bytes + count / CD_BLOCK_BYTES * CD_BLOCK_BYTES, count % CD_BLOCK_BYTES);
}

static void end(cd_sha256 *hash, uint8_t *result, compress_function *compress) {
    uint8_t padding[CD_BLOCK_BYTES + 8] = {0x80};
    uint64_t bits = hash->length * 8;
    size_t held = hash->length % CD_BLOCK_BYTES;
    size_t count = held < 56 ? 56 - held : 120 - held;
    for (int i = 0; i < 8; i++) padding[count + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
    add(hash, padding, count + 8, compress);
    for (int i = 0; i < CD_SHA256_BYTES; i++) result[i] = (uint8_t)(hash->state[i / 4] >> (24 - i % 4 * 8));
}

void cd_sha256_begin(cd_sha256 *hash) {
    begin(hash);
}

void cd_sha256_add(cd_sha256 *hash, const void *bytes, size_t count) {
    add(hash, bytes, count, compress_function_here());
}

void cd_sha256_end(cd_sha256 *hash, uint8_t *result) {
    end(hash, result, compress_function_here());
}

void cd_sha256_portable(const void *bytes, size_t count, uint8_t *result) {
    cd_sha256 hash;
    begin(&hash);
    add(&hash, bytes, count, compress_portably);
    end(&hash, result, compress_portably);
}
