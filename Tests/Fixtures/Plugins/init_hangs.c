/* SPDX-License-Identifier: Apache-2.0 */
/* A start that waits until somebody opens the FIFO that its settings name, then registers too late. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

static th_status start(const th_host *host, th_registrar *registrar, void **instance) {
    const th_config_v1 *config = (const th_config_v1 *)host->get_extension(host, TH_EXT_CONFIG);
    th_str fifo = TH_NO_STR;
    char path[1024];
    int file;
    (void)instance;
    if (config->get(host, th_string("fifo"), &fifo) != TH_OK || fifo.length >= sizeof path) return TH_FAILED;
    memcpy(path, fifo.data, fifo.length);
    path[fifo.length] = 0;
    file = open(path, O_RDONLY);
    if (file >= 0) close(file);
    return offer(registrar, "too_late", hello);
}

PLUGIN("hanging")
