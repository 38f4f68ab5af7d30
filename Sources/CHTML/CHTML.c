// SPDX-License-Identifier: Apache-2.0

#include "CHTML.h"

#include <errno.h>
#include <iconv.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
    int has_failed;
} growing;

static int reserve(growing *buffer, size_t more) {
    if (buffer->has_failed) return 0;
    if (buffer->count + more <= buffer->capacity) return 1;
    size_t capacity = buffer->capacity ? buffer->capacity : 65536;
    while (capacity < buffer->count + more) capacity *= 2;
    uint8_t *grown = realloc(buffer->bytes, capacity);
    if (!grown) {
        buffer->has_failed = 1;
        return 0;
    }
    buffer->bytes = grown;
    buffer->capacity = capacity;
    return 1;
}

// HTML

typedef struct {
    growing buffer;
    htmlParserCtxtPtr parser;
    uint32_t events_left;
    uint32_t depth;
    uint32_t most_depth;
    int is_cut;
} reading;

static void stop(reading *state) {
    state->is_cut = 1;
    xmlStopParser(state->parser);
}

static void emit(reading *state, uint8_t kind, const void *bytes, size_t count) {
    if (state->is_cut || state->buffer.has_failed) return;
    if (state->events_left == 0 || count > INT32_MAX) {
        stop(state);
        return;
    }
    uint32_t length = (uint32_t)count;
    if (!reserve(&state->buffer, 5 + count)) {
        stop(state);
        return;
    }
    state->events_left -= 1;
    uint8_t *place = state->buffer.bytes + state->buffer.count;
    place[0] = kind;
    memcpy(place + 1, &length, 4);
    if (count > 0) memcpy(place + 5, bytes, count);
    state->buffer.count += 5 + count;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes) {
    reading *state = context;
    /* Closing tags are looked for among all that are open: depth must have an end for time to have one. */
    if (++state->depth > state->most_depth) {
        stop(state);
        return;
    }
    emit(state, CHTML_START, name, strlen((const char *)name));
    for (const xmlChar **pair = attributes; pair && pair[0]; pair += 2) {
        emit(state, CHTML_NAME, pair[0], strlen((const char *)pair[0]));
        const char *value = pair[1] ? (const char *)pair[1] : "";
        emit(state, CHTML_VALUE, value, strlen(value));
    }
}

static void on_end(void *context, const xmlChar *name) {
    reading *state = context;
    (void)name;
    if (state->depth > 0) state->depth -= 1;
    emit(state, CHTML_END, NULL, 0);
}

static void on_text(void *context, const xmlChar *text, int count) {
    if (count > 0) emit(context, CHTML_TEXT, text, (size_t)count);
}

static pthread_once_t parser_once = PTHREAD_ONCE_INIT;

static void start_parser(void) {
    xmlInitParser();
}

int32_t chtml_read(
    const char *html, size_t count, uint32_t most_events, uint32_t most_depth, chtml_events *events
) {
    memset(events, 0, sizeof *events);
    if (count == 0) return 1;
    if (count > INT_MAX) return 0;
    pthread_once(&parser_once, start_parser);
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(html, (int)count);
    if (!parser) return 0;
    reading state = {.parser = parser, .events_left = most_events, .most_depth = most_depth};
    htmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.startElement = on_start;
    handler.endElement = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
    htmlSAXHandler *own = parser->sax;
    parser->sax = &handler;
    parser->userData = &state;
    /* What the document says about its encoding was true before it was turned into UTF-8. */
    htmlCtxtUseOptions(
        parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                    HTML_PARSE_IGNORE_ENC
    );
    xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(parser);
    parser->sax = own;
    if (parser->myDoc) xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    htmlFreeParserCtxt(parser);
    events->bytes = state.buffer.bytes;
    events->count = state.buffer.count;
    events->is_cut = state.is_cut;
    if (!state.buffer.has_failed) return 1;
    chtml_free_events(events);
    return 0;
}

void chtml_free_events(chtml_events *events) {
    free(events->bytes);
    memset(events, 0, sizeof *events);
}

// Character sets

static const uint8_t replacement[] = {0xEF, 0xBF, 0xBD};

static int convert(iconv_t converter, const uint8_t *bytes, size_t count, growing *output) {
    char *input = (char *)(uintptr_t)bytes;
    for (;;) {
        if (!reserve(output, count + 64)) return 0;
        char *place = (char *)output->bytes + output->count;
        size_t room = output->capacity - output->count;
        size_t converted = iconv(converter, input && count ? &input : NULL, &count, &place, &room);
        output->count = output->capacity - room;
        if (converted != (size_t)-1) {
            /* Once without input, so that a character that waits for its accent comes out. */
            if (input == NULL) return 1;
            input = NULL;
            count = 0;
            continue;
        }
        if (errno == E2BIG) {
            if (!reserve(output, output->capacity + 64)) return 0;
            continue;
        }
        if (!input || count == 0) return 1;
        if (!reserve(output, sizeof replacement)) return 0;
        memcpy(output->bytes + output->count, replacement, sizeof replacement);
        output->count += sizeof replacement;
        input += 1;
        count -= 1;
    }
}

int32_t chtml_decode(
    const char *charset, const uint8_t *bytes, size_t count, uint8_t **decoded, size_t *decoded_count
) {
    iconv_t converter = iconv_open("UTF-8", charset);
    if (converter == (iconv_t)-1) return 0;
    growing output = {0};
    int ok = convert(converter, bytes, count, &output);
    iconv_close(converter);
    if (!ok) {
        free(output.bytes);
        return 0;
    }
    *decoded = output.bytes;
    *decoded_count = output.count;
    return 1;
}

void chtml_free(uint8_t *bytes) {
    free(bytes);
}
