// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// What the child tells before it becomes the program.
typedef struct {
    fault fault;
    enforcement enforced;
} word;

/// A program that runs, seen from its supervisor.
typedef struct {
    pid_t child;
    int32_t listener;
    int32_t signals;
    program_list programs;
    folder_list folders;
    /// Not fewer than there are: counted now and then, and one more for each that was allowed since.
    uint32_t processes;
    confine_answer answer;
} watch;

static int64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

_Noreturn static void leave(const confine_answer *answer) {
    // Whoever asked may have gone; there is nobody else to tell.
    send(CONFINE_CONTROL, answer, sizeof *answer, MSG_NOSIGNAL);
    _exit(0);
}

_Noreturn static void give_up(confine_answer *answer, int32_t stage, int32_t error) {
    answer->stage = stage;
    answer->error = error;
    leave(answer);
}

// MARK: - The child

static void tell(int32_t channel, const word *word, int32_t descriptor) {
    struct iovec content = {(void *)word, sizeof *word};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = {0}};
    struct msghdr message = {.msg_iov = &content, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = control.bytes;
        message.msg_controllen = sizeof control.bytes;
        control.header = (struct cmsghdr){
            .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
    }
    sendmsg(channel, &message, MSG_NOSIGNAL);
}

_Noreturn static void become(const policy *policy, int32_t channel, pid_t parent) {
    word word = {.fault = {0, 0}};
    sigset_t none;
    int32_t listener = -1;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setpgid(0, 0);
    int32_t error = confine_end_with_parent(parent);
    if (!error) error = confine_close_on_exec_from(3);
    if (error) word.fault = (fault){CONFINE_STAGE_PARENT, error};
    else word.fault = confine_self(policy, &word.enforced, &listener);
    tell(channel, &word, listener);
    if (!word.fault.stage) {
        execve(policy->program, (char **)policy->arguments, (char **)policy->environment);
        word.fault = (fault){CONFINE_STAGE_PROGRAM, errno};
        tell(channel, &word, -1);
    }
    _exit(127);
}

// MARK: - The supervisor

/// Takes the child's next word; 0 when it has become the program, or has gone without one.
static int listen_to(int32_t channel, word *word, int32_t *listener) {
    struct iovec content = {word, sizeof *word};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.bytes = {0}};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t count;
    do count = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    while (count < 0 && errno == EINTR);
    if (count != sizeof *word) return 0;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS) memcpy(listener, CMSG_DATA(header), sizeof *listener);
    return 1;
}

static int may_grow(watch *watch, uint32_t limit) {
    if (watch->processes >= limit) watch->processes = descendants_count(limit);
    if (watch->processes >= limit) {
        watch->answer.refused_processes++;
        return 0;
    }
    watch->processes++;
    return 1;
}

static int changes_attributes(int call) {
#ifdef SYS_chmod
    if (call == SYS_chmod) return 1;
#endif
    return call == SYS_fchmod || call == SYS_fchmodat || call == SYS_utimensat;
}

static void decide(watch *watch, uint32_t limit) {
    struct seccomp_notif request;
    struct seccomp_notif_resp reply;
    memset(&request, 0, sizeof request);
    memset(&reply, 0, sizeof reply);
    // Whoever asked may have been killed meanwhile.
    if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_RECV, &request) != 0) return;
    reply.id = request.id;
    if (changes_attributes(request.data.nr)) {
        change change = change_find((pid_t)request.pid, &request.data);
        if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &request.id) == 0)
            reply.error = change_apply(&watch->folders, &change);
        if (change.object >= 0) close(change.object);
        // Done already: the call itself does not go on.
        ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
        return;
    }
    if (request.data.nr == SYS_execve) {
        int allowed = programs_allow(&watch->programs, (pid_t)request.pid, request.data.args[0]);
        // Its number may mean somebody else by now, whose memory was read then.
        if (ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &request.id) != 0) return;
        if (!allowed) watch->answer.refused_programs++;
        reply.error = allowed ? 0 : -EACCES;
    } else {
        reply.error = may_grow(watch, limit) ? 0 : -EAGAIN;
    }
    if (!reply.error) reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(watch->listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}

