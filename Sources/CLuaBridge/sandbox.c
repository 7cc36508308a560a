// The walls around a worker: it dies with its host, under rlimits, and its system calls are few.
#include "pb_sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define PB_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define PB_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the worker's filter knows x86_64 and aarch64"
#endif

int pb_sandbox_die_with(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    return getppid() == parent ? 0 : ESRCH;  // gone between the spawn and the line above
}

// Sets a limit, or leaves the lower one that was inherited: raising a hard limit is not allowed.
static int limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit value;
    if (getrlimit(resource, &value) != 0) return errno;
    if (hard < value.rlim_max) value.rlim_max = hard;
    value.rlim_cur = soft < value.rlim_max ? soft : value.rlim_max;
    return setrlimit(resource, &value) == 0 ? 0 : errno;
}

int pb_sandbox_limits(uint64_t cpu_seconds, uint64_t address_space) {
    int error;
    if ((error = limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 2))) return error;
    if ((error = limit(RLIMIT_AS, address_space, address_space))) return error;
    if ((error = limit(RLIMIT_CORE, 0, 0))) return error;
    // No file grows. A write to one fails instead of ending the process, so that last words to standard error, which may
    // be a file, do not change how it ends.
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR) return errno;
    if ((error = limit(RLIMIT_FSIZE, 0, 0))) return error;
    return limit(RLIMIT_NOFILE, 16, 16);
}

#define ANSWER(action) BPF_STMT(BPF_RET | BPF_K, (action))
// Two instructions: when the call is NAME, answer so.
#define WHEN(name, action) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), ANSWER(action)
#define ALLOW(name) WHEN(name, SECCOMP_RET_ALLOW)
#define KILL(name) WHEN(name, SECCOMP_RET_KILL_PROCESS)
// Five instructions: a call by this process to itself. The upper half of a process id is not looked at by the kernel.
#define ALLOW_TO_SELF(name, self)                                                                            \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 4),                                                  \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),                          \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(self), 0, 1), ANSWER(SECCOMP_RET_ALLOW),              \
        ANSWER(SECCOMP_RET_KILL_PROCESS)

int pb_sandbox_seal(void) {
    struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PB_ARCHITECTURE, 1, 0),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#if defined(__x86_64__)
        // The x32 calls bear other numbers and would pass by the names below.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        ANSWER(SECCOMP_RET_KILL_PROCESS),
        ALLOW(poll),
#endif
        // The loop: frames in and out, and waiting for them.
        ALLOW(read), ALLOW(write), ALLOW(ppoll), ALLOW(futex), ALLOW(restart_syscall),
        // Memory.
        ALLOW(brk), ALLOW(mmap), ALLOW(munmap), ALLOW(mremap), ALLOW(mprotect), ALLOW(madvise),
        // Time, signals and the end.
        ALLOW(clock_gettime), ALLOW(gettimeofday), ALLOW(rt_sigreturn), ALLOW(rt_sigaction), ALLOW(rt_sigprocmask),
        ALLOW(sigaltstack), ALLOW(getpid), ALLOW(gettid), ALLOW(exit), ALLOW(exit_group), ALLOW(getrandom),
        ALLOW(close), ALLOW(sched_yield), ALLOW(getrusage),
        // abort() signals itself; nobody else of the same user, the host first of all, is to be signalled.
        ALLOW_TO_SELF(tgkill, getpid()),
        // What no part of a worker does by mistake.
        KILL(socket), KILL(socketpair), KILL(connect), KILL(execve), KILL(execveat), KILL(ptrace), KILL(clone),
        KILL(clone3), KILL(bpf), KILL(process_vm_readv), KILL(process_vm_writev), KILL(io_uring_setup), KILL(kill),
        KILL(unshare), KILL(setns), KILL(mount), KILL(keyctl), KILL(perf_event_open), KILL(userfaultfd),
#if defined(__x86_64__)
        KILL(fork), KILL(vfork),
#endif
        // Everything else, opening files first of all, is refused but survived.
        ANSWER(SECCOMP_RET_ERRNO | EPERM),
    };
    struct sock_fprog filter = {sizeof program / sizeof *program, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0) == 0 ? 0 : errno;
}
