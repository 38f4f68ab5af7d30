// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CConfinement.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/// The loader that an ELF program of this machine names.
static int find_loader(int file, const Elf64_Ehdr *header, char *path, size_t capacity) {
    for (int index = 0; index < header->e_phnum && index < 64; index++) {
        Elf64_Phdr part;
        off_t place = (off_t)(header->e_phoff + (uint64_t)index * sizeof part);
        if (pread(file, &part, sizeof part, place) != sizeof part) return 0;
        if (part.p_type != PT_INTERP) continue;
        if (part.p_filesz < 2 || part.p_filesz > capacity) return 0;
        if (pread(file, path, part.p_filesz, (off_t)part.p_offset) != (ssize_t)part.p_filesz) return 0;
        return path[part.p_filesz - 1] == 0;
    }
    return 0;
}

/// What the kernel starts in place of `program`: the loader of an ELF program, the interpreter of a script.
static int find_interpreter(const char *program, char *path, size_t capacity) {
    union {
        char text[256];
        Elf64_Ehdr header;
    } head = {.text = {0}};
    int file = open(program, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return 0;
    ssize_t count = pread(file, &head, sizeof head - 1, 0);
    int found = 0;
    if (count >= (ssize_t)sizeof head.header && memcmp(head.text, ELFMAG, SELFMAG) == 0) {
        found = head.header.e_ident[EI_CLASS] == ELFCLASS64 && head.header.e_phentsize == sizeof(Elf64_Phdr)
            && find_loader(file, &head.header, path, capacity);
    } else if (count > 2 && memcmp(head.text, "#!", 2) == 0) {
        const char *start = head.text + 2 + strspn(head.text + 2, " \t");
        size_t length = strcspn(start, " \t\n");
        found = length > 0 && length < capacity;
        if (found) {
            memcpy(path, start, length);
            path[length] = 0;
        }
    }
    close(file);
    return found;
}

/// A script's interpreter has a loader of its own, and may be a script itself: the kernel goes four deep.
int32_t confine_rules_allow_program(const confine_rules *rules, const char *program) {
    char path[512], next[512];
    int32_t error = confine_rules_allow_path(rules, program, CONFINE_READ | CONFINE_EXECUTE);
    if (error || !find_interpreter(program, path, sizeof path)) return error;
    for (int depth = 0; depth < 4; depth++) {
        error = confine_rules_allow_path(rules, path, CONFINE_READ | CONFINE_EXECUTE);
        if (error || !find_interpreter(path, next, sizeof next)) return error;
        memcpy(path, next, sizeof path);
    }
    return 0;
}
