// SPDX-License-Identifier: Apache-2.0

#include "CFFI.h"

#include <errno.h>
#include <ffi.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct cffi_signature {
    ffi_cif cif;
    size_t count;
    uint16_t result_kind;
    size_t frame_bytes;
    cffi_place result;
    cffi_place arguments[CFFI_ARGUMENTS];
    ffi_type *types[CFFI_ARGUMENTS];
    /* The structs: libffi writes sizes into them, so each signature has its own. */
    size_t structs;
    size_t members;
    ffi_type struct_types[CFFI_MEMBERS];
    /* The lists of members, each with a null at its end. */
    ffi_type *elements[2 * CFFI_MEMBERS];
};

/* Reads a list of units. */
typedef struct reader {
    const uint16_t *next;
    const uint16_t *end;
    cffi_signature *signature;
    size_t used; /* of signature->elements */
    int32_t fault;
} reader;

/* libffi's own documentation asks for this: it fills in struct types while it prepares. */
static pthread_mutex_t preparing = PTHREAD_MUTEX_INITIALIZER;

static ffi_type *fail(reader *units, int32_t fault) {
    if (!units->fault) units->fault = fault;
    return NULL;
}

static ffi_type *scalar(uint16_t kind) {
    switch (kind) {
    case CFFI_VOID: return &ffi_type_void;
    case CFFI_BOOL:
    case CFFI_UINT8: return &ffi_type_uint8;
    case CFFI_INT8: return &ffi_type_sint8;
    case CFFI_INT16: return &ffi_type_sint16;
    case CFFI_UINT16: return &ffi_type_uint16;
    case CFFI_INT32: return &ffi_type_sint32;
    case CFFI_UINT32: return &ffi_type_uint32;
    case CFFI_INT64: return &ffi_type_sint64;
    case CFFI_UINT64: return &ffi_type_uint64;
    case CFFI_FLOAT: return &ffi_type_float;
    case CFFI_DOUBLE: return &ffi_type_double;
    case CFFI_POINTER: return &ffi_type_pointer;
    default: return NULL;
    }
}

static ffi_type *read_type(reader *units, int depth, int may_be_void);

static ffi_type *read_struct(reader *units, int depth) {
    cffi_signature *signature = units->signature;
    if (units->next == units->end) return fail(units, CFFI_NO_TYPE);
    size_t count = *units->next++;
    if (count == 0) return fail(units, CFFI_EMPTY_STRUCT);
    if (depth >= CFFI_DEPTH || count > CFFI_MEMBERS - signature->members) return fail(units, CFFI_TOO_MANY);
    signature->members += count;
    ffi_type *type = &signature->struct_types[signature->structs++];
    ffi_type **elements = &signature->elements[units->used];
    units->used += count + 1;
    *type = (ffi_type){.type = FFI_TYPE_STRUCT, .elements = elements};
    for (size_t index = 0; index < count; index += 1) {
        elements[index] = read_type(units, depth + 1, 0);
        if (!elements[index]) return NULL;
    }
    elements[count] = NULL;
    return type;
}

static ffi_type *read_type(reader *units, int depth, int may_be_void) {
    if (units->next == units->end) return fail(units, CFFI_NO_TYPE);
    uint16_t kind = *units->next++;
    if (kind == CFFI_STRUCT) return read_struct(units, depth);
    if (kind == CFFI_VOID && !may_be_void) return fail(units, CFFI_VOID_VALUE);
    ffi_type *type = scalar(kind);
    return type ? type : fail(units, CFFI_NO_TYPE);
}

/* Gives a value its place behind what stands in the frame already. */
static cffi_place place(const ffi_type *type, size_t *end) {
    size_t alignment = type->alignment > 8 ? type->alignment : 8;
    size_t offset = (*end + alignment - 1) / alignment * alignment;
    *end = offset + type->size;
    return (cffi_place){(uint32_t)offset, (uint32_t)type->size, type->alignment};
}