/// Reaps who has ended; 1 when the program itself is among them.
static int reap(watch *watch, int *status) {
    struct signalfd_siginfo signal;
    int result, found = 0;
    while (read(watch->signals, &signal, sizeof signal) > 0) continue;
    for (pid_t pid; (pid = waitpid(-1, &result, WNOHANG)) > 0;)
        if (pid == watch->child) {
            *status = result;
            found = 1;
        }
    return found;
}

/// Waits for the program's end, the deadline, or the end of whoever asked; says which it was.
static int32_t attend(watch *watch, const policy *policy, int64_t deadline, int *status) {
    for (;;) {
        int64_t left = policy->deadline ? deadline - milliseconds() : 60000;
        if (left <= 0 && policy->deadline) return CONFINE_CAUSE_DEADLINE;
        struct pollfd events[] = {
            {.fd = CONFINE_CONTROL, .events = POLLIN},
            {.fd = watch->signals, .events = POLLIN},
            {.fd = watch->listener, .events = POLLIN},
        };
        int count = poll(events, 3, left > 60000 ? 60000 : (int)left);
        if (count <= 0) continue;
        if (events[0].revents) return CONFINE_CAUSE_CANCELLED;
        if (events[1].revents && reap(watch, status)) return CONFINE_CAUSE_EXIT;
        if (events[2].revents & POLLIN) {
            decide(watch, policy->processes);
        } else if (events[2].revents) {
            close(watch->listener);
            watch->listener = -1;
        }
    }
}

static void judge(confine_answer *answer, int status) {
    answer->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    answer->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/// Starts the child and hears whether it has become the program.
static void begin(watch *watch, const policy *policy) {
    int channel[2];
    word word = {.fault = {0, 0}};
    pid_t parent = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0)
        give_up(&watch->answer, CONFINE_STAGE_FORK, errno);
    watch->child = fork();
    if (watch->child < 0) give_up(&watch->answer, CONFINE_STAGE_FORK, errno);
    if (watch->child == 0) {
        close(channel[0]);
        become(policy, channel[1], parent);
    }
    close(channel[1]);
    // What the program writes is for others to read, and ends when it does.
    for (int descriptor = 0; descriptor < CONFINE_CONTROL; descriptor++) close(descriptor);
    int has_spoken = listen_to(channel[0], &word, &watch->listener);
    watch->answer.landlock = word.enforced.landlock;
    watch->answer.filtered = word.enforced.filtered;
    watch->answer.supervised = word.enforced.supervised;
    if (has_spoken && !word.fault.stage) listen_to(channel[0], &word, &watch->listener);
    close(channel[0]);
    watch->answer.stage = word.fault.stage;
    watch->answer.error = word.fault.error;
}

_Noreturn void supervise(const policy *policy) {
    static watch watch = {.listener = -1, .processes = 1, .answer = {.magic = CONFINE_ANSWER}};
    sigset_t handled;
    int status = 0;
    int64_t deadline = milliseconds() + (int64_t)policy->deadline;
    sigemptyset(&handled);
    sigaddset(&handled, SIGCHLD);
    sigprocmask(SIG_BLOCK, &handled, NULL);
    watch.signals = signalfd(-1, &handled, SFD_CLOEXEC | SFD_NONBLOCK);
    if (watch.signals < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0)
        give_up(&watch.answer, CONFINE_STAGE_FORK, errno);
    programs_find(policy, &watch.programs);
    folders_find(policy, &watch.folders);
    begin(&watch, policy);
    if (!watch.answer.stage) watch.answer.cause = attend(&watch, policy, deadline, &status);
    // From here on nobody can start anything: the killing comes to an end.
    if (watch.listener >= 0) close(watch.listener);
    watch.answer.killed = descendants_end(watch.child, &status);
    judge(&watch.answer, status);
    leave(&watch.answer);
}
