#define _GNU_SOURCE
#include "forbidden_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pb_sandbox.h"

static long make(forbidden_call call, pid_t parent, int file) {
    // The shape of openat2's argument, whose header is not on every machine.
    unsigned long long how[3] = {0, 0, 8};
    struct rlimit limit = {0, 0};
    switch (call) {
    case TRY_NOTHING: return 0;
    case TRY_OPEN_FILE: return syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY);
    case TRY_OPEN_BENEATH: return syscall(437, AT_FDCWD, "x", how, sizeof how);
    case TRY_UNLINK: return syscall(SYS_unlinkat, AT_FDCWD, "nothing-of-this-name", 0);
    case TRY_MAKE_FOLDER: return syscall(SYS_mkdirat, AT_FDCWD, "/nothing/of/this/name", 0700);
    case TRY_GET_PARENT: return syscall(SYS_getppid);
    case TRY_SET_LIMIT: return syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL);
    case TRY_SOCKET: return syscall(SYS_socket, 1, 1, 0);
    case TRY_CONNECT: return syscall(SYS_connect, 0, NULL, 0);
    case TRY_EXECUTE: return syscall(SYS_execve, "/bin/true", NULL, NULL);
    case TRY_FORK: return syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    case TRY_THREAD: return syscall(SYS_clone3, NULL, 0);
    case TRY_TRACE: return syscall(SYS_ptrace, 0, 0, 0, 0);
    case TRY_KILL_PARENT: return syscall(SYS_kill, parent, 0);
    case TRY_SIGNAL_PARENT: return syscall(SYS_tgkill, parent, parent, 0);
    case TRY_SIGNAL_SELF: return syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), 0);
    case TRY_ABORT: abort();
    case TRY_IO_RING: return syscall(SYS_io_uring_setup, 1, NULL);
    case TRY_KEYS: return syscall(SYS_keyctl, 0, 0, 0, 0, 0);
    case TRY_WRITE_FILE: return write(file, "x", 1);
    case TRY_UNDER_LOWER_LIMITS:
    case TRY_DIE_WITH_STRANGER: return 0;
    }
    return 0;
}

// As `ulimit -v` and its like leave them for what is started below: too low to be raised again.
static bool lower_limits(void) {
    struct rlimit memory = {800 << 20, 800 << 20}, files = {8, 8}, seconds = {5, 5};
    return setrlimit(RLIMIT_AS, &memory) == 0 && setrlimit(RLIMIT_NOFILE, &files) == 0
        && setrlimit(RLIMIT_CPU, &seconds) == 0;
}

int try_sealed(forbidden_call call) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        int file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
        // What the test's process does about these is not what a worker does.
        signal(SIGABRT, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        if (call == TRY_UNDER_LOWER_LIMITS && !lower_limits()) _exit(201);
        if (call == TRY_DIE_WITH_STRANGER) _exit(pb_sandbox_die_with(1) == ESRCH ? 77 : 200);
        if (pb_sandbox_die_with(parent) || pb_sandbox_limits(10, (uint64_t)64 << 30) || pb_sandbox_seal()) _exit(200);
        _exit(make(call, parent, file) < 0 ? errno : 0);
    }
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return status;
}
