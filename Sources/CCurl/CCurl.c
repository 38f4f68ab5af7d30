// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CCurl.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <locale.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct ccurl_client {
    CURL *easy;
    CURLM *multi;
    struct curl_slist *headers;
    struct curl_slist *pinned;
    ccurl_admit admit;
    void *context;
    char *user_agent;
    int64_t connect_ms;
    uint8_t *body;
    size_t body_count;
    size_t body_capacity;
    size_t body_limit;
    int is_cut;
    int is_added;
};

static pthread_once_t global_once = PTHREAD_ONCE_INIT;
static int global_is_ready;
static locale_t utf8_locale;

static void global_start(void) {
    global_is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

/* Names with letters beyond ASCII are read by the locale of the calling thread, and a process may well have "C". */
static locale_t enter_utf8(void) {
    return utf8_locale ? uselocale(utf8_locale) : (locale_t)0;
}

static void leave_utf8(locale_t previous) {
    if (previous) uselocale(previous);
}

ccurl_client *ccurl_client_new(const char *user_agent, int64_t connect_ms, ccurl_admit admit, void *context) {
    pthread_once(&global_once, global_start);
    ccurl_client *client = global_is_ready ? calloc(1, sizeof *client) : NULL;
    if (!client) return NULL;
    client->admit = admit;
    client->context = context;
    client->connect_ms = connect_ms;
    client->user_agent = strdup(user_agent);
    client->easy = curl_easy_init();
    client->multi = curl_multi_init();
    if (client->user_agent && client->easy && client->multi) return client;
    ccurl_client_free(client);
    return NULL;
}

static void leave_multi(ccurl_client *client) {
    if (client->is_added) curl_multi_remove_handle(client->multi, client->easy);
    client->is_added = 0;
}

void ccurl_client_free(ccurl_client *client) {
    if (!client) return;
    leave_multi(client);
    curl_easy_cleanup(client->easy);
    curl_multi_cleanup(client->multi);
    curl_slist_free_all(client->headers);
    curl_slist_free_all(client->pinned);
    free(client->user_agent);
    free(client->body);
    free(client);
}

// Callbacks

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
    ccurl_client *client = context;
    size_t room = client->body_limit > client->body_count ? client->body_limit - client->body_count : 0;
    size_t taken = size * count < room ? size * count : room;
    if (client->body_count + taken > client->body_capacity) {
        size_t capacity = client->body_capacity ? client->body_capacity : 16384;
        while (capacity < client->body_count + taken) capacity *= 2;
        uint8_t *grown = realloc(client->body, capacity);
        if (!grown) return 0;
        client->body = grown;
        client->body_capacity = capacity;
    }
    if (taken > 0) memcpy(client->body + client->body_count, bytes, taken);
    client->body_count += taken;
    if (taken < size * count) client->is_cut = 1;
    return taken;
}

static int is_admitted(const ccurl_client *client, const struct curl_sockaddr *target) {
    if (target->family == AF_INET && target->addrlen >= sizeof(struct sockaddr_in)) {
        struct sockaddr_in four;
        memcpy(&four, &target->addr, sizeof four);
        return client->admit(client->context, (const uint8_t *)&four.sin_addr, 4, ntohs(four.sin_port));
    }
    if (target->family == AF_INET6 && target->addrlen >= sizeof(struct sockaddr_in6)) {
        struct sockaddr_in6 six;
        memcpy(&six, (const void *)&target->addr, sizeof six);
        return client->admit(client->context, (const uint8_t *)&six.sin6_addr, 16, ntohs(six.sin6_port));
    }
    return 0;
}

/* The only place where sockets are made, whatever a name has resolved to a moment ago. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *target) {
    if (purpose != CURLSOCKTYPE_IPCXN || !is_admitted(context, target)) return CURL_SOCKET_BAD;
    return socket(target->family, target->socktype | SOCK_CLOEXEC, target->protocol);
}

// Requests

static int set_options(ccurl_client *client, const char *url, const char *method) {
    CURL *easy = client->easy;
    int failed = 0;
#define SET(option, value) failed |= curl_easy_setopt(easy, option, value) != CURLE_OK
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    if (strcmp(method, "HEAD") == 0)
        SET(CURLOPT_NOBODY, 1L);
    else
        SET(CURLOPT_HTTPGET, 1L);
    if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0) SET(CURLOPT_CUSTOMREQUEST, method);
    /* A proxy would connect for us, past the check of addresses. */
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NOPROXY, "*");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, client);
    SET(CURLOPT_WRITEFUNCTION, take_body);
    SET(CURLOPT_WRITEDATA, client);
    SET(CURLOPT_USERAGENT, client->user_agent);
    /* Every encoding that this libcurl can undo. */
    SET(CURLOPT_ACCEPT_ENCODING, "");
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)client->connect_ms);
    SET(CURLOPT_NOSIGNAL, 1L);
    /* Giving up does not wait for a name server that does not answer. */
    SET(CURLOPT_QUICK_EXIT, 1L);
    if (client->pinned) SET(CURLOPT_RESOLVE, client->pinned);
#undef SET
    return !failed;
}

int32_t ccurl_begin(
    ccurl_client *client, const char *url, const char *method, const char *pinned, size_t body_limit
) {
    leave_multi(client);
    curl_easy_reset(client->easy);
    curl_slist_free_all(client->headers);
    curl_slist_free_all(client->pinned);
    client->headers = NULL;
    client->pinned = NULL;
    client->body_count = 0;
    client->body_limit = body_limit;
    client->is_cut = 0;
    if (pinned && !(client->pinned = curl_slist_append(NULL, pinned))) return 0;
    /* Without `Expect: 100-continue`, for which some servers have no answer. */
    return ccurl_add_header(client, "Expect:") && set_options(client, url, method);
}

