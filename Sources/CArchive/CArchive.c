// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CArchive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What one read or write moves: large enough that system calls do not count, small beside the memory limit. */
#define BLOCK_BYTES ((size_t)256 * 1024)
/* Zeros are left out of files in pieces of a file system's usual block. */
#define HOLE_BYTES ((size_t)4096)

struct carchive_reader {
    struct archive *archive;
    struct archive_entry *entry;
    int system_error;
};

struct carchive_writer {
    struct archive *archive;
    struct archive_entry *entry;
    int system_error;
    unsigned char buffer[BLOCK_BYTES];
};

/* libarchive converts names by the locale of the calling thread, and a process may well have "C". */
static pthread_once_t locale_once = PTHREAD_ONCE_INIT;
static locale_t utf8_locale;

static void make_locale(void) {
    utf8_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static locale_t enter_utf8(void) {
    pthread_once(&locale_once, make_locale);
    return utf8_locale ? uselocale(utf8_locale) : (locale_t)0;
}

static void leave_utf8(locale_t previous) {
    if (previous) uselocale(previous);
}

static int64_t copy_text(const char *text, void *buffer, size_t capacity) {
    if (!text) return 0;
    size_t length = strlen(text);
    memcpy(buffer, text, length < capacity ? length : capacity);
    return (int64_t)length;
}

// Reading

static int support(struct archive *archive) {
    /* Only what unpacks by itself: a filter that would start a program answers ARCHIVE_WARN and is not wanted. */
    return archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
           archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
           archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
           archive_read_support_filter_lzma(archive) == ARCHIVE_OK &&
           archive_read_support_filter_lzip(archive) == ARCHIVE_OK &&
           archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
           archive_read_support_filter_lz4(archive) == ARCHIVE_OK &&
           archive_read_support_filter_compress(archive) == ARCHIVE_OK &&
           archive_read_support_format_tar(archive) == ARCHIVE_OK &&
           /* By the directory at its end, which alone knows types and permissions. */
           archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK;
}

carchive_reader *carchive_reader_open(int32_t descriptor) {
    carchive_reader *reader = calloc(1, sizeof *reader);
    if (!reader) return NULL;
    locale_t previous = enter_utf8();
    reader->archive = archive_read_new();
    int ready = reader->archive && support(reader->archive);
    if (ready) {
        /* A failure here is repeated by the first carchive_reader_next. */
        archive_read_open_fd(reader->archive, descriptor, BLOCK_BYTES);
    }
    leave_utf8(previous);
    if (ready) return reader;
    carchive_reader_free(reader);
    return NULL;
}

void carchive_reader_free(carchive_reader *reader) {
    if (!reader) return;
    archive_read_free(reader->archive);
    free(reader);
}

static carchive_outcome next_entry(carchive_reader *reader, carchive_entry *entry) {
    int result = archive_read_next_header(reader->archive, &reader->entry);
    if (result == ARCHIVE_EOF) return CARCHIVE_END;
    /* A warning is about an attribute that could not be read; the name and the contents are judged for themselves. */
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return CARCHIVE_FAULT;
    struct archive_entry *found = reader->entry;
    *entry = (carchive_entry){
        .mode = archive_entry_mode(found),
        .modified = archive_entry_mtime_is_set(found) ? archive_entry_mtime(found) : INT64_MIN,
        .modified_nanoseconds = (uint32_t)archive_entry_mtime_nsec(found),
        .size = archive_entry_size_is_set(found) ? archive_entry_size(found) : -1,
        .is_hard_link = archive_entry_hardlink(found) != NULL,
        .is_encrypted = archive_entry_is_encrypted(found),
    };
    return CARCHIVE_OK;
}

carchive_outcome carchive_reader_next(carchive_reader *reader, carchive_entry *entry) {
    locale_t previous = enter_utf8();
    carchive_outcome outcome = next_entry(reader, entry);
    leave_utf8(previous);
    return outcome;
}

int64_t carchive_reader_name(carchive_reader *reader, void *buffer, size_t capacity) {
    locale_t previous = enter_utf8();
    int64_t length = copy_text(archive_entry_pathname(reader->entry), buffer, capacity);
    leave_utf8(previous);
    return length;
}

static int is_zero(const unsigned char *bytes, size_t count) {
    return count == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0);
}

