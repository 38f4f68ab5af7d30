/* SPDX-License-Identifier: Apache-2.0 */
/* Messages through a socket of whole packets, and the memory that goes along with those that are too long for it. */
#ifndef CWORKER_DESCRIPTORS_H
#define CWORKER_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>

/* What each message starts with, in the byte order of the machine that both sides run on. */
typedef struct cw_header {
    uint32_t length; /* of the payload in bytes, be it in the message or in memory of its own */
    uint16_t magic;
    uint8_t version;
    uint8_t kind;
    uint64_t number;
} cw_header;

/*
 * Sends one message, whole or not at all: the header, `size` bytes of payload, and a descriptor unless that is
 * negative. With `waits` it blocks while the socket is full. Returns 0 or an errno, EAGAIN for a full socket.
 */
int32_t cw_send(
    int32_t socket, cw_header header, const void *_Nullable payload, size_t size, int32_t descriptor, int32_t waits);

/* What cw_receive took out of the socket. */
typedef struct cw_received {
    cw_header header;   /* zeroes where the message was shorter */
    int64_t size;       /* of the message with its header; 0 when the other side is gone, or a negative errno */
    int32_t descriptor; /* the one that came along, for the caller to close; else -1 */
    int32_t faults;
} cw_received;

#define CW_CUT 1    /* the message was longer than there was room */
#define CW_STRAYS 2 /* more than one descriptor came, or one that could not be taken; none is left open */

/*
 * Takes one message out of the socket, its payload into the `capacity` bytes at `payload`. Whatever descriptors
 * come along are closed on exec. With `waits` it blocks until there is one; otherwise -EAGAIN says that there is none.
 */
cw_received cw_receive(int32_t socket, void *_Nonnull payload, size_t capacity, int32_t waits);

/*
 * Memory that holds a copy of these bytes and can never change again. Returns its descriptor, closed on exec, or a
 * negative errno.
 */
int32_t cw_seal(const void *_Nonnull bytes, size_t size);

#define CW_SEALED 0
#define CW_UNSEALED 1 /* it is no memory, or may still change */
#define CW_MISSIZED 2 /* it is sealed and of another size */

/* Whether this is memory of that size which can never change again. */
int32_t cw_check_sealed(int32_t descriptor, size_t size);

/* Copies the first `size` bytes of it; 0 or an errno. */
int32_t cw_copy_out(int32_t descriptor, void *_Nonnull to, size_t size);

/*
 * Shows sealed memory read-only in this process. Returns its address, to be given back with cw_unmap, or null; the
 * descriptor is no longer needed then.
 */
const void *_Nullable cw_map(int32_t descriptor, size_t size);

void cw_unmap(const void *_Nonnull start, size_t size);

/*
 * A descriptor that is readable when the channel is; for whoever waits for the channel and is not to be woken while
 * somebody else looks into it. Closed on exec; or a negative errno.
 */
int32_t cw_watch_open(int32_t channel);

/* Whether the watch is readable when the channel is. The end of the channel is always told. */
void cw_watch_tell(int32_t watch, int32_t channel, int32_t is_told);

/* Closes a descriptor. */
void cw_close(int32_t descriptor);

#endif