int32_t ccurl_add_header(ccurl_client *client, const char *line) {
    struct curl_slist *longer = curl_slist_append(client->headers, line);
    if (!longer) return 0;
    client->headers = longer;
    return curl_easy_setopt(client->easy, CURLOPT_HTTPHEADER, longer) == CURLE_OK;
}

int32_t ccurl_set_body(ccurl_client *client, const void *bytes, size_t count) {
    return curl_easy_setopt(client->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count) == CURLE_OK &&
           curl_easy_setopt(client->easy, CURLOPT_COPYPOSTFIELDS, count ? bytes : "") == CURLE_OK;
}

static ccurl_outcome outcome_of(const ccurl_client *client, CURLcode code) {
    if (client->is_cut) return CCURL_CUT;
    switch (code) {
    case CURLE_OK: return CCURL_DONE;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return CCURL_UNKNOWN_HOST;
    case CURLE_COULDNT_CONNECT: return CCURL_NO_CONNECTION;
    case CURLE_OPERATION_TIMEDOUT: return CCURL_TIMED_OUT;
    case CURLE_PEER_FAILED_VERIFICATION: return CCURL_UNTRUSTED;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE: return CCURL_TLS_FAILED;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return CCURL_BROKEN_OFF;
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL: return CCURL_GARBLED;
    default: return CCURL_FAILED;
    }
}

ccurl_outcome ccurl_step(ccurl_client *client, int32_t wake, int32_t wait_ms) {
    if (!client->is_added) {
        if (curl_multi_add_handle(client->multi, client->easy) != CURLM_OK) return CCURL_FAILED;
        client->is_added = 1;
    }
    int running = 0;
    locale_t previous = enter_utf8();
    CURLMcode performed = curl_multi_perform(client->multi, &running);
    leave_utf8(previous);
    if (performed != CURLM_OK) return CCURL_FAILED;
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(client->multi, &left));) {
        if (message->msg == CURLMSG_DONE) return outcome_of(client, message->data.result);
    }
    if (!running) return CCURL_FAILED;
    struct curl_waitfd more = {.fd = wake, .events = CURL_WAIT_POLLIN};
    CURLMcode waited = curl_multi_poll(client->multi, &more, wake >= 0 ? 1 : 0, wait_ms, NULL);
    return waited == CURLM_OK ? CCURL_RUNNING : CCURL_FAILED;
}

// Answers

int32_t ccurl_status(ccurl_client *client) {
    long status = 0;
    curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    return (int32_t)status;
}

const uint8_t *ccurl_body(ccurl_client *client, size_t *count) {
    *count = client->body_count;
    return client->body;
}

void ccurl_limit_body(ccurl_client *client, size_t limit) {
    if (limit < client->body_limit) client->body_limit = limit;
}

const char *ccurl_header(ccurl_client *client, const char *name) {
    struct curl_header *last = NULL;
    if (curl_easy_header(client->easy, name, 0, CURLH_HEADER, -1, &last) != CURLHE_OK) return NULL;
    size_t count = last->amount;
    if (count > 1) curl_easy_header(client->easy, name, count - 1, CURLH_HEADER, -1, &last);
    return last ? last->value : NULL;
}

// URLs

static char *part(CURLU *handle, CURLUPart which, unsigned int flags) {
    char *text = NULL;
    return curl_url_get(handle, which, &text, flags) == CURLUE_OK ? text : NULL;
}

/* A final dot only says that a name is complete; with it, numbers would be taken for a name. */
static int drop_final_dot(CURLU *handle) {
    char *host = part(handle, CURLUPART_HOST, 0);
    size_t length = host ? strlen(host) : 0;
    int ok = 1;
    if (length > 1 && host[length - 1] == '.') {
        host[length - 1] = 0;
        ok = curl_url_set(handle, CURLUPART_HOST, host, 0) == CURLUE_OK;
    }
    curl_free(host);
    return ok;
}

int32_t ccurl_parse(const char *base, const char *url, ccurl_parts *parts) {
    const unsigned int flags = CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE;
    memset(parts, 0, sizeof *parts);
    CURLU *handle = curl_url();
    if (!handle) return 0;
    int ok = (!base || curl_url_set(handle, CURLUPART_URL, base, flags) == CURLUE_OK) &&
             curl_url_set(handle, CURLUPART_URL, url, flags) == CURLUE_OK && drop_final_dot(handle);
    if (ok) {
        char *port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
        parts->port = port ? (uint16_t)strtoul(port, NULL, 10) : 0;
        curl_free(port);
        parts->url = part(handle, CURLUPART_URL, 0);
        parts->scheme = part(handle, CURLUPART_SCHEME, 0);
        parts->host = part(handle, CURLUPART_HOST, 0);
        parts->user = part(handle, CURLUPART_USER, 0);
        parts->path = part(handle, CURLUPART_PATH, 0);
        parts->query = part(handle, CURLUPART_QUERY, 0);
    }
    curl_url_cleanup(handle);
    return ok && parts->url && parts->scheme;
}

void ccurl_free_parts(ccurl_parts *parts) {
    curl_free(parts->url);
    curl_free(parts->scheme);
    curl_free(parts->host);
    curl_free(parts->user);
    curl_free(parts->path);
    curl_free(parts->query);
    memset(parts, 0, sizeof *parts);
}

size_t ccurl_parse_address(const char *text, uint8_t address[16]) {
    if (inet_pton(AF_INET, text, address) == 1) return 4;
    return inet_pton(AF_INET6, text, address) == 1 ? 16 : 0;
}
