// SPDX-License-Identifier: Apache-2.0

/* Archives by libarchive, from one open file to another: entries one after the other, contents in blocks. Bytes go
   between descriptors here, so that no buffer crosses into Swift. Names are UTF-8, whatever the process's locale. */

#ifndef TOOLHOST_CARCHIVE_H
#define TOOLHOST_CARCHIVE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An archive that is read, or one that is written. One thread at a time. */
typedef struct carchive_reader carchive_reader;
typedef struct carchive_writer carchive_writer;

typedef int32_t carchive_outcome;
#define CARCHIVE_OK ((carchive_outcome)0)
/* There is no further entry, or no further byte of this one. */
#define CARCHIVE_END ((carchive_outcome)1)
/* The archive is damaged, or of a kind that cannot be read; `carchive_reader_message` says more. */
#define CARCHIVE_FAULT ((carchive_outcome)2)
/* Contents are packed in a way that cannot be read. */
#define CARCHIVE_UNSUPPORTED ((carchive_outcome)3)
/* A file call failed; `carchive_reader_errno` or `carchive_writer_errno` says which way. */
#define CARCHIVE_SYSTEM ((carchive_outcome)4)

/* An entry's description. */
typedef struct {
    /* Type and permission bits as in st_mode; 0 where the archive does not say. */
    uint32_t mode;
    uint32_t modified_nanoseconds;
    /* Seconds since 1970 UTC; INT64_MIN where the archive does not say. */
    int64_t modified;
    /* In bytes; -1 where the archive does not say. */
    int64_t size;
    int32_t is_hard_link;
    int32_t is_encrypted;
} carchive_entry;

/* Starts reading the archive that `descriptor` is open on, from its current position: zip (by its directory) or tar,
   through any of gzip, bzip2, xz, lzma, lzip, zstd, lz4 and compress. NULL when memory is short. The descriptor stays
   the caller's and must stay open until carchive_reader_free. */
carchive_reader *carchive_reader_open(int32_t descriptor);
void carchive_reader_free(carchive_reader *reader);

/* Goes to the next entry, passing over what is left of this one's contents. */
carchive_outcome carchive_reader_next(carchive_reader *reader, carchive_entry *entry);

/* Copies the entry's name into `buffer`, without a NUL; returns its length, which may be more than fits. 0 when there
   is none that can be shown as UTF-8 bytes. */
int64_t carchive_reader_name(carchive_reader *reader, void *buffer, size_t capacity);

/* Copies the next block of the entry's contents to its place in `descriptor`, a new file; zeros become holes.
   `reached` receives how far the contents go by now. At CARCHIVE_END the file has its full length. */
carchive_outcome carchive_reader_unpack(carchive_reader *reader, int32_t descriptor, int64_t *reached);

/* How many bytes of the archive's file have been used. */
int64_t carchive_reader_consumed(carchive_reader *reader);
int32_t carchive_reader_errno(carchive_reader *reader);
/* Copies libarchive's own words into `buffer`, without a NUL; returns their length. */
int64_t carchive_reader_message(carchive_reader *reader, void *buffer, size_t capacity);

/* Starts a zip archive in `descriptor`, at its current position; zip64 where sizes need it. NULL when memory is
   short. The descriptor stays the caller's. */
carchive_writer *carchive_writer_open(int32_t descriptor);
/* Ends without carchive_writer_finish as well; the file is then no archive. */
void carchive_writer_free(carchive_writer *writer);

/* Begins an entry. `name` is UTF-8, as is `target`, what a symbolic link says; NULL for other entries. */
carchive_outcome carchive_writer_begin(
    carchive_writer *writer, const carchive_entry *entry, const char *name, const char *target
);
/* Adds the next bytes of `source`, from its current position, to the entry; `count` receives how many. CARCHIVE_END
   at the end of the source. */
carchive_outcome carchive_writer_pack(carchive_writer *writer, int32_t source, int64_t *count);
/* Writes the directory. */
carchive_outcome carchive_writer_finish(carchive_writer *writer);
int32_t carchive_writer_errno(carchive_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
