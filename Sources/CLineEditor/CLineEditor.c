// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CLineEditor.h"

#include <errno.h>
#include <fcntl.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

/* As many lines as shells keep by default. */
enum { HISTORY_LINES = 1000 };

struct line_editor {
    EditLine *edit;
    History *history;
    int wake[2];
    int was_interrupted;
    int has_found;
    struct termios found;
    const char *prompt;
    line_editor_completer completer;
    void *context;
    char *line;
};

static line_editor *owner(EditLine *edit) {
    void *data = NULL;
    el_get(edit, EL_CLIENTDATA, &data);
    return data;
}

static char *show_prompt(EditLine *edit) {
    line_editor *editor = owner(edit);
    return (char *)(editor != NULL && editor->prompt != NULL ? editor->prompt : "");
}

/* Waits for a byte of input. 1: there is one; 0: end; -1: interrupted or failed. */
static int wait_for_byte(line_editor *editor, char *byte) {
    struct pollfd files[2] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = editor->wake[0], .events = POLLIN},
    };
    for (;;) {
        if (poll(files, 2, -1) < 0) {
            if (errno == EINTR) continue;
            return -1;
        }
        if (files[1].revents != 0) {
            char drained[64];
            while (read(editor->wake[0], drained, sizeof drained) > 0) {
            }
            editor->was_interrupted = 1;
            return -1;
        }
        ssize_t count = read(STDIN_FILENO, byte, 1);
        if (count >= 0) return (int)count;
        if (errno != EINTR && errno != EAGAIN) return -1;
    }
}

/* libedit's source of characters: UTF-8 bytes put together, bytes that fit nowhere shown as U+FFFD. */
static int read_character(EditLine *edit, wchar_t *character) {
    line_editor *editor = owner(edit);
    mbstate_t state = {0};
    for (;;) {
        char byte = 0;
        int count = wait_for_byte(editor, &byte);
        if (count <= 0) return count;
        size_t length = mbrtowc(character, &byte, 1, &state);
        if (length == (size_t)-2) continue;
        if (length == (size_t)-1) *character = 0xFFFD;
        return 1;
    }
}

static void show_choices(line_editor *editor, const char *choices) {
    FILE *output = NULL;
    el_get(editor->edit, EL_GETFP, 1, &output);
    if (output == NULL) return;
    fprintf(output, "\n%s\n", choices);
    fflush(output);
}

static unsigned char complete(EditLine *edit, int key) {
    (void)key;
    line_editor *editor = owner(edit);
    if (editor == NULL || editor->completer == NULL) return CC_ERROR;
    const LineInfo *info = el_line(edit);
    char *answer = editor->completer(editor->context, info->buffer, (size_t)(info->cursor - info->buffer));
    if (answer == NULL) return CC_ERROR;
    unsigned char code = CC_ERROR;
    char *choices = strchr(answer, '\n');
    if (choices != NULL) *choices++ = '\0';
    if (*answer != '\0' && el_insertstr(edit, answer) == 0) code = CC_REFRESH;
    if (choices != NULL && *choices != '\0') {
        show_choices(editor, choices);
        code = CC_REDISPLAY;
    }
    free(answer);
    return code;
}

