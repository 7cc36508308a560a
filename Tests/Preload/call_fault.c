// A library that a test has the loader put before libc (`LD_PRELOAD`), to end or fail a program at a chosen call.
//
// It counts the calls by which a program touches files and sockets, from the moment it has locked a file whose name ends
// in `.lock` until it has unlocked it.
//
// - `CALL_FAULT_STEP`: the number of the call, from 1, that meets the fault.
// - `CALL_FAULT_ERRNO`: the error it fails with, as a number; only calls that change files count then. Without it the
//   program is killed by SIGKILL in place of the call.
// - `CALL_FAULT_LOG`: a file that each counted call's name is added to, a line each.
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
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The library's own calls go to the kernel by syscall(), so that it never meets itself.

static atomic_int lock_file = -1;
static atomic_bool is_held = false;
static atomic_int steps = 0;

static int number(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

static void note(const char *name) {
    const char *path = getenv("CALL_FAULT_LOG");
    if (!path) return;
    char line[64];
    int length = snprintf(line, sizeof line, "%s\n", name);
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    syscall(SYS_write, file, line, (size_t)length);
    syscall(SYS_close, file);
}

// Counts a call; true when it is to fail, with errno set. Does not return when the program is to be killed.
static bool is_met(const char *name, bool changes_files) {
    int error = number("CALL_FAULT_ERRNO");
    if (!is_held || (error && !changes_files)) return false;
    note(name);
    if (++steps != number("CALL_FAULT_STEP")) return false;
    if (!error) {
        kill((pid_t)syscall(SYS_getpid), SIGKILL);
        for (;;) pause();
    }
    errno = error;
    return true;
}

static bool is_regular(int file) {
    struct stat status;
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int opened(int file, const char *path) {
    size_t length = strlen(path);
    if (file >= 0 && length > 5 && strcmp(path + length - 5, ".lock") == 0) lock_file = file;
    return file;
}

#define OPENING(name, parameters, ...)                                    \
    int name parameters {                                                 \
        mode_t mode = 0;                                                  \
        if (flags & (O_CREAT | O_TMPFILE)) {                              \
            va_list rest;                                                 \
            va_start(rest, flags);                                        \
            mode = va_arg(rest, mode_t);                                  \
            va_end(rest);                                                 \
        }                                                                 \
        if (is_met(#name, (flags & O_CREAT) != 0)) return -1;             \
        return opened(NEXT(name)(__VA_ARGS__, mode), path);               \
    }

OPENING(open, (const char *path, int flags, ...), path, flags)
OPENING(open64, (const char *path, int flags, ...), path, flags)
OPENING(openat, (int folder, const char *path, int flags, ...), folder, path, flags)
OPENING(openat64, (int folder, const char *path, int flags, ...), folder, path, flags)

#define CALL(type, name, parameters, changes_files, ...) \
    type name parameters {                               \
        if (is_met(#name, changes_files)) return -1;     \
        return NEXT(name)(__VA_ARGS__);                  \
    }

CALL(ssize_t, pwrite, (int file, const void *bytes, size_t count, off_t at), true, file, bytes, count, at)
CALL(ssize_t, pwrite64, (int file, const void *bytes, size_t count, off64_t at), true, file, bytes, count, at)
CALL(int, ftruncate, (int file, off_t length), true, file, length)
CALL(int, ftruncate64, (int file, off64_t length), true, file, length)
CALL(int, fsync, (int file), true, file)
CALL(int, fdatasync, (int file), true, file)
CALL(int, unlinkat, (int folder, const char *name, int flags), true, folder, name, flags)
CALL(int, renameat, (int from, const char *old, int to, const char *name), true, from, old, to, name)
CALL(int, linkat, (int from, const char *old, int to, const char *name, int flags), true, from, old, to, name, flags)
CALL(int, connect, (int socket, const struct sockaddr *to, socklen_t length), false, socket, to, length)
CALL(ssize_t, send, (int socket, const void *bytes, size_t count, int flags), false, socket, bytes, count, flags)
CALL(ssize_t, recv, (int socket, void *bytes, size_t count, int flags), false, socket, bytes, count, flags)

ssize_t write(int file, const void *bytes, size_t count) {
    // Pipes and terminals are what threads and people are told by: no part of what is kept.
    if (is_held && is_regular(file) && is_met("write", true)) return -1;
    return NEXT(write)(file, bytes, count);
}

int flock(int file, int operation) {
    bool is_lock = file == lock_file;
    if (is_lock && is_held && operation == LOCK_UN) {
        is_met("flock", false);
        is_held = false;
    } else if (is_met("flock", false)) {
        return -1;
    }
    int outcome = NEXT(flock)(file, operation);
    if (is_lock && outcome == 0 && (operation & LOCK_EX)) is_held = true;
    return outcome;
}
