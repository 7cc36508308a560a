// A library that the loader puts before libc (`LD_PRELOAD`), to end or fail a program at a chosen call on chosen files.
//
// It counts the calls that change files of certain names, and what is sent to other hosts.
//
// - `JOURNAL_FAULT_FILES`: parts of file names, with `:` between them, such as `journal.sqlite:results.csv`.
// - `JOURNAL_FAULT_CALLS`: the calls that count, such as `fdatasync:renameat`; all where it is not set.
// - `JOURNAL_FAULT_STEP`: the number of the call, from 1, that meets the fault.
// - `JOURNAL_FAULT_KILL`: `host`, `worker` or `both`: the program, its children, or all of them get SIGKILL;
//   `JOURNAL_FAULT_AFTER=1`: once the call is done, and not in its place. Only then are sends counted.
// - `JOURNAL_FAULT_ERRNO`: the error it fails with, as a number, if nothing is killed; `JOURNAL_FAULT_SHORT=1`: half of what
//   is written is written first. `JOURNAL_FAULT_LASTS=1`: so do all calls behind it.
// - `JOURNAL_FAULT_LOG`: a file that each counted call is added to, a line each.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// The library's own calls go to the kernel by syscall(), so that it never meets itself.

static atomic_int steps = 0;

static int number(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

// Whether one of several words occurs in a text.
static bool holds_one(const char *text, const char *words) {
    while (words && *words) {
        size_t length = strcspn(words, ":");
        if (length && memmem(text, strlen(text), words, length)) return true;
        words += length + (words[length] == ':');
    }
    return false;
}

static bool is_chosen(const char *path) {
    const char *last = strrchr(path, '/');
    return holds_one(last ? last + 1 : path, getenv("JOURNAL_FAULT_FILES"));
}

static bool is_chosen_file(int file, char *path, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, room - 1);
    if (length < 0) return false;
    path[length] = 0;
    return is_chosen(path);
}

static void note(const char *call, const char *path) {
    const char *log = getenv("JOURNAL_FAULT_LOG");
    if (!log) return;
    char line[300];
    const char *last = strrchr(path, '/');
    int length = snprintf(line, sizeof line, "%s %.200s\n", call, last ? last + 1 : path);
    int file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    syscall(SYS_write, file, line, (size_t)length);
    syscall(SYS_close, file);
}

static void kill_children(void) {
    // Children are listed by the thread that made them.
    char path[64], text[4096];
    for (int task = (int)syscall(SYS_getpid), end = task + 4096; task < end; task++) {
        snprintf(path, sizeof path, "/proc/self/task/%d/children", task);
        int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
        if (file < 0) continue;
        ssize_t length = syscall(SYS_read, file, text, sizeof text - 1);
        syscall(SYS_close, file);
        text[length > 0 ? length : 0] = 0;
        for (char *at = text; *at;) {
            long child = strtol(at, &at, 10);
            if (child > 1) syscall(SYS_kill, (pid_t)child, SIGKILL);
            while (*at == ' ') at++;
        }
    }
}

static void strike(const char *victim) {
    if (strcmp(victim, "host")) kill_children();
    if (!strcmp(victim, "worker")) return;
    syscall(SYS_kill, (pid_t)syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

// What is to become of a call.
enum fate { PASSES, STRUCK_AFTER, FAILS };

static enum fate fate(const char *call, const char *path) {
    const char *victim = getenv("JOURNAL_FAULT_KILL");
    int step = number("JOURNAL_FAULT_STEP"), error = number("JOURNAL_FAULT_ERRNO");
    const char *calls = getenv("JOURNAL_FAULT_CALLS");
    if (calls && !holds_one(call, calls)) return PASSES;
    note(call, path);
    int now = ++steps;
    if (!step || now < step || (now > step && !(error && number("JOURNAL_FAULT_LASTS")))) return PASSES;
    if (victim && number("JOURNAL_FAULT_AFTER")) return STRUCK_AFTER;
    if (victim) strike(victim);
    errno = error;
    return error ? FAILS : PASSES;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

// A call of the kernel on a file that is open, `done` where it is not to fail.
#define ON_FILE(type, name, parameters, ...)                                     \
    type name parameters {                                                       \
        char path[512];                                                          \
        if (!is_chosen_file(file, path, sizeof path)) return NEXT(name)(__VA_ARGS__); \
        enum fate met = fate(#name, path);                                       \
        if (met == FAILS) return -1;                                             \
        type done = NEXT(name)(__VA_ARGS__);                                     \
        if (met == STRUCK_AFTER) strike(getenv("JOURNAL_FAULT_KILL"));           \
        return done;                                                             \
    }

ON_FILE(int, fsync, (int file), file)
ON_FILE(int, fdatasync, (int file), file)
ON_FILE(int, ftruncate, (int file, off_t length), file, length)
ON_FILE(int, ftruncate64, (int file, off64_t length), file, length)

#define WRITING(name, parameters, half, ...)                                     \
    ssize_t name parameters {                                                    \
        char path[512];                                                          \
        if (!is_chosen_file(file, path, sizeof path)) return NEXT(name)(__VA_ARGS__); \
        enum fate met = fate(#name, path);                                       \
        if (met == FAILS) {                                                      \
            int error = errno;                                                   \
            if (number("JOURNAL_FAULT_SHORT") && count > 1) return half;         \
            errno = error;                                                       \
            return -1;                                                           \
        }                                                                        \
        ssize_t done = NEXT(name)(__VA_ARGS__);                                  \
        if (met == STRUCK_AFTER) strike(getenv("JOURNAL_FAULT_KILL"));           \
        return done;                                                             \
    }

WRITING(write, (int file, const void *bytes, size_t count), NEXT(write)(file, bytes, count / 2), file, bytes, count)
WRITING(pwrite, (int file, const void *bytes, size_t count, off_t at), NEXT(pwrite)(file, bytes, count / 2, at),
    file, bytes, count, at)
WRITING(pwrite64, (int file, const void *bytes, size_t count, off64_t at), NEXT(pwrite64)(file, bytes, count / 2, at),
    file, bytes, count, at)

int renameat(int from, const char *old, int to, const char *new) {
    if (!is_chosen(new)) return NEXT(renameat)(from, old, to, new);
    enum fate met = fate("renameat", new);
    if (met == FAILS) return -1;
    int done = NEXT(renameat)(from, old, to, new);
    if (met == STRUCK_AFTER) strike(getenv("JOURNAL_FAULT_KILL"));
    return done;
}

ssize_t send(int socket, const void *bytes, size_t count, int flags) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    bool leaves = getpeername(socket, (struct sockaddr *)&peer, &length) == 0 && peer.ss_family == AF_INET;
    if (!leaves || !getenv("JOURNAL_FAULT_KILL")) return NEXT(send)(socket, bytes, count, flags);
    enum fate met = fate("send", "service");
    ssize_t done = NEXT(send)(socket, bytes, count, flags);
    if (met == STRUCK_AFTER) strike(getenv("JOURNAL_FAULT_KILL"));
    return done;
}