static int write_at(int descriptor, const unsigned char *bytes, size_t count, int64_t offset) {
    while (count > 0) {
        ssize_t written = pwrite(descriptor, bytes, count, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes += written;
        count -= (size_t)written;
        offset += written;
    }
    return 0;
}

/* Writes runs of pieces that are not zero, each run at once. */
static int write_without_zeros(int descriptor, const unsigned char *bytes, size_t count, int64_t offset) {
    size_t run = 0;
    for (size_t place = 0; place < count; place += HOLE_BYTES) {
        size_t piece = count - place < HOLE_BYTES ? count - place : HOLE_BYTES;
        if (!is_zero(bytes + place, piece)) continue;
        int failure = write_at(descriptor, bytes + run, place - run, offset + (int64_t)run);
        if (failure) return failure;
        run = place + piece;
    }
    return run < count ? write_at(descriptor, bytes + run, count - run, offset + (int64_t)run) : 0;
}

carchive_outcome carchive_reader_unpack(carchive_reader *reader, int32_t descriptor, int64_t *reached) {
    const void *bytes = NULL;
    size_t count = 0;
    la_int64_t offset = 0;
    int result = archive_read_data_block(reader->archive, &bytes, &count, &offset);
    if (result == ARCHIVE_EOF) {
        int64_t end = offset > *reached ? offset : *reached;
        *reached = end;
        while (ftruncate(descriptor, end) == -1) {
            if (errno == EINTR) continue;
            reader->system_error = errno;
            return CARCHIVE_SYSTEM;
        }
        return CARCHIVE_END;
    }
    if (result == ARCHIVE_FAILED) return CARCHIVE_UNSUPPORTED;
    /* A warning about contents means a wrong checksum or length. */
    if (result != ARCHIVE_OK || offset < 0) return CARCHIVE_FAULT;
    reader->system_error = write_without_zeros(descriptor, bytes, count, offset);
    *reached = offset + (int64_t)count;
    return reader->system_error ? CARCHIVE_SYSTEM : CARCHIVE_OK;
}

int64_t carchive_reader_consumed(carchive_reader *reader) {
    return archive_filter_bytes(reader->archive, -1);
}

int32_t carchive_reader_errno(carchive_reader *reader) {
    return reader->system_error;
}

int64_t carchive_reader_message(carchive_reader *reader, void *buffer, size_t capacity) {
    return copy_text(archive_error_string(reader->archive), buffer, capacity);
}

// Writing

static int start_zip(struct archive *archive, int descriptor) {
    return archive_write_set_format_zip(archive) == ARCHIVE_OK &&
           archive_write_set_bytes_per_block(archive, (int)BLOCK_BYTES) == ARCHIVE_OK &&
           archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
           archive_write_open_fd(archive, descriptor) == ARCHIVE_OK;
}

carchive_writer *carchive_writer_open(int32_t descriptor) {
    carchive_writer *writer = calloc(1, sizeof *writer);
    if (!writer) return NULL;
    locale_t previous = enter_utf8();
    writer->entry = archive_entry_new();
    writer->archive = archive_write_new();
    int ready = writer->entry && writer->archive && start_zip(writer->archive, descriptor);
    leave_utf8(previous);
    if (ready) return writer;
    carchive_writer_free(writer);
    return NULL;
}

void carchive_writer_free(carchive_writer *writer) {
    if (!writer) return;
    if (writer->archive) {
        /* So that freeing does not try to finish what failed or was given up. */
        archive_write_fail(writer->archive);
        archive_write_free(writer->archive);
    }
    archive_entry_free(writer->entry);
    free(writer);
}

static carchive_outcome outcome_of(carchive_writer *writer, int64_t result) {
    if (result >= ARCHIVE_OK) return CARCHIVE_OK;
    int number = archive_errno(writer->archive);
    writer->system_error = number > 0 ? number : EIO;
    return CARCHIVE_SYSTEM;
}

carchive_outcome carchive_writer_begin(
    carchive_writer *writer, const carchive_entry *entry, const char *name, const char *target
) {
    locale_t previous = enter_utf8();
    struct archive_entry *described = archive_entry_clear(writer->entry);
    archive_entry_copy_pathname(described, name);
    archive_entry_set_mode(described, entry->mode);
    archive_entry_set_mtime(described, entry->modified, entry->modified_nanoseconds);
    if (entry->size >= 0) archive_entry_set_size(described, entry->size);
    if (target) archive_entry_copy_symlink(described, target);
    carchive_outcome outcome = outcome_of(writer, archive_write_header(writer->archive, described));
    leave_utf8(previous);
    return outcome;
}

carchive_outcome carchive_writer_pack(carchive_writer *writer, int32_t source, int64_t *count) {
    ssize_t got;
    do
        got = read(source, writer->buffer, sizeof writer->buffer);
    while (got == -1 && errno == EINTR);
    if (got == -1) {
        writer->system_error = errno;
        return CARCHIVE_SYSTEM;
    }
    *count = got;
    if (got == 0) return CARCHIVE_END;
    return outcome_of(writer, archive_write_data(writer->archive, writer->buffer, (size_t)got));
}

carchive_outcome carchive_writer_finish(carchive_writer *writer) {
    locale_t previous = enter_utf8();
    carchive_outcome outcome = outcome_of(writer, archive_write_close(writer->archive));
    leave_utf8(previous);
    return outcome;
}

int32_t carchive_writer_errno(carchive_writer *writer) {
    return writer->system_error;
}