/* Line editing needs a multi-byte locale; containers often have none set. */
static void use_utf8(void) {
    setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

/*
 * Between two lines libedit would give the terminal back as it was found: what is typed then would be echoed into an
 * answer, and Ctrl-D would be swallowed. Here keys wait, as they are, for the next line; Ctrl-C remains a signal.
 */
static void keep_keys_between_lines(EditLine *edit) {
    el_set(edit, EL_SETTY, "-x", "-icanon", "-echo", NULL);
}

static int set_up(line_editor *editor, const char *program_name) {
    if (pipe2(editor->wake, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    editor->has_found = tcgetattr(STDIN_FILENO, &editor->found) == 0;
    editor->edit = el_init(program_name, stdin, stdout, stderr);
    editor->history = history_init();
    if (editor->edit == NULL || editor->history == NULL) return -1;
    HistEvent event;
    history(editor->history, &event, H_SETSIZE, HISTORY_LINES);
    history(editor->history, &event, H_SETUNIQUE, 1);
    el_set(editor->edit, EL_CLIENTDATA, editor);
    el_set(editor->edit, EL_PROMPT, show_prompt);
    el_set(editor->edit, EL_EDITOR, "emacs");
    el_set(editor->edit, EL_SIGNAL, 0);
    el_set(editor->edit, EL_HIST, history, editor->history);
    el_set(editor->edit, EL_GETCFN, read_character);
    el_set(editor->edit, EL_ADDFN, "toolhost-complete", "Complete the word", complete);
    el_set(editor->edit, EL_BIND, "^I", "toolhost-complete", NULL);
    el_set(editor->edit, EL_BIND, "^R", "em-inc-search-prev", NULL);
    el_source(editor->edit, NULL);
    keep_keys_between_lines(editor->edit);
    return 0;
}

line_editor *line_editor_make(const char *program_name) {
    line_editor *editor = calloc(1, sizeof *editor);
    if (editor == NULL) return NULL;
    editor->wake[0] = editor->wake[1] = -1;
    use_utf8();
    if (set_up(editor, program_name) == 0) return editor;
    int cause = errno != 0 ? errno : ENOMEM;
    line_editor_free(editor);
    errno = cause;
    return NULL;
}

void line_editor_leave_terminal(line_editor *editor) {
    if (editor->has_found) tcsetattr(STDIN_FILENO, TCSADRAIN, &editor->found);
}

void line_editor_free(line_editor *editor) {
    if (editor == NULL) return;
    if (editor->edit != NULL) el_end(editor->edit);
    line_editor_leave_terminal(editor);
    if (editor->history != NULL) history_end(editor->history);
    if (editor->wake[0] >= 0) close(editor->wake[0]);
    if (editor->wake[1] >= 0) close(editor->wake[1]);
    free(editor->line);
    free(editor);
}

void line_editor_set_completer(line_editor *editor, line_editor_completer completer, void *context) {
    editor->completer = completer;
    editor->context = context;
}

void line_editor_load_history(line_editor *editor, const char *path) {
    HistEvent event;
    history(editor->history, &event, H_LOAD, path);
}

int32_t line_editor_save_history(line_editor *editor, const char *path) {
    HistEvent event;
    return history(editor->history, &event, H_SAVE, path) < 0 ? -1 : 0;
}

void line_editor_add_history(line_editor *editor, const char *line) {
    HistEvent event;
    history(editor->history, &event, H_ENTER, line);
}

line_editor_outcome line_editor_read(
    line_editor *editor, const char *prompt, const char *initial, const char **line) {
    *line = NULL;
    editor->prompt = prompt;
    editor->was_interrupted = 0;
    el_resize(editor->edit);
    if (initial != NULL && *initial != '\0') el_push(editor->edit, initial);
    int count = 0;
    errno = 0;
    const char *text = el_gets(editor->edit, &count);
    int cause = errno;
    editor->prompt = NULL;
    if (editor->was_interrupted) {
        el_reset(editor->edit);
        return LINE_EDITOR_INTERRUPTED;
    }
    if (text == NULL) {
        errno = cause;
        return count < 0 ? LINE_EDITOR_FAILED : LINE_EDITOR_END;
    }
    size_t length = (size_t)count;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) length--;
    free(editor->line);
    editor->line = strndup(text, length);
    if (editor->line == NULL) return LINE_EDITOR_FAILED;
    *line = editor->line;
    return LINE_EDITOR_LINE;
}

void line_editor_interrupt(line_editor *editor) {
    /* A full pipe already holds an interrupt, so a failed write loses nothing. */
    ssize_t ignored = write(editor->wake[1], "!", 1);
    (void)ignored;
}
