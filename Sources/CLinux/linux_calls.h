#ifndef PATCHBAY_LINUX_CALLS_H
#define PATCHBAY_LINUX_CALLS_H

/* Calls of the kernel that glibc has no function for, or none that Swift sees: `syscall` itself takes variable arguments. */

#include <linux/openat2.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Opens `path` relative to `folder` without ever leaving it: by "..", by an absolute path or by a symbolic link.
   Returns a descriptor, or -1 with errno (EXDEV: the path leaves the folder; ENOSYS: a kernel older than 5.6). */
static inline int clinux_open_beneath(int folder, const char *path, uint64_t flags, uint64_t mode) {
    struct open_how how = {
        .flags = flags,
        .mode = mode,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

/* O_PATH: a descriptor that names a file without opening it. glibc shows it to GNU programs alone. */
static const int clinux_name_only = 010000000;

/* O_TMPFILE but for O_DIRECTORY: a file without a name in a folder, which is gone when nobody has it open. glibc shows it to
   GNU programs alone. */
static const int clinux_nameless = 020000000;

/* Has the kernel begin to write a file's dirty pages to the disk, without waiting for them. */
static inline int clinux_start_write_back(int file) {
    const unsigned int sync_file_range_write = 2;
    return (int)syscall(SYS_sync_file_range, file, (int64_t)0, (int64_t)0, sync_file_range_write);
}

/* A descriptor that a thread waits on and another one signals; or -1 with errno. */
static inline int clinux_event(void) {
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

/* Has the kernel write no core of this process, and lets no process but root's look into it.
   Returns 0, or -1 with errno. */
static inline int clinux_close_memory(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* A descriptor that names a process, whatever becomes of its number, and can be read from when the process has ended.
   Closed in what is started. Returns -1 with errno (EMFILE; ESRCH: there is none; ENOSYS: a kernel older than 5.3). */
static inline int clinux_process(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}

/* Sends a signal to the process that a descriptor names. Returns 0, or -1 with errno (ESRCH: it has ended). */
static inline int clinux_signal(int process, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, process, signal, (siginfo_t *)0, 0);
}

#endif
