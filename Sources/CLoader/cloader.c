/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE

#include "cloader.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

void *cl_open(const char *path, char *error, size_t capacity) {
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle) {
        /* Thread-local in glibc, so no other dlopen can come between. */
        const char *message = dlerror();
        snprintf(error, capacity, "%s", message ? message : "unknown reason");
    }
    return handle;
}

int32_t cl_find_function(void *handle, const char *name, void **function) {
    void *address = dlsym(handle, name);
    if (!address) return CL_MISSING;

    struct link_map *map = NULL;
    const ElfW(Sym) *symbol = NULL;
    Dl_info where;
    /* dlsym also searches the libraries that this one needs. */
    if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || !map) return CL_MISSING;
    if (dladdr1(address, &where, (void **)&symbol, RTLD_DL_SYMENT) == 0) return CL_NOT_FUNCTION;
    if (!where.dli_fname || strcmp(where.dli_fname, map->l_name) != 0) return CL_ELSEWHERE;
    if (!symbol || ELF64_ST_TYPE(symbol->st_info) != STT_FUNC) return CL_NOT_FUNCTION;

    *function = address;
    return CL_FOUND;
}

const void *cl_call(void *function) {
    const void *(*entry)(void);
    /* ISO C has no cast from object pointers to function pointers; POSIX says that the bits are the same. */
    memcpy(&entry, &function, sizeof entry);
    return entry();
}

int32_t cl_copy_through_pipe(void *to, const void *from, size_t size) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return errno;
    char *target = to;
    const char *source = from;
    int32_t result = 0;
    while (size > 0 && result == 0) {
        size_t piece = size < 4096 ? size : 4096;
        ssize_t written = write(ends[1], source, piece);
        if (written <= 0) {
            result = written < 0 ? errno : EFAULT;
            break;
        }
        for (ssize_t copied = 0; copied < written;) {
            ssize_t count = read(ends[0], target + copied, (size_t)(written - copied));
            if (count <= 0) {
                result = count < 0 ? errno : EIO;
                break;
            }
            copied += count;
        }
        target += written;
        source += written;
        size -= (size_t)written;
    }
    close(ends[0]);
    close(ends[1]);
    return result;
}

int32_t cl_copy(void *to, const void *from, size_t size) {
    if (size == 0) return 0;
    if (!from) return EFAULT;
    char *target = to;
    const char *source = from;
    while (size > 0) {
        struct iovec local = {target, size};
        struct iovec remote = {(void *)source, size};
        ssize_t count = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
        if (count < 0 && errno == EFAULT) return EFAULT;
        if (count <= 0) return cl_copy_through_pipe(target, source, size);
        target += count;
        source += count;
        size -= (size_t)count;
    }
    return 0;
}

struct path_list {
    char *paths;
    size_t capacity, used;
};

static int add_path(struct dl_phdr_info *library, size_t size, void *context) {
    (void)size;
    struct path_list *list = context;
    /* The program itself has no name here, the kernel's own library no path. */
    if (!library->dlpi_name || library->dlpi_name[0] != '/') return 0;
    size_t length = strlen(library->dlpi_name) + 1;
    if (length > list->capacity - list->used) return 1;
    memcpy(list->paths + list->used, library->dlpi_name, length);
    list->used += length;
    return 0;
}

size_t cl_loaded_libraries(char *paths, size_t capacity) {
    struct path_list list = {paths, capacity, 0};
    dl_iterate_phdr(add_path, &list);
    return list.used;
}

int32_t cl_event_open(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void cl_event_signal(int32_t event) {
    uint64_t one = 1;
    ssize_t written;
    do {
        written = write(event, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
}