static int32_t lay_out(cffi_signature *signature, ffi_type *result) {
    size_t end = 0;
    for (size_t index = 0; index < signature->count; index += 1) {
        if (signature->types[index]->size > CFFI_STRUCT_BYTES) return CFFI_TOO_LARGE;
        signature->arguments[index] = place(signature->types[index], &end);
    }
    if (result->size > CFFI_STRUCT_BYTES) return CFFI_TOO_LARGE;
    end = (end + 15) / 16 * 16;
    signature->result = place(result, &end);
    if (signature->result_kind == CFFI_VOID) signature->result.size = 0;
    /* Results narrower than a register come widened to one, small structs in pairs of registers. */
    signature->frame_bytes = (end + sizeof(ffi_arg) + 31) / 16 * 16;
    return CFFI_OK;
}

static int32_t prepare(cffi_signature *signature, ffi_type *result) {
    pthread_mutex_lock(&preparing);
    ffi_status status =
        ffi_prep_cif(&signature->cif, FFI_DEFAULT_ABI, (unsigned)signature->count, result, signature->types);
    pthread_mutex_unlock(&preparing);
    return status == FFI_OK ? lay_out(signature, result) : CFFI_REFUSED;
}

int32_t cffi_prepare(const uint16_t *units, size_t count, size_t arguments, cffi_signature **signature) {
    *signature = NULL;
    if (arguments > CFFI_ARGUMENTS) return CFFI_TOO_MANY;
    if (count == 0) return CFFI_NO_TYPE;
    cffi_signature *made = calloc(1, sizeof *made);
    if (!made) return CFFI_NO_MEMORY;
    reader list = {units, units + count, made, 0, CFFI_OK};
    made->count = arguments;
    made->result_kind = units[0];
    ffi_type *result = read_type(&list, 0, 1);
    for (size_t index = 0; result && index < arguments; index += 1) {
        made->types[index] = read_type(&list, 0, 0);
        if (!made->types[index]) result = NULL;
    }
    if (result && list.next != list.end) list.fault = CFFI_NO_TYPE;
    int32_t fault = list.fault ? list.fault : prepare(made, result);
    if (fault) {
        free(made);
    } else {
        *signature = made;
    }
    return fault;
}

void cffi_free(cffi_signature *signature) { free(signature); }

size_t cffi_frame_bytes(const cffi_signature *signature) { return signature->frame_bytes; }

cffi_place cffi_argument(const cffi_signature *signature, size_t index) {
    return index < signature->count ? signature->arguments[index] : (cffi_place){0, 0, 0};
}

cffi_place cffi_result(const cffi_signature *signature) { return signature->result; }

/* Puts an integer result, which came widened to a register, back into its own type. */
static void narrow(uint16_t kind, void *result) {
    ffi_arg wide;
    memcpy(&wide, result, sizeof wide);
    uint8_t byte = kind == CFFI_BOOL ? (uint8_t)wide != 0 : (uint8_t)wide;
    uint16_t half = (uint16_t)wide;
    uint32_t word = (uint32_t)wide;
    switch (kind) {
    case CFFI_BOOL:
    case CFFI_INT8:
    case CFFI_UINT8: memcpy(result, &byte, sizeof byte); break;
    case CFFI_INT16:
    case CFFI_UINT16: memcpy(result, &half, sizeof half); break;
    case CFFI_INT32:
    case CFFI_UINT32: memcpy(result, &word, sizeof word); break;
    default: break;
    }
}

int32_t cffi_invoke(const cffi_signature *signature, void *function, void *frame) {
    void *arguments[CFFI_ARGUMENTS];
    char *start = frame;
    for (size_t index = 0; index < signature->count; index += 1) {
        arguments[index] = start + signature->arguments[index].offset;
    }
    void *result = start + signature->result.offset;
    void (*code)(void);
    /* ISO C has no cast from object pointers to function pointers; POSIX says that the bits are the same. */
    memcpy(&code, &function, sizeof code);
    errno = 0;
    /* libffi declares the signature as changeable, and does not change it. */
    ffi_call((ffi_cif *)&signature->cif, code, result, arguments);
    int32_t error = errno;
    narrow(signature->result_kind, result);
    return error;
}
