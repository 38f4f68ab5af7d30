// SPDX-License-Identifier: Apache-2.0

/* What is needed to read web pages as text: HTML by libxml2's forgiving parser, and character sets by iconv. */

#ifndef TOOLHOST_CHTML_H
#define TOOLHOST_CHTML_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The events of a document, one after the other: a byte that tells the kind, four bytes of length in the machine's
   order, and as many bytes of UTF-8. A start is followed by its attributes, each a name and a value. Every start has its
   end, unless the document was cut. */
#define CHTML_START ((uint8_t)1)
#define CHTML_NAME ((uint8_t)2)
#define CHTML_VALUE ((uint8_t)3)
#define CHTML_TEXT ((uint8_t)4)
#define CHTML_END ((uint8_t)5)

typedef struct {
    uint8_t *bytes;
    size_t count;
    /* The document was deeper, or had more events, than was asked for. */
    int32_t is_cut;
} chtml_events;

/* Reads HTML in UTF-8. 0 when memory is short. The events are freed with chtml_free_events. */
int32_t chtml_read(
    const char *html, size_t count, uint32_t most_events, uint32_t most_depth, chtml_events *events
);
void chtml_free_events(chtml_events *events);

/* Turns text of a character set into UTF-8; what cannot be read becomes U+FFFD. 0 when iconv does not know the
   character set or memory is short. The result is freed with chtml_free. */
int32_t chtml_decode(
    const char *charset, const uint8_t *bytes, size_t count, uint8_t **decoded, size_t *decoded_count
);
void chtml_free(uint8_t *bytes);

#ifdef __cplusplus
}
#endif

#endif
