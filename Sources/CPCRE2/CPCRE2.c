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

static const uint8_t nothing[1] = {0};

cpcre2_pattern *cpcre2_compile(const uint8_t *text, size_t length, int32_t *code, size_t *offset) {
    int error = 0;
    PCRE2_SIZE place = 0;
    /* The callouts are where steps are counted. $ is the very end, as in ECMA-262, [] and [^] are classes, and a
       reference to a group that took no part is empty. */
    uint32_t options = PCRE2_UTF | PCRE2_AUTO_CALLOUT | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS |
                       PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
    pcre2_code *compiled = pcre2_compile(text ? text : nothing, length, options, &error, &place, NULL);
    cpcre2_pattern *pattern = compiled ? malloc(sizeof *pattern) : NULL;
    *code = error;
    *offset = place;
    if (!pattern) {
        pcre2_code_free(compiled);
        return NULL;
    }
    pattern->code = compiled;
    return pattern;
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

size_t cpcre2_message(int32_t code, uint8_t *buffer, size_t capacity) {
    if (capacity == 0) return 0;
    int length = pcre2_get_error_message(code, buffer, capacity);
    return length < 0 ? strlen((const char *)buffer) : (size_t)length;
}
