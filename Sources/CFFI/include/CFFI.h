// SPDX-License-Identifier: Apache-2.0

#ifndef TOOLHOST_CFFI_H
#define TOOLHOST_CFFI_H

#include <stddef.h>
#include <stdint.h>

/*
 * Calls of C functions whose types are known only at run time.
 *
 * libffi believes what it is told: it takes a void argument, an empty struct and a struct of any size. So types come
 * here as plain numbers, and everything is checked before libffi sees it.
 */

/* What types are written with, one unit each. A struct is CFFI_STRUCT, the number of its members, its members. */
#define CFFI_VOID 0
#define CFFI_BOOL 1
#define CFFI_INT8 2
#define CFFI_UINT8 3
#define CFFI_INT16 4
#define CFFI_UINT16 5
#define CFFI_INT32 6
#define CFFI_UINT32 7
#define CFFI_INT64 8
#define CFFI_UINT64 9
#define CFFI_FLOAT 10
#define CFFI_DOUBLE 11
#define CFFI_POINTER 12
#define CFFI_STRUCT 13

#define CFFI_ARGUMENTS 32      /* the most arguments: the C standard asks for more, nobody for so many */
#define CFFI_MEMBERS 64        /* the most members of all structs of one signature */
#define CFFI_DEPTH 8           /* the deepest nesting of structs */
#define CFFI_STRUCT_BYTES 256u /* the largest struct passed by value */

typedef struct cffi_signature cffi_signature;

#define CFFI_OK 0
#define CFFI_NO_TYPE 1       /* a unit stands for no type, or units are missing or left over */
#define CFFI_VOID_VALUE 2    /* void other than as the result */
#define CFFI_EMPTY_STRUCT 3
#define CFFI_TOO_MANY 4      /* over CFFI_ARGUMENTS, CFFI_MEMBERS or CFFI_DEPTH */
#define CFFI_TOO_LARGE 5     /* over CFFI_STRUCT_BYTES */
#define CFFI_NO_MEMORY 6
#define CFFI_REFUSED 7       /* libffi does not take it */

/*
 * Prepares calls of one signature: the result's type, then those of `arguments` arguments. Any thread.
 * On success `*signature` is to be freed with cffi_free.
 */
int32_t cffi_prepare(const uint16_t *_Nonnull units, size_t count, size_t arguments,
                     cffi_signature *_Nullable *_Nonnull signature);

void cffi_free(cffi_signature *_Nullable signature);

/* Where a value stands in the frame of a call. */
typedef struct cffi_place {
    uint32_t offset;
    uint32_t size;
    uint32_t alignment;
} cffi_place;

/* The memory that one call takes for its arguments and its result, in bytes; aligned to 16. */
size_t cffi_frame_bytes(const cffi_signature *_Nonnull signature);
cffi_place cffi_argument(const cffi_signature *_Nonnull signature, size_t index);
cffi_place cffi_result(const cffi_signature *_Nonnull signature);

/*
 * Calls `function` with what stands in the frame, and puts its result there. Any thread, and any number at a time with
 * frames of their own. `errno` is 0 before the call; what it is afterwards is returned.
 */
int32_t cffi_invoke(const cffi_signature *_Nonnull signature, void *_Nonnull function, void *_Nonnull frame);

/* Memory between two pages that must not be touched. */
typedef struct cffi_region {
    void *_Nullable start;
    size_t size; /* whole pages, the two around not counted */
} cffi_region;

/* Maps at least `size` bytes, zeroed; 0, or an errno. */
int32_t cffi_region_open(size_t size, cffi_region *_Nonnull region);
void cffi_region_close(cffi_region *_Nonnull region);

#define CFFI_FOUND 0
#define CFFI_MISSING 1      /* no such symbol */
#define CFFI_ELSEWHERE 2    /* only a library that this one depends on has it */
#define CFFI_NO_FUNCTION 3  /* it is no code */

/*
 * Looks a function up in a library and what it depends on. Unlike dlsym it says where the function was found, and
 * knows data from code; functions that the library chooses by processor are found as well.
 */
int32_t cffi_find(void *_Nonnull library, const char *_Nonnull name, void *_Nullable *_Nonnull function);

/* The same in the library that has the code at `neighbour`. */
int32_t cffi_find_near(const void *_Nonnull neighbour, const char *_Nonnull name,
                       void *_Nullable *_Nonnull function);

/* Whether there is code of a loaded library at that address. */
int32_t cffi_is_code(const void *_Nullable address);

#endif
