/* SPDX-License-Identifier: Apache-2.0 */
/* A library with a function for every type and every role of typed calls, and some that break their contracts. */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Each type there and back. */

#define IDENTITY(type, name) \
    type same_##name(type value) { return value; }

IDENTITY(char, char)
IDENTITY(signed char, schar)
IDENTITY(unsigned char, uchar)
IDENTITY(short, short)
IDENTITY(unsigned short, ushort)
IDENTITY(int, int)
IDENTITY(unsigned int, uint)
IDENTITY(long, long)
IDENTITY(unsigned long, ulong)
IDENTITY(long long, llong)
IDENTITY(unsigned long long, ullong)
IDENTITY(int8_t, int8)
IDENTITY(uint8_t, uint8)
IDENTITY(int16_t, int16)
IDENTITY(uint16_t, uint16)
IDENTITY(int32_t, int32)
IDENTITY(uint32_t, uint32)
IDENTITY(int64_t, int64)
IDENTITY(uint64_t, uint64)
IDENTITY(size_t, size)
IDENTITY(float, float)
IDENTITY(double, double)
IDENTITY(bool, bool)

static int touched;

void touch(int value) { touched = value; }

int last_touched(void) { return touched; }

double mixed(int8_t a, double b, uint64_t c, float d, bool e, int16_t f, double g, int64_t h, uint8_t i, float j) {
    return a + b + (double)c + (double)d + e + f + g + (double)h + i + (double)j;
}

/* Structs by value: in registers of one kind, of two, and in memory. */

struct point {
    double x, y;
};

struct tagged {
    int8_t tag;
    double value;
};

struct wide {
    int64_t values[4];
    struct point where;
    bool isSet;
};

struct point mirror(struct point point) {
    struct point result = {-point.y, -point.x};
    return result;
}

struct tagged retag(struct tagged tagged, int8_t tag) {
    tagged.tag = tag;
    tagged.value += 0.5;
    return tagged;
}

struct wide widen(struct wide wide) {
    for (int index = 0; index < 4; index += 1) wide.values[index] += 1;
    wide.isSet = !wide.isSet;
    wide.where = mirror(wide.where);
    return wide;
}

/* Pointers. */

size_t text_bytes(const char *text) { return strlen(text); }

uint32_t sum_bytes(const uint8_t *bytes, uint32_t count) {
    uint32_t sum = 0;
    for (uint32_t index = 0; index < count; index += 1) sum += bytes[index];
    return sum;
}

unsigned tiny_count(const void *bytes, uint8_t count) {
    (void)bytes;
    return count;
}

double dot(const double *left, const double *right, size_t count) {
    double sum = 0;
    for (size_t index = 0; index < count; index += 1) sum += left[index] * right[index];
    return sum;
}

double length_of(const struct point *point) { return point->x * point->x + point->y * point->y; }

void split(double value, int64_t *whole, double *rest) {
    *whole = (int64_t)value;
    *rest = value - (double)*whole;
}

void twice(int32_t *value, double triple[3]) {
    *value *= 2;
    for (int index = 0; index < 3; index += 1) triple[index] *= 2;
}

size_t room_for(uint32_t count) { return 2 * (size_t)count; }

/* Writes each byte twice. */
int doubled(const uint8_t *source, uint32_t count, uint8_t *target, size_t *target_bytes) {
    if (*target_bytes < 2 * (size_t)count) return -5;
    for (uint32_t index = 0; index < count; index += 1) target[2 * index] = target[2 * index + 1] = source[index];
    *target_bytes = 2 * (size_t)count;
    return 0;
}

/* Fills some of a buffer and returns how much. */
int32_t fill(uint8_t value, int32_t wanted, uint8_t *target, size_t capacity) {
    for (int32_t index = 0; index < wanted && (size_t)index < capacity; index += 1) target[index] = value;
    return wanted;
}

void fingerprint(const char *text, uint8_t digest[4]) {
    memset(digest, 0, 4);
    for (size_t index = 0; text[index]; index += 1) digest[index % 4] ^= (uint8_t)text[index];
}

/* "Hello, NAME", cut to the buffer like snprintf does. */
void greet(const char *name, char *target, size_t capacity) {
    const char *start = "Hello, ";
    size_t length = 0;
    for (const char *from = start; *from && length + 1 < capacity; from += 1) target[length++] = *from;
    for (const char *from = name; *from && length + 1 < capacity; from += 1) target[length++] = *from;
    target[length] = 0;
}

/* Returned texts. */

static int32_t held;

const char *color(int index) {
    static const char *const names[] = {"red", "gr\xC3\xBCn", "blue"};
    return index >= 0 && index < 3 ? names[index] : NULL;
}

char *repeated(const char *text, uint8_t times) {
    size_t length = strlen(text);
    char *result = malloc(length * times + 1);
    if (!result) return NULL;
    held += 1;
    for (uint8_t index = 0; index < times; index += 1) memcpy(result + index * length, text, length);
    result[length * times] = 0;
    return result;
}

void let_go(char *text) {
    held -= 1;
    free(text);
}

int32_t held_texts(void) { return held; }

/* Failures. */

int checked(int value) { return value < 0 ? value : 0; }

bool is_even(int value) { return value % 2 == 0; }

int64_t with_errno(int value) {
    errno = value;
    return value == 0 ? 1 : -1;
}

double quotient(double left, double right) { return left / right; }

/* What breaks its contract. */

size_t claims(uint8_t *target, size_t claimed) {
    target[0] = 1;
    return claimed;
}

void unterminated(char *target, size_t capacity) { memset(target, 'x', capacity); }

void not_utf8(char *target) { memcpy(target, "\xFF\xFE", 3); }

const char *garbled(void) { return "\xC0\x80"; }

void underflow(uint8_t *target) { target[-1] = 0; }

void overflow(uint8_t *target, size_t capacity) { target[capacity] = 1; }

uint8_t overread(const uint8_t *bytes, size_t count) { return bytes[count]; }

int64_t wild_capacity(int64_t wanted) { return wanted; }

void into(int64_t wanted, uint8_t *target) {
    (void)wanted;
    (void)target;
}

const int not_a_function = 7;
