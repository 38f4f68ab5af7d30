// SPDX-License-Identifier: Apache-2.0

/* One HTTP exchange at a time by libcurl: variadic options and callbacks stay here. Redirects are not followed, no
   proxy is used, no cookie is kept, and each address is put to the caller before a socket is opened. */

#ifndef TOOLHOST_CCURL_H
#define TOOLHOST_CCURL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A client with its open connections. One thread at a time. */
typedef struct ccurl_client ccurl_client;

typedef int32_t ccurl_outcome;
#define CCURL_DONE ((ccurl_outcome)0)
/* Not over yet: call ccurl_step again. */
#define CCURL_RUNNING ((ccurl_outcome)1)
/* The body went over its limit; what came before it is there. */
#define CCURL_CUT ((ccurl_outcome)2)
#define CCURL_UNKNOWN_HOST ((ccurl_outcome)3)
/* No connection; addresses that the caller did not admit count as well. */
#define CCURL_NO_CONNECTION ((ccurl_outcome)4)
#define CCURL_TIMED_OUT ((ccurl_outcome)5)
/* The certificate is not valid for this host. */
#define CCURL_UNTRUSTED ((ccurl_outcome)6)
#define CCURL_TLS_FAILED ((ccurl_outcome)7)
/* The connection broke, or the body ended before its announced end. */
#define CCURL_BROKEN_OFF ((ccurl_outcome)8)
/* What came back is no HTTP, or its Content-Encoding cannot be undone. */
#define CCURL_GARBLED ((ccurl_outcome)9)
#define CCURL_FAILED ((ccurl_outcome)10)

/* May this address be connected to? `address` has 4 or 16 bytes in network order. 0 refuses. Runs within ccurl_step. */
typedef int32_t (*ccurl_admit)(void *context, const uint8_t *address, size_t length, uint16_t port);

/* NULL when memory is short. `context` must live until ccurl_client_free. */
ccurl_client *ccurl_client_new(const char *user_agent, int64_t connect_ms, ccurl_admit admit, void *context);
void ccurl_client_free(ccurl_client *client);

/* Prepares a request; everything is copied. `pinned` is NULL, or HOST:PORT:ADDRESS[,ADDRESS]…, which stands in for the
   system's name resolution. 0 when memory is short. */
int32_t ccurl_begin(
    ccurl_client *client, const char *url, const char *method, const char *pinned, size_t body_limit
);
/* Adds a header line, `Name: value`. */
int32_t ccurl_add_header(ccurl_client *client, const char *line);
int32_t ccurl_set_body(ccurl_client *client, const void *bytes, size_t count);

/* Goes on with the exchange; waits at most `wait_ms` for something to happen. Returns early when `wake` (a descriptor,
   or -1) becomes readable. */
ccurl_outcome ccurl_step(ccurl_client *client, int32_t wake, int32_t wait_ms);

/* What has come so far; the pointers are valid until the next ccurl_ call on the client. */
int32_t ccurl_status(ccurl_client *client);
const uint8_t *ccurl_body(ccurl_client *client, size_t *count);
/* Lowers the limit of the body while it comes in. */
void ccurl_limit_body(ccurl_client *client, size_t limit);
/* The last header of that name, without its name; NULL when there is none. */
const char *ccurl_header(ccurl_client *client, const char *name);
/* The parts of a URL, each a string to be freed with ccurl_free_parts. */
typedef struct {
    char *url;
    char *scheme;
    char *host;
    char *user;
    char *path;
    char *query;
    uint16_t port;
} ccurl_parts;

/* Takes `url` apart; a relative one starts at `base` when that is not NULL. Any scheme is taken. 0 when it is no URL. */
int32_t ccurl_parse(const char *base, const char *url, ccurl_parts *parts);
void ccurl_free_parts(ccurl_parts *parts);

/* Reads an IP address in its usual spelling: how many bytes it has in network order, 0 when it is none. */
size_t ccurl_parse_address(const char *text, uint8_t address[16]);

#ifdef __cplusplus
}
#endif

#endif
