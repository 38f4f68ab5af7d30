// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "CFFI.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int32_t cffi_region_open(size_t size, cffi_region *region) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (size == 0) size = 1;
    if (size > SIZE_MAX - 3 * page) return ENOMEM;
    size = (size + page - 1) / page * page;
    char *start = mmap(NULL, size + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return errno;
    if (mprotect(start + page, size, PROT_READ | PROT_WRITE) != 0) {
        int32_t error = errno;
        munmap(start, size + 2 * page);
        return error;
    }
    *region = (cffi_region){start + page, size};
    return 0;
}

void cffi_region_close(cffi_region *region) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (region->start) munmap((char *)region->start - page, region->size + 2 * page);
    region->start = NULL;
}

/* Which loaded library an address belongs to, and whether it is code there. */
typedef struct owner {
    ElfW(Addr) address;
    ElfW(Addr) base;
    int is_code;
    int is_found;
} owner;

static int visit(struct dl_phdr_info *library, size_t size, void *context) {
    owner *wanted = context;
    (void)size;
    for (int index = 0; index < library->dlpi_phnum; index += 1) {
        const ElfW(Phdr) *segment = &library->dlpi_phdr[index];
        ElfW(Addr) start = library->dlpi_addr + segment->p_vaddr;
        if (segment->p_type != PT_LOAD || wanted->address < start) continue;
        if (wanted->address - start >= segment->p_memsz) continue;
        wanted->base = library->dlpi_addr;
        wanted->is_code = (segment->p_flags & PF_X) != 0;
        wanted->is_found = 1;
        return 1;
    }
    return 0;
}

static owner owner_of(const void *address) {
    owner wanted = {(ElfW(Addr))address, 0, 0, 0};
    dl_iterate_phdr(visit, &wanted);
    return wanted;
}

int32_t cffi_is_code(const void *address) { return address && owner_of(address).is_code; }

/* Whether what is exported at that address is data: some linkers put constants among the code. */
static int is_object(const void *address) {
    Dl_info place;
    const ElfW(Sym) *symbol = NULL;
    if (dladdr1(address, &place, (void **)&symbol, RTLD_DL_SYMENT) == 0 || !symbol) return 0;
    return place.dli_saddr == address && ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT;
}

int32_t cffi_find(void *library, const char *name, void **function) {
    struct link_map *map = NULL;
    *function = NULL;
    if (dlinfo(library, RTLD_DI_LINKMAP, &map) != 0 || !map) return CFFI_MISSING;
    void *address = dlsym(library, name);
    if (!address) return CFFI_MISSING;
    owner found = owner_of(address);
    if (!found.is_code || is_object(address)) return CFFI_NO_FUNCTION;
    *function = address;
    return found.base == map->l_addr ? CFFI_FOUND : CFFI_ELSEWHERE;
}

int32_t cffi_find_near(const void *neighbour, const char *name, void **function) {
    Dl_info place;
    *function = NULL;
    if (dladdr(neighbour, &place) == 0 || !place.dli_fname) return CFFI_MISSING;
    /* Only asks for a handle: the library is loaded, and never unloaded. */
    void *library = dlopen(place.dli_fname, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD | RTLD_NODELETE);
    return library ? cffi_find(library, name, function) : CFFI_MISSING;
}
