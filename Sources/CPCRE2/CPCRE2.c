// SPDX-License-Identifier: Apache-2.0

#define PCRE2_CODE_UNIT_WIDTH 8

#include "CPCRE2.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

struct cpcre2_pattern {
    pcre2_code *code;
};

/* Back-tracking state of one search, in KiB: a hundred times what ordinary patterns need. */
static const uint32_t heap_kibibytes = 16 * 1024;

/* Steps from one start of a match in cpcre2_search: what a line of a thousand characters may cost. */
static const uint32_t steps_from_one_start = 100 * 1000;

/* The stack of compiled patterns, in bytes: what PCRE2 suggests, and what nested groups on long lines take. */
static const size_t smallest_stack = 32 * 1024;
static const size_t largest_stack = 1024 * 1024;

static const uint8_t nothing[1] = {0};

static cpcre2_pattern *finish(pcre2_code *compiled) {
    cpcre2_pattern *pattern = compiled ? malloc(sizeof *pattern) : NULL;
    if (pattern) {
        pattern->code = compiled;
    } else {
        pcre2_code_free(compiled);
    }
    return pattern;
}

cpcre2_pattern *cpcre2_compile(const uint8_t *text, size_t length, int32_t *code, size_t *offset) {
    int error = 0;
    PCRE2_SIZE place = 0;
    /* The callouts are where steps are counted. $ is the very end, as in ECMA-262, [] and [^] are classes, and a
       reference to a group that took no part is empty. */
    uint32_t options = PCRE2_UTF | PCRE2_AUTO_CALLOUT | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                       PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
    pcre2_code *compiled = pcre2_compile(text ? text : nothing, length, options, &error, &place, NULL);
    *code = error;
    *offset = place;
    return finish(compiled);
}

void cpcre2_free(cpcre2_pattern *pattern) {
    if (!pattern) return;
    pcre2_code_free(pattern->code);
    free(pattern);
}

static int count_step(pcre2_callout_block *block, void *steps) {
    (void)block;
    uint64_t *left = steps;
    if (*left == 0) return PCRE2_ERROR_CALLOUT;
    *left -= 1;
    return 0;
}

int32_t cpcre2_find(const cpcre2_pattern *pattern, const uint8_t *subject, size_t length, uint64_t *steps) {
    int32_t answer = -1;
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_match_data *matches = pcre2_match_data_create(1, NULL);
    if (context && matches) {
        pcre2_set_callout(context, count_step, steps);
        pcre2_set_heap_limit(context, heap_kibibytes);
        int found = pcre2_match(
            pattern->code, subject ? subject : nothing, length, 0, PCRE2_NO_UTF_CHECK, matches, context);
        /* 0 says that the one place for results was too few, which is a match all the same. */
        if (found >= 0) answer = 1;
        if (found == PCRE2_ERROR_NOMATCH) answer = 0;
    }
    pcre2_match_data_free(matches);
    pcre2_match_context_free(context);
    return answer;
}

cpcre2_pattern *cpcre2_compile_search(
    const uint8_t *text, size_t length, cpcre2_options options, int32_t *code, size_t *offset
) {
    int error = PCRE2_ERROR_NOMEMORY;
    PCRE2_SIZE place = 0;
    uint32_t bits = PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    if (options & CPCRE2_CASELESS) bits |= PCRE2_CASELESS;
    if (options & CPCRE2_UNICODE) bits |= PCRE2_UTF | PCRE2_UCP;
    /* An empty last line has a start too. */
    if (options & CPCRE2_LINES) bits |= PCRE2_MULTILINE | PCRE2_ALT_CIRCUMFLEX;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_code *compiled = NULL;
    if (context) {
        pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
        compiled = pcre2_compile(text ? text : nothing, length, bits, &error, &place, context);
    }
    pcre2_compile_context_free(context);
    *code = error;
    *offset = place;
    /* Where no memory may be executed, searches are slower and find the same. */
    if (compiled) pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    return finish(compiled);
}

struct cpcre2_room {
    pcre2_match_context *context;
    pcre2_match_data *matches;
    pcre2_jit_stack *stack;
};

cpcre2_room *cpcre2_room_create(void) {
    cpcre2_room *room = calloc(1, sizeof *room);
    if (!room) return NULL;
    room->context = pcre2_match_context_create(NULL);
    room->matches = pcre2_match_data_create(1, NULL);
    room->stack = pcre2_jit_stack_create(smallest_stack, largest_stack, NULL);
    if (!room->context || !room->matches) {
        cpcre2_room_free(room);
        return NULL;
    }
    pcre2_set_match_limit(room->context, steps_from_one_start);
    pcre2_set_heap_limit(room->context, heap_kibibytes);
    /* Without a stack of its own a compiled pattern uses a small part of the thread's. */
    if (room->stack) pcre2_jit_stack_assign(room->context, NULL, room->stack);
    return room;
}

void cpcre2_room_free(cpcre2_room *room) {
    if (!room) return;
    pcre2_jit_stack_free(room->stack);
    pcre2_match_data_free(room->matches);
    pcre2_match_context_free(room->context);
    free(room);
}

int32_t cpcre2_search(
    const cpcre2_pattern *pattern, cpcre2_room *room, const uint8_t *subject, size_t length, size_t from,
    size_t last, size_t *start, size_t *end
) {
    pcre2_set_offset_limit(room->context, last);
    int found = pcre2_match(
        pattern->code, subject ? subject : nothing, length, from, PCRE2_NO_UTF_CHECK, room->matches,
        room->context);
    if (found == PCRE2_ERROR_NOMATCH) return 0;
    if (found < 0) return -1;
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(room->matches);
    *start = places[0];
    *end = places[1];
    return 1;
}

size_t cpcre2_message(int32_t code, uint8_t *buffer, size_t capacity) {
    if (capacity == 0) return 0;
    int length = pcre2_get_error_message(code, buffer, capacity);
    return length < 0 ? strlen((const char *)buffer) : (size_t)length;
}
