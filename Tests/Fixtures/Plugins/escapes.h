/* SPDX-License-Identifier: Apache-2.0 */
/* Attempts of a plugin to reach what is not its own: a tool each, which answers with the name of the errno. */
#ifndef ESCAPES_H
#define ESCAPES_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fixture.h"

/* Gives 0 when it went through, or an errno. */
typedef struct {
    const char *name;
    int (*run)(void);
} attempt;

static const th_paths_v1 *folders;
static const th_host *the_host;

static inline int outcome(long result) { return result < 0 ? errno : 0; }

/* The errno of opening, without leaving anything open. */
static inline int opened(int descriptor) {
    if (descriptor < 0) return errno;
    close(descriptor);
    return 0;
}

static inline const char *path_in(th_str folder, const char *name) {
    static char path[2][PATH_MAX];
    static int turn;
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%.*s/%s", (int)folder.length, folder.data, name);
    return path[turn];
}

/* A file of the test's beside the sandbox; and one inside. */
static inline const char *outside(void) { return path_in(folders->sandbox(the_host), "../outside"); }
static inline const char *inside(void) { return path_in(folders->sandbox(the_host), "inside"); }

static inline th_status attempted(void *context, th_call *call) {
    int error = ((const attempt *)context)->run();
    const char *name = error ? strerrorname_np(error) : "went through";
    return th_text(call, name ? name : "?");
}

#define ATTEMPTS(id, ...)                                                                                \
    static const attempt attempts[] = {__VA_ARGS__};                                                     \
    static th_status start(const th_host *host, th_registrar *registrar, void **instance) {              \
        (void)instance;                                                                                  \
        the_host = host;                                                                                 \
        folders = (const th_paths_v1 *)host->get_extension(host, TH_EXT_PATHS);                          \
        for (size_t index = 0; index < sizeof attempts / sizeof *attempts; index++) {                    \
            th_tool tool = th_tool_make(attempts[index].name, "An attempt.", ANY_OBJECT, attempted);     \
            tool.ctx = (void *)&attempts[index];                                                         \
            if (th_add_tool(registrar, &tool) != TH_OK) return TH_FAILED;                                \
        }                                                                                                \
        return TH_OK;                                                                                    \
    }                                                                                                    \
    PLUGIN(id)

#define A(function) {#function, function}

#endif
