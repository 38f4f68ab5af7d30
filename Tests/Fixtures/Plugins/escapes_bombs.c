/* SPDX-License-Identifier: Apache-2.0 */
/* Taking more than its share; each gives back what it got before it answers. */
#define _GNU_SOURCE
#include "escapes.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { mebibyte = 1 << 20, most = 4096 };

/* As much again as the limit of 512 MiB, in pieces of one. */
static int takes_memory(void) {
    static void *pieces[1024];
    int error = 0, count = 0;
    for (; count < 1024 && !error; count++) {
        pieces[count] = mmap(NULL, mebibyte, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pieces[count] == MAP_FAILED) error = errno;
    }
    for (int index = 0; index < count - (error != 0); index++) munmap(pieces[index], mebibyte);
    return error;
}
static int takes_shared_memory(void) {
    void *piece = mmap(NULL, mebibyte, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) return errno;
    munmap(piece, mebibyte);
    return 0;
}

static sem_t ending;
static void *waits(void *unused) {
    while (sem_wait(&ending) != 0) continue;
    return unused;
}

/* With the smallest stacks there are, so that it is not memory that runs out. */
static int takes_threads(void) {
    static pthread_t threads[most];
    pthread_attr_t small;
    int count = 0, error = 0;
    sem_init(&ending, 0, 0);
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, PTHREAD_STACK_MIN);
    while (count < most && !(error = pthread_create(&threads[count], &small, waits, NULL))) count++;
    for (int index = 0; index < count; index++) sem_post(&ending);
    for (int index = 0; index < count; index++) pthread_join(threads[index], NULL);
    pthread_attr_destroy(&small);
    return error;
}

static int takes_processes(void) {
    int count = 0, error = 0;
    for (; count < most && !error; count++) {
        pid_t pid = fork();
        if (pid == 0) _exit(0);
        if (pid < 0) error = errno;
    }
    while (wait(NULL) > 0) continue;
    return error;
}
static int takes_descriptors(void) {
    static int copies[most];
    int count = 0, error = 0;
    while (count < most && (copies[count] = dup(0)) >= 0) count++;
    error = count < most ? errno : 0;
    while (count > 0) close(copies[--count]);
    return error;
}

/* A hole of more than the limit of 1 GiB takes no room on the disk, should it go through. */
static int grows_a_file(void) {
    int file = open(inside(), O_WRONLY | O_CREAT, 0600);
    if (file < 0) return errno;
    int error = outcome(ftruncate(file, (off_t)1 << 40));
    close(file);
    return error;
}
static int writes_far_behind(void) {
    int file = open(inside(), O_WRONLY | O_CREAT, 0600);
    if (file < 0) return errno;
    int error = outcome(pwrite(file, "x", 1, (off_t)1 << 40));
    close(file);
    return error;
}

ATTEMPTS("escapes-bombs", A(takes_memory), A(takes_shared_memory), A(takes_threads), A(takes_processes),
    A(takes_descriptors), A(grows_a_file), A(writes_far_behind))
