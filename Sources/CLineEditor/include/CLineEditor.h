// SPDX-License-Identifier: Apache-2.0

/*
 * A terminal line editor over libedit with a way to interrupt a waiting read from another thread, which
 * libedit itself lacks. One editor per process; all functions but line_editor_interrupt belong to one thread
 * at a time.
 */
#ifndef TOOLHOST_LINE_EDITOR_H
#define TOOLHOST_LINE_EDITOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct line_editor line_editor;

typedef int32_t line_editor_outcome;

enum {
    LINE_EDITOR_LINE = 0,        /* a line was entered */
    LINE_EDITOR_END = 1,         /* end of input: Ctrl-D on an empty line, or the terminal went away */
    LINE_EDITOR_INTERRUPTED = 2, /* line_editor_interrupt was called; what was typed is dropped */
    LINE_EDITOR_FAILED = 3,      /* reading failed; errno says why */
};

/*
 * Finds what may follow the text before the cursor (UTF-8, `length` bytes, not NUL-terminated).
 * Returns a NUL-terminated string made by malloc, or NULL for nothing: its first line is inserted at the cursor, any further
 * lines are shown as the choices there are. Called on the thread that reads, during line_editor_read.
 */
typedef char *(*line_editor_completer)(void *context, const char *text, size_t length);

/*
 * Makes an editor on standard input and output. Sets the process's character type locale, to UTF-8 where the
 * environment names no usable one. Returns NULL with errno when a resource is missing. End it with line_editor_free.
 */
line_editor *line_editor_make(const char *program_name);

/* Puts the terminal back as line_editor_make found it. Between two reads it takes keys without echo until this is called. */
void line_editor_leave_terminal(line_editor *editor);

/* Ends the editor and puts the terminal back. No read may be waiting. */
void line_editor_free(line_editor *editor);

/* Completes on the Tab key through `completer`; `context` must outlive the editor. */
void line_editor_set_completer(line_editor *editor, line_editor_completer completer, void *context);

/* Reads the history kept in a file; a missing or unreadable file leaves it empty. */
void line_editor_load_history(line_editor *editor, const char *path);

/* Writes the history, readable by its owner only. Returns 0, or -1 when the file cannot be written. */
int32_t line_editor_save_history(line_editor *editor, const char *path);

/* Adds a line to the history; a line equal to the latest one is not added again. */
void line_editor_add_history(line_editor *editor, const char *line);

/*
 * Shows the prompt and waits for a line. `initial`, unless it is NULL, is text to begin with, as if it had been typed:
 * it must hold no control characters. On LINE_EDITOR_LINE, `*line` is the line without its end, NUL-terminated
 * UTF-8, and belongs to the editor until the next call; otherwise it is NULL.
 */
line_editor_outcome line_editor_read(
    line_editor *editor, const char *prompt, const char *initial, const char **line);

/* Makes the waiting read, or else the next one, return LINE_EDITOR_INTERRUPTED. [any thread] */
void line_editor_interrupt(line_editor *editor);

#ifdef __cplusplus
}
#endif

#endif
